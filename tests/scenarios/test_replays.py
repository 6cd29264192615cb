"""P4: the short form of `python -m tests.replay`, and the bugs that it must find."""

from typing import Final

import pytest

from tests.replay.__main__ import OTHERS, run
from tests.replay.plants import PLANTS

EVENTS: Final = 250
BY_NAME: Final = {each.name: each for each in OTHERS}
SHOWN_BY: Final = {"hash": "another hash seed", "zone": "another time zone", "chance": "a new process"}
"""Planted bug → the surroundings that show it."""


def test_P4_recorded_events_give_the_same_bytes_in_other_surroundings() -> None:
    found = run(events=EVENTS, seed=7)
    assert found.differs == {}
    assert found.events >= EVENTS
    assert found.records > EVENTS


@pytest.mark.parametrize("plant", PLANTS)
def test_P4_what_lets_its_surroundings_into_a_decision_is_found(plant: str) -> None:
    shown = BY_NAME[SHOWN_BY[plant]]
    assert run(events=EVENTS, seed=7, others=(shown,), plant=plant).differs.keys() == {shown.name}
