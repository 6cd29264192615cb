"""One look: read the log, find that it was noted, and lay the draft beside the version in force.

All of it is read anew for each look and forgotten after. It blocks; the door calls it in a thread of its own.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple, Protocol, TypeVar

import msgspec

from contracts import events as ev
from contracts.packs import Pack, Register
from shared.core.checkpoint.rehearse import Compiled, Rehearsal, named, rehearse
from shared.core.checkpoint.step import Input
from shared.core.policy.chain import Chain
from shared.core.policy.plan import compile_for
from shared.core.policy.seal import digest_of
from shared.core.policy.source import read_pack, read_register

GOOD_FOR_MS: Final = 600_000
"""How long a noted look may be used."""

Document = TypeVar("Document", Pack, Register)
Cited = tuple[Document, str]
"""A version, and its digest."""

Log = Mapping[int, Sequence[Input]]


class RefusedError(Exception):
    """A look that is not granted; the message is a code."""


class Reading(Protocol):
    """What is read: the whole of `shop.events`, and the versions that are believed."""

    def log(self) -> Log:
        """Return `shop.events` by partition, from as far back as it is kept."""
        ...

    def chain(self) -> Chain:
        """Return the versions on `policy.packs`."""
        ...


class Draft(NamedTuple):
    """What is to be tried: texts in YAML; what is None stays as it is in force."""

    pack: str | None
    register: str | None


class Asked(NamedTuple):
    """What an officer asks for: the shop, under which noted look, on how many events at most."""

    officer: str
    shop: str
    look: str
    last: int


def look(asked: Asked, draft: Draft, reading: Reading, *, now: int) -> Rehearsal:
    """Return for how many orders and people the draft would change what.

    Raises:
        RefusedError: the look is not noted, or nothing of the shop is in force.
        SourceError: the draft cannot be used.
    """
    log, chain = reading.log(), reading.chain()
    if not _noted(log, asked, draft, now):
        raise RefusedError("look_not_noted")
    versions = _in_force(log, asked.shop)
    pack, register = chain.pack(asked.shop, versions[0]), chain.register(asked.shop, versions[1])
    if pack is None or register is None:
        raise RefusedError("nothing_in_force")
    new, facts = _drafted(draft, pack, register)
    if asked.shop != new[0].shop:
        raise RefusedError("shop_differs")

    def compiled(pack: Cited[Pack], register: Cited[Register]) -> Compiled:
        return lambda collected: compile_for(pack, register, collected, lambda kept: chain.pack(asked.shop, kept))

    return rehearse(log, asked.shop, compiled(pack, register), compiled(new, facts), last=asked.last)


def _drafted(draft: Draft, pack: Cited[Pack], register: Cited[Register]) -> tuple[Cited[Pack], Cited[Register]]:
    """Return what the draft would put into force, each with its digest."""
    if draft.pack is not None:
        written = read_pack(draft.pack, file="pack")
        pack = written, digest_of(written)
    if draft.register is not None:
        facts = read_register(draft.register, file="register", pack=pack[0])
        register = facts, digest_of(facts)
    return pack, register


def _noted(log: Log, asked: Asked, draft: Draft, now: int) -> bool:
    """Tell whether just this look was noted, by this officer and a short time ago: else nothing is shown (P10)."""
    wanted = ev.Look(asked.look, asked.shop, asked.officer, named(*draft), asked.last)
    fresh = (each for each in _of(log, ev.ACCESS_TYPE) if now - each.timestamp <= GOOD_FOR_MS)
    return any(_said(each) == wanted for each in fresh)


def _said(given: Input) -> ev.Look | None:
    try:
        return msgspec.json.decode(given.value, type=ev.Look)
    except msgspec.DecodeError:
        return None


def _in_force(log: Log, shop: str) -> tuple[int, int]:
    """Return the versions that the newest fence of a shop names, (0, 0) if there is none."""
    own = (each for each in _of(log, "policy.activated") if each.headers.get(ev.H_SHOP) == shop.encode())
    fences = (msgspec.json.decode(each.value, type=ev.Activation) for each in own)
    return max(((fence.pack, fence.register) for fence in fences), default=(0, 0))


def _of(log: Log, kind: str) -> Iterator[Input]:
    """Yield the records of one type."""
    return (each for records in log.values() for each in records if each.headers.get(ev.H_TYPE) == kind.encode())
