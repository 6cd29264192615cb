"""WooCommerce's webhook to our events: which events by topic and status, what is absent, and what goes back."""

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from shared.core.door import DoorError, parse
from shared.core.platforms.woocommerce import events

DOCUMENTED = (Path(__file__).parents[1] / "fixtures" / "woocommerce_order.json").read_bytes()
CANARY = "カナリア5528"


def _order(**changes: Any) -> dict[str, Any]:
    return {**parse(DOCUMENTED), "refunds": [], **changes}


def _bodies(order: dict[str, Any], topic: str = "order.created") -> dict[str, Any]:
    made = events(order, topic=topic).events
    return {event.type: msgspec.json.decode(msgspec.json.encode(event.body)) for event in made}


def _body(order: dict[str, Any]) -> Any:
    return _bodies(order, "order.updated")["order.changed"]


def test_the_documented_order_comes_through_as_written() -> None:
    home = {"postal_code": "000-0001", "country": "JP", "prefecture": "東京都", "city": "見本区"}
    ship = {"postal_code": "000-0003", "country": "JP", "prefecture": "大阪府", "city": "例示市"}
    bill = {**home, "block": "1丁目2番", "building": "見本ハイツ101"}
    assert _body(parse(DOCUMENTED)) == {
        "customer": {
            "id": "4711",
            "name": "見本 花子",
            "company": "見本商会",
            "email": "mihon@example.jp",
            "phone": "090-0000-0001",
            "address": bill,
        },
        "billing": {"address": bill},
        "shipping": {
            "name": "例示 太郎",
            "company": "例示商会",
            "phone": "06-0000-0003",
            "address": {**ship, "block": "3丁目4番", "building": "例示ビル5F"},
        },
        "order": {
            "id": "70001",
            "version": 1775001605000,
            "amount": "33110",
            "currency": "JPY",
            "items": [
                {"id": "101", "title": "見本フォン 12", "sku": "TP-12", "quantity": 2, "price": "14800.5"},
                {"id": "102", "title": "見本ケース", "sku": "TP-C", "quantity": 1, "price": "0"},
            ],
        },
        "payment": {"method": "veritrans", "transaction_id": "txn-mihon-1"},
    }


TYPES: dict[str, tuple[str, str | None, list[str]]] = {
    "a new order that waits for money": ("order.created", "pending", ["order.placed", "payment.requested"]),
    "a new order on hold": ("order.created", "on-hold", ["order.placed", "payment.requested"]),
    "a new order that is paid": ("order.created", "processing", ["order.placed"]),
    "a new order of a state that a plugin made": ("order.created", "mihon-state", ["order.placed"]),
    "a new order without a state": ("order.created", None, ["order.placed"]),
    "a draft of the checkout": ("order.created", "checkout-draft", ["checkout.unfinished"]),
    "a draft that is filled in": ("order.updated", "checkout-draft", ["checkout.unfinished"]),
    "a draft of the office": ("order.updated", "auto-draft", ["checkout.unfinished"]),
    "an order that is paid now": ("order.updated", "processing", ["order.changed"]),
    "an old order that waits for money": ("order.updated", "pending", ["order.changed"]),
    "a cancelled order": ("order.updated", "cancelled", ["order.cancelled"]),
    "an order whose payment failed": ("order.updated", "failed", ["order.cancelled"]),
    "a completed order": ("order.updated", "completed", ["order.completed"]),
    "an order said to be refunded": ("order.updated", "refunded", ["order.changed"]),
    "a restored order": ("order.restored", "processing", ["order.changed"]),
    "a restored order that was cancelled": ("order.restored", "cancelled", ["order.cancelled"]),
    "a deleted order": ("order.deleted", "completed", ["order.cancelled"]),
}


@pytest.mark.parametrize("sentence", TYPES)
def test_the_topic_and_the_status_say_which_events(sentence: str) -> None:
    topic, status, expected = TYPES[sentence]
    mapped = events(_order(status=status), topic=topic)
    assert [event.type for event in mapped.events] == expected
    assert len({msgspec.json.encode(event.body) for event in mapped.events}) == 1


def test_a_deleted_order_has_its_id_and_no_more() -> None:
    mapped = events({"id": 70001}, topic="order.deleted")
    assert [(event.type, event.occurred) for event in mapped.events] == [("order.cancelled", None)]
    assert msgspec.json.encode(mapped.events[0].body) == b'{"order":{"id":"70001"}}'
    assert (mapped.unknown, mapped.dropped) == (0, 0)


REFUNDS: dict[str, tuple[Any, dict[str, Any] | None]] = {
    "one": ([{"id": 8, "total": "-10.00"}], {"version": 8, "amount": "10.00"}),
    "several are one sum": (
        [{"id": 9, "total": "-0.10"}, {"id": 8, "total": "-0.20"}],
        {"version": 9, "amount": "0.30"},
    ),
    "an unreadable one makes no sum": (
        [{"id": 9, "total": "-0.10"}, {"id": 8, "total": "much"}],
        {"version": 9},
    ),
    "one without a sum makes no sum": ([{"id": 9}], {"version": 9}),
    "one that returns no money": ([{"id": 9, "total": "0.00"}], None),
    "none": ([], None),
    "no array": ("none", None),
}


@pytest.mark.parametrize("sentence", REFUNDS)
def test_money_that_went_back_is_told_as_one_sum(sentence: str) -> None:
    refunds, expected = REFUNDS[sentence]
    told = _bodies(_order(refunds=refunds, status="refunded"), "order.updated")
    assert "order.changed" in told
    refund = None
    if expected is not None:
        refund = {
            "customer": {"id": "4711", "email": "mihon@example.jp"},
            "order": {"id": "70001", "currency": "JPY", **expected},
            "payment": {"method": "veritrans", "transaction_id": "txn-mihon-1"},
        }
    assert told.get("payment.refund_requested") == refund


def test_P10_a_later_payload_with_the_same_refunds_has_the_same_version_of_the_refund() -> None:
    one, two = [{"id": 8, "total": "-10"}], [{"id": 8, "total": "-10"}, {"id": 9, "total": "-5"}]
    told = [
        _bodies(_order(refunds=refunds, date_modified_gmt=f"2026-04-01T00:00:0{second}"), "order.updated")
        for second, refunds in enumerate((one, one, two))
    ]
    assert [each["payment.refund_requested"]["order"]["version"] for each in told] == [8, 8, 9]
    versions = [each["order.changed"]["order"]["version"] for each in told]
    assert versions == sorted(set(versions))


def test_a_refund_within_the_second_of_another_change_is_no_repeat() -> None:
    before = events(_order(), topic="order.updated").events[0].natural_id
    after = events(_order(refunds=[{"id": 8, "total": "-10"}]), topic="order.updated").events[0].natural_id
    assert before != after


def test_P3_what_is_absent_stays_absent() -> None:
    lone = {"id": 1, "billing": {"city": "見本区"}, "shipping": {}, "line_items": [], "total": "", "transaction_id": ""}
    place = {"address": {"city": "見本区"}}
    assert _body(lone) == {"order": {"id": "1"}, "customer": place, "billing": place}
    assert _body(_order(payment_method=""))["payment"]["method"] == "クレジットカード"


WRONG: dict[str, dict[str, Any]] = {
    "an object where a name belongs": {"billing": {"first_name": {"x": CANARY}}},
    "a text where the billing belongs": {"billing": CANARY},
    "a list where a method belongs": {"payment_method": [CANARY]},
    "a number where a sum belongs": {"total": 29},
    "a flag where an id belongs": {"customer_id": True},
    "a key that forges a path": {"billing.email": CANARY},
    "a plugin's structure": {"meta_data": [{"value": {"inner": CANARY}}]},
    "a key that nobody knows": {"blood_type": CANARY},
}


@pytest.mark.parametrize("sentence", WRONG)
def test_P2_what_does_not_fit_is_absent_and_counted(sentence: str) -> None:
    mapped = events({"id": 1, **WRONG[sentence]}, topic="order.updated")
    assert mapped.unknown == 1
    assert json.loads(msgspec.json.encode(mapped.events[0].body)) == {"order": {"id": "1"}}


REFUSED: dict[str, tuple[dict[str, Any], str, str, str]] = {
    "another topic": (_order(), "product.updated", "unknown_event_type", ""),
    "an order without an id": (_order(id=None), "order.created", "field_missing", "/id"),
    "a line without an id": ({"id": 1, "line_items": [{}]}, "order.created", "field_missing", "/line_items/0/id"),
}


@pytest.mark.parametrize("sentence", REFUSED)
def test_the_door_refuses(sentence: str) -> None:
    order, topic, code, place = REFUSED[sentence]
    with pytest.raises(DoorError) as refused:
        events(order, topic=topic)
    assert (refused.value.code, refused.value.place) == (code, place)
