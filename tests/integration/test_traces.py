"""One order is one trace, from the shop's request to the ledger, and nothing personal is in it (P7)."""

import json
from typing import Any, Final, NamedTuple

import pytest

from contracts.telemetry import METRICS
from tests.fixtures.collector import Span, as_faulted
from tests.fixtures.orders import click, shopify
from tests.fixtures.shops import SHOP, SHOPS
from tests.fixtures.system import PARTIES, System
from tests.fixtures.telemetry import faults

pytestmark = pytest.mark.timeout(120)

TRACE: Final = "4bf92f3577b34da6a3ce929d0e0e4736"
SHOPS_OWN: Final = "00f067aa0ba902b7"
BUYER: Final = 9_100_000_000_000_000_000 + 771
STATE: Final = "shop=taro-yamada"
BAGGAGE: Final = "customer=taro%40example.jp"
SERVER, CLIENT, PRODUCER, CONSUMER = 2, 3, 4, 5


class Node(NamedTuple):
    """What a span is, short of its ids."""

    service: str
    name: str
    kind: int


DOOR: Final = (Node("intake", "POST /shops/{shop}/events", SERVER), Node("intake", "send shop.events", PRODUCER))
DECIDED: Final = (*DOOR, Node("gateway", "process shop.events", CONSUMER))


def handed(service: str) -> tuple[Node, ...]:
    return (*DECIDED, Node(service, f"process to.{service}", CONSUMER))


def ways(service: str) -> set[tuple[Node, ...]]:
    """Return where a hand-over leads: to the outside party, and its outcome to the ledger."""
    told = (*handed(service), Node(service, "send outcomes", PRODUCER))
    called = (*handed(service), Node(service, "POST", CLIENT))
    return {handed(service), called, told, (*told, Node("ledger", "process outcomes", CONSUMER))}


class Order:
    """One order of two sellers, sent under a trace of the shop's own; then the click that lets it go to France."""

    def __init__(self, system: System) -> None:
        self.system = system
        system.settle(system.adult(str(BUYER)))
        raw = json.dumps(shopify(771), ensure_ascii=False).encode()
        context = {"traceparent": f"00-{TRACE}-{SHOPS_OWN}-01", "tracestate": STATE, "baggage": BAGGAGE}
        answer = system.post(raw, {**system.signed(raw), **context})
        system.settle(answer)
        system.settle(system.event(click(str(BUYER))))
        self.entries = system.entries(order=answer.content["accepted"][0]["order"])
        self.given = [entry for entry in self.entries if entry["kind"] == "disclosed"]
        given = {entry["id"] for entry in self.given}

        def told() -> bool:
            ended = [path[-1] for path in self.paths()]
            known = {SHOPS_OWN, *(span.id for span in self.spans)}
            whole = all(span.parent in known for span in self.spans)
            return whole and ended.count(Node("ledger", "process outcomes", CONSUMER)) >= len(given)

        system.collector.wait(told)

    @property
    def spans(self) -> list[Span]:
        return [span for span in self.system.collector.spans if span.trace == TRACE]

    def paths(self) -> list[tuple[Node, ...]]:
        """Return for each span how one comes to it from the shop's own."""
        by_id = {span.id: span for span in self.spans}

        def path(span: Span) -> tuple[Node, ...]:
            before = path(by_id[span.parent]) if span.parent in by_id else ()
            return (*before, Node(span.service, span.name, span.kind))

        return [path(span) for span in self.spans]


@pytest.fixture(scope="module")
def order(system: System) -> Order:
    """Let it happen once."""
    return Order(system)


def test_one_trace_leads_from_the_shop_to_the_outside_parties_and_to_the_ledger(order: Order) -> None:
    paths = set(order.paths())
    services = {service for service in PARTIES if any(Node(service, "POST", CLIENT) in path for path in paths)}
    assert {"seller", "payment", "joint_use", "cross_border"} <= services
    expected = {DOOR[:1], DOOR, DECIDED, (*DECIDED, Node("ledger", "process disclosures", CONSUMER))}
    for service in services:
        expected |= ways(service)
    assert {path for path in paths if path[-1].service != "shop" and "results" not in path[-1].name} == expected


def test_the_trace_begins_under_the_span_of_the_shop(order: Order) -> None:
    (first,) = [span for span in order.spans if span.kind == SERVER]
    assert first.parent == SHOPS_OWN
    assert first.attributes["http.response.status_code"] == 200
    assert first.attributes["sekisho.shop"] == SHOP


def test_each_disclosure_of_the_record_names_the_trace_and_has_its_call_in_it(order: Order) -> None:
    assert {entry["trace"] for entry in order.given} == {TRACE}
    called = [span for span in order.spans if span.name == "POST" and span.service != "shop"]
    calls = {str(span.attributes["sekisho.disclosure.id"]): span for span in called}
    assert {entry["id"]: entry["recipient"] for entry in order.given} == {
        name: span.attributes["service.peer.name"] for name, span in calls.items()
    }
    assert {span.attributes["http.response.status_code"] for span in calls.values()} == {204}


def test_a_batch_has_one_span_that_links_to_its_messages(order: Order) -> None:
    whole = [
        span
        for span in order.system.collector.spans
        if span.kind == CONSUMER and not span.parent and any(trace == TRACE for trace, _ in span.links)
    ]
    assert {span.name for span in whole} >= {"process shop.events", "process to.seller", "process disclosures"}
    assert all(int(span.attributes["messaging.batch.message_count"]) >= 1 for span in whole)
    messages = {span.id for span in order.spans if span.name.startswith(("send ", "process "))}
    assert {link for span in whole for trace, link in span.links if trace == TRACE} <= messages


def test_P7_every_span_and_metric_of_the_run_is_of_the_closed_lists(order: Order) -> None:
    known = _known(order.system)
    found = [fault for span in order.system.collector.spans for fault in faults(as_faulted(span), known)]
    assert not found, found[:10]
    assert set(order.system.collector.metrics) <= set(METRICS)
    assert {key for each in order.system.collector.resources for key in each} <= {
        "service.name",
        "service.instance.id",
        "telemetry.sdk.name",
        "telemetry.sdk.language",
        "telemetry.sdk.version",
    }


def test_P7_state_and_baggage_of_the_shop_end_at_the_door(order: Order) -> None:
    system = order.system
    assert not [body for body in system.collector.raw if b"taro" in body]
    for topic in ("shop.events", "to.seller", "disclosures", "outcomes"):
        for record in system.records(topic):
            text = b" ".join(value for _, value in record.headers)
            assert STATE.encode() not in text
            assert b"taro%40example.jp" not in text
            assert not {"tracestate", "baggage"} & set(dict(record.headers))


def test_P7_a_span_with_a_name_in_it_would_have_been_found(order: Order) -> None:
    span = order.spans[0]._replace(attributes={"sekisho.shop": "taro-yamada", "customer.name": "見本 太郎"})
    assert list(faults(as_faulted(span), _known(order.system))) == [
        "sekisho.shop 'taro-yamada'",
        "attribute 'customer.name'",
    ]


def test_no_evidence_is_missing_and_the_metrics_of_the_list_come(order: Order) -> None:
    collector = order.system.collector
    wanted = {"sekisho.events.accepted", "sekisho.events.decided", "sekisho.disclosures", "sekisho.handover.duration"}
    wanted |= {"sekisho.evidence.missing", "sekisho.lag"}
    collector.wait(lambda: wanted <= set(collector.metrics))
    lag = collector.metrics["sekisho.lag"]
    topics = ("shop.events", "to.seller", "results", "disclosures", "outcomes")
    collector.wait(lambda: all({"messaging.destination.name": topic} in lag for topic in topics))
    assert {"sekisho.shop": SHOP, "sekisho.recipient": "seller"} in collector.metrics["sekisho.disclosures"]
    assert not collector.levels["sekisho.evidence.missing"] - {0.0}


def _known(system: System) -> set[str]:
    """Return the names that packs and registers have: of shops, and of their recipients."""
    entries: list[dict[str, Any]] = [entry for shop in SHOPS for entry in system.entries(shop)]
    return {*SHOPS, "shop", *(entry["recipient"] for entry in entries if "recipient" in entry), *_parties()}


def _parties() -> set[str]:
    return {party.split("/", 1)[0] for each in PARTIES.values() for party in each}
