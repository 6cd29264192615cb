"""The rows of a hand-over in PostgreSQL: taken over once, claimed before a call, closed with their outcome.

It does NOT call anybody, and decides neither what an answer means (`shared/core/delivery.py`) nor what a change or a
cancellation withdraws (`threads.py` there). Every method is one transaction; when a row is due is the database's time.
"""

import time
from collections.abc import Iterable, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any, Final, NamedTuple

import msgspec
from psycopg import AsyncCursor

from contracts.entries import Outcome
from shared.core.threads import Earlier, Ruling, order_of, rule
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
    decided: int = 0

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
    thread: str


class Outbox:
    """All rows of one service; `slot` names this instance of it. In a `quiet` one no outcome is ever left to be sent.

    Every method raises `TransientError` if the database is away and `BrokenInvariantError` if it refuses.
    """

    def __init__(self, pool: Pool, *, slot: int, quiet: bool = False) -> None:
        """Read the queries; the pool may still be closed."""
        self._pool = pool
        self._slot = slot
        self._quiet = quiet
        self._queries = load_queries(Path(__file__).with_name("queries.sql"))

    async def take(self, messages: Sequence[Message], parked: Iterable[tuple[Record, str]] = ()) -> list[Outcome]:
        """Take over what is new, in this order, and keep the places of what cannot be read: all, or nothing.

        Returns the outcomes of what is withdrawn by it: rows that no call was begun for, or new ones.
        """
        withdrawn: list[Outcome] = []
        places = [
            {"topic": record.topic, "partition": record.partition, "position": record.offset, "reason": reason}
            for record, reason in parked
        ]
        async with transaction(self._pool) as connection:
            cursor = connection.cursor()
            for opens, some in groupby(messages, key=lambda message: message.act == "open"):
                if opens:
                    await cursor.executemany(self._queries["insert"], [_columns(message) for message in some])
                    continue
                for message in some:
                    withdrawn += await self._follow(cursor, message)
            if places:
                await cursor.executemany(self._queries["park"], places)
        return withdrawn

    async def _follow(self, cursor: AsyncCursor[Any], message: Message) -> list[Outcome]:
        """Take over a message that follows others, and withdraw what it makes needless, or itself."""
        columns = _columns(message)
        await cursor.execute(self._queries["insert"], columns)
        if not cursor.rowcount:
            return []  # a repeat: what it did is done
        await cursor.execute(self._queries["earlier"], {**columns, "order": order_of(message.thread)})
        ruling = rule(message.thread, message.act, [Earlier(*row) for row in await cursor.fetchall()])
        outcomes = _withdrawn(message, ruling)
        for outcome in outcomes:
            # P1: the rows are held since they were read; each closes once, and only with its outcome.
            closed = {"id": outcome.id, "value": msgspec.json.encode(outcome), "quiet": self._quiet}
            await cursor.execute(self._queries["withdraw"], closed)
        return outcomes

    async def take_back(self) -> None:
        """Let what this slot held when it died be claimed again at once."""
        await self._do("take_back", slot=self._slot)

    async def lanes(self) -> list[Lane]:
        """Return the lanes that have something to do."""
        async with transaction(self._pool) as connection:
            cursor = await connection.execute(self._queries["open_lanes"])
            return [Lane(*row) for row in await cursor.fetchall()]

    async def oldest(self) -> dict[tuple[str, str], int]:
        """Return for each shop and recipient since when (Unix ms) its oldest open row waits."""
        async with transaction(self._pool) as connection:
            cursor = await connection.execute(self._queries["oldest"])
            return {(shop, recipient): since for shop, recipient, since in await cursor.fetchall()}

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
        return (
            await self._do("close", id=row.id, attempt=row.attempt, slot=self._slot, value=value, quiet=self._quiet) > 0
        )

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


def _columns(message: Message) -> dict[str, Any]:
    return {**message._asdict(), **message.lane._asdict()}


def _withdrawn(message: Message, ruling: Ruling) -> list[Outcome]:
    named = [*((name, ruling.reason) for name in ruling.withdrawn), *([(message.id, ruling.own)] if ruling.own else [])]
    at = int(time.time() * 1000)
    return [Outcome(name, *message.lane, outcome="withdrawn", attempt=0, at=at, reason=why) for name, why in named]
