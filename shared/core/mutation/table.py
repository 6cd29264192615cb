"""The decision table of one recipient under two packs: is there a situation in which they decide differently?

If there is none, the change is no change: nobody could tell it by what leaves, waits, is withheld or is recorded.
Enumerated are, in full, all combinations of the conditions (register, person, order, category, method); all
combinations of the frame (mode, whose data, what became of the order, country, items, company), each with every single
condition that fails; and of all combinations of both a few thousand, spread evenly. First decisions only: what waits is
decided again by the same rules, and its term is in the entry.
"""

from collections.abc import Callable, Iterator
from itertools import combinations, product
from math import prod
from typing import Final

import msgspec

from contracts.packs import Pack, Register, Rule
from shared.core.decide import Decision, decide
from shared.core.mutation import situation as s
from shared.core.mutation.asked import conditions
from shared.core.mutation.frame import frames
from shared.core.mutation.mutant import Mutant
from shared.core.mutation.situation import Aspect, Named
from shared.core.policy.plan import Older, Plan, compile_plan
from shared.core.subject import encode

_DIGEST: Final = "0" * 64
_SOME: Final = 4000
_STRIDE: Final = 1_000_003
"""A prime that no number of combinations is a multiple of, so that no combination comes twice."""

Situations = Callable[[list[Aspect], list[Aspect]], Iterator[tuple[Named, ...]]]
"""Makes situations of the aspects of frame and conditions."""


class Table:
    """Two packs of one shop, side by side."""

    def __init__(self, before: Pack, after: Pack) -> None:
        """Keep both; plans are made as they are needed."""
        # One version more, so that data may have been collected under an older one.
        self._packs = [msgspec.structs.replace(pack, version=2) for pack in (before, after)]
        self._plans: dict[tuple[str, bytes, bool], tuple[Plan, Plan]] = {}

    def difference(self, recipient: str, event_type: str, situations: Situations) -> str:
        """Return the first situation in which both decide differently, in words; empty if there is none."""
        rules = [r for pack in self._packs for r in _concerned(pack, recipient, event_type)]
        if not rules:
            return ""
        for turns in situations(list(frames(rules, event_type)), list(conditions(rules))):
            one = s.ordinary(self._packs[0].shop, recipient, event_type)
            for _, turn in turns:
                one = turn(one)
            if self._differ(one):
                return ", ".join([event_type, *(name for name, _ in turns)])
        return ""

    def _differ(self, one: s.Situation) -> bool:
        """Tell whether both decide differently; where only one keeps versions, on older data too."""
        keeps = {pack.keeps_version for pack in self._packs}
        return any(
            before != after
            for collected in ((False, True) if len(keeps) > 1 else (False,))
            for before, after in [self._both(msgspec.structs.replace(one, collected=collected))]
        )

    def _both(self, one: s.Situation) -> tuple[bytes, bytes]:
        key = (one.recipient, msgspec.msgpack.encode(one.party), one.collected)
        if key not in self._plans:
            first, second = (_plan(pack, one) for pack in self._packs)
            self._plans[key] = first, second
        first, second = self._plans[key]
        return _outcome(first, one), _outcome(second, one)


def difference(before: Pack, changed: Mutant, *, near: bool = False) -> str:
    """Return the first situation in which a mutant decides differently from its pack; empty if there is none.

    With `near` only situations are looked at that fail in at most two things: quick, and no proof that there is none.
    """
    table = Table(before, changed.pack)
    recipients = sorted({rule.id for rule in before.rules}) if changed.recipient == "*" else [changed.recipient]
    # What differs at all mostly differs near the usual, on some type of event.
    for situations in (_near,) if near else (_near, _whole):
        for name, kind in product(recipients, sorted(changed.types)):
            if found := table.difference(name, kind, situations):
                return found
    return ""


def _near(frame: list[Aspect], asked: list[Aspect]) -> Iterator[tuple[Named, ...]]:
    """Yield the situations that fail in one thing or in two."""
    aspects = [*frame, *asked]
    usual = [aspect[0] for aspect in aspects]
    yield from (tuple(turns) for turns in _single(aspects))
    for one, other in combinations(range(len(aspects)), 2):
        for a, b in product(aspects[one][1:], aspects[other][1:]):
            yield tuple(a if n == one else b if n == other else turn for n, turn in enumerate(usual))


def _whole(frame: list[Aspect], asked: list[Aspect]) -> Iterator[tuple[Named, ...]]:
    """Yield every combination of the conditions, of the frame with each condition that fails, and some of all."""
    usual = [aspect[0] for aspect in frame]
    for turns in product(*asked):
        yield (*usual, *turns)
    for failing in _single(asked):
        for turns in product(*frame):
            yield (*turns, *failing)
    yield from _spread([*frame, *asked])


def _spread(aspects: list[Aspect]) -> Iterator[tuple[Named, ...]]:
    """Yield some of all combinations, evenly spread, or all where there are no more: the same ones every time."""
    size = prod(len(aspect) for aspect in aspects)
    for number in range(min(size, _SOME)):
        left, turns = number * _STRIDE % size if size > _SOME else number, list[Named]()
        for aspect in aspects:
            left, place = divmod(left, len(aspect))
            turns.append(aspect[place])
        yield tuple(turns)


def _single(aspects: list[Aspect]) -> Iterator[list[Named]]:
    """Yield the first turn of each aspect, and what differs from that in one."""
    usual = [aspect[0] for aspect in aspects]
    yield usual
    for place, aspect in enumerate(aspects):
        for turn in aspect[1:]:
            yield [*usual[:place], turn, *usual[place + 1 :]]


def _concerned(pack: Pack, recipient: str, event_type: str) -> Iterator[Rule]:
    for rule in pack.rules:
        if rule.id == recipient and rule.path == "stream" and (event_type in rule.on or event_type in rule.then):
            yield rule


def _plan(pack: Pack, one: s.Situation) -> Plan:
    rules = [rule for rule in pack.rules if rule.id == one.recipient]
    parties = {one.recipient: one.party} if one.party else {}
    nothing = Older(msgspec.structs.replace(pack, version=1, rules=[]), _DIGEST)
    return compile_plan(
        msgspec.structs.replace(pack, rules=rules),
        Register(pack.shop, 1, parties),
        pack_digest=_DIGEST,
        register_digest=_DIGEST,
        older=nothing if one.collected and pack.keeps_version else None,
    )


def _outcome(plan: Plan, one: s.Situation) -> bytes:
    """Return everything that follows from a decision, as bytes."""
    made = decide(one.event, plan, one.subject, one.order, now=s.NOW)
    return _bytes(made) if made else b""


def _bytes(made: Decision) -> bytes:
    messages = [(each.topic, each.key, each.value, each.headers) for each in made.messages]
    told = msgspec.json.encode((made.entries, made.results, made.keep, made.drop, made.look))
    return b"".join((msgspec.msgpack.encode(messages), told, encode(made.subject), encode(made.order)))
