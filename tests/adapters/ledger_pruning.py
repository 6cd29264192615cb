"""Old records for tests of pruning, and how they are pruned: the ledger enters it, the pruner takes the texts out."""

import time
from collections.abc import Sequence
from typing import Any, Final

import aiohttp
import msgspec

from cli import prune
from contracts.entries import Disclosed, Entry, Numbered
from services.ledger.store import Store
from shared.core.moment import DAY_MS
from tests.adapters.ledger_client import KEEPER, tell
from tests.adapters.ledger_world import Roles, World, disclosed, outcome

NOW: Final = int(time.time() * 1000)
OLD: Final = NOW - 3 * 366 * DAY_MS
YOUNG: Final = NOW - 3 * 364 * DAY_MS
MANY: Final = 130

STUB = (
    "insert into ledger.pruned (shop, volume, index, act, stream, seq, hash, until, stub) "
    "select shop, volume, index, {act}, stream, seq, {hash}, {until}, '' from ledger.leaf "
    "where shop = %s and index = {at}"
)
TRUE = {"at": "258", "act": "0", "hash": "sha256('\\x00'::bytea || convert_to(leaf, 'UTF8'))", "until": "'2020-01-01'"}
"""A stub that the owner of the tables writes: with what is true, unless a test says otherwise."""


def gave(world: World, name: str, *, at: int = OLD, **changed: Any) -> Disclosed:
    """Return a disclosure that the law wants recorded."""
    lawful = {"basis": "deemed_consent", "record": "required:appi#27-1-consent", "law": "jp-2022"}
    return msgspec.structs.replace(disclosed(world, name), at=at, **{**lawful, **changed})


async def fill(
    store: Store, world: World, *first: Entry, later: Sequence[Entry] = (), ended: tuple[str, ...] = ()
) -> None:
    """Fill the log with old records of one person, all ended; before and after them what a test is about."""
    old = [gave(world, f"o{n}") for n in range(MANY)]
    await store.append(world.partition, [Numbered(world.stream, 0, 0, [*first, *old, *later])])
    ends = [*ended, *(f"o{n}" for n in range(MANY))]
    made = [msgspec.structs.replace(outcome(world, name), at=OLD + 1) for name in ends]
    await store.append_outcomes(made)


async def announced(door: aiohttp.ClientSession, world: World) -> dict[str, Any]:
    """Let the ledger enter what is due, as a keeper."""
    answer = await tell(door, f"/shops/{world.shop}/prunings", "", KEEPER)
    assert answer.status == 200, answer.body
    return dict(msgspec.json.decode(answer.body))


def removed(roles: Roles, world: World) -> tuple[int, int]:
    """Take out what was entered, as the pruner does."""
    return prune._removed(roles.pruner, world.shop)
