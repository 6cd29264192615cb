"""The logs of some shops, held open in one transaction: leaves are added in memory, then written at once.

It decides nothing: what may be added, `store.py` has settled.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Final, NamedTuple

import msgspec

from contracts.entries import FINAL_OUTCOMES, Disclosed, Outcome
from shared.core.ledger.leaf import Leaf, encode_leaf, outcome_stream
from shared.core.ledger.tree import Frontier, leaf_hash
from shared.shell.database import Connection, load_queries

QUERIES: Final = load_queries(Path(__file__).with_name("queries.sql"))


class Head(msgspec.Struct):
    """The right edge of one log, and its counts of hand-overs."""

    frontier: Frontier
    outcomes: int
    disclosed: int
    closed: int


class _Row(NamedTuple):
    shop: str
    place: int
    leaf: Leaf
    text: str


class Book:
    """Locked heads, and the leaves that are to be appended to them."""

    def __init__(self, connection: Connection, heads: dict[str, Head]) -> None:
        """Keep the heads; use `open_book`."""
        self._connection = connection
        self._heads = heads
        self._rows: list[_Row] = []

    def add(self, leaf: Leaf) -> None:
        """Append a leaf to the log of its entry's shop."""
        head, raw = self._heads[leaf.entry.shop], encode_leaf(leaf)
        self._rows.append(_Row(leaf.entry.shop, head.frontier.size, leaf, raw.decode()))
        head.frontier = head.frontier.append(leaf_hash(raw))
        match leaf.entry:
            case Disclosed():
                head.disclosed += 1
            case Outcome(outcome=outcome):
                head.outcomes += 1
                head.closed += outcome in FINAL_OUTCOMES
            case _:
                pass

    def add_outcome(self, outcome: Outcome) -> None:
        """Append an outcome under the ledger's own numbering of that shop."""
        self.add(Leaf(outcome_stream(outcome.shop), self._heads[outcome.shop].outcomes, outcome))

    async def write(self) -> None:
        """Write what was added since the last time, and move the heads."""
        rows, self._rows = self._rows, []
        if not rows:
            return
        # COPY: arrays of texts cost five times the processor time, because psycopg escapes them in Python.
        async with self._connection.cursor() as cursor, cursor.copy(QUERIES["add_leaves"]) as copy:
            for row in rows:
                await copy.write_row((row.shop, row.place, row.leaf.stream, row.leaf.seq, row.text))
        for shop in sorted({row.shop for row in rows}):
            head = self._heads[shop]
            await self._connection.execute(
                QUERIES["set_head"],
                {
                    "shop": shop,
                    "size": head.frontier.size,
                    "frontier": list(head.frontier.hashes),
                    "outcomes": head.outcomes,
                    "disclosed": head.disclosed,
                    "closed": head.closed,
                },
            )


async def open_book(connection: Connection, shops: Iterable[str]) -> Book:
    """Lock the heads of these shops until the transaction ends; a shop's log begins at first sight."""
    named = {"shops": sorted(set(shops))}
    await connection.execute(QUERIES["add_heads"], named)
    # Two partitions may append to one shop's log at a time: heads are locked in the order of the shop's id.
    rows = await (await connection.execute(QUERIES["lock_heads"], named)).fetchall()
    heads = {
        shop: Head(Frontier(size, tuple(frontier)), outcomes, disclosed, closed)
        for shop, size, frontier, outcomes, disclosed, closed in rows
    }
    return Book(connection, heads)
