"""At a link of two names the stricter of both states holds for both; no consent and no yes is passed on."""

import msgspec
import pytest

from contracts.said import Restriction
from shared.core.choices import CHOICES_LIMIT, chosen, shut
from shared.core.passed import passed, restrictions
from shared.core.preferences import with_no, with_yes, word
from shared.core.stops import stopped, with_lift, with_stop
from shared.core.subject import Choice, Preference, Subject
from tests.fixtures.meadow import TODAY

NOBODY = Subject(position=-1, secret=b"")
TOMORROW = "2026-11-23"


def saying(*words: tuple[str, bool, str], first: int = 0) -> Subject:
    """Return a person who has said these words on categories, one after another."""
    found: dict[str, Preference] = {}
    for n, (category, wanted, until) in enumerate(words, first):
        if wanted:
            found = with_yes(found, category, Preference(True, n, "e", n)) or {}
        elif until:
            found = with_no(found, category, Preference(None, -1, "", n, until, n))
        else:
            found = with_no(found, category, Preference(False, n, "e", n))
    return msgspec.structs.replace(NOBODY, preferences=found)


def stopping(*stops: str) -> Subject:
    """Return a person who has stopped and lifted these, one after another."""
    found: dict[str, int] = {}
    for n, each in enumerate(stops):
        act, _, recipient = each.partition("/")
        found = (with_lift(found, recipient, "", n) or {}) if act == "lifted" else with_stop(found, act, recipient, n)
    return msgspec.structs.replace(NOBODY, stops=found, stopped_at=7)


def taken(mine: Subject, other: Subject) -> tuple[Subject, list[Restriction]]:
    """Return what becomes of one name when the other is linked to it."""
    return passed(mine, restrictions(other), event="link", position=100)


@pytest.mark.parametrize(
    ("mine", "other", "holds", "new"),
    [
        ((), ("use",), True, True),
        (("use",), ("use",), True, False),
        (("use", "lifted/r"), ("use",), True, True),
        (("use/r", "lifted/r"), ("use/r",), True, True),
        (("use/r", "lifted/r"), ("use/s",), False, True),
        ((), ("use/r", "lifted/r"), False, False),
        ((), ("use", "lifted/r"), True, True),
        ((), ("use/r", "lifted/r", "use/r"), True, True),
    ],
)
def test_P5_a_stop_of_one_name_holds_for_the_other_whatever_that_has_lifted(
    mine: tuple[str, ...], other: tuple[str, ...], holds: bool, new: bool
) -> None:
    person, changes = taken(stopping(*mine), stopping(*other))
    assert stopped(person.stops, "use", "r", "p", sole=True) is holds
    assert bool(changes) is new
    assert person.stopped_at == 7


@pytest.mark.parametrize(
    ("mine", "other", "today", "tomorrow", "for_good"),
    [
        ((), (("news", False, ""),), False, False, False),
        ((), (("news", False, TODAY),), False, None, None),
        ((("news", True, ""),), (("news", False, TODAY),), False, True, True),
        ((("news", False, ""),), (("news", False, TODAY),), False, False, False),
        ((("news", False, TODAY),), (("news", False, TOMORROW),), False, False, None),
        ((("news", False, TOMORROW),), (("news", False, TODAY),), False, False, None),
        ((("news", False, TODAY),), (("news", False, ""),), False, False, False),
        # The other's no for good lies under one that ends: it is passed on as it is.
        ((("news", True, ""),), (("news", False, ""), ("news", False, TODAY)), False, False, False),
        # One that has ended changes nothing that the person has said of all.
        ((("news", True, ""), ("*", False, "")), (("news", False, "2026-11-01"),), False, False, False),
        # A no to all goes before an earlier yes to one.
        ((("*", False, ""), ("news", True, "")), (("*", False, ""),), False, False, False),
        ((), (("news", True, ""),), None, None, None),
    ],
)
def test_P5_a_no_of_one_name_holds_for_the_other_as_long_as_it_was_meant(
    mine: tuple[tuple[str, bool, str], ...],
    other: tuple[tuple[str, bool, str], ...],
    today: bool | None,
    tomorrow: bool | None,
    for_good: bool | None,
) -> None:
    person, _ = taken(saying(*mine), saying(*other))
    found = [word(person.preferences, "news", day)[0] for day in (TODAY, TOMORROW, "2030-01-01")]
    assert found == [today, tomorrow, for_good]


def test_a_no_that_holds_already_changes_nothing() -> None:
    one = saying(("news", False, ""), ("offers", False, TOMORROW))
    assert taken(one, one) == (one, [])


def choosing(*words: tuple[str, Choice]) -> Subject:
    """Return a person with these choices about one recipient, by purpose."""
    found: dict[str, Choice] = {}
    for purpose, choice in words:
        found = chosen(found, "r", purpose, choice) or found
    return msgspec.structs.replace(NOBODY, choices=found)


YES, NO = Choice("given", 1, 10, "yes"), Choice("withdrawn", 1, 20, "no")


@pytest.mark.parametrize(
    ("mine", "other", "holds", "new"),
    [
        ((), (("", NO),), True, True),
        ((("", YES),), (("", NO),), True, True),
        ((("p", YES),), (("", NO),), True, True),
        ((("", YES),), (("p", NO),), True, True),
        ((("", NO), ("p", YES)), (("", NO),), True, True),
        ((("", NO),), (("p", NO),), True, False),
        ((("", YES),), (("q", NO),), False, True),
        ((), (("", YES),), False, False),
    ],
)
def test_P5_a_refusal_of_one_name_holds_for_the_other_by_purpose(
    mine: tuple[tuple[str, Choice], ...], other: tuple[tuple[str, Choice], ...], holds: bool, new: bool
) -> None:
    person, changes = taken(choosing(*mine), choosing(*other))
    assert (shut(person.choices, "r", "p") is not None) is holds
    assert bool(changes) is new


def test_P5_a_refusal_that_finds_no_room_closes_the_other_name() -> None:
    full = msgspec.structs.replace(NOBODY, choices={f"r{n}": NO for n in range(CHOICES_LIMIT)})
    person, changes = taken(full, choosing(("", NO)))
    assert person.closed
    assert len(changes) == 1


def test_a_restriction_of_a_kind_that_is_not_known_changes_nothing() -> None:
    assert passed(NOBODY, [Restriction("r", "given", 1, 1)], event="e", position=1) == (NOBODY, [])
