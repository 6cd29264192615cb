"""Shopify's refund to our event: how much goes back, of which order, and what does not count."""

from pathlib import Path
from typing import Any

import msgspec
import pytest

from shared.core.door import DoorError, parse
from shared.core.platforms.shopify import events

DOCUMENTED = (Path(__file__).parents[1] / "fixtures" / "shopify_refund.json").read_bytes()
PAID = {"kind": "refund", "status": "success", "amount": "100", "currency": "JPY"}


def _refund(*transactions: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return {"id": 7, "order_id": 5, "transactions": list(transactions), **changes}


def _told(refund: dict[str, Any]) -> tuple[str, Any]:
    (event,) = events(refund, topic="refunds/create").events
    return event.type, msgspec.json.decode(msgspec.json.encode(event.body))


def test_the_documented_refund_asks_for_the_sum_of_its_transactions() -> None:
    mapped = events(parse(DOCUMENTED), topic="refunds/create")
    assert [event.occurred for event in mapped.events] == ["2026-04-03T09:00:00+09:00"]
    assert _told(parse(DOCUMENTED)) == (
        "payment.refund_requested",
        {
            "order": {"id": "5500000000000000001", "amount": "13300.50", "currency": "JPY"},
            "payment": {"method": "veritrans,gift_card"},
        },
    )
    assert events({"refund": parse(DOCUMENTED)}, topic="refunds/create") == mapped


SUMS: dict[str, tuple[list[dict[str, Any]], dict[str, Any]]] = {
    "one transaction": ([PAID], {"amount": "100", "currency": "JPY"}),
    "sums are exact": (
        [{**PAID, "amount": "0.1"}, {**PAID, "amount": "0.2"}],
        {"amount": "0.3", "currency": "JPY"},
    ),
    "the sale does not count": ([PAID, {**PAID, "kind": "sale"}], {"amount": "100", "currency": "JPY"}),
    "what failed does not count": ([PAID, {**PAID, "status": "failure"}], {"amount": "100", "currency": "JPY"}),
    "what is under way counts": ([{**PAID, "status": "pending"}], {"amount": "100", "currency": "JPY"}),
    "two currencies have no sum": ([PAID, {**PAID, "currency": "EUR"}], {}),
    "a number is no sum": ([PAID, {**PAID, "amount": 100}], {}),
}


@pytest.mark.parametrize("sentence", SUMS)
def test_what_goes_back_is_summed_or_absent(sentence: str) -> None:
    transactions, expected = SUMS[sentence]
    assert _told(_refund(*transactions)) == ("payment.refund_requested", {"order": {"id": "5", **expected}})


@pytest.mark.parametrize("transactions", [[], [{**PAID, "status": "error"}], [{**PAID, "kind": "void"}]])
def test_a_refund_without_money_changes_the_order_only(transactions: list[dict[str, Any]]) -> None:
    assert _told(_refund(*transactions, currency="JPY")) == ("order.changed", {"order": {"id": "5"}})


def test_two_equal_refunds_of_one_order_are_two() -> None:
    first, second = (events(_refund(PAID, id=n), topic="refunds/create").events[0].natural_id for n in (7, 8))
    assert first != second


@pytest.mark.parametrize("missing", ["id", "order_id"])
def test_the_door_refuses_a_refund_that_names_nothing(missing: str) -> None:
    with pytest.raises(DoorError) as refused:
        events(_refund(PAID, **{missing: None}), topic="refunds/create")
    assert (refused.value.code, refused.value.place) == ("field_missing", f"/{missing}")
