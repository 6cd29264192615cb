"""The volumes of a log: a broken one is frozen, and the log goes on in the next, under an origin of its own.

Freezing is the ledger's own deed, going on is a person's. Nothing of the frozen volume is changed or taken over: the
first leaf of the next names what of it held and what was stored of it, so that neither can be changed any more.
"""

import asyncio
import time
from collections.abc import Awaitable
from typing import Final, NamedTuple, TypeVar

import msgspec

from contracts.entries import Continued, Outcome
from services.ledger.book import QUERIES, Book, open_book
from services.ledger.store import settle
from services.ledger.tiles import Log
from shared.core.ledger.leaf import Leaf, decode_leaf, outcome_stream, own_stream
from shared.core.ledger.note import log_origin
from shared.core.ledger.tree import Frontier, leaf_hash
from shared.errors import BrokenInvariantError
from shared.shell import telemetry
from shared.shell.database import Connection, Pool, transaction

FROZEN: Final = "log_frozen"
NOT_FROZEN: Final = "log_not_frozen"

BREAKS: Final = frozenset(
    {
        "checkpoint_altered",
        "checkpoint_lost",
        "leaf_altered",
        "log_rewritten",
        "log_shortened",
        "names_altered",
        "proof_differs",
        "tile_altered",
    }
)
"""What freezes a log."""

_SLICE: Final = 5000
_T = TypeVar("_T")
_OUTCOME: Final = msgspec.json.Decoder(Outcome)


class Volume(NamedTuple):
    """One volume of a log, how many leaves it has, how many of them are signed, and why it is frozen, if it is."""

    shop: str
    volume: int
    size: int
    signed: int
    frozen: str


async def volumes(pool: Pool) -> list[Volume]:
    """Return every volume of every log, in order."""
    async with transaction(pool) as connection:
        return [Volume(*row) for row in await (await connection.execute(QUERIES["logs"])).fetchall()]


async def guarded(pool: Pool, log: Log, deed: Awaitable[_T]) -> _T:
    """Await a deed that reads a log; where it finds the log broken, freeze it.

    Raises:
        BrokenInvariantError: what the deed raised.
    """
    try:
        return await deed
    except BrokenInvariantError as error:
        if error.reason in BREAKS:
            async with transaction(pool) as connection:
                # What is being appended now comes to its end first: afterwards nothing of this volume changes any more.
                await connection.execute(QUERIES["lock_heads"], {"shops": [log.shop]})
                named = {**log._asdict(), "reason": error.reason}
                first = await (await connection.execute(QUERIES["freeze"], named)).fetchone()
            # P12: this log stops; every other goes on.
            if first:
                telemetry.log("log_frozen", code=error.reason, shop=log.shop)
        raise


async def go_on(pool: Pool, shop: str, *, by: str) -> str:
    """Begin the next volume of a frozen log with what was held for it, and return its origin.

    Raises:
        BrokenInvariantError: `log_not_frozen`.
        TransientError: the database is away.
    """
    async with transaction(pool) as connection:
        head = await _head(connection, shop)
        frozen = Log(shop, head.volume)
        # What is frozen does not change any more: it is read before anybody has to wait for it.
        stored = await _stored(connection, frozen)
    async with transaction(pool) as connection:
        await open_book(connection, [shop])  # holds the log
        if (await _head(connection, shop)).volume != frozen.volume:
            raise BrokenInvariantError(NOT_FROZEN)
        first = await _first(connection, head, shop, stored=stored, by=by)
        new = Log(shop, frozen.volume + 1)
        numbers = {"outcomes": head.outcomes, "looks": head.looks}
        named = {**new._asdict(), "base": head.base + head.size, **numbers}
        await connection.execute(QUERIES["begin_volume"], named)
        book = await open_book(connection, [shop])
        book.add(Leaf(own_stream(shop), new.volume - 2, first))
        await _let_in(connection, book, shop)
    telemetry.log("log_continued", code=first.reason, shop=shop)
    return log_origin(*new)


class _Head(NamedTuple):
    volume: int
    size: int
    frontier: list[bytes]
    outcomes: int
    base: int
    frozen: str
    looks: int


async def _head(connection: Connection, shop: str) -> _Head:
    row = await (await connection.execute(QUERIES["head"], {"shop": shop, "volume": None})).fetchone()
    if row is None or not row[5]:
        raise BrokenInvariantError(NOT_FROZEN)
    return _Head(*row)


async def _stored(connection: Connection, log: Log) -> Frontier:
    """Return the right edge over whatever is stored of a volume, gaps closed up."""
    edge, first = Frontier(), 0
    while True:
        named = {**log._asdict(), "first": first, "end": 2**62, "limit": _SLICE}
        rows = await (await connection.execute(QUERIES["leaves"], named)).fetchall()
        end = rows[-1][0] + 1 if rows else 2**62
        gone = await (await connection.execute(QUERIES["gone"], {**named, "end": end})).fetchall()
        hashes = {index: bytes(digest) for index, digest, _ in gone}
        hashes |= {index: leaf_hash(leaf.encode()) for index, leaf in rows}
        edge = edge.extend(hashes[index] for index in sorted(hashes))
        if not rows:
            return edge
        first = end
        await asyncio.sleep(0)


async def _first(connection: Connection, head: _Head, shop: str, *, stored: Frontier, by: str) -> Continued:
    row = await (await connection.execute(QUERIES["last_checkpoint"], {"shop": shop, "volume": head.volume})).fetchone()
    signed = Frontier(row[0], tuple(row[1])) if row else Frontier()
    numbers = await (await connection.execute(QUERIES["last_numbers"], {"shop": shop})).fetchall()
    return Continued(
        shop=shop,
        origin=log_origin(shop, head.volume),
        size=signed.size,
        root=signed.root().hex(),
        stored=stored.size,
        stored_root=stored.root().hex(),
        reason=head.frozen,
        by=by,
        streams={**dict(numbers), outcome_stream(shop): head.outcomes},
        at=int(time.time() * 1000),
    )


async def _let_in(connection: Connection, book: Book, shop: str) -> None:
    """Append what was held, in the order in which it came, then the outcomes that have waited."""
    named = {"shop": shop}
    rows = await (await connection.execute(QUERIES["held"], named)).fetchall()
    for (text,) in rows:
        book.add(decode_leaf(text.encode()))
    await book.write()
    await connection.execute(QUERIES["drop_held"], named)
    early = await (await connection.execute(QUERIES["all_early_outcomes"], named)).fetchall()
    await connection.execute(QUERIES["drop_all_early"], named)
    if early:
        await settle(connection, book, shop, outcomes=[_OUTCOME.decode(body) for (body,) in early])
        await book.write()
