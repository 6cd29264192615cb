"""What the ledger says of an incident to those who decide: categories, hints of APPI Rule 7; and how things close."""

import pytest

from contracts.answers import Ending
from contracts.vocabulary import FIELDS
from shared.core.ledger import concern, ending


@pytest.mark.parametrize(("people", "met"), [(0, False), (1_000, False), (1_001, True)])
def test_only_more_than_a_thousand_people_are_more_than_a_thousand(people: int, met: bool) -> None:
    assert concern.hints(people, {}, improper=None)[-1].met is met


HINTS: dict[str, tuple[dict[str, int], bool | None, bool | None]] = {
    "a name alone": ({"customer.name": 3}, False, False),
    "a bank account": ({"customer.name": 3, "bank.account_number": 1}, False, True),
    "a field that nobody's data were in": ({"bank.account_number": 0}, False, False),
    "the end of a bank account": ({"bank.account_number#last4": 1}, False, True),
    "how somebody pays": ({"payment.method": 1}, False, None),
    "what somebody wrote": ({"support.conversation": 1}, None, False),
    "both": ({"post.content": 1, "payment.registered_info": 1}, None, True),
}


@pytest.mark.parametrize("name", HINTS)
def test_a_hint_says_yes_no_or_that_the_ledger_cannot_tell(name: str) -> None:
    fields, sensitive, damage = HINTS[name]
    found = {hint.item: hint for hint in concern.hints(3, fields, improper=None)}
    assert (found["sensitive"].met, found["property_damage"].met) == (sensitive, damage)


@pytest.mark.parametrize("improper", [None, True, False])
def test_an_improper_purpose_is_what_the_officer_says_and_nothing_else(improper: bool | None) -> None:
    hint = next(h for h in concern.hints(3, {}, improper=improper) if h.item == "improper_purpose")
    assert (hint.met, hint.why) == (improper, "not_said" if improper is None else "said")


def test_every_field_that_a_hint_looks_for_is_in_the_vocabulary() -> None:
    assert FIELDS.keys() >= concern.FREE_TEXT | concern._PAYS
    texts = {name for name, row in FIELDS.items() if "user.content" in row.fideslang}
    assert texts <= concern.FREE_TEXT


def test_categories_stand_once_in_the_order_of_the_vocabulary() -> None:
    names = ["order.amount", "customer.phone", "customer.name", "customer.email#sha256"]
    assert concern.categories(names) == ["identity", "contact", "behaviour"]


def test_what_is_open_has_an_age_and_what_closed_has_none() -> None:
    said = ending.Said("failed", 10, 500, "gone")
    assert ending.handed(said, 100, now=900) == Ending("failed", at=500, attempt=10, reason="gone")
    assert ending.handed(None, 100, now=900) == Ending("open", age_ms=800)
    assert ending.handed(said._replace(outcome="unknown"), 100, now=900).age_ms == 800
    assert ending.waited("", 0, 100, now=900) == Ending("open", age_ms=800)
    assert ending.handed(None, 1_000, now=900).age_ms == 0
