"""Every behaviour that the texts ask for has its story: a file of scenarios that is named by its number."""

import re
from typing import Final

from cli.scenario import read, shelf
from contracts.behaviours import BEHAVIOURS
from tests.house import reading

FILES: Final = sorted((reading.ROOT / "tests" / "scenarios").glob("*/*.yaml"))

MISSING: Final = frozenset(BEHAVIOURS) - {"B02", "B05", "B06", "B11", "B12", "B13", "B14", "B16", "B33", "B48"}
"""Behaviours of which no story is written yet. Whoever writes one takes it from here; the list never grows."""


def test_every_behaviour_has_a_story_but_those_still_missing() -> None:
    shops = shelf()
    told = {number for file in FILES for number in read(file, shops).behaviours}
    assert not told & MISSING, f"these are written; take them from the list: {sorted(told & MISSING)}"
    assert set(BEHAVIOURS) - told == MISSING


def test_a_story_is_named_by_a_number_of_its_own_and_lies_in_the_folder_of_its_shop() -> None:
    shops = shelf()
    for file in FILES:
        name, story = reading.named(file), read(file, shops)
        number = re.fullmatch(r"(B\d\d)-[A-Za-z0-9-]+", file.stem)
        assert number, f"{name}: name it by its first behaviour, `B05-some-words.yaml`"
        assert number[1] in story.behaviours, f"{name}: `{number[1]}` is none of its behaviours"
        assert file.parent.name in story.opening, f"{name}: it is of another shop"
