"""Bodies lie sealed in the outbox and are opened for the call alone; rows whose key is destroyed end as failed.

It does NOT call anybody and keeps nothing that it has opened.
"""

import asyncio
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

import msgspec

from contracts.entries import Outcome
from shared.core.delivery import UNOPENED, Answer
from shared.core.sealing import Place
from shared.errors import PoisonError
from shared.shell import telemetry
from shared.shell.database import Pool, load_queries, transaction
from shared.shell.handover.lanes import Call
from shared.shell.handover.message import Lane
from shared.shell.handover.outbox import Row
from shared.shell.handover.routes import Route
from shared.shell.sealing.ring import EXPIRED, Ring

_SQL: Final = load_queries(Path(__file__).with_name("expiry.sql"))
_ROUND_S: Final = 60.0
_MOST: Final = 500


def opening(call: Call, ring: Ring, topic: str) -> Call:
    """Return a channel that is given rows in clear; what cannot be opened is no call, and fails for good."""

    async def opened(route: Route, lane: Lane, row: Row) -> Answer:
        at = Place(topic, *lane, row.id)
        try:
            if ring.ready(at, row.body):
                body = ring.open(at, row.body)
            else:
                body = await asyncio.to_thread(ring.open, at, row.body)
        except PoisonError as error:
            return Answer(UNOPENED, reason=error.reason)
        return await call(route, lane, row._replace(body=body))

    return opened


class Expiry:
    """Closes rows that nobody can open any more: their bound of erasure has come before their outcome."""

    def __init__(self, pool: Pool, *, closed: Callable[[], None], quiet: bool = False) -> None:
        """Keep the pool of the service's own role; `closed` is called whenever an outcome was written.

        In a `quiet` service no outcome is left to be sent.
        """
        self._pool, self._closed, self._quiet = pool, closed, quiet

    async def run(self) -> None:
        """Look once a minute until cancelled.

        Raises:
            TransientError: the database is away.
            BrokenInvariantError: it refuses.
        """
        while True:
            if await self.close() < _MOST:
                await asyncio.sleep(_ROUND_S)

    async def close(self) -> int:
        """Close some, each with its outcome; return how many."""
        async with transaction(self._pool) as connection:
            rows = await (await connection.execute(_SQL["expired"], {"most": _MOST})).fetchall()
            for name, shop, recipient, instance, attempt in rows:
                at = int(time.time() * 1000)
                outcome = Outcome(name, shop, recipient, instance, "failed", attempt, at, EXPIRED)
                # P1: the rows are held since they were read; each closes once, and only with its outcome.
                closed = {"id": name, "value": msgspec.json.encode(outcome), "quiet": self._quiet}
                await connection.execute(_SQL["close_expired"], closed)
        for name, shop, recipient, _, attempt in rows:
            about = {"shop": shop, "recipient": recipient, "disclosure": name}
            telemetry.log("failed", **about, attempt=attempt, code=EXPIRED)
        if rows:
            self._closed()
        return len(rows)
