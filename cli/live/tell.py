"""`sekisho scenario --live`: tell stories to the running system, or to one of the command's own; say what differs."""

import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Final

import msgspec

from cli.embedded.results import Results
from cli.live.hall import Hall, SlowError
from cli.live.own import Press, opened
from cli.live.teller import Teller
from cli.running import AnswerError, NotRunningError, Stack, find, of
from shared.core.policy.seal import digest_of
from shared.core.scenario.fresh import Fresh
from shared.core.scenario.report import StepReport
from shared.core.scenario.run import run
from shared.core.scenario.same import unlike
from shared.core.scenario.staging import System, Turn, cannot, moments, stages
from shared.core.scenario.story import Case, Publishing, Story
from shared.shell.settings import load

_NUMBERS: Final = 900_000
_FAR: Final = 10**8


class Told(msgspec.Struct, frozen=True):
    """One story as the running system took it: its steps compared, and where they differ.

    `skipped` is a code of why it was not told; `steps_skipped` counts steps that only a later part can do; `spared`
    counts messages that a later one made needless.
    """

    file: str
    steps: int = 0
    steps_skipped: int = 0
    spared: int = 0
    differences: list[str] = []
    skipped: str = ""


class LiveReport(msgspec.Struct, frozen=True):
    """What the running system did with all stories; `systems` counts those that were used.

    `remarks` are codes: whose time counted (`sender_time` or `broker_time`), and what could not be compared
    (`no_parties`: messages are compared by their entries only).
    """

    remarks: list[str]
    systems: int
    stories: list[Told]

    @property
    def holds(self) -> bool:
        """Whether something was told, and nothing differs."""
        told = any(not story.skipped for story in self.stories)
        return told and not any(story.differences for story in self.stories)


def tell(stories: Sequence[Story], *, quiet: bool) -> LiveReport:
    """Tell all stories that can be told: to the system that runs here, or to systems of the command's own.

    Raises:
        StackError: a system of the command's own could not be started.
    """
    try:
        stack = find()
    except NotRunningError:
        return _own(stories, quiet=quiet)
    if stack.story:
        # Started for scenarios by somebody else, whose stories have its clock.
        return _own(stories, quiet=quiet)
    with reading(stack) as hall:
        told = [_to_running(hall, story) for story in stories]
    return LiveReport(["broker_time", *([] if stack.parties else ["no_parties"])], 1, told)


@contextmanager
def reading(stack: Stack) -> Iterator[Hall]:
    """Open a running system for stories."""
    with Results(load(stack.auditor)) as results:
        yield Hall(stack, results)


def tell_turn(hall: Hall, turn: Turn, press: Press | None) -> list[Told]:
    """Tell the stories of a turn side by side, and put back what they have published."""
    told = [_Telling(hall, story, press) for story in turn]
    for number, index in moments(turn):
        told[number].step(index)
    if press is not None:
        # What still waits may be given once the shop's own versions are back: nothing of it is of the story.
        for story in turn:
            for shop in {step.shop for step in story.steps if isinstance(step.act, Publishing)}:
                _back(hall, press, shop, story, told)
    return [telling.end() for telling in told]


def _back(hall: Hall, press: Press, shop: str, story: Story, told: Sequence["_Telling"]) -> None:
    """Put back a shop's own versions; if the system does not come to rest then, every story of the turn says so."""
    try:
        hall.settle(press.publish(shop, story.opening[shop])[1])
    except (SlowError, AnswerError) as error:
        for telling in told:
            telling.restless(error)


def _own(stories: Sequence[Story], *, quiet: bool) -> LiveReport:
    told: dict[int, Told] = {}
    plan = stages(stories)
    for turns in plan:
        every = [story for turn in turns for story in turn]
        with opened(every, quiet=quiet) as house, reading(of(house.stack.data)) as hall:
            press = Press(house)
            found = [each for turn in turns for each in tell_turn(hall, turn, press)]
        told |= {id(story): how for story, how in zip(every, found, strict=True)}
    return LiveReport(["sender_time"], len(plan), [told[id(story)] for story in stories])


def _to_running(hall: Hall, story: Story) -> Told:
    reason = cannot(story, System(tells_time=False, publishes=False)) or _foreign(hall, story)
    return Told(story.file, skipped=reason) if reason else tell_turn(hall, (story,), None)[0]


def _foreign(hall: Hall, story: Story) -> str:
    """Return `other_pack` if the system has another pack of a shop in force than the story."""
    ours = ((shop, f":{digest_of(opening.pack)[:16]}") for shop, opening in story.opening.items())
    return "" if all(hall.pack_in_force(shop).endswith(cited) for shop, cited in ours) else "other_pack"


class _Telling:
    """One story under way."""

    def __init__(self, hall: Hall, story: Story, press: Press | None) -> None:
        fresh = Fresh(f"r{secrets.token_hex(4)}", (1 + secrets.randbelow(_NUMBERS)) * _FAR, _versions(hall, story))
        self._story, self._pure = story, run(story)
        self._teller = Teller(hall, fresh, press.publish if press else _unpublished)
        self._found: list[str] = []
        self._steps = self._skipped = self._spared = 0
        self._over = False

    def step(self, index: int) -> None:
        """Tell one step and lay it beside what the core says; after one that did not come to rest, no more."""
        step, said = self._story.steps[index], self._pure.steps[index]
        if self._over or isinstance(step.act, Case):
            self._skipped += 1
            return
        try:
            happened = self._teller.tell(step)
        except (SlowError, AnswerError) as error:
            self._over = True
            self._note(said, [f"the system did not take it, or did not come to rest: {error}"])
            return
        self._steps += 1
        self._spared += happened.spared
        self._note(said, [*happened.wrong, *unlike(said.seen, happened.seen)])

    def restless(self, error: Exception) -> None:
        """Note that the system did not come to rest after the turn."""
        self._found.append(f"{self._story.file}: after its turn the system did not come to rest: {error}")

    def end(self) -> Told:
        """Return how the story was taken."""
        return Told(self._story.file, self._steps, self._skipped, self._spared, self._found)

    def _note(self, said: StepReport, differences: list[str]) -> None:
        self._found += [f"{self._story.file}:{said.line}: {said.title}: {each}" for each in differences]


def _versions(hall: Hall, story: Story) -> dict[int, int]:
    """Return under which number the system has the story's first pack, of its one shop."""
    (shop, opening), *_ = story.opening.items()
    there = hall.pack_in_force(shop).partition(":")[0]
    return {opening.pack.version: int(there)} if there else {}


def _unpublished(_shop: str, _new: Publishing) -> tuple[int, dict[int, int]]:
    raise AssertionError  # pragma: no cover - such a story is skipped
