"""Stories told to the running system: what parties got, the ledger has and shops were told is what the core says."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from cli.house import House
from cli.live.hall import Hall
from cli.live.own import Press, opened
from cli.live.tell import Told, reading, tell_turn
from cli.running import of
from cli.scenario import read, shelf
from shared.core.moment import day
from shared.core.scenario.source import read_scenario
from shared.core.scenario.staging import stages
from shared.core.scenario.story import Story

pytestmark = pytest.mark.timeout(300)
ROOT: Final = Path(__file__).parents[2]
FILES: Final = sorted((ROOT / "tests" / "fixtures" / "stories").glob("*.yaml"))
TWICE: Final = ROOT / "tests" / "fixtures" / "stories" / "webhook.yaml"


def stories(*files: Path) -> list[Story]:
    shops = shelf()
    return [read(file, shops) for file in files]


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    with opened(stories(*FILES), quiet=True) as made:
        yield made


@pytest.fixture(scope="module")
def hall(house: House) -> Iterator[Hall]:
    with reading(of(house.stack.data)) as made:
        yield made


@pytest.fixture(scope="module")
def told(house: House, hall: Hall) -> list[Told]:
    """Tell all stories that share a clock, those whose time passes side by side; one of them twice."""
    press = Press(house)
    (turns,) = stages([*stories(*FILES), *stories(TWICE)])
    return [each for turn in turns for each in tell_turn(hall, turn, press)]


def test_the_running_system_does_what_the_core_says(told: list[Told]) -> None:
    assert [(Path(story.file).name, story.differences) for story in told if story.differences] == []
    assert len(told) == len(FILES) + 1
    assert not [story for story in told if story.skipped or story.steps_skipped]


def test_time_passed_there_as_the_stories_say(told: list[Told], hall: Hall) -> None:
    assert told
    ended = {kept.body["at"] for kept in hall.received.values() if kept.body.get("reason") == "term_ended"}
    assert {day(at) for at in ended} == {"2026-12-22", "2027-02-10"}


def test_a_planted_difference_of_the_gateway_is_found(told: list[Told], house: House, hall: Hall) -> None:
    assert told
    house.stack.stop_service("gateway")
    house.stack.start_service("gateway", target="tests.integration.refused_gateway")
    house.stack.wait_ready("gateway")
    link = next(file for file in FILES if file.stem == "link")
    later = link.read_text(encoding="utf-8").replace("reads:", "start: 2027-06-01T12:00:00+09:00\nreads:", 1)
    story = read_scenario(later, file="link.yaml", shops=shelf(), read=lambda _: b"")
    (found,) = tell_turn(hall, (story,), None)
    assert [each.split(": ", 2)[2] for each in found.differences] == [
        "jung_sas_france/jung-sas gets 1 messages there, 0 here",
        "jung_sas_france/jung-sas is withheld for nothing there, refused here",
        "the shop is told withheld of jung_sas_france/jung-sas: nothing there, refused here",
    ]
