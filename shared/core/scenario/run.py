"""Run a story in a world in memory, step by step, and hold each step against what was expected. Pure."""

from typing import assert_never

from shared.core.accept import prepare
from shared.core.door import DoorError
from shared.core.scenario import moments
from shared.core.scenario.compare import differences
from shared.core.scenario.report import Report, Seen, StepReport, Verdict
from shared.core.scenario.seen import seen
from shared.core.scenario.story import Case, Event, Passing, Publishing, Step, Story, Webhook
from shared.core.world import Door, World


def run(story: Story, *, door: Door = prepare) -> Report:
    """Return how the story goes; `door` is the world's."""
    world = World(at=story.start, door=door)
    for opening in story.opening.values():
        world.publish(opening.pack, opening.register)
    steps = [_step(world, story, step) for step in story.steps]
    return Report(story.file, story.sentence, list(story.behaviours), steps)


def event(step: Step, act: Event) -> dict[str, object]:
    """Return an event as the shop sends it."""
    return {
        "specversion": "1.0",
        "id": act.id,
        "source": f"/{step.shop}/scenario",
        "type": act.type,
        "time": moments.written(step.at),
        "data": act.data,
    }


def judged(step: Step, found: Seen, exact: frozenset[str]) -> StepReport:
    """Return the report of a step: what was seen, held against what was expected."""
    differs = differences(step.expected, found, exact)
    absent = isinstance(step.act, Case) or (bool(found.refused) and not step.expected.refused)
    return StepReport(
        line=step.line,
        title=step.title,
        shop=step.shop,
        at=moments.written(step.at),
        verdict=_verdict(differs=bool(differs), absent=absent, later=step.later is not None),
        differences=differs,
        seen=found,
        later=step.later or "",
    )


def _verdict(*, differs: bool, absent: bool, later: bool) -> Verdict:
    if later:
        # What cannot even happen yet does not hold, though nobody expected anything of it.
        return "not yet" if differs or absent else "holds already"
    return "differs" if differs else "holds"


def _step(world: World, story: Story, step: Step) -> StepReport:
    try:
        found = _happen(world, step)
    except DoorError as error:
        found = Seen(refused=error.code, place=error.place)
    return judged(step, found, story.exact)


def _happen(world: World, step: Step) -> Seen:
    match step.act:
        case Event() as act:
            return seen(world.send(step.shop, event(step, act)))
        case Webhook() as act:
            return seen(world.post(step.shop, act.raw, act.headers))
        case Passing() as act:
            return seen(world.until(act.to))
        case Publishing() as act:
            return seen(world.publish(act.pack, act.register))
        case Case():
            return Seen()
        case _:
            assert_never(step.act)
