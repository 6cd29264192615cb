"""A recipient with several entries, one for each purpose: nothing of the one is given, held or counted for another."""

from typing import Any

from contracts.entries import Disclosed
from tests.fixtures import meadow
from tests.fixtures.meadow import Person, consent

TWO: dict[str, Any] = {
    "entries": [
        {
            "purpose": "payment",
            "clause": "2",
            "on": ["payment.requested"],
            "fields": ["customer.name", "payment.transaction_id"],
            "then": {"order.cancelled": ["payment.transaction_id"]},
        },
        {
            "purpose": "delivery",
            "clause": "3",
            "on": ["shipment.requested"],
            "fields": ["customer.email", "order.id"],
            "then": {"shipment.changed": "same"},
        },
    ]
}
DATA: dict[str, Any] = {"payment": {"transaction_id": "tx-1"}}


def person(entries: dict[str, Any], **facts: Any) -> Person:
    return Person(meadow.plan(meadow.pack(r=entries), r=facts))


def entry(one: Person) -> Disclosed:
    (found,) = one.told.entries
    assert isinstance(found, Disclosed)
    return found


def test_P2_each_entry_gives_its_own_fields_for_its_own_purpose() -> None:
    one = person(TWO)
    one.sends("payment.requested", **DATA)
    assert one.bodies == {"r": {"customer": {"name": "n"}, "payment": {"transaction_id": "tx-1"}}}
    assert (entry(one).purpose, entry(one).clause) == ("payment", "2")
    one.sends("shipment.requested", **DATA)
    assert one.bodies == {"r": {"customer": {"email": "n@example.jp"}, "order": {"id": "o"}}}
    assert (entry(one).purpose, entry(one).clause) == ("delivery", "3")


def test_P2_what_follows_goes_for_a_purpose_to_who_was_served_for_that_purpose() -> None:
    one = person(TWO)
    one.sends("shipment.requested", **DATA)
    assert one.sends("order.cancelled", **DATA) == {"r": "not_served"}
    other = person(TWO)
    other.sends("payment.requested", **DATA)
    other.sends("shipment.requested", **DATA)
    assert other.sends("order.cancelled", **DATA) == {"r": "given"}
    assert other.bodies == {"r": {"payment": {"transaction_id": "tx-1"}}}


ASKED: dict[str, Any] = {
    "entries": [
        {"purpose": "marketing", "basis": "click_consent", "on": ["campaign.audience"]},
        {"purpose": "important_notice", "on": ["message.important"]},
    ]
}


def test_what_waits_for_one_purpose_holds_up_no_other() -> None:
    one = person(ASKED)
    assert one.sends("campaign.audience", of="") == {"r": "consent"}
    assert one.sends("message.important", of="") == {"r": "given"}
    assert one.sends("campaign.audience", of="") == {"r": "consent"}
    one.says("consent.given", **consent(purpose="marketing"))
    assert one.sends("campaign.audience", of="") == {"r": "behind"}


def test_a_type_of_event_has_one_shape_for_each_route_of_its_own() -> None:
    """Two rules of one id for one type are refused where people write; the plan gives each its own cut all the same."""
    found = meadow.pack(r={"fields": ["customer.name"]}, s={"fields": ["customer.email"]})
    one, two = found.rules
    from msgspec.structs import replace

    plan = meadow.plan(replace(found, rules=[one, replace(two, id="r")]))
    (first, second) = plan.routes["order.placed"]
    assert (first.part.fields, second.part.fields) == (("customer.name",), ("customer.email",))
    told = Person(plan)
    told.sends()
    assert [list(m_.data["customer"]) for m_ in _all_bodies(told)] == [["name"], ["email"]]


def _all_bodies(one: Person) -> list[Any]:
    return [meadow._handed(message) for message in one.told.messages]
