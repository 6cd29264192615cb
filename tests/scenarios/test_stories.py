"""Each story on the pure core: every step gives each party exactly the messages of the table, and nobody else any."""

import pytest

from tests.scenarios.stories import STORIES
from tests.scenarios.story import Story, event, fields, wanted
from tests.scenarios.world import Told, World

IDS = [f"{story.shop}-{story.name}" for story in STORIES]


def messages(told: Told) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for given in told.given:
        found.setdefault(given.party, []).append(fields(given.data))
    return found


@pytest.mark.parametrize("story", STORIES, ids=IDS)
def test_P2_P3_each_party_gets_exactly_the_messages_of_the_table(story: Story) -> None:
    world = World()
    for number, step in enumerate(story.steps):
        told = world.send(story.shop, event(step, story, number))
        assert messages(told) == wanted(step.gets), f"step {number}: {step.type}"
