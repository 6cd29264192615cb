"""The decision table: it finds a difference wherever a decision can be another one, and only there."""

from collections.abc import Iterator
from typing import Final

import pytest

from shared.core.mutation import table
from shared.core.mutation.mutants import mutants
from shared.core.mutation.situation import Aspect
from shared.core.mutation.table import difference
from shared.core.policy.source import read_pack
from tests.fixtures.broken import PACK, YOUNG

BEFORE: Final = read_pack(PACK, file="meadow.yaml")
AGED: Final = read_pack(YOUNG, file="meadow.yaml")
MADE: Final = {f"{each.recipient}: {each.what}": each for each in mutants(BEFORE)}

ALIKE: Final = {
    "carrier: drop `closed`": "a mark for people",
    "third: add `withdrawal` to `stops`": "a choice that is asked for is gone when it is withdrawn",
    "officer: remove it (`case`)": "no event of the stream serves it",
}
"""What changes no decision, and why."""


@pytest.mark.parametrize("name", ALIKE)
def test_what_changes_no_decision_is_told_apart(name: str) -> None:
    assert difference(BEFORE, MADE[name]) == ""


TOLD: Final = {
    "carrier: drop `contract`": "contract not in force",
    "carrier: drop `use` of `stops`": "stop of use",
    "carrier: add `provision` to `stops`": "stop of provision",
    "carrier: add `withdrawal` to `stops`": "refused",
    "carrier: wait 30 days more": "paused",
    "group: drop `click`": "order.placed",
    "group: drop `abroad`": "in KR",
    "group: add the country `US`": "in US",
    "told: drop `notice`": "notice",
    "matched: drop `customer.name` of `if_company`": "no company",
    "matched: give `customer.email` in full": "order.placed",
    "late: drop `payment.requested` of `after`": "no payment.requested",
    "mailer: drop `choice`": "yes to news",
    "mailer: make the opt-in an opt-out": "news",
    "mailer: ask for the category ``": "news",
    "processor: drop `methods`": "nothing told",
    "processor: drop the method `wallet`": "method wallet",
    "asking: drop `on_request`": "values.provided",
    "user: drop `published`": "publication",
    "sellers: drop `per_seller`": "order.placed",
    "sellers: give the data of the seller": "order.placed",
    "sellers: say `onward: public`": "order.placed",
    "sellers: `order.placed` with `customer.adult_flag`": "order.placed",
    "sellers: serve on `post.published`": "post.published",
    "carrier: do not go on to `shipment.changed`": "shipment.changed",
    "officer: serve it on `order.placed`": "order.placed",
    "*: keeps_version: True": "customer",
}
"""What changes a decision, and a word of the situation in which it does."""


@pytest.mark.parametrize("name", TOLD)
def test_what_changes_a_decision_is_found_and_the_situation_named(name: str) -> None:
    found = difference(BEFORE, MADE[name])
    assert TOLD[name] in found, found


def test_the_condition_on_age_is_found() -> None:
    found = {each.what: each for each in mutants(AGED)}
    assert "known None" in difference(AGED, found["drop `minors`"])
    assert "known None" in difference(AGED, found["drop `approval`"])


def test_of_every_other_mutation_some_decision_is_another_one() -> None:
    rest = [each for name, each in MADE.items() if name not in ALIKE and each.kind != "add a field"]
    assert [each.name for each in rest[::7] if not difference(BEFORE, each)] == []


@pytest.mark.parametrize("name", ["processor", "asking", "sellers"])
def test_a_pack_differs_from_itself_nowhere(name: str) -> None:
    assert difference(BEFORE, MADE[f"{name}: wait 30 days more"]._replace(pack=BEFORE)) == ""


def _nothing(_rules: object) -> Iterator[Aspect]:
    yield from ()


def test_a_table_that_asks_for_no_condition_would_take_a_dropped_one_for_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(table, "conditions", _nothing)
    for name in ("carrier: drop `contract`", "processor: drop the method `wallet`", "user: drop `published`"):
        with pytest.raises(AssertionError):
            test_what_changes_a_decision_is_found_and_the_situation_named(name)
