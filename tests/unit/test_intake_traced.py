"""The door's spans: under the shop's own context, with the answer's status; nothing else of the shop comes in."""

import pytest
from opentelemetry.trace import SpanKind, StatusCode

from services.intake.http import door
from shared.errors import TransientError
from tests.fixtures.telemetry import SHOP, caught, faults, plain
from tests.unit.intake import DOORS as KNOWN
from tests.unit.intake import EVENT, OWN, MemoryLog, MemoryNames, post

TRACE = f"00-{'a' * 32}-{'b' * 16}-01"
BESIDE = {"tracestate": "shop=taro-yamada", "baggage": "customer=taro%40example.jp", "b3": "1-1-1"}


async def test_the_request_continues_the_shops_trace_and_the_record_carries_it_on() -> None:
    log = MemoryLog()
    with caught() as out:
        await post(door(log, KNOWN, MemoryNames()), EVENT, {**OWN, "traceparent": TRACE, **BESIDE})
        send, request = out.get_finished_spans()
    assert (request.name, request.kind) == ("POST /shops/{shop}/events", SpanKind.SERVER)
    assert request.parent is not None
    assert (f"{request.parent.trace_id:032x}", f"{request.parent.span_id:016x}") == ("a" * 32, "b" * 16)
    assert request.attributes == {
        "http.request.method": "POST",
        "http.route": "/shops/{shop}/events",
        "http.response.status_code": 202,
        "sekisho.shop": SHOP,
    }
    assert (send.name, send.kind, send.parent) == ("send shop.events", SpanKind.PRODUCER, request.context)
    assert send.context is not None
    headers = log.records[0][4]
    assert headers["traceparent"].decode() == f"00-{'a' * 32}-{send.context.span_id:016x}-01"
    assert not set(BESIDE) & set(headers)
    assert not [value for value in headers.values() if b"taro" in value]
    assert not [fault for span in (send, request) for fault in faults(plain(span), {SHOP})]


async def test_without_a_tracer_the_shops_context_goes_on_as_it_came() -> None:
    log = MemoryLog()
    await post(door(log, KNOWN, MemoryNames()), EVENT, {**OWN, "traceparent": TRACE, **BESIDE})
    assert log.records[0][4]["traceparent"] == TRACE.encode()
    await post(door(log, KNOWN, MemoryNames()), {**EVENT, "id": "e-2"}, OWN)
    assert "traceparent" not in log.records[1][4]


@pytest.mark.parametrize("trace", ["", "taro", f"{TRACE}; taro@example.jp"])
async def test_P7_what_is_no_context_does_not_come_in(trace: str) -> None:
    log = MemoryLog()
    await post(door(log, KNOWN, MemoryNames()), EVENT, {**OWN, "traceparent": trace})
    assert "traceparent" not in log.records[0][4]


async def test_a_refusal_is_no_error_of_ours_and_an_absent_log_is() -> None:
    log = MemoryLog()
    log.failures.append(TransientError("broker_away"))
    with caught() as out:
        app = door(log, KNOWN, MemoryNames())
        await post(app, EVENT, {**OWN, "authorization": "Bearer wrong"})
        (refused,) = out.get_finished_spans()
        await post(app, EVENT)
        *_, away = out.get_finished_spans()
    assert ((refused.attributes or {})["http.response.status_code"], refused.status.status_code) == (
        401,
        StatusCode.UNSET,
    )
    assert ((away.attributes or {})["error.type"], away.status.status_code) == ("503", StatusCode.ERROR)


async def test_P7_a_shop_that_nobody_knows_is_not_named() -> None:
    with caught() as out:
        await post(door(MemoryLog(), KNOWN, MemoryNames()), EVENT, OWN, shop="taro-yamada")
        (span,) = out.get_finished_spans()
    assert "sekisho.shop" not in (span.attributes or {})
