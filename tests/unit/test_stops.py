"""Stops of a person: whom they end, what lifts them and for whom, and that none is ever forgotten."""

from typing import Any

import pytest

from shared.core.stops import STOPS_LIMIT, lifted_since, standing, stopped, with_lift, with_stop
from tests.fixtures import meadow
from tests.fixtures.meadow import Person, consent, stop

LATER = "2026-11-21T09:00:00+09:00"


def person(**entry: Any) -> Person:
    return Person(meadow.plan(meadow.pack(r=entry, s=entry)))


@pytest.mark.parametrize(
    ("basis", "kind", "wanted"),
    [
        ("entrustment", "use.stopped", "stopped"),
        ("entrustment", "provision.stopped", "given"),
        ("deemed_consent", "provision.stopped", "stopped"),
        ("deemed_consent", "use.stopped", "given"),
        ("joint_use", "provision.stopped", "stopped"),
        ("joint_use", "use.stopped", "stopped"),
        ("opt_out", "provision.stopped", "stopped"),
        ("persons_behalf", "provision.stopped", "given"),
    ],
)
def test_P5_a_stop_ends_what_the_basis_lets_it_end(basis: str, kind: str, wanted: str) -> None:
    one = person(basis=basis)
    assert one.says(kind, **stop()) == kind
    assert one.sends() == {"r": wanted, "s": wanted}


@pytest.mark.parametrize(
    ("stopped_by", "kind", "wanted"),
    [
        (["leaving"], "customer.left", "stopped"),
        (["leaving"], "use.stopped", "given"),
        (["provision", "use"], "use.stopped", "stopped"),
        (["withdrawal"], "consent.withdrawn", "withdrawn"),
        (["withdrawal"], "consent.refused", "refused"),
        (["use"], "consent.withdrawn", "given"),
    ],
)
def test_an_entry_names_the_acts_that_end_it(stopped_by: list[str], kind: str, wanted: str) -> None:
    one = person(stopped_by=stopped_by, note="n")
    one.says(kind, **(consent() if kind.startswith("consent") else stop()))
    assert one.sends()["r"] == wanted


def test_a_stop_of_one_recipient_leaves_the_others() -> None:
    one = person()
    one.says("use.stopped", **stop(recipient="r"))
    assert one.sends() == {"r": "stopped", "s": "given"}


def test_a_stop_without_a_word_about_whom_is_of_all() -> None:
    one = person()
    one.says("use.stopped")
    assert one.sends() == {"r": "stopped", "s": "stopped"}


def test_P5_what_waits_is_stopped_too() -> None:
    one = Person(meadow.plan(meadow.pack(r={}), r={"mode": "paused"}))
    assert one.sends() == {"r": "paused"}
    one.says("use.stopped", **stop())
    one.plan = meadow.plan(meadow.pack(r={}))
    assert one.later() == {"r": "stopped"}


def test_a_consent_with_evidence_lifts_a_stop_for_its_recipient_only() -> None:
    one = person()
    one.says("use.stopped", **stop())
    assert one.says("consent.given", **consent()) == "consent.given.without_evidence"
    assert one.sends(of="1") == {"r": "stopped", "s": "stopped"}
    assert one.says("consent.given", **consent(evidence="d")) == "consent.given"
    assert one.sends(of="2") == {"r": "given", "s": "stopped"}


def test_P5_a_consent_that_is_older_than_the_stop_lifts_nothing() -> None:
    one = person()
    one.says("use.stopped", **stop(at=LATER))
    late = consent(at="2026-11-20T09:00:00+09:00", evidence="d")
    assert one.says("consent.given", **late) == "consent.given.outdated"
    assert one.sends()["r"] == "stopped"


def test_P5_a_stop_dated_in_the_future_can_still_be_lifted_and_holds_until_then() -> None:
    one = person()
    one.says("use.stopped", **stop(at="2099-01-01T00:00:00+09:00"))
    assert one.says("consent.given", **consent(at="2026-11-22T11:59:59+09:00", evidence="d")).endswith("outdated")
    assert one.says("consent.given", **consent(at="2026-11-22T12:00:00+09:00", evidence="d")) == "consent.given"
    assert one.sends()["r"] == "given"


def test_P5_a_stop_after_a_lift_holds_again() -> None:
    one = person()
    one.says("use.stopped", **stop())
    one.says("consent.given", **consent(evidence="d"))
    one.says("use.stopped", **stop())
    assert one.sends()["r"] == "stopped"


def test_P5_a_consent_inside_an_order_lifts_no_stop() -> None:
    one = person()
    one.says("use.stopped", **stop())
    assert one.sends(consents=[consent(evidence="d")["consent"]])["r"] == "stopped"


def test_a_consent_for_one_purpose_lifts_a_stop_for_that_purpose_only() -> None:
    stops = with_lift({"use": 1}, "r", "marketing", 2)
    assert stops is not None
    assert not stopped(stops, "use", "r", "marketing", sole=False)
    assert stopped(stops, "use", "r", "delivery", sole=False)
    assert stopped(stops, "use", "s", "marketing", sole=False)


def test_a_consent_for_no_purpose_lifts_no_stop_of_a_recipient_with_several() -> None:
    stops = with_lift({"use": 1}, "r", "", 2)
    assert stops is not None
    assert not stopped(stops, "use", "r", "delivery", sole=True)
    assert stopped(stops, "use", "r", "delivery", sole=False)


def test_standing_stops_are_those_that_hold_for_somebody() -> None:
    stops = {"use": 1, "provision/r": 2, "provision/s": 3, "lifted/r": 4}
    assert sorted(standing(stops)) == ["provision/s", "use"]
    assert [lifted_since(stops, name) for name in ("use", "provision/r", "provision/s", "leaving")] == [
        True,
        True,
        False,
        True,
    ]


def test_P5_there_is_always_room_for_a_stop() -> None:
    stops: dict[str, int] = {}
    for n in range(STOPS_LIMIT):
        stops = with_stop(stops, "use", f"r{n}", n)
    assert with_lift(stops, "r0", "", 99) is None
    more = with_stop(stops, "use", "another", 100)
    assert all(stopped(more, "use", name, "p", sole=True) for name in ("r0", "r31", "another", "whoever"))
    assert len(more) == STOPS_LIMIT + 1
    assert with_stop(more, "use", "yet another", 101).keys() == more.keys()


def test_P5_a_lift_makes_room_and_shuts_again() -> None:
    stops = with_stop({}, "use", "r0", 0)
    for n in range(1, STOPS_LIMIT):
        lifted = with_lift(stops, f"s{n}", "", n)
        assert lifted is not None
        stops = lifted
    more = with_stop(stops, "use", "s1", 200)
    assert len(more) == STOPS_LIMIT
    assert "lifted/s1" not in more
    assert stopped(more, "use", "s1", "p", sole=True)
