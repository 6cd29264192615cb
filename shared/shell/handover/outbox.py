"""The rows of a hand-over in PostgreSQL: taken over once, claimed before a call, closed with their outcome.

It does NOT call anybody and does NOT decide what an answer means (`shared/core/delivery.py` does). Every method is one
transaction; times are the database's own.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from shared.shell.bus import Record
from shared.shell.database import Pool, load_queries, transaction
from shared.shell.handover.message import Lane, Message

LEASE: Final = 45
"""Seconds after which a claimed row whose worker said nothing may be claimed by another; longer than any call."""


class Row(NamedTuple):
    """A claimed row: its try is written down, the call may begin."""

    id: str
    attempt: int
    partition: int
    trace: str
    purpose: str
    body: bytes

    def __repr__(self) -> str:
        """Name the disclosure, never its content (P7)."""
        return f"Row({self.id}, attempt={self.attempt})"


class Unsent(NamedTuple):
    """An outcome that the topic does not have yet."""

    id: str
    attempt: int
    partition: int
    trace: str
    value: bytes


class Outbox:
    """All rows of one service; `slot` names this instance of it.

    Every method raises `TransientError` if the database is away and `BrokenInvariantError` if it refuses.
    """

    def __init__(self, pool: Pool, *, slot: int) -> None:
        """Read the queries; the pool may still be closed."""
        self._pool = pool
        self._slot = slot
        self._queries = load_queries(Path(__file__).with_name("queries.sql"))

    async def take(self, messages: Sequence[Message], parked: Iterable[tuple[Record, str]] = ()) -> None:
        """Take over what is new, in this order, and keep the places of what cannot be read: all, or nothing."""
        rows = [{**message._asdict(), **message.lane._asdict()} for message in messages]
        places = [
            {"topic": record.topic, "partition": record.partition, "position": record.offset, "reason": reason}
            for record, reason in parked
        ]
        async with transaction(self._pool) as connection:
            cursor = connection.cursor()
            if rows:
                await cursor.executemany(self._queries["insert"], rows)
            if places:
                await cursor.executemany(self._queries["park"], places)

    async def take_back(self) -> None:
        """Let what this slot held when it died be claimed again at once."""
        await self._do("take_back", slot=self._slot)

    async def lanes(self) -> list[Lane]:
        """Return the lanes that have something to do."""
        async with transaction(self._pool) as connection:
            cursor = await connection.execute(self._queries["open_lanes"])
            return [Lane(*row) for row in await cursor.fetchall()]

    async def claim(self, lane: Lane, *, limit: int) -> tuple[list[Row], float | None]:
        """Claim what is due, one row for each person; also tell in how many seconds more will be due, if any."""
        keys = {**lane._asdict(), "slot": self._slot, "limit": limit, "lease": LEASE}
        async with transaction(self._pool) as connection:
            cursor = await connection.execute(self._queries["claim"], keys)
            rows = [Row(*row) for row in await cursor.fetchall()]
            cursor = await connection.execute(self._queries["next_due"], keys)
            found = await cursor.fetchone()
        return rows, found[0] if found else None

    async def give_back(self, row: Row) -> None:
        """Undo a claim after which nobody was called."""
        await self._do("give_back", id=row.id, attempt=row.attempt, slot=self._slot)

    async def postpone(self, row: Row, *, pause: float) -> None:
        """Let the row be due again after a pause."""
        await self._do("postpone", id=row.id, attempt=row.attempt, slot=self._slot, pause=pause)

    async def close(self, row: Row, *, value: bytes) -> bool:
        """Close the row, drop its payload and write its outcome, at once or not at all.

        Returns False if the row is not held any more: somebody else has claimed it since.
        """
        # P1: exactly one final outcome; the row closes once, and only with its outcome.
        return await self._do("close", id=row.id, attempt=row.attempt, slot=self._slot, value=value) > 0

    async def unsent(self, *, limit: int = 500) -> list[Unsent]:
        """Return outcomes that were not sent yet, oldest first."""
        async with transaction(self._pool) as connection:
            cursor = await connection.execute(self._queries["unsent"], {"limit": limit})
            return [Unsent(*row) for row in await cursor.fetchall()]

    async def mark_sent(self, outcomes: Iterable[Unsent]) -> None:
        """Note that the broker has these outcomes."""
        await self._do("mark_sent", ids=[outcome.id for outcome in outcomes])

    async def _do(self, query: str, **values: object) -> int:
        async with transaction(self._pool) as connection:
            cursor = await connection.execute(self._queries[query], values)
            return cursor.rowcount
