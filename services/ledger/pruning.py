"""Prune a log: find what has not to be kept any longer, let stubs stand for it, and enter that into the log.

It removes no text: a role of its own does, once the entry is signed (`sekisho log prune`). Only what is under the full
tiles of a signed checkpoint is pruned, and only after it was hashed again. Of a log, the last volume alone is pruned.
"""

import asyncio
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from contracts.entries import FINAL_OUTCOMES, Disclosed, Outcome, State
from services.ledger.book import QUERIES, open_book
from services.ledger.rehash import last_signed
from services.ledger.seal import Sealer
from services.ledger.tiles import Log
from services.ledger.volumes import FROZEN, guarded
from shared.core.law.pruning import NEVER, last_day, pruned, stub_of
from shared.core.ledger.export import StubLine, encode_line
from shared.core.ledger.leaf import Leaf, decode_leaf, pruned_stream
from shared.core.ledger.tiles import WIDTH, hashes_of
from shared.core.moment import DAY_MS, day
from shared.errors import BrokenInvariantError
from shared.shell import telemetry
from shared.shell.database import Connection, Pool, transaction

_SLICE: Final = 2_000
_LARGEST: Final = 20_000
_YOUNGEST_MS: Final = 365 * DAY_MS


class Announced(NamedTuple):
    """How many leaves an act has pruned, until when the last of them had to be kept, and whether more may be due."""

    pruned: int
    until: str
    more: bool


class _Old(NamedTuple):
    """A leaf that is old enough to be looked at."""

    place: int
    raw: bytes
    leaf: Leaf


async def announce(pool: Pool, sealer: Sealer, shop: str, *, by: str, now: int) -> Announced:
    """Prune what is due at a moment (Unix ms), up to a number of leaves that one entry speaks of.

    Raises:
        BrokenInvariantError: `log_frozen`; or a leaf is not what was signed, and the log is frozen from now on.
        TransientError: the database is away, or somebody else prunes.
    """
    sealed = await sealer.seal(shop)
    if sealed is None:
        return Announced(0, "", more=False)
    log = Log(shop, sealed.volume)
    stubs = await guarded(pool, log, _due(pool, sealer, log, now=now))
    if stubs:
        await _enter(pool, log, stubs, by=by, now=now)
        telemetry.log("log_pruned", shop=shop, entries=len(stubs))
    return Announced(len(stubs), max((stub.until for stub in stubs), default=""), more=len(stubs) >= _LARGEST)


async def _due(pool: Pool, sealer: Sealer, log: Log, *, now: int) -> list[StubLine]:
    """Return the stubs of what is due, in order, once each leaf was held against the stored hashes."""
    found: list[StubLine] = []
    async with transaction(pool, snapshot=True) as connection:
        signed = await last_signed(connection, log, sealer.key(*log))
        end, first = signed.edge.size // WIDTH * WIDTH, 0
        act = await _next_act(connection, log.shop)
        while first < end and len(found) < _LARGEST:
            old = await _old(connection, log, first=first, end=end, before=now - _YOUNGEST_MS)
            if not old:
                break
            found += await _ended(connection, log, old, end=end, today=day(now), act=act)
            first = old[-1].place + 1
            await asyncio.sleep(0)
        found.sort(key=lambda stub: stub.index)
        await _as_signed(connection, log, found)
    return found


async def _old(connection: Connection, log: Log, *, first: int, end: int, before: int) -> list[_Old]:
    kept = [*NEVER, "outcome"]
    named = {**log._asdict(), "first": first, "end": end, "before": before, "kept": kept, "limit": _SLICE}
    rows = await (await connection.execute(QUERIES["old_leaves"], named)).fetchall()
    return [_read(*row) for row in rows]


def _read(place: int, text: str) -> _Old:
    raw = text.encode()
    return _Old(place, raw, decode_leaf(raw))


async def _ended(
    connection: Connection, log: Log, old: Sequence[_Old], *, end: int, today: str, act: int
) -> list[StubLine]:
    ids = [each.leaf.entry.id for each in old if isinstance(each.leaf.entry, Disclosed)]
    outcomes = await _outcomes(connection, log, ids)
    people = [each.leaf.entry.person for each in old if isinstance(each.leaf.entry, State)]
    named = {"shop": log.shop, "people": people}
    served = {row[0] for row in await (await connection.execute(QUERIES["served_still"], named)).fetchall()}
    found: list[StubLine] = []
    for each in old:
        entry = each.leaf.entry
        until = last_day(entry, last=await _last(connection, entry) if isinstance(entry, Disclosed) else 0)
        if until is None or until >= today or (isinstance(entry, State) and entry.person in served):
            continue
        of = entry if isinstance(entry, Disclosed) else None
        ends = outcomes.get(of.id, []) if of else []
        # P1: a disclosure goes with all that became of it, or not at all; an open one is not over.
        if of is None or (_is_closed(ends) and ends[-1].place < end):
            found += [stub_of(*one, act=act, until=until, of=of) for one in (each, *ends)]
    return found


async def _outcomes(connection: Connection, log: Log, ids: Sequence[str]) -> dict[str, list[_Old]]:
    found: dict[str, list[_Old]] = {}
    named = {**log._asdict(), "ids": list(ids)}
    for row in await (await connection.execute(QUERIES["outcomes_of"], named)).fetchall():
        each = _read(*row)
        if isinstance(each.leaf.entry, Outcome):
            found.setdefault(each.leaf.entry.id, []).append(each)
    return found


def _is_closed(ends: Sequence[_Old]) -> bool:
    return any(isinstance(e.leaf.entry, Outcome) and e.leaf.entry.outcome in FINAL_OUTCOMES for e in ends)


async def _last(connection: Connection, entry: Disclosed) -> int:
    if not entry.documents:
        return 0
    named = {name: getattr(entry, name) for name in ("shop", "person", "order", "recipient", "instance")}
    row = await (await connection.execute(QUERIES["last_by_documents"], named)).fetchone()
    return int(row[0]) if row else 0


async def _as_signed(connection: Connection, log: Log, stubs: Sequence[StubLine]) -> None:
    """Hold each leaf that is to go against the hash that was stored when it was signed."""
    for number in dict.fromkeys(stub.index // WIDTH for stub in stubs):
        named = {**log._asdict(), "first": number, "end": number + 1}
        row = await (await connection.execute(QUERIES["tile_row"], named)).fetchone()
        hashes = hashes_of(bytes(row[1])) if row else []
        # P8: what is not what was signed is evidence, and stays.
        if any(stub.digest != hashes[stub.index % WIDTH] for stub in _of(stubs, number)) or not hashes:
            raise BrokenInvariantError("leaf_altered")


def _of(stubs: Sequence[StubLine], number: int) -> Iterator[StubLine]:
    return (stub for stub in stubs if stub.index // WIDTH == number)


async def _next_act(connection: Connection, shop: str) -> int:
    row = await (await connection.execute(QUERIES["next_act"], {"stream": pruned_stream(shop)})).fetchone()
    return int(row[0]) if row else 0


async def _enter(pool: Pool, log: Log, stubs: Sequence[StubLine], *, by: str, now: int) -> None:
    async with transaction(pool) as connection:
        book = await open_book(connection, [log.shop])
        # Whoever pruned in between has taken this number: nothing is entered, and the next try begins anew.
        if book.frozen(log.shop) or await _next_act(connection, log.shop) != stubs[0].act:
            raise BrokenInvariantError(FROZEN if book.frozen(log.shop) else "pruned_meanwhile")
        for stub in stubs:
            line = encode_line(stub).decode().rstrip("\n")
            named = {"act": stub.act, "index": stub.index, "stream": stub.stream, "seq": stub.seq, "until": stub.until}
            await connection.execute(
                QUERIES["add_stub"], {**log._asdict(), **named, "digest": stub.digest, "line": line}
            )
        book.add(Leaf(pruned_stream(log.shop), stubs[0].act, pruned(stubs, shop=log.shop, by=by, at=now)))
        await book.write()
