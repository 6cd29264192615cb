"""`after`: what must have come for an order before; neither a repeat nor an older version nor an ended one opens it."""

from typing import Any

import pytest

from tests.fixtures import meadow
from tests.fixtures.meadow import Person

TOOL: dict[str, Any] = {"on": ["trade_tool.used"], "after": ["auction.decided"], "fields": ["order.id"]}


def person(**more: Any) -> Person:
    return Person(meadow.plan(meadow.pack(r={**TOOL, **more})))


def version(number: int) -> dict[str, Any]:
    return {"order": {"id": "o", "version": number}}


def test_what_must_come_before_opens_what_waits_for_it() -> None:
    one = person()
    assert one.sends("trade_tool.used") == {"r": "not_yet"}
    assert one.sends("auction.decided") == {}
    assert one.told.look
    assert one.later() == {"r": "given"}
    assert one.sends("trade_tool.used", of="other") == {"r": "not_yet"}


def test_a_type_that_nobody_asks_for_is_not_remembered() -> None:
    one = person()
    one.sends("order.placed")
    assert one.orders["o"].came == ()


def test_everything_that_is_asked_for_must_have_come() -> None:
    one = person(after=["auction.decided", "payment.requested"])
    one.sends("auction.decided")
    assert one.sends("trade_tool.used") == {"r": "not_yet"}
    one.sends("payment.requested")
    assert one.later() == {"r": "given"}


@pytest.mark.parametrize("ending", ["order.cancelled"])
def test_P5_what_was_ended_has_not_come(ending: str) -> None:
    one = person()
    one.sends("auction.decided")
    one.sends(ending)
    assert one.sends("trade_tool.used") == {"r": "not_yet"}


def test_P5_a_repeat_of_what_was_ended_opens_nothing() -> None:
    one = person()
    one.sends("auction.decided", number=7)
    one.sends("order.cancelled")
    one.sends("auction.decided", number=7)
    assert one.sends("trade_tool.used") == {"r": "not_yet"}


def test_P5_an_older_version_of_what_was_ended_opens_nothing() -> None:
    one = person()
    one.sends("auction.decided", **version(1))
    one.sends("order.cancelled", **version(3))
    one.sends("auction.decided", **version(2))
    assert one.sends("trade_tool.used", **version(4)) == {"r": "not_yet"}
    one.sends("auction.decided", **version(5))
    assert one.later() == {"r": "given"}


def test_what_came_while_the_pack_was_missing_has_come() -> None:
    one = person()
    one.sends("order.placed")
    plan, one.plan = one.plan, None
    assert one.sends("auction.decided") == {"*": "pack_missing"}
    one.plan = plan
    one.later()
    assert one.sends("trade_tool.used") == {"r": "given"}


def test_without_an_order_nothing_can_have_come() -> None:
    one = person()
    one.sends("auction.decided", of="")
    assert one.sends("trade_tool.used", of="") == {"r": "not_yet"}


def test_an_end_that_waited_for_one_recipient_ends_nothing_that_came_after_it_for_another() -> None:
    carrier = {"on": ["shipment.requested"], "then": {"shipment.cancelled": "same"}, "fields": ["order.id"]}
    one = Person(meadow.plan(meadow.pack(r={**TOOL, "after": ["shipment.requested"]}, carrier=carrier)))
    assert one.sends("shipment.cancelled") == {"carrier": "not_placed"}
    assert one.sends("trade_tool.used") == {"r": "not_yet"}
    assert one.sends("shipment.requested") == {"carrier": "given"}
    assert one.later()["r"] == "given"
