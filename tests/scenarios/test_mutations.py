"""The short form of `sekisho policy mutate`: of each shipped pack some mutations of every kind, against its scenarios.

The whole of it is a command (some minutes a pack); here every kind has its turn, and the mutations of conditions most.
"""

from functools import cache
from pathlib import Path
from typing import Final

import pytest

from cli import sample
from cli.scenario import read, shelf
from shared.core.mutation.matrix import Trial
from shared.core.mutation.mutant import Mutant
from shared.core.mutation.mutants import mutants
from shared.core.mutation.table import difference
from shared.core.scenario.story import Story

HERE: Final = Path(__file__).parent
SHOPS: Final = sample.shops()
MANY: Final = {"add a field": 211, "drop a field": 17, "add a type of event": 47, "add a stop": 7}
"""Kinds of which there are many, and which of them has its turn; of the others every third."""


@cache
def stories() -> list[Story]:
    shops = shelf()
    return [read(file, shops) for file in sorted(HERE.glob("*/*.yaml"))]


def _some(shop: str) -> list[Mutant]:
    counted: dict[str, int] = {}
    found: list[Mutant] = []
    for each in mutants(SHOPS[shop].pack):
        turn = counted[each.kind] = counted.get(each.kind, -1) + 1
        if turn % MANY.get(each.kind, 3) == 0:
            found.append(each)
    return found


@cache
def noticed(shop: str) -> list[tuple[Mutant, list[str]]]:
    trial = Trial(SHOPS[shop].pack, stories())
    return [(each, trial.red(each, whole=False)) for each in _some(shop)]


@pytest.mark.parametrize("shop", SHOPS)
def test_P2_what_no_scenario_notices_is_no_change(shop: str) -> None:
    left = {each.name: difference(SHOPS[shop].pack, each, near=True) for each, red in noticed(shop) if not red}
    assert {name: differs for name, differs in left.items() if differs} == {}


@pytest.mark.parametrize("shop", SHOPS)
def test_what_a_scenario_notices_is_a_change_in_the_table_too(shop: str) -> None:
    mine = [each for each, red in noticed(shop) if red][::4]
    assert mine
    assert [each.name for each in mine if not difference(SHOPS[shop].pack, each, near=True)] == []
