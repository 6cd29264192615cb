"""Sign the head of a log: only what was hashed again from what is stored, and only what continues the last one.

It never signs an empty log, and signs each log at most once a second.
"""

import asyncio
import time
from collections import defaultdict
from collections.abc import Callable
from typing import Final, NamedTuple

from services.ledger.book import QUERIES
from shared.core.ledger.leaf import outcome_stream
from shared.core.ledger.note import Checkpoint, VerifierKey, log_origin, open_checkpoint, sign
from shared.core.ledger.tree import Frontier, leaf_hash
from shared.errors import BrokenInvariantError
from shared.shell.database import Connection, Pool, transaction

_INTERVAL: Final = 1.0
_SLICE: Final = 5000


class Sealed(NamedTuple):
    """A signed checkpoint, and the next number of each stream at that moment."""

    size: int
    note: str
    streams: dict[str, int]


class Sealer:
    """Signs the logs of all shops with one key, under a name for each."""

    def __init__(self, pool: Pool, *, public: bytes, signer: Callable[[bytes], bytes]) -> None:
        """Keep the pool and the signing function; the private key stays inside it."""
        self._pool = pool
        self._public = public
        self._signer = signer
        self._locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._last: dict[str, float] = {}

    def key(self, shop: str) -> VerifierKey:
        """Return the verifier key of a shop's log."""
        return VerifierKey(log_origin(shop), self._public)

    async def seal(self, shop: str) -> Sealed | None:
        """Return a checkpoint over all that is in the log now, signing it if need be; None for an empty log.

        Raises:
            BrokenInvariantError: `checkpoint_altered`, `log_shortened`, `log_rewritten`: what is stored does not
                continue what was signed; nothing is signed then.
            TransientError: the database is away.
        """
        async with self._locks[shop]:
            rest = self._last.get(shop, 0.0) + _INTERVAL - time.monotonic()
            sealed = await self._try(shop, may_sign=rest <= 0)
            if isinstance(sealed, Sealed) or sealed is None:
                return sealed
            await asyncio.sleep(rest)
            again = await self._try(shop, may_sign=True)
            return again if isinstance(again, Sealed) else None

    async def _try(self, shop: str, *, may_sign: bool) -> Sealed | Frontier | None:
        """Return a checkpoint, the edge that waits for a signature, or None for an empty log."""
        async with transaction(self._pool, snapshot=True) as connection:
            head = await (await connection.execute(QUERIES["head"], {"shop": shop})).fetchone()
            if head is None or head[0] == 0:
                return None
            edge = Frontier(head[0], tuple(head[1]))
            last, note = await self._checked(connection, shop)
            if last.size != edge.size and not may_sign:
                return edge
            # P8: whatever was changed since the last signature, in leaves or head, is not signed over.
            if last.size > edge.size:
                raise BrokenInvariantError("log_shortened")
            if (await _rehash(connection, shop, last, end=edge.size)).root() != edge.root():
                raise BrokenInvariantError("log_rewritten")
            if last.size != edge.size:
                note = await self._sign(connection, shop, edge)
            return Sealed(edge.size, note, await _streams(connection, shop, outcomes=head[2]))

    async def _checked(self, connection: Connection, shop: str) -> tuple[Frontier, str]:
        """Return the edge that was signed last, once its signature and its hashes agree."""
        row = await (await connection.execute(QUERIES["last_checkpoint"], {"shop": shop})).fetchone()
        if row is None:
            return Frontier(), ""
        edge, note = Frontier(row[0], tuple(row[1])), str(row[2])
        try:
            intact = open_checkpoint(note, self.key(shop)) == Checkpoint(log_origin(shop), edge.size, edge.root())
        except ValueError:
            intact = False
        if not intact:
            raise BrokenInvariantError("checkpoint_altered")
        return edge, note

    async def _sign(self, connection: Connection, shop: str, edge: Frontier) -> str:
        key = self.key(shop)
        note = sign(Checkpoint(key.name, edge.size, edge.root()).body(), key, signer=self._signer)
        await connection.execute(
            QUERIES["add_checkpoint"], {"shop": shop, "size": edge.size, "frontier": list(edge.hashes), "note": note}
        )
        self._last[shop] = time.monotonic()
        return note


async def _rehash(connection: Connection, shop: str, edge: Frontier, *, end: int) -> Frontier:
    """Continue an edge with the leaves that are stored after it.

    Raises:
        BrokenInvariantError: `log_rewritten`, a leaf is missing.
    """
    while edge.size < end:
        named = {"shop": shop, "first": edge.size, "end": end, "limit": _SLICE}
        rows = await (await connection.execute(QUERIES["leaves"], named)).fetchall()
        if not rows or [index for index, _ in rows] != list(range(edge.size, edge.size + len(rows))):
            raise BrokenInvariantError("log_rewritten")
        edge = edge.extend(leaf_hash(leaf.encode()) for _, leaf in rows)
    return edge


async def _streams(connection: Connection, shop: str, *, outcomes: int) -> dict[str, int]:
    rows = await (await connection.execute(QUERIES["streams"])).fetchall()
    return {**dict(rows), outcome_stream(shop): outcomes}
