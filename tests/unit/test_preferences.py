"""What a person wants to be sent: by category and for all, for good and until a day, and which word counts."""

from typing import Any

import pytest

from shared.core.preferences import CATEGORIES_LIMIT, Preferences, strict_enough, with_no, with_yes, word
from shared.core.subject import Preference
from tests.fixtures import meadow
from tests.fixtures.meadow import TODAY, Person, preference

Said = tuple[str, bool, str]
"""A category, whether it is wanted, and the last day of a no that ends."""

NEWS: Said = ("news", True, "")
NO_NEWS: Said = ("news", False, "")
NO_NEWS_TODAY: Said = ("news", False, TODAY)
NO_NEWS_BEFORE: Said = ("news", False, "2026-11-21")
ALL: Said = ("*", True, "")
NOTHING: Said = ("*", False, "")
NOTHING_TODAY: Said = ("*", False, TODAY)
NOTHING_BEFORE: Said = ("*", False, "2026-11-21")


def after(*said: Said) -> Preferences:
    """Return the preferences after these words, one after another."""
    found: dict[str, Preference] = {}
    for position, (category, wanted, until) in enumerate(said):
        if wanted:
            yes = with_yes(found, category, Preference(True, position, f"e{position}", position))
            assert yes is not None
            found = yes
        elif until:
            found = with_no(found, category, Preference(None, -1, "", position, until, position))
        else:
            found = with_no(found, category, Preference(False, position, f"e{position}", position))
    return found


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ((), None),
        ((NEWS,), True),
        ((NO_NEWS,), False),
        ((NEWS, NO_NEWS), False),
        ((NO_NEWS, NEWS), True),
        ((NO_NEWS_TODAY,), False),
        ((NO_NEWS_BEFORE,), None),
        ((NEWS, NO_NEWS_TODAY), False),
        ((NEWS, NO_NEWS_BEFORE), True),
        ((NO_NEWS, NO_NEWS_BEFORE), False),
        ((NO_NEWS_TODAY, NO_NEWS_BEFORE), False),
        ((NO_NEWS_TODAY, NEWS), True),
        ((NO_NEWS_TODAY, NO_NEWS), False),
        ((NEWS, NO_NEWS_BEFORE, NO_NEWS_TODAY), False),
        ((ALL,), True),
        ((ALL, NO_NEWS), False),
        ((NO_NEWS, ALL), True),
        ((NEWS, NOTHING), False),
        ((NOTHING, NEWS), True),
        ((NEWS, NOTHING_TODAY), False),
        ((NOTHING_TODAY, NEWS), True),
        ((NEWS, NOTHING_BEFORE), True),
        # A no that has ended lifts nothing else: what held before holds again.
        ((NEWS, NOTHING, NO_NEWS_BEFORE), False),
        ((NEWS, NO_NEWS, NOTHING_BEFORE), False),
        ((NO_NEWS, ALL, NO_NEWS_BEFORE), True),
        ((NOTHING, NEWS, NOTHING_BEFORE), True),
        ((NEWS, NO_NEWS_BEFORE, NOTHING), False),
    ],
)  # fmt: skip
def test_P5_the_later_word_counts_and_a_no_that_ended_is_as_if_it_had_not_been(
    said: tuple[Said, ...], wanted: bool | None
) -> None:
    assert word(after(*said), "news", TODAY)[0] is wanted


def test_a_yes_names_its_event_as_evidence() -> None:
    assert word(after(NOTHING, NEWS), "news", TODAY) == (True, "e1")


@pytest.mark.parametrize(
    ("said", "category", "until", "enough"),
    [
        ((), "news", "", False),
        ((NO_NEWS,), "news", "", True),
        ((NO_NEWS,), "news", TODAY, True),
        ((NO_NEWS_TODAY,), "news", "", False),
        ((NO_NEWS_TODAY,), "news", "2026-11-23", False),
        ((NO_NEWS_TODAY,), "news", TODAY, True),
        ((NOTHING,), "news", "", True),
        ((NOTHING, NEWS), "*", "", False),
        ((NOTHING, NO_NEWS), "*", "", True),
        ((NEWS, NOTHING), "*", "", True),
    ],
)
def test_a_no_is_new_unless_it_holds_already(said: tuple[Said, ...], category: str, until: str, enough: bool) -> None:
    assert strict_enough(after(*said), category, until) is enough


def test_P5_there_is_always_room_for_a_no() -> None:
    noes = after(*((f"c{n}", False, "") for n in range(CATEGORIES_LIMIT)))
    assert with_yes(noes, "news", Preference(True, 99, "e", 99)) is None
    full = with_no(noes, "news", Preference(False, 99, "e", 99))
    assert len(full) == CATEGORIES_LIMIT + 1
    assert all(word(full, name, TODAY)[0] is False for name in ("news", "c0", "whatever"))


def test_P5_a_no_takes_the_place_of_a_yes() -> None:
    yeses = after(("c0", False, ""), *((f"c{n}", True, "") for n in range(1, CATEGORIES_LIMIT)))
    found = with_no(yeses, "news", Preference(False, 99, "e", 99))
    assert len(found) == CATEGORIES_LIMIT
    assert [word(found, name, TODAY)[0] for name in ("news", "c0", "c1", "c2")] == [False, False, None, True]


def person(choice: dict[str, Any], **facts: Any) -> Person:
    entry = {"basis": "persons_behalf", "on": ["campaign.audience"], "choice": choice}
    return Person(meadow.plan(meadow.pack(r=entry), r=facts))


def mail(one: Person, category: str | None = None, **more: Any) -> str:
    customer = {"name": "n"} if category is None else {"name": "n", "mail_category": category}
    return one.sends("campaign.audience", of="", customer=customer, **more)["r"]


@pytest.mark.parametrize(
    ("kind", "said", "wanted"),
    [
        ("opt_in", (), "not_opted_in"),
        ("opt_in", (NEWS,), "given"),
        ("opt_in", (ALL,), "given"),
        ("opt_in", (("other", True, ""),), "not_opted_in"),
        ("opt_in", (NEWS, NO_NEWS), "opted_out"),
        ("opt_in", (NEWS, NO_NEWS_TODAY), "opted_out"),
        ("opt_in", (NEWS, NO_NEWS_BEFORE), "given"),
        ("opt_in", (NO_NEWS_BEFORE,), "not_opted_in"),
        ("opt_out", (), "given"),
        ("opt_out", (NO_NEWS,), "opted_out"),
        ("opt_out", (NOTHING,), "opted_out"),
        ("opt_out", (("other", False, ""),), "given"),
        ("opt_out", (NO_NEWS_BEFORE,), "given"),
    ],
)
def test_a_message_of_a_category_is_sent_as_the_person_wants(kind: str, said: tuple[Said, ...], wanted: str) -> None:
    for choice in ({"kind": kind}, {"kind": kind, "category": "news"}):
        one = person(choice)
        for category, yes, until in said:
            one.says("preference.changed", **preference(category, wanted=yes, **({"until": until} if until else {})))
        assert mail(one, "news") == wanted


@pytest.mark.parametrize("written", ["News", " news ", "ｎｅｗｓ"])
def test_P5_a_category_is_the_same_however_the_message_writes_it(written: str) -> None:
    one = person({"kind": "opt_out"})
    one.says("preference.changed", **preference("news", wanted=False))
    assert mail(one, written) == "opted_out"


@pytest.mark.parametrize("written", [None, "お知らせ", "news, offers", "*"])
def test_P5_a_message_of_no_known_category_may_be_of_any_that_is_unwanted(written: str | None) -> None:
    one = person({"kind": "opt_out"})
    assert mail(one, written) == "given"
    one.says("preference.changed", **preference("news", wanted=False))
    assert mail(one, written) == "opted_out"


def test_the_evidence_of_an_opt_in_is_the_yes() -> None:
    one = person({"kind": "opt_in"})
    one.says("preference.changed", number=7, **preference("news", wanted=True))
    mail(one, "news")
    assert [getattr(entry, "evidence", "") for entry in one.told.entries] == [f"{7:032x}"]


def test_P5_a_yes_that_is_older_than_the_no_does_not_count() -> None:
    one = person({"kind": "opt_in"})
    one.says("preference.changed", **preference("news", wanted=False, at="2026-11-20T09:00:00+09:00"))
    late = preference("news", wanted=True, at="2026-11-19T09:00:00+09:00")
    assert one.says("preference.changed", **late) == "preference.changed.wanted.outdated"
    everything = preference("*", wanted=True, at="2026-11-19T09:00:00+09:00")
    assert one.says("preference.changed", **everything) == "preference.changed.wanted.outdated"
    assert mail(one, "news") == "opted_out"


def test_a_no_that_ends_lets_through_what_comes_after_its_last_day() -> None:
    one = person({"kind": "opt_out"})
    one.says("preference.changed", **preference("news", wanted=False, until=TODAY))
    assert mail(one, "news") == "opted_out"
    one.later(days=1)
    assert mail(one, "news") == "given"
