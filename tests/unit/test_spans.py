"""Contexts from message to message: continued inside, re-issued to what follows, restarted for outsiders."""

from typing import NamedTuple

import pytest
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.trace import SpanKind, StatusCode

from contracts import events as ev
from contracts.entries import Disclosed
from contracts.topics import SHOP_EVENTS
from shared.core.checkpoint.step import Output
from shared.shell import spans
from tests.fixtures.telemetry import caught
from tests.unit import test_gateway

TRACE = f"00-{'a' * 32}-{'b' * 16}-01"
OTHER = f"00-{'c' * 32}-{'d' * 16}-01"
UNSAMPLED = f"00-{'e' * 32}-{'f' * 16}-00"


class Came(NamedTuple):
    headers: dict[str, bytes]


def came(trace: str) -> Came:
    return Came({ev.H_TRACE: trace.encode(), ev.H_TYPE: b"order.placed", ev.H_ID: b"1" * 32})


def own(span: ReadableSpan) -> str:
    assert span.context is not None
    return f"00-{span.context.trace_id:032x}-{span.context.span_id:016x}-01"


def test_P7_all_that_follows_from_an_event_has_its_context_as_the_last_header() -> None:
    desk = test_gateway.desk()
    (step,) = test_gateway.steps(desk, test_gateway.fence(0), test_gateway.order(1), test_gateway.click(2))
    context = (ev.H_TRACE, f"00-{'c' * 32}-{'d' * 16}-01".encode())
    state = (*test_gateway.STATE,)
    followed = [output for output in step.outputs if output.topic not in state and output.key != b"@policy"]
    assert {output.topic for output in followed} >= {"to.seller", "to.cross_border", "disclosures"}
    assert [output.headers[-1] for output in followed] == [context] * len(followed)
    # P7: it is in no message itself, which is what the party gets.
    assert not [output for output in followed if output.topic[:3] == "to." and b"c" * 32 in (output.value or b"")]
    named = {entry.trace for entry in test_gateway.entries(step) if isinstance(entry, Disclosed)}
    assert named == {"c" * 32}


@pytest.mark.parametrize("trace", [b"", b"nonsense", b"\xff" * 3])
def test_a_context_that_cannot_be_read_parks_nothing(trace: bytes) -> None:
    desk, order = test_gateway.desk(), test_gateway.order(1)
    order.headers[ev.H_TRACE] = trace
    (step,) = test_gateway.steps(desk, test_gateway.fence(0), order)
    assert "disclosed" in {entry.__struct_config__.tag for entry in test_gateway.entries(step)}
    assert ev.H_TRACE not in {name for output in step.outputs for name, _ in output.headers}


def test_each_sampled_message_of_a_batch_has_its_span_and_the_batch_links_to_them() -> None:
    with caught() as out:
        with spans.batch(SHOP_EVENTS, 3, "gateway", [came(TRACE), came(OTHER), came(UNSAMPLED)], spans.EVENT) as batch:
            followed = batch.follow(TRACE)
        first, second, whole = out.get_finished_spans()
    assert own(first) == followed
    assert [each.parent and f"{each.parent.trace_id:032x}" for each in (first, second, whole)] == [
        "a" * 32,
        "c" * 32,
        None,
    ]
    assert [f"{link.context.trace_id:032x}" for link in whole.links] == ["a" * 32, "c" * 32]
    assert [link.context for link in first.links] == [whole.context]
    assert {each.kind for each in (first, second, whole)} == {SpanKind.CONSUMER}
    assert whole.attributes == {
        "messaging.system": "kafka",
        "messaging.operation.name": "process",
        "messaging.operation.type": "process",
        "messaging.destination.name": "shop.events",
        "messaging.destination.partition.id": "3",
        "messaging.consumer.group.name": "gateway",
        "messaging.batch.message_count": 3,
    }
    assert (first.attributes or {})["sekisho.event.type"] == "order.placed"


def test_a_batch_of_unsampled_messages_has_no_span() -> None:
    with caught() as out:
        with spans.batch(SHOP_EVENTS, 0, "gateway", [came(UNSAMPLED), Came({})]) as batch:
            assert batch.follow(UNSAMPLED) == UNSAMPLED
            assert not batch.follow("")
        assert not out.get_finished_spans()


def test_what_had_waited_goes_on_under_its_own_trace() -> None:
    with caught() as out:
        with spans.batch(SHOP_EVENTS, 0, "gateway", [came(OTHER)]) as batch:
            (written,) = batch.reissue(
                [Output("to.seller", b"k", b"v", (("ce_id", b"1"), (ev.H_TRACE, TRACE.encode())))]
            )
        late = out.get_finished_spans()[1]
    assert late.parent is not None
    assert late.parent.trace_id == int("a" * 32, 16)
    assert dict(written.headers) == {ev.H_TRACE: own(late).encode(), "ce_id": b"1"}


def test_a_batch_that_came_to_nothing_says_so_and_no_text() -> None:
    def fails() -> None:
        with spans.batch(SHOP_EVENTS, 0, "gateway", [came(TRACE)]):
            raise ValueError("taro")

    with caught() as out:
        with pytest.raises(ValueError, match="taro"):
            fails()
        found = out.get_finished_spans()
    assert {(span.status.status_code, (span.attributes or {})["error.type"]) for span in found} == {
        (StatusCode.ERROR, "ValueError")
    }


def test_without_a_tracer_contexts_pass_through_untouched() -> None:
    written = [Output("to.seller", b"k", b"v", ((ev.H_TRACE, TRACE.encode()),))]
    with spans.batch(SHOP_EVENTS, 0, "gateway", [came(TRACE)]) as batch:
        assert batch is spans.NOTHING
        assert batch.reissue(written) is written
        assert batch.follow(TRACE) == TRACE
    with spans.span("send shop.events", SpanKind.PRODUCER, {}, parent=TRACE) as span:
        assert spans.traceparent(span) == TRACE


@pytest.mark.parametrize(
    "text",
    [
        "",
        "nonsense",
        f"00-{'a' * 32}-{'b' * 16}",
        f"01-{'a' * 32}-{'b' * 16}-01",
        TRACE.upper(),
        f"{TRACE}-x",
        f"{TRACE}\n",
    ],
)
def test_what_is_no_traceparent_is_no_context(text: str) -> None:
    assert not spans.parse(text).is_valid


def test_of_the_flags_only_sampled_goes_on() -> None:
    with spans.span("POST", SpanKind.CLIENT, {}, parent=f"00-{'a' * 32}-{'b' * 16}-ff") as span:
        assert spans.traceparent(span) == TRACE


def test_an_outsider_gets_a_trace_of_its_own() -> None:
    told = spans.restarted("1" * 32, TRACE, chance=lambda n: b"\x07" * n)
    assert told == f"00-{'1' * 32}-{'07' * 8}-01"
    assert not spans.restarted("1" * 32, UNSAMPLED, chance=bytes)
    assert not spans.restarted("1" * 32, "", chance=bytes)
    assert not spans.restarted("0" * 32, TRACE, chance=bytes)
    assert not spans.restarted("d1", TRACE, chance=bytes)
