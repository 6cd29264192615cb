"""In which order stories are told to running systems, and which cannot be: a system has one clock, which only goes on.

Pure. A story whose time passes can share a system with others whose time passes, told side by side in the order of
their moments; one that also publishes versions has the system to itself, because versions are everybody's.
"""

from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

from shared.core.scenario.story import Passing, Publishing, Story

Turn = tuple[Story, ...]
"""Stories that are told side by side."""


class System(NamedTuple):
    """What a running system can do: take the time of events from who sends them, and publish versions."""

    tells_time: bool
    publishes: bool


def passes(story: Story) -> bool:
    """Tell whether time passes in a story."""
    return any(isinstance(step.act, Passing) for step in story.steps)


def publishes(story: Story) -> bool:
    """Tell whether a story puts versions into force."""
    return any(isinstance(step.act, Publishing) for step in story.steps)


def cannot(story: Story, system: System) -> Literal["", "time_passes", "publishes"]:
    """Return why a story cannot be told to a system, empty if it can."""
    if passes(story) and not system.tells_time:
        return "time_passes"
    return "publishes" if publishes(story) and not system.publishes else ""


def stages(stories: Iterable[Story]) -> list[list[Turn]]:
    """Return for each system, from its start on, the turns that it is told; as few systems as their moments allow."""
    found: list[list[Turn]] = []
    clock = 0
    for turn in _turns(stories):
        begins = min(story.start for story in turn)
        if not found or begins < clock:
            found.append([])
        found[-1].append(turn)
        clock = max(story.steps[-1].at for story in turn)
    return found


def moments(turn: Sequence[Story]) -> list[tuple[int, int]]:
    """Return the order of the steps of a turn, as pairs of story and step: by moment, then as the stories stand."""
    places = [(step.at, number, index) for number, story in enumerate(turn) for index, step in enumerate(story.steps)]
    return [(number, index) for _, number, index in sorted(places)]


def _turns(stories: Iterable[Story]) -> list[Turn]:
    """Return the turns: first what happens at one moment, then side by side what takes time, then what is alone."""
    still, moving, alone = list[Story](), list[Story](), list[Turn]()
    for story in sorted(stories, key=lambda each: each.start):
        if not passes(story):
            still.append(story)
        elif publishes(story):
            alone.append((story,))
        else:
            moving.append(story)
    return [*((story,) for story in still), *([tuple(moving)] if moving else []), *alone]
