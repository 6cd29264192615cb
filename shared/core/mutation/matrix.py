"""Scenarios against mutations: which story turns red under which mutated pack, and what of those that none shows.

A story turns red when a step that is there differs from what was expected; steps that rest on later parts count for
nothing. Pure; it reads no file and knows no processes.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

import msgspec

from contracts.packs import Pack
from shared.core.accept import Prepared, prepare
from shared.core.mutation.mutant import Mutant
from shared.core.mutation.mutants import mutants
from shared.core.mutation.table import difference
from shared.core.scenario.run import run
from shared.core.scenario.story import Event, Publishing, Step, Story, Webhook
from shared.core.world import Door


class Fate(msgspec.Struct, frozen=True):
    """What became of one mutation: the stories that turn red, and of a survivor whether it is a change at all.

    `differs` names a situation in which pack and mutant decide differently: a scenario is missing. Empty, with nobody
    in `red`: both decide alike in every situation, so that no scenario could tell.
    """

    shop: str
    kind: str
    about: str
    what: str
    red: list[str]
    differs: str = ""

    @property
    def survives(self) -> bool:
        """Whether it is a change of what is decided, and no story shows it."""
        return not self.red and bool(self.differs)


class Trial:
    """The stories of one shop, and its mutants by name."""

    def __init__(self, pack: Pack, stories: Sequence[Story]) -> None:
        """Keep the stories in which this shop takes part, and what of its events each has."""
        self._pack = pack
        self._stories = [(story, _types(story, pack.shop)) for story in stories if pack.shop in story.opening]
        self._mutants: dict[bytes, dict[str, Pack]] = {}
        self._last: dict[str, Story] = {}
        self._door = _RememberedDoor()

    def fate(self, mutant: Mutant, *, whole: bool) -> Fate:
        """Return what becomes of a mutation; without `whole` the first story that turns red is enough."""
        red = self.red(mutant, whole=whole)
        differs = "" if red else difference(self._pack, mutant)
        return Fate(self._pack.shop, mutant.kind, mutant.about, mutant.what, red, differs)

    def red(self, mutant: Mutant, *, whole: bool) -> list[str]:
        """Return the files of the stories that turn red; without `whole` of the first one."""
        found: list[str] = []
        for story in self._likely(mutant):
            if _is_red(self._with(story, mutant), self._door):
                found.append(story.file)
                self._last[mutant.kind] = story
                if not whole:
                    break
        return sorted(found)

    def _likely(self, mutant: Mutant) -> Iterator[Story]:
        """Yield the stories that have such an event; first the one that has found such a mutation last."""
        fit = [story for story, types in self._stories if types is None or types & mutant.types]
        last = self._last.get(mutant.kind)
        yield from sorted(fit, key=lambda story: story is not last)

    def _with(self, story: Story, mutant: Mutant) -> Story:
        """Return the story with the mutation in every version of the shop's pack that it has."""
        opening = story.opening[self._pack.shop]
        made = msgspec.structs.replace(opening, pack=self._changed(opening.pack, mutant))
        steps = tuple(self._step(step, mutant) for step in story.steps)
        return msgspec.structs.replace(story, opening={**story.opening, self._pack.shop: made}, steps=steps)

    def _step(self, step: Step, mutant: Mutant) -> Step:
        if not isinstance(step.act, Publishing) or step.act.pack.shop != self._pack.shop:
            return step
        changed = self._changed(step.act.pack, mutant)
        return msgspec.structs.replace(step, act=msgspec.structs.replace(step.act, pack=changed))

    def _changed(self, pack: Pack, mutant: Mutant) -> Pack:
        """Return a version of the pack with the mutation of that name; a version that has no such place stays."""
        if pack == self._pack:
            return mutant.pack
        key = msgspec.msgpack.encode(pack)
        if key not in self._mutants:
            self._mutants[key] = {each.name: each.pack for each in mutants(pack)}
        return self._mutants[key].get(mutant.name, pack)


_ALL: Final = None


def _types(story: Story, shop: str) -> frozenset[str] | None:
    """Return the types of a shop's events in a story; None if a platform's webhook may be any."""
    acts = [step.act for step in story.steps if step.shop == shop]
    if any(isinstance(act, Webhook) for act in acts):
        return _ALL
    return frozenset(act.type for act in acts if isinstance(act, Event))


def _is_red(story: Story, door: Door) -> bool:
    return any(step.verdict == "differs" for step in run(story, door=door).steps)


class _RememberedDoor:
    """The door, asked once for each request: what it answers does not depend on packs. A refusal is asked for again."""

    def __init__(self) -> None:
        self._made: dict[tuple[bytes, bytes, str], Prepared] = {}

    def __call__(self, raw: bytes, headers: Mapping[str, str], *, shop: str, key: bytes, seed: bytes) -> Prepared:
        name = (raw, seed, shop)
        if name not in self._made:
            self._made[name] = prepare(raw, headers, shop=shop, key=key, seed=seed)
        return self._made[name]


def shows_nothing(stories: Iterable[Story], fates: Iterable[Fate]) -> list[str]:
    """Return the files of the stories that no mutation turns red."""
    red = {file for fate in fates for file in fate.red}
    return [story.file for story in stories if story.file not in red]
