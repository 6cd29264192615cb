"""The person's own acts: known as repeats, bounded in number, and written small whatever a shop sends."""

from typing import Any

import msgspec
import pytest

from contracts.entries import Disclosed
from shared.core import subject as sub
from shared.core.choices import CHOICES_LIMIT
from shared.core.preferences import CATEGORIES_LIMIT
from shared.core.stops import STOPS_LIMIT
from tests.fixtures import meadow
from tests.fixtures.meadow import Person, consent, preference, stop


def person(**entry: Any) -> Person:
    return Person(meadow.plan(meadow.pack(r=entry)))


def test_P5_a_consent_that_comes_again_does_not_undo_the_withdrawal_after_it() -> None:
    one = person(basis="click_consent")
    given = consent(evidence="d")
    assert one.says("consent.given", number=1, **given) == "consent.given"
    one.says("consent.withdrawn", **consent())
    assert one.says("consent.given", number=1, **given) == ""
    assert one.sends() == {"r": "withdrawn"}


def test_P5_a_consent_that_comes_again_after_its_id_is_forgotten_is_older_than_the_withdrawal() -> None:
    one = person(basis="click_consent")
    given = consent(at="2026-11-20T09:00:00+09:00", evidence="d")
    one.says("consent.given", number=1, **given)
    one.says("consent.withdrawn", **consent(at="2026-11-21T09:00:00+09:00"))
    for _ in range(sub.ACTS_LIMIT):
        one.says("customer.changed", customer={"name": "n"})
    assert one.says("consent.given", number=1, **given) == "consent.given.outdated"
    assert one.sends() == {"r": "withdrawn"}


def test_of_the_acts_of_a_person_the_last_are_remembered() -> None:
    acts: dict[str, int] = {}
    for n in range(3 * sub.ACTS_LIMIT):
        acts = sub.with_act(acts, f"{n:032x}", n)
    assert len(acts) == sub.ACTS_LIMIT
    assert list(acts.values()) == list(range(2 * sub.ACTS_LIMIT, 3 * sub.ACTS_LIMIT))


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("provision.stopped", stop(recipient="r", evidence="d")),
        ("preference.changed", preference("news", wanted=False, evidence="d")),
        ("consent.withdrawn", consent(evidence="d", purpose="marketing")),
        ("approval.given", {"approval": {"at": "2026-11-20T09:00:00+09:00", "evidence": "d"}}),
    ],
)
def test_the_entry_of_an_act_names_its_evidence(kind: str, data: dict[str, Any]) -> None:
    one = person()
    said = msgspec.structs.asdict(entry_of(one, kind, data))
    assert said["evidence"] == "d"
    assert said["purpose"] == ("marketing" if kind == "consent.withdrawn" else "")


def entry_of(one: Person, kind: str, data: dict[str, Any]) -> Any:
    from shared.core.person import change

    decision = change(one._event(kind, "", data, 0), one.subject, now=one.now)
    assert decision is not None
    (entry,) = decision.entries
    return entry


def test_the_record_of_a_person_stays_within_its_bound_whatever_a_shop_sends() -> None:
    one = person()
    long = "a" * 39
    for n in range(100):
        one.says("consent.given", **consent(f"{long[3:]}{n:03}", purpose="q" * 63))
        one.says("provision.stopped", **stop(recipient=f"{long[3:]}{n:03}"))
        one.says("preference.changed", **preference(f"{'c' * 60}{n:03}", wanted=bool(n % 2)))
    for n in range(100):
        one.says("consent.withdrawn", **consent(f"{long[3:]}{n:03}", purpose="q" * 63))
        one.says("use.stopped", **stop(recipient=f"{long[3:]}{n:03}"))
        one.says("preference.changed", **preference(f"{'d' * 60}{n:03}", wanted=False, until="2027-01-01"))
    assert len(one.subject.choices) == CHOICES_LIMIT
    assert len(one.subject.stops) <= STOPS_LIMIT + 2
    assert len(one.subject.preferences) <= CATEGORIES_LIMIT + 1
    assert len(sub.encode(one.subject)) <= 10_240


def test_the_record_of_a_person_who_has_said_much_is_small() -> None:
    one = person(basis="click_consent")
    for name in ("crm", "jung_sas_france", "hosting_europe"):
        one.says("consent.given", **consent(name))
        one.says("provision.stopped", **stop(recipient=name))
    for category in ("news", "offers", "surveys", "partners"):
        one.says("preference.changed", **preference(category, wanted=True))
    one.says("use.stopped", **stop())
    assert len(sub.encode(one.subject)) <= 2048


def test_what_was_shut_in_one_release_is_shut_in_the_next() -> None:
    one = person()
    one.says("use.stopped", **stop())
    one.subject = sub.decode_subject(sub.encode(one.subject))
    assert one.sends() == {"r": "stopped"}
    assert not [entry for entry in one.told.entries if isinstance(entry, Disclosed)]
