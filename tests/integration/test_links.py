"""A guest who turns out to be a member: what the one name has refused or withdrawn holds for the other, live.

The two names of each person lie in different partitions, so that nothing here happens in one place by chance.
"""

import itertools
import json
from typing import Any, Final

import pytest

from contracts.topics import partition_of
from tests.fixtures.orders import FRANCE, click, event
from tests.fixtures.shops import SHOP
from tests.fixtures.system import Answer, System

pytestmark = pytest.mark.timeout(120)

ABROAD: Final = f"{FRANCE}/jung-sas"
SELLER: Final = "seller/tokyo-phones"
Seen = list[tuple[str, str]]


def order(customer: dict[str, Any], number: str) -> dict[str, Any]:
    items = [{"id": "1", "title": "見本フォン"}]
    who = {"name": "見本 客", "adult_flag": True, **customer}
    return event("order.placed", {"customer": who, "order": {"id": number, "items": items}})


def choice(customer: dict[str, Any], kind: str, recipient: str = FRANCE) -> dict[str, Any]:
    made = click("", kind=kind, recipient=recipient)
    made["data"]["customer"] = customer
    return made


def linked(member: str, guest: dict[str, Any]) -> dict[str, Any]:
    return event("subject.linked", {"customer": {"id": member}, "other": guest})


def member_elsewhere(system: System, guest: Answer, name: str) -> str:
    """Return a member's id whose reference lies in another partition than the guest's."""
    taken = guest.content["accepted"][0]["partition"]
    headers = {**system.bearing(), "content-type": "application/json"}
    for number in itertools.count():
        body = json.dumps({"customer_id": f"{name}-{number}"}).encode()
        found = system.speak(f"{system.stack.url('intake')}/shops/{SHOP}/references", headers, body).content
        if partition_of(found["person"]) != taken:
            return f"{name}-{number}"
    raise AssertionError


def about(system: System, answer: Answer, recipient: str = FRANCE) -> Seen:
    """Return what was decided of an order for one recipient."""
    entries = system.entries(order=answer.content["accepted"][0]["order"], recipient=recipient)
    return [(e["kind"], e.get("reason", "")) for e in entries if e["kind"] != "outcome"]


def received(system: System, number: str, party: str = ABROAD) -> list[str]:
    return [b["type"] for b in system.received(party) if b["data"]["order"]["id"] == number]


def test_P5_a_withdrawal_by_the_member_stops_what_waits_under_the_guests_name(system: System) -> None:
    guest = {"email": "joins@example.jp"}
    ordered = system.event(order(guest, "o-guest"))
    system.settle(ordered)
    member = member_elsewhere(system, ordered, "c-joins")
    assert about(system, ordered) == [("waiting", "consent")]
    joined = system.event(linked(member, guest))
    assert len({each["partition"] for each in joined.content["accepted"]}) == 2
    system.settle(joined)
    withdrawn = system.event(choice({"id": member}, "consent.withdrawn"))
    # One withdrawal, written under each name of the person.
    assert len({each["person"] for each in withdrawn.content["accepted"]}) == 2
    system.settle(withdrawn)
    assert about(system, ordered) == [("waiting", "consent"), ("withheld", "withdrawn")]
    # A click without evidence, under either name, opens nothing of what is over.
    system.settle(system.event(choice(guest, "consent.given")), system.event(choice({"id": member}, "consent.given")))
    assert received(system, "o-guest") == []


def test_P5_what_was_refused_before_the_link_holds_for_the_other_name_on_both_sides(system: System) -> None:
    guest = {"email": "refused@example.jp"}
    ordered = system.event(order(guest, "o-before"))
    member = member_elsewhere(system, ordered, "c-refused")
    # The guest has refused France, the member the newsletter, each before anybody knows that they are one.
    system.settle(
        ordered,
        system.event(choice(guest, "consent.refused")),
        system.event(choice({"id": member}, "consent.refused", "crm")),
    )
    assert about(system, ordered, "crm") == [("waiting", "consent")]
    system.settle(system.event(linked(member, guest)))
    # The gateway has passed both on by now; what comes next in each partition is decided after that.
    later = [system.event(order(guest, "o-later")), system.event(order({"id": member}, "o-members"))]
    assert len({answer.content["accepted"][0]["partition"] for answer in later}) == 2
    system.settle(*later)
    assert about(system, ordered, "crm") == [("waiting", "consent"), ("withheld", "refused")]
    for answer in later:
        assert about(system, answer, "crm") == about(system, answer) == [("withheld", "refused")]
    for number in ("o-before", "o-later", "o-members"):
        assert received(system, number) == []
        assert received(system, number, SELLER) == ["order.placed"]


def test_P5_each_side_of_a_link_says_what_was_passed_on_to_it(system: System) -> None:
    before = passed(system)
    guest = {"email": "says@example.jp"}
    refused = system.event(choice(guest, "consent.refused"))
    member = member_elsewhere(system, refused, "c-says")
    own = system.event(choice({"id": member}, "consent.withdrawn", "crm"))
    system.settle(refused, own)
    system.settle(system.event(linked(member, guest)))
    # What is passed on is written behind the link: an order on each side comes after it.
    system.settle(system.event(order(guest, "o-says-g")), system.event(order({"id": member}, "o-says-m")))
    new = passed(system)[len(before) :]
    assert sorted(new) == [("restriction.passed.refused", FRANCE), ("restriction.passed.withdrawn", "crm")]


def passed(system: System) -> Seen:
    entries = system.entries(kind="state")
    return [(e["change"], e["recipient"]) for e in entries if e["change"].startswith("restriction.passed")]


def test_P5_what_one_name_was_given_is_not_given_for_the_other(system: System) -> None:
    guest = {"email": "gave@example.jp"}
    given = system.event(choice(guest, "consent.given"))
    member = member_elsewhere(system, given, "c-gave")
    system.settle(given, system.event(linked(member, guest)))
    ordered = system.event(order({"id": member}, "o-not-given"))
    system.settle(ordered)
    assert about(system, ordered) == [("waiting", "consent")]
    assert received(system, "o-not-given") == []
