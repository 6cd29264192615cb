"""What a request becomes on `shop.events`: names derived, chance from one seed, nothing of the sender's own ids."""

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from contracts import events as ev
from contracts.topics import SHOP_EVENTS, partition_of
from examples.shop import journal, orders
from examples.shop.orders import SampleClick, SampleOrder
from shared.core.accept import Prepared, prepare
from shared.core.door import DoorError
from shared.core.platforms.shopify_leaves import ORDER
from shared.core.reading import read

KEY, SEED = b"k" * 32, b"s" * 32
EVENT = {
    "specversion": "1.0",
    "id": "evt-カナリア",
    "source": "/people/カナリア",
    "type": "order.placed",
    "time": "2026-04-01T09:00:00+09:00",
    "data": {"customer": {"id": "C-カナリア", "email": "a@example.jp"}, "order": {"id": "A-カナリア"}},
}
OWN = {"content-type": "application/cloudevents+json; charset=utf-8"}
WEBHOOK = {"x-shopify-topic": "orders/create", "content-type": "application/json"}
DOCUMENTED = (Path(__file__).parents[1] / "fixtures" / "shopify_order.json").read_bytes()


def _prepare(event: dict[str, Any], *, shop: str = "netoff", seed: bytes = SEED, trace: str = "") -> Prepared:
    return prepare(json.dumps(event).encode(), OWN, shop=shop, key=KEY, seed=seed, traceparent=trace)


def test_the_record_is_what_the_gateway_reads() -> None:
    (record,) = _prepare(EVENT, trace=f"00-{'a' * 32}-{'b' * 16}-01").records
    event = read(
        record.key,
        record.headers,
        record.value,
        position=7,
        at=1,
        body=msgspec.json.Decoder(ev.Body).decode,
    )
    assert (event.shop, event.type, event.person, event.order) == (
        "netoff",
        "order.placed",
        record.person,
        record.order,
    )
    assert event.body.order.id == "A-カナリア"
    assert record.topic == SHOP_EVENTS
    assert record.partition == partition_of(record.person)
    assert set(record.headers) == {
        *(ev.H_ID, ev.H_TYPE, ev.H_SOURCE, ev.H_SPEC, ev.H_SHOP, ev.H_ORDER, ev.H_SEED, ev.H_TIME, ev.H_TRACE),
        ev.H_CONTENT,
    }


def test_P7_no_id_of_the_sender_leaves_the_door_but_in_the_value() -> None:
    (record,) = _prepare(EVENT).records
    outside = (record.key, *record.headers.values(), repr(record).encode())
    assert not any("カナリア".encode() in part for part in outside)


def test_P4_the_same_request_and_seed_give_the_same_bytes() -> None:
    assert _prepare(EVENT) == _prepare(EVENT)
    (one,), (two,) = _prepare(EVENT).records, _prepare(EVENT, seed=b"t" * 32).records
    assert one.headers[ev.H_SEED] != two.headers[ev.H_SEED]
    assert one.event == two.event


def test_P12_two_shops_share_no_name() -> None:
    (one,), (two,) = _prepare(EVENT).records, _prepare(EVENT, shop="revico").records
    assert {one.event, one.person, one.order} & {two.event, two.person, two.order} == set()


def test_an_event_without_an_order_says_so() -> None:
    (record,) = _prepare({**EVENT, "data": {"customer": {"id": "C-1"}}}).records
    assert (record.order, record.headers[ev.H_ORDER]) == ("", b"")


def test_a_webhook_becomes_two_events_with_ids_and_seeds_of_their_own() -> None:
    prepared = prepare(DOCUMENTED, WEBHOOK, shop="netoff", key=KEY, seed=SEED)
    placed, payment = prepared.records
    assert (placed.type, payment.type) == ("order.placed", "payment.requested")
    assert payment.event == f"{placed.event}/1"
    assert placed.headers[ev.H_SEED] != payment.headers[ev.H_SEED]
    assert (placed.value, placed.key, placed.partition) == (payment.value, payment.key, payment.partition)
    assert (prepared.unknown, prepared.dropped > len(ORDER.dropped) // 2) == (0, True)


REFUSED: dict[str, tuple[dict[str, Any], dict[str, str], str]] = {
    "an event about nobody": ({**EVENT, "data": {}}, OWN, "person_missing"),
    "a body of no declared form": (EVENT, {}, "content_type_unknown"),
    "JSON without the attributes of an event": (EVENT, {"content-type": "application/json"}, "content_type_unknown"),
}


@pytest.mark.parametrize("sentence", REFUSED)
def test_the_door_refuses(sentence: str) -> None:
    event, headers, code = REFUSED[sentence]
    with pytest.raises(DoorError, match=code):
        prepare(json.dumps(event).encode(), headers, shop="netoff", key=KEY, seed=SEED)


def _records(sample: SampleOrder | SampleClick) -> list[Any]:
    requests = (sample.request,) if isinstance(sample, SampleClick) else sample.requests
    return [
        record
        for request in requests
        for record in prepare(request.body, dict(request.headers), shop="s", key=KEY, seed=SEED).records
    ]


def test_every_sample_order_is_accepted_in_both_forms() -> None:
    for order in orders(40, seed=1):
        assert [record.type for record in _records(order)] == [
            "customer.changed",
            "order.placed",
            "payment.requested",
        ]


def test_sample_orders_depend_on_the_seed_only() -> None:
    assert list(orders(9, seed=1)) == list(orders(9, seed=1)) != list(orders(9, seed=2))


def test_sample_orders_name_both_sellers_some_of_them_at_once() -> None:
    sellers = [{item["seller"] for item in _items(order)} for order in orders(40, seed=1)]
    assert set().union(*sellers) == {"tokyo-phones", "osaka-tech"}
    assert sum(len(found) == 2 for found in sellers) >= 10
    assert all(1 <= len(_items(order)) <= 5 for order in orders(40, seed=1))


def _items(order: SampleOrder) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(_records(order)[1].value)["order"]["items"]
    return found


def test_every_third_buyer_clicks_after_the_order_and_is_the_same_person() -> None:
    deeds = list(journal(12, seed=1))
    clicks = [deed for deed in deeds if isinstance(deed, SampleClick)]
    assert [click.order.number for click in clicks] == [3, 6, 9, 12]
    for click in clicks:
        (consent,) = _records(click)
        assert consent.type == "consent.given"
        assert consent.person == _records(click.order)[0].person
        assert deeds.index(click) > deeds.index(click.order)
