"""P7: whatever somebody writes into a span, only the closed lists leave the process."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from opentelemetry import trace
from opentelemetry.sdk.trace.export import SpanExportResult
from opentelemetry.trace import Link, SpanContext, SpanKind, Status, StatusCode, TraceFlags, TraceState

from contracts.telemetry import ATTRIBUTES, LABELS, METRICS, RESOURCE, SPANS, WITHHELD, Attribute
from shared.core.closed import admits
from shared.shell import metrics, spans
from shared.shell.closing import Closing
from tests.fixtures.telemetry import MAY_SAY, NAMES, PARTY, SHOP, caught, faults, plain

PERSONAL = ["山田太郎", "taro@example.jp", "090-1234-5678", "09012345678", "1500001", "4111111111111111", "taro_yamada"]
TEXTS = st.sampled_from(PERSONAL) | st.text(max_size=40)
VALUES = TEXTS | st.integers(-(2**40), 2**40) | st.booleans() | st.floats() | st.lists(TEXTS, max_size=3)
GOOD = st.sampled_from([SHOP, PARTY, "kafka", "send", "to.seller", "a" * 32, "TimeoutError", "given", 3, "7", 503])
KEYS = st.sampled_from(sorted(ATTRIBUTES)) | TEXTS.filter(bool)
ATTRIBUTE_SETS = st.dictionaries(KEYS, VALUES | GOOD, max_size=8)


class Leak(Exception):  # noqa: N818 - a name of its own
    """An error whose text is a person's."""


def write(made: dict[str, Any], name: str, text: str) -> None:
    """Open one span of everything that a careless hand could put into it."""
    state = TraceState([("shop", "x")]).add("person", "taro")
    context = SpanContext(7, 9, is_remote=True, trace_flags=TraceFlags(1), trace_state=state)
    parent = trace.set_span_in_context(trace.NonRecordingSpan(context))
    link = Link(context, {"person": text, **made})
    opened = spans._tracer.start_span(name, context=parent, kind=SpanKind.CLIENT, attributes=made, links=[link])
    opened.add_event(text or "event", made)
    opened.record_exception(Leak(text), {"person": text})
    opened.set_status(Status(StatusCode.ERROR, text))
    opened.set_attributes(made)
    opened.end()


@settings(max_examples=300, deadline=None)
@given(ATTRIBUTE_SETS, st.sampled_from(sorted(SPANS)) | TEXTS, TEXTS)
def test_P7_no_span_carries_anything_but_the_closed_lists(made: dict[str, Any], name: str, text: str) -> None:
    with caught() as out:
        write(made, name, text)
        (span,) = out.get_finished_spans()
    assert not list(faults(plain(span), {SHOP, PARTY}))
    assert span.context is not None
    assert span.context.trace_id == 7
    assert span.status.status_code is StatusCode.ERROR


@pytest.mark.parametrize("text", PERSONAL)
def test_P7_a_leak_that_is_planted_is_found(text: str) -> None:
    with caught(closed=False) as out:
        write({"person.name": text, "sekisho.shop": text, "error.type": text}, f"send {text}", text)
        (span,) = out.get_finished_spans()
    found = list(faults(plain(span), {SHOP, PARTY}))
    assert [each.split()[0] for each in found][:4] == ["name", "attribute", "sekisho.shop", "error.type"]
    assert any(each == f"text {text!r}" for each in found)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("sekisho.shop", "taro_yamada"),
        ("error.type", "taro"),
        ("messaging.batch.message_count", 9012345678),
        ("messaging.destination.partition.id", "1500001"),
        ("sekisho.disclosure.id", "09012345678".ljust(32, "x")),
        ("sekisho.event.type", "taro@example.jp"),
        ("http.route", "/shops/netoff/events?name=taro"),
    ],
)
def test_P7_an_attribute_of_the_list_takes_no_value_of_another_kind(key: str, value: str | int) -> None:
    with caught() as out:
        spans._tracer.start_span("POST", attributes={key: value}).end()
        (span,) = out.get_finished_spans()
    assert span.attributes == {}


def test_P7_a_rule_that_lets_texts_through_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    def lax(attribute: Attribute, value: object, **_: object) -> bool:
        return attribute.kind != "number" or isinstance(value, int)

    monkeypatch.setattr("shared.shell.closing.admits", lax)
    with caught() as out:
        write({"sekisho.shop": "taro_yamada", "sekisho.event.id": "20002-1"}, "POST", "")
        (span,) = out.get_finished_spans()
    assert list(faults(plain(span), {SHOP, PARTY})) == ["sekisho.shop 'taro_yamada'", "sekisho.event.id '20002-1'"]


def test_what_is_dropped_is_counted() -> None:
    before = metrics.losses()
    with caught(resource={"service.name": "seller", "host.owner": "taro"}) as out:
        write({"person": "taro", "sekisho.shop": "taro"}, "send taro", "taro")
        (span,) = out.get_finished_spans()
    after = metrics.losses()
    assert {what: count - before.get(what, 0) for what, count in after.items() if count != before.get(what, 0)} == {
        "name": 1,
        "attribute": 1,
        "value": 1,
        "event": 2,
        "status": 1,
        "link": 2,
        "resource": 1,
    }
    assert dict(span.resource.attributes) == {"service.name": "seller"}


def test_an_exporter_that_breaks_stops_nothing_and_is_counted() -> None:
    class Broken(Closing):
        def shutdown(self) -> None:
            pass

    def export(_: object) -> SpanExportResult:
        raise Leak("taro")

    lost: dict[str, int] = {}
    broken = Broken.__new__(Broken)
    Closing.__init__(broken, type("Out", (), {"export": staticmethod(export)})(), metrics.names, lost.__setitem__)
    with caught() as out:
        spans._tracer.start_span("POST").end()
        assert broken.export(out.get_finished_spans()) is SpanExportResult.FAILURE
    assert lost == {"unsent": 1}


def test_the_two_lists_agree() -> None:
    assert set(ATTRIBUTES) == set(MAY_SAY)
    assert all(NAMES.fullmatch(name) for name in SPANS)
    assert all(set(metric.attributes) <= set(LABELS) for metric in METRICS.values())
    assert not set(RESOURCE) & set(ATTRIBUTES)


def test_every_reason_of_a_withholding_may_be_counted() -> None:
    from cli.page import reasons

    assert set(reasons._RECIPIENTS) == WITHHELD


@given(VALUES, st.sampled_from(sorted(ATTRIBUTES)))
def test_P7_a_value_of_no_kind_is_never_admitted(value: object, key: str) -> None:
    if admits(ATTRIBUTES[key], value, names=(), errors=()):
        assert not list(faults({"name": "POST", "attributes": {key: value}, "more": []}, ()))
