"""One look: read the log, find that it was noted, and lay the draft beside the version in force.

All of it is read anew for each look and forgotten after. It blocks; the door calls it in a thread of its own.
"""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple, Protocol

import msgspec

from contracts import events as ev
from contracts.packs import Pack, Register
from shared.core.checkpoint.rehearse import Compiled, Rehearsal, named, rehearse
from shared.core.checkpoint.step import Input
from shared.core.policy.chain import Chain
from shared.core.policy.plan import Older, Plan, compile_plan, is_older
from shared.core.policy.seal import body_of
from shared.core.policy.source import read_pack, read_register

GOOD_FOR_MS: Final = 600_000
"""How long a noted look may be used."""

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
    new = read_pack(draft.pack, file="pack") if draft.pack is not None else pack[0]
    if asked.shop != new.shop:
        raise RefusedError("shop_differs")
    facts = read_register(draft.register, file="register", pack=new) if draft.register is not None else register[0]
    compiled = _compiled(chain, pack[0], register[0]), _compiled(chain, new, facts)
    return rehearse(log, asked.shop, *compiled, last=asked.last)


def _noted(log: Log, asked: Asked, draft: Draft, now: int) -> bool:
    """Tell whether just this look was noted, by this officer and a short time ago: else nothing is shown (P10)."""
    wanted = ev.Look(asked.look, asked.shop, asked.officer, named(*draft), asked.last)
    return any(
        _type(each) == ev.ACCESS_TYPE and now - each.timestamp <= GOOD_FOR_MS and _said(each) == wanted
        for records in log.values()
        for each in records
    )


def _said(given: Input) -> ev.Look | None:
    try:
        return msgspec.json.decode(given.value, type=ev.Look)
    except msgspec.DecodeError:
        return None


def _in_force(log: Log, shop: str) -> tuple[int, int]:
    """Return the versions that the newest fence of a shop names, (0, 0) if there is none."""
    fences = (msgspec.json.decode(each.value, type=ev.Activation) for each in _fences(log, shop))
    return max(((fence.pack, fence.register) for fence in fences), default=(0, 0))


def _fences(log: Log, shop: str) -> list[Input]:
    name = shop.encode()
    records = (each for given in log.values() for each in given)
    return [each for each in records if _type(each) == "policy.activated" and each.headers.get(ev.H_SHOP) == name]


def _type(given: Input) -> str:
    return given.headers.get(ev.H_TYPE, b"").decode("ascii", "replace")


def _compiled(chain: Chain, pack: Pack, register: Register) -> Compiled:
    """Return how to compile a version, beside an older one where data keep theirs."""
    digests = {"pack_digest": _digest(pack), "register_digest": _digest(register)}

    def plan(collected: int) -> Plan | None:
        older = chain.pack(pack.shop, collected) if is_older(pack, collected) else None
        return compile_plan(pack, register, **digests, older=Older(*older) if older else None)

    return plan


def _digest(document: Pack | Register) -> str:
    return hashlib.sha256(body_of(document)).hexdigest()
