"""What WooCommerce writes in its own way: guests, times without an offset, prices as numbers, names, prefectures."""

from pathlib import Path
from typing import Any

import msgspec
import pytest

from shared.core.door import parse
from shared.core.platforms.prefectures import PREFECTURES
from shared.core.platforms.woocommerce import events

DOCUMENTED = (Path(__file__).parents[1] / "fixtures" / "woocommerce_order.json").read_bytes()


def _order(**changes: Any) -> dict[str, Any]:
    return {**parse(DOCUMENTED), "refunds": [], **changes}


def _body(order: dict[str, Any]) -> Any:
    (event,) = events({**order, "status": "processing"}, topic="order.updated").events
    return msgspec.json.decode(msgspec.json.encode(event.body))


@pytest.mark.parametrize("guest", [0, "0", None, ""])
def test_a_guest_has_no_id(guest: Any) -> None:
    mapped = events(_order(customer_id=guest), topic="order.updated")
    assert "id" not in _body(_order(customer_id=guest))["customer"]
    assert mapped.unknown == 0


OCCURRED: dict[str, tuple[str, dict[str, Any], str | None]] = {
    "a new order at its creation": ("order.created", {}, "2026-04-01T00:00:00Z"),
    "a change at the change": ("order.updated", {}, "2026-04-01T00:00:05Z"),
    "an offset that is said stays": (
        "order.updated",
        {"date_modified_gmt": "2026-04-01T09:00:05+09:00"},
        "2026-04-01T09:00:05+09:00",
    ),
    "a local time alone says nothing": ("order.updated", {"date_modified_gmt": None}, None),
    "no day": ("order.updated", {"date_modified_gmt": "2026-02-30T00:00:00"}, None),
    "a date alone": ("order.updated", {"date_modified_gmt": "2026-04-01"}, None),
}


@pytest.mark.parametrize("sentence", OCCURRED)
def test_times_are_utc(sentence: str) -> None:
    topic, changes, expected = OCCURRED[sentence]
    mapped = events(_order(**changes), topic=topic)
    assert {event.occurred for event in mapped.events} == {expected}
    assert mapped.unknown == (expected is None and changes["date_modified_gmt"] is not None)


PRICES: dict[str, tuple[str, str | None]] = {
    "a whole number": ("3", "3"),
    "a number keeps its digits": ("12.50", "12.50"),
    "an exponent is written out": ("1.2e3", "1200"),
    "a text": ('"14800"', "14800"),
    "a quotient has no exact sum": ("3.3333333333333335", None),
    "no number": ("true", None),
    "a sum with a sign before it": ('"¥3"', None),
}


@pytest.mark.parametrize("sentence", PRICES)
def test_a_price_is_exact_or_absent_and_counted(sentence: str) -> None:
    sent, expected = PRICES[sentence]
    order = parse(f'{{"id": 1, "line_items": [{{"id": 2, "price": {sent}}}]}}'.encode())
    (item,) = _body(order)["order"]["items"]
    assert item.get("price") == expected
    assert events(order, topic="order.updated").unknown == (expected is None)


NAMES: dict[str, tuple[dict[str, Any], str | None]] = {
    "Latin names first name first": ({"first_name": "Hanako", "last_name": "Mihon"}, "Hanako Mihon"),
    "kana family name first": ({"first_name": "ハナコ", "last_name": "ミホン"}, "ミホン ハナコ"),
    "one part alone": ({"first_name": "", "last_name": "見本"}, "見本"),
    "no part": ({"first_name": "", "last_name": None}, None),
}


@pytest.mark.parametrize("sentence", NAMES)
def test_names_are_written_as_their_script_has_them(sentence: str) -> None:
    parts, expected = NAMES[sentence]
    body = _body({"id": 1, "billing": parts, "shipping": parts})
    assert body.get("customer", {}).get("name") == body.get("shipping", {}).get("name") == expected


STATES = {
    "JP01": "北海道",
    "JP13": "東京都",
    "JP47": "沖縄県",
    "JP00": "JP00",
    "JP48": "JP48",
    "CA": "CA",
    "東京": "東京",
}


@pytest.mark.parametrize("state", STATES)
def test_a_code_of_Japan_becomes_the_name_of_the_prefecture(state: str) -> None:
    assert len(PREFECTURES) == len(set(PREFECTURES)) == 47
    body = _body({"id": 1, "shipping": {"state": state}})
    assert body["shipping"]["address"] == {"prefecture": STATES[state]}
