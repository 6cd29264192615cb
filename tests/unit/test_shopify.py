"""Shopify's webhook to our events: which events, which leaf before another, and what is absent."""

from pathlib import Path
from typing import Any

import msgspec
import pytest

from shared.core.door import DoorError, parse
from shared.core.platforms.shopify import TABLES, events
from shared.core.platforms.shopify_leaves import ORDER

DOCUMENTED = (Path(__file__).parents[1] / "fixtures" / "shopify_order.json").read_bytes()
CANARY = "カナリア5528"


def _order(**changes: Any) -> dict[str, Any]:
    return {**parse(DOCUMENTED), **changes}


def _body(order: dict[str, Any], topic: str = "orders/create") -> Any:
    return msgspec.json.decode(msgspec.json.encode(events(order, topic=topic).events[0].body))


def test_the_documented_order_comes_through_as_written() -> None:
    home = {"postal_code": "000-0001", "country": "JP", "prefecture": "東京都", "city": "見本区"}
    bill = {"postal_code": "000-0004", "country": "JP", "prefecture": "東京都", "city": "見本区"}
    ship = {"postal_code": "000-0003", "country": "JP", "prefecture": "大阪府", "city": "例示市"}
    phone = {"id": "101", "title": "見本フォン 12", "sku": "TP-12", "quantity": 1}
    assert _body(_order()) == {
        "customer": {
            "id": "9000000000000000001",
            "name": "見本 花子",
            "company": "見本本社",
            "email": "order@example.jp",
            "phone": "090-0000-0001",
            "address": {**home, "block": "1丁目2番", "building": "見本ハイツ101"},
        },
        "billing": {"address": {**bill, "block": "5丁目6番", "building": "見本タワー7F"}},
        "shipping": {
            "name": "例示 太郎",
            "company": "例示商会",
            "phone": "06-0000-0003",
            "address": {**ship, "block": "3丁目4番", "building": "例示ビル5F"},
        },
        "order": {
            "id": "5500000000000000001",
            "version": 1775001605000,
            "amount": "65300",
            "currency": "JPY",
            "items": [
                {**phone, "price": "64800", "seller": "tokyo-phones"},
            ],
        },
        "payment": {"method": "veritrans", "transaction_id": "5499999999999000001"},
    }


def test_the_wrapped_order_is_the_order() -> None:
    bare, wrapped = events(_order(), topic="orders/create"), events({"order": _order()}, topic="orders/create")
    assert bare == wrapped
    assert events({"order": _order(), "shop": {"a": CANARY}}, topic="orders/create").unknown == 1


TYPES: dict[str, tuple[str, str | None, list[str]]] = {
    "a new order whose payment is authorised": ("orders/create", "authorized", ["order.placed", "payment.requested"]),
    "a new order whose payment is pending": ("orders/create", "pending", ["order.placed", "payment.requested"]),
    "a new order paid in part": ("orders/create", "partially_paid", ["order.placed", "payment.requested"]),
    "a new order that is paid": ("orders/create", "paid", ["order.placed"]),
    "a new order whose payment is void": ("orders/create", "voided", ["order.placed"]),
    "a new order without a financial state": ("orders/create", None, ["order.placed"]),
    "a changed order": ("orders/updated", "authorized", ["order.changed"]),
    "a cancelled order": ("orders/cancelled", "authorized", ["order.cancelled"]),
    "an order that is on its way": ("orders/fulfilled", "paid", ["order.completed"]),
}


@pytest.mark.parametrize("sentence", TYPES)
def test_the_topic_and_the_financial_state_say_which_events(sentence: str) -> None:
    topic, state, expected = TYPES[sentence]
    mapped = events(_order(financial_status=state), topic=topic)
    assert [event.type for event in mapped.events] == expected
    assert len({msgspec.json.encode(event.body) for event in mapped.events}) == 1


def test_each_topic_says_when_it_occurred() -> None:
    orders = [topic for topic in TABLES if topic.startswith("orders/")]
    told = {topic: events(_order(), topic=topic).events[0].occurred for topic in orders}
    assert told == {
        "orders/create": "2026-04-01T09:00:00+09:00",
        "orders/updated": "2026-04-01T09:00:05+09:00",
        "orders/cancelled": "2026-04-01T10:00:00+09:00",
        "orders/fulfilled": "2026-04-01T09:00:05+09:00",
    }


PRECEDENCE: dict[str, tuple[dict[str, Any], str, str, Any]] = {
    "the order's address before the contact": ({}, "customer", "email", "order@example.jp"),
    "the contact where the order has none": ({"email": ""}, "customer", "email", "contact@example.jp"),
    "the account last": ({"email": None, "contact_email": None}, "customer", "email", "account@example.jp"),
    "the billing name where there is no customer": ({"customer": None}, "customer", "name", "見本 花子"),
    "the order's phone where the customer has none": ({"customer": {}}, "customer", "phone", "090-0000-0002"),
    "the billing phone last": ({"customer": {}, "phone": None}, "customer", "phone", "03-0000-0004"),
    "the account's company last": ({"billing_address": None}, "customer", "company", "見本商会"),
    "Latin names first name first": (
        {"customer": {"first_name": "Hanako", "last_name": "Mihon"}},
        "customer",
        "name",
        "Hanako Mihon",
    ),
    "the country's name where there is no code": (
        {"shipping_address": {"country": "Japan", "country_code": None}},
        "shipping",
        "address",
        {"country": "Japan"},
    ),
    "all gateways where there is no one": ({"gateway": ""}, "payment", "method", "veritrans,gift_card"),
}


@pytest.mark.parametrize("sentence", PRECEDENCE)
def test_one_leaf_goes_before_another(sentence: str) -> None:
    changes, group, leaf, expected = PRECEDENCE[sentence]
    assert _body(_order(**changes))[group][leaf] == expected


def test_P3_what_is_absent_stays_absent() -> None:
    assert _body({"id": 1, "line_items": [{"id": 2, "quantity": "3"}]}) == {
        "order": {"id": "1", "items": [{"id": "2"}]}
    }
    assert _body({"id": 1, "customer": None, "note": None, "line_items": [], "phone": ""}) == {"order": {"id": "1"}}


WRONG: dict[str, dict[str, Any]] = {
    "an object where a name belongs": {"customer": {"first_name": {"x": CANARY}}},
    "a list where an address belongs": {"email": [CANARY]},
    "a text where the customer belongs": {"customer": CANARY},
    "a number where a phone belongs": {"phone": 9_000_000},
    "a sum with a sign before it": {"total_price": f"¥{CANARY}"},
    "a key that forges a path": {"customer.email": CANARY},
    "a key that forges an array": {"line_items[]": {"title": CANARY}},
    "a key that nobody knows": {"blood_type": CANARY},
}


@pytest.mark.parametrize("sentence", WRONG)
def test_P2_what_does_not_fit_is_absent_and_counted(sentence: str) -> None:
    mapped = events({"id": 1, **WRONG[sentence]}, topic="orders/create")
    assert mapped.unknown == 1
    assert msgspec.json.encode(mapped.events[0].body) == b'{"order":{"id":"1"}}'


REFUSED: dict[str, tuple[dict[str, Any], str, str, str]] = {
    "another topic": (_order(), "products/update", "unknown_event_type", ""),
    "a topic that nobody needs": (_order(), "orders/paid", "unknown_event_type", ""),
    "an order without an id": (_order(id=None), "orders/create", "field_missing", "/id"),
    "a line without an id": (
        {"id": 1, "line_items": [{"quantity": 1}]},
        "orders/create",
        "field_missing",
        "/line_items/0/id",
    ),
}


@pytest.mark.parametrize("sentence", REFUSED)
def test_the_door_refuses(sentence: str) -> None:
    order, topic, code, place = REFUSED[sentence]
    with pytest.raises(DoorError) as refused:
        events(order, topic=topic)
    assert (refused.value.code, refused.value.place) == (code, place)


def test_P11_a_card_number_is_dropped_and_the_order_goes_on() -> None:
    mapped = events(_order(), topic="orders/create")
    assert b"4242" not in msgspec.json.encode(mapped.events[0].body)
    assert ORDER.dropped["payment_details.credit_card_number"] == "card"


def test_a_repeat_has_the_same_natural_id_and_a_change_another() -> None:
    first, repeat = (events(_order(), topic="orders/updated").events[0].natural_id for _ in range(2))
    later = events(_order(updated_at="2026-04-01T09:00:06+09:00"), topic="orders/updated").events[0].natural_id
    undated = {
        events({"id": 1, "phone": phone}, topic="orders/updated").events[0].natural_id for phone in ("090-1", "090-2")
    }
    assert first == repeat != later
    assert len(undated) == 2
