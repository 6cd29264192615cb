"""Sign the head of a log: only what was hashed again from what is stored, and only what continues the last one.

It never signs an empty log, and signs each log at most once a second. A log that does not agree with what was signed of
it is frozen: it alone, and for good (`volumes.py` goes on after it).
"""

import asyncio
import time
from collections import defaultdict
from collections.abc import Callable
from typing import Final, NamedTuple

from services.ledger.book import QUERIES
from services.ledger.rehash import Signed, extend, last_signed
from services.ledger.tiles import Log
from services.ledger.volumes import FROZEN, guarded
from shared.core.ledger.leaf import look_stream, outcome_stream, pruned_stream
from shared.core.ledger.note import Checkpoint, VerifierKey, log_origin, sign
from shared.core.ledger.tree import Frontier
from shared.errors import BrokenInvariantError, TransientError
from shared.shell.database import Connection, Pool, transaction

_INTERVAL: Final = 1.0


class Sealed(NamedTuple):
    """A signed checkpoint of one volume, its right edge, the next number of each stream, and how many leaves it has."""

    volume: int
    edge: Frontier
    note: str
    streams: dict[str, int]
    stored: int


class Sealer:
    """Signs the logs of all shops with one key, under a name for each volume."""

    def __init__(self, pool: Pool, *, public: bytes, signer: Callable[[bytes], bytes]) -> None:
        """Keep the pool and the signing function; the private key stays inside it."""
        self._pool = pool
        self._public = public
        self._signer = signer
        self._locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._last: dict[str, float] = {}
        self._remembered: dict[Log, Frontier] = {}

    def key(self, shop: str, volume: int = 1) -> VerifierKey:
        """Return the verifier key of a volume of a shop's log."""
        return VerifierKey(log_origin(shop, volume), self._public)

    async def seal(self, shop: str) -> Sealed | None:
        """Return a checkpoint over all that is in the log now, signing it if need be; None for an empty log.

        Raises:
            BrokenInvariantError: `log_frozen`, or the reason for which it is frozen from now on: what is stored does
                not continue what was signed; nothing is signed then.
            TransientError: the database is away.
        """
        async with self._locks[shop]:
            rest = self._last.get(shop, 0.0) + _INTERVAL - time.monotonic()
            sealed = await self._guarded(shop, may_sign=rest <= 0)
            if isinstance(sealed, Sealed) or sealed is None:
                return sealed
            await asyncio.sleep(rest)
            again = await self._guarded(shop, may_sign=True)
            return again if isinstance(again, Sealed) else None

    async def sealed(self, shop: str, volume: int) -> Sealed | None:
        """Return what was signed last of a volume that is frozen, as it is stored and without a look at it.

        Raises:
            BrokenInvariantError: as `seal`, which makes the checkpoint of a volume that is not.
            TransientError: the database is away.
        """
        named = {"shop": shop, "volume": volume}
        async with transaction(self._pool, snapshot=True) as connection:
            head = await (await connection.execute(QUERIES["head"], named)).fetchone()
            row = await (await connection.execute(QUERIES["last_checkpoint"], named)).fetchone()
            streams = await _streams(connection, shop, outcomes=head[3] if head else 0, looks=head[6] if head else 0)
        if head is not None and not head[5]:
            return await self.seal(shop)
        return Sealed(volume, Frontier(row[0], tuple(row[1])), row[2], streams, head[1]) if head and row else None

    async def _guarded(self, shop: str, *, may_sign: bool) -> Sealed | Frontier | None:
        async with transaction(self._pool) as connection:
            head = await (await connection.execute(QUERIES["head"], {"shop": shop, "volume": None})).fetchone()
        if head is None:
            return None
        if head[5]:
            raise BrokenInvariantError(FROZEN)
        log = Log(shop, head[0])
        return await guarded(self._pool, log, self._try(log, may_sign=may_sign))

    async def _try(self, log: Log, *, may_sign: bool) -> Sealed | Frontier | None:
        """Return a checkpoint, the edge that waits for a signature, or None for an empty log."""
        async with transaction(self._pool, snapshot=True) as connection:
            head = await (await connection.execute(QUERIES["head"], log._asdict())).fetchone()
            if head is None or head[1] == 0:
                return None
            edge, outcomes, looks = Frontier(head[1], tuple(head[2])), head[3], head[6]
            last = await self._checked(connection, log)
            if last.edge.size != edge.size and not may_sign:
                return edge
            if last.edge.size > edge.size:
                raise BrokenInvariantError("log_shortened")
            await extend(connection, log, last.edge, edge)
            note = last.note if last.edge.size == edge.size else await self._sign(connection, log, edge)
            streams = await _streams(connection, log.shop, outcomes=outcomes, looks=looks)
        # Only now is it certain that the signature is stored, and may be shown.
        self._remembered[log] = edge
        return Sealed(log.volume, edge, note, streams, edge.size)

    async def _checked(self, connection: Connection, log: Log) -> Signed:
        """Return what was signed last, if it is no less than this process itself has signed."""
        last, own = await last_signed(connection, log, self.key(*log)), self._remembered.get(log, Frontier())
        if last.edge.size < own.size:
            raise BrokenInvariantError("checkpoint_lost")
        if last.edge.size == own.size and last.edge != own:
            raise BrokenInvariantError("checkpoint_altered")
        return last

    async def _sign(self, connection: Connection, log: Log, edge: Frontier) -> str:
        key = self.key(*log)
        note = sign(Checkpoint(key.name, edge.size, edge.root()).body(), key, signer=self._signer)
        named = {**log._asdict(), "size": edge.size, "frontier": list(edge.hashes), "note": note}
        if await (await connection.execute(QUERIES["add_checkpoint"], named)).fetchone() is None:
            # Another process signs the same log; what it signed is there at the next try.
            raise TransientError("checkpoint_elsewhere")
        self._last[log.shop] = time.monotonic()
        return note


async def _streams(connection: Connection, shop: str, *, outcomes: int, looks: int) -> dict[str, int]:
    rows = await (await connection.execute(QUERIES["streams"])).fetchall()
    acts = await (await connection.execute(QUERIES["next_act"], {"stream": pruned_stream(shop)})).fetchone()
    own = {look_stream(shop): looks, pruned_stream(shop): acts[0] if acts else 0}
    return {**dict(rows), outcome_stream(shop): outcomes, **{name: number for name, number in own.items() if number}}
