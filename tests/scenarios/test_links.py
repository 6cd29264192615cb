"""One person under two names: a guest who joins. Restrictions hold for both, consents for the name that gave them."""

from typing import Any

import pytest

from contracts.entries import Disclosed, State, Withheld
from tests.scenarios.stories import backmarket as bm
from tests.scenarios.story import Step, Story, event
from tests.scenarios.world import Told, World

FRANCE = "jung_sas_france"
MEMBER = {"id": "bm-member", "adult_flag": True}


class Tale:
    """Sends one step after another of a shop's day."""

    def __init__(self) -> None:
        self.world, self._number = World(), 0

    def __call__(self, kind: str, data: dict[str, Any]) -> Told:
        self._number += 1
        return self.world.send("backmarket", event(Step(kind, data, {}), Story("backmarket", "link", ()), self._number))


def guest_order(name: str) -> dict[str, Any]:
    """Return an order without a customer id: the guest is known by the e-mail address."""
    data = bm.whole(name, 1)
    del data["customer"]["id"]
    data["customer"] |= {"email": "guest@example.jp", "adult_flag": True}
    return data


def choice(customer: dict[str, Any], **more: Any) -> dict[str, Any]:
    at = {"recipient": FRANCE, "information_version": 1, "at": "2026-11-22T13:00:00+09:00", **more}
    return {"customer": customer, "consent": at}


GUEST = {"email": "guest@example.jp"}
LINK = {"customer": {"id": "bm-member"}, "other": GUEST}


def abroad(told: Told) -> list[str]:
    return [given.party for given in told.given if given.party == bm.ABROAD]


def reasons(told: Told) -> list[str]:
    return [e.reason for e in told.entries if isinstance(e, Withheld) and e.recipient == FRANCE]


def test_a_withdrawal_by_the_member_stops_what_waits_under_the_guests_name() -> None:
    tale = Tale()
    assert not abroad(tale("order.placed", guest_order("g")))
    tale("subject.linked", LINK)
    assert reasons(tale("consent.withdrawn", choice({"id": "bm-member"}))) == ["withdrawn"]
    assert not abroad(tale("consent.given", choice(GUEST, evidence="sha256:00")))
    assert not abroad(tale.world.tick(days=1))


def test_at_a_link_the_restrictions_of_the_one_name_hold_for_the_other() -> None:
    tale = Tale()
    tale("consent.refused", choice({"id": "bm-member"}))
    tale("order.placed", guest_order("g"))
    told = tale("subject.linked", LINK)
    assert [e.change for e in told.entries if isinstance(e, State) and "restriction" in e.change] == [
        "restriction.passed.refused"
    ]
    assert reasons(told) == ["refused"]


def test_P5_at_a_link_no_consent_is_passed_on() -> None:
    tale = Tale()
    tale("consent.given", choice({"id": "bm-member"}))
    tale("order.placed", guest_order("g"))
    told = tale("subject.linked", LINK)
    assert not told.given
    assert abroad(tale("consent.given", choice(GUEST))) == [bm.ABROAD]


def test_a_restriction_that_is_passed_on_does_not_undo_a_later_refusal() -> None:
    tale = Tale()
    tale("consent.withdrawn", choice(GUEST))
    tale("consent.refused", choice({"id": "bm-member"}))
    told = tale("subject.linked", LINK)
    assert not [e for e in told.entries if isinstance(e, State) and "restriction" in e.change]


@pytest.mark.parametrize("linked", [True, False])
def test_the_same_link_again_changes_nothing(linked: bool) -> None:
    tale = Tale()
    tale("consent.refused", choice({"id": "bm-member"}))
    if linked:
        tale("subject.linked", LINK)
    tale("subject.linked", LINK)
    told = tale("order.placed", guest_order("g"))
    assert reasons(told) == ["refused"]


def test_after_the_names_are_parted_a_withdrawal_is_of_one_name_only() -> None:
    tale = Tale()
    tale("subject.linked", LINK)
    tale("subject.unlinked", LINK)
    tale("order.placed", guest_order("g"))
    assert not reasons(tale("consent.withdrawn", choice({"id": "bm-member"})))
    assert abroad(tale("consent.given", choice(GUEST))) == [bm.ABROAD]


def test_the_entry_of_a_gift_names_its_receiver_beside_the_buyer() -> None:
    tale = Tale()
    data = bm.whole("gift", 1)
    data["customer"]["adult_flag"] = True
    data["shipping"] |= {"name": "見本 花子", "phone": "090-0000-0009"}
    told = tale("order.placed", data)
    entries = [e for e in told.entries if isinstance(e, Disclosed)]
    assert entries
    assert len({(e.person, *e.also) for e in entries}) == 1
    (person, receiver) = {(e.person, *e.also) for e in entries}.pop()
    assert person != receiver
