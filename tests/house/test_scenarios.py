"""Every behaviour that the texts ask for has its story: a file of scenarios that is named by its number."""

import re
from functools import cache
from pathlib import Path
from typing import Final

from cli.scenario import read, shelf
from contracts.behaviours import BEHAVIOURS
from shared.core.scenario.expected import GROUNDS
from shared.core.scenario.kinds import KINDS
from shared.core.scenario.run import run
from shared.core.scenario.source import read_scenario
from shared.core.scenario.story import Story
from shared.core.scenario.written import ExpectSource, ScenarioSource
from tests.house import reading

FILES: Final = sorted((reading.ROOT / "tests" / "scenarios").glob("*/*.yaml"))


@cache
def stories() -> dict[Path, Story]:
    """Return every story, read once."""
    shops = shelf()
    return {file: read(file, shops) for file in FILES}


def test_every_behaviour_has_a_story() -> None:
    told = {number for story in stories().values() for number in story.behaviours}
    assert set(BEHAVIOURS) - told == set()


def test_a_story_is_named_by_a_number_of_its_own_and_lies_in_the_folder_of_its_shop() -> None:
    for file, story in stories().items():
        name = reading.named(file)
        number = re.fullmatch(r"(B\d\d)-[A-Za-z0-9-]+", file.stem)
        assert number, f"{name}: name it by its first behaviour, `B05-some-words.yaml`"
        assert number[1] in story.behaviours, f"{name}: `{number[1]}` is none of its behaviours"
        folder = file.parent.name
        assert folder in story.opening or (folder, len(story.opening)) == ("two-shops", 2), f"{name}: of another shop"


def page() -> str:
    return (reading.ROOT / "docs" / "scenarios.md").read_text(encoding="utf-8")


def test_the_example_of_the_page_is_a_story_that_holds() -> None:
    (shown,) = re.findall(r"^```yaml\n(.*?)^```", page(), re.MULTILINE | re.DOTALL)
    report = run(read_scenario(shown, file="docs/scenarios.md", shops=shelf(), read=lambda _: b""))
    assert report.holds, [(step.line, step.differences) for step in report.steps if step.differences]


def test_the_page_names_every_step_every_key_and_every_behaviour() -> None:
    text = page()
    for name in (*KINDS, *ScenarioSource.model_fields, *ExpectSource.model_fields, *GROUNDS):
        assert re.search(rf"`{name}\b", text), f"docs/scenarios.md does not name `{name}`"
    for number, (ja, en) in BEHAVIOURS.items():
        assert f"| {number} | {en} | {ja} |" in text
