"""The logs of some shops, held open in one transaction: leaves are added in memory, then written at once.

It decides nothing: what may be added, `store.py` has settled. What comes for a shop whose log is frozen is kept aside.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Final, NamedTuple

import msgspec

from contracts.entries import FINAL_OUTCOMES, Access, Disclosed, Outcome
from shared.core.ledger.leaf import Leaf, encode_leaf, look_stream, names_of, outcome_stream
from shared.core.ledger.tree import Frontier, leaf_hash
from shared.shell.database import Connection, load_queries

QUERIES: Final = load_queries(Path(__file__).with_name("queries.sql"))


class Head(msgspec.Struct):
    """The right edge of the last volume of a log, its counts of hand-overs, and why it is frozen, if it is."""

    volume: int
    frontier: Frontier
    outcomes: int
    disclosed: int
    closed: int
    looks: int
    frozen: str = ""


class _Row(NamedTuple):
    shop: str
    place: int
    leaf: Leaf
    raw: bytes


class Book:
    """Held logs, and the leaves that are to be appended to them."""

    def __init__(self, connection: Connection, heads: dict[str, Head]) -> None:
        """Keep the heads; use `open_book`."""
        self._connection = connection
        self._heads = heads
        self._rows: list[_Row] = []
        self._hashes: dict[str, list[bytes]] = {}
        self._held: list[_Row] = []

    def frozen(self, shop: str) -> bool:
        """Tell whether nothing may be appended to the log of a shop."""
        return bool(self._heads[shop].frozen)

    def add(self, leaf: Leaf) -> None:
        """Append a leaf to the log of its entry's shop, or keep it where that log is frozen."""
        shop, raw = leaf.entry.shop, encode_leaf(leaf)
        head, hashes = self._heads[shop], self._hashes.setdefault(shop, [])
        if head.frozen:
            self._held.append(_Row(shop, 0, leaf, raw))
            return
        self._rows.append(_Row(shop, head.frontier.size + len(hashes), leaf, raw))
        hashes.append(leaf_hash(raw))
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

    def add_look(self, look: Access) -> None:
        """Append that somebody looks at that shop's log, under the ledger's own numbering of looks."""
        head = self._heads[look.shop]
        self.add(Leaf(look_stream(look.shop), head.looks, look))
        head.looks += 1

    async def write(self) -> None:
        """Write what was added since the last time, and move the heads."""
        rows, self._rows = self._rows, []
        if rows:
            # COPY: arrays of texts cost five times the processor time, because psycopg escapes them in Python.
            async with self._connection.cursor() as cursor, cursor.copy(QUERIES["add_leaves"]) as copy:
                for row in rows:
                    await copy.write_row(_columns(row, self._heads[row.shop].volume))
        for shop in sorted(shop for shop, hashes in self._hashes.items() if hashes):
            await self._move(shop, self._heads[shop])
        held, self._held = self._held, []
        for row in held:
            named = {"shop": row.shop, "stream": row.leaf.stream, "seq": row.leaf.seq, "leaf": row.raw.decode()}
            await self._connection.execute(QUERIES["hold"], named)

    async def _move(self, shop: str, head: Head) -> None:
        head.frontier = head.frontier.extend(self._hashes.pop(shop))
        await self._connection.execute(
            QUERIES["set_head"],
            {
                "shop": shop,
                "volume": head.volume,
                "size": head.frontier.size,
                "frontier": list(head.frontier.hashes),
                "outcomes": head.outcomes,
                "disclosed": head.disclosed,
                "closed": head.closed,
                "looks": head.looks,
            },
        )


def _columns(row: _Row, volume: int) -> tuple[object, ...]:
    names = names_of(row.raw)
    also = None if names.also is None else msgspec.json.encode(names.also).decode()
    return (row.shop, volume, row.place, row.leaf.stream, row.leaf.seq, row.raw.decode(), *names[:-1], also)


async def open_book(connection: Connection, shops: Iterable[str]) -> Book:
    """Hold the logs of these shops until the transaction ends; a shop's log begins at first sight."""
    named = {"shops": sorted(set(shops))}
    await connection.execute(QUERIES["add_heads"], named)
    # Two partitions may append to one shop's log at a time: logs are held in the order of the shop's id.
    await connection.execute(QUERIES["lock_heads"], named)
    rows = await (await connection.execute(QUERIES["open_heads"], named)).fetchall()
    heads = {
        shop: Head(volume, Frontier(size, tuple(frontier)), outcomes, disclosed, closed, looks, frozen)
        for shop, volume, size, frontier, outcomes, disclosed, closed, looks, frozen in rows
    }
    return Book(connection, heads)
