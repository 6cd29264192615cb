"""Fetch the hashes that proofs are made of: full tiles as stored, and the tiles at the right edge from what fills them.

It verifies nothing: a proof is verified before it is handed out (`proofs.py`).
"""

from collections.abc import Collection
from typing import NamedTuple

from services.ledger.book import QUERIES
from shared.core.ledger.tiles import WIDTH, Place, Tiles
from shared.core.ledger.tree import leaf_hash
from shared.shell.database import Connection


class Log(NamedTuple):
    """One volume of a shop's log."""

    shop: str
    volume: int


async def fetch(connection: Connection, log: Log, places: Collection[Place], *, size: int) -> Tiles:
    """Return tiles as they are in a tree of `size` leaves, or fuller."""
    named = {
        **log._asdict(),
        "levels": [place.level for place in places],
        "numbers": [place.number for place in places],
    }
    rows = await (await connection.execute(QUERIES["tiles"], named)).fetchall()
    found = {Place(level, number): bytes(hashes) for level, number, hashes in rows}
    for place in places:
        if place not in found:
            found[place] = await _begun(connection, log, place, size=size)
    return found


async def _begun(connection: Connection, log: Log, place: Place, *, size: int) -> bytes:
    """Return a tile that is not full: the hashes of its leaves, or the roots of the full tiles under it."""
    first = place.number * WIDTH
    end = first + place.filled(size)
    if place.level == 0:
        named = {**log._asdict(), "first": first, "end": end, "limit": WIDTH}
        leaves = await (await connection.execute(QUERIES["leaves"], named)).fetchall()
        return b"".join(leaf_hash(leaf.encode()) for _, leaf in leaves)
    named = {**log._asdict(), "level": place.level - 1, "first": first, "end": end}
    roots = await (await connection.execute(QUERIES["roots"], named)).fetchall()
    return b"".join(root for (root,) in roots)
