"""As of when an answer holds: how far it reads in each volume, what of it is signed, and what is not in it.

It signs nothing. Over a checkpoint that does not hold there is no answer, unless its volume is known to be broken.
"""

from base64 import b64encode
from collections.abc import Callable
from typing import NamedTuple

from contracts.answers import AsOf, Volume
from services.ledger.book import QUERIES
from services.ledger.rehash import Signed, last_signed
from services.ledger.tiles import Log
from shared.core.ledger.note import VerifierKey
from shared.core.ledger.tree import Frontier
from shared.errors import BrokenInvariantError
from shared.shell.database import Connection

Keys = Callable[[str, int], VerifierKey]


class Extent(NamedTuple):
    """How far an answer reads: `size` leaves of the last volume and all volumes before it, as of a moment (Unix ms)."""

    volume: int
    size: int
    at: int


async def extent(connection: Connection, shop: str, *, now: int) -> Extent | None:
    """Return how far the log of a shop reaches now; None if there is no such log."""
    row = await (await connection.execute(QUERIES["head"], {"shop": shop, "volume": None})).fetchone()
    return Extent(row[0], row[1], now) if row else None


async def as_of(connection: Connection, shop: str, reach: Extent, keys: Keys) -> AsOf:
    """Return what an answer of that extent says of itself.

    Raises:
        BrokenInvariantError: `checkpoint_altered`.
    """
    volumes = [
        await _volume(connection, Log(shop, volume), reach, keys(shop, volume)) for volume in range(1, reach.volume + 1)
    ]
    held = await (await connection.execute(QUERIES["held_count"], {"shop": shop})).fetchone()
    positions = await (await connection.execute(QUERIES["positions"])).fetchall()
    return AsOf(
        at=reach.at,
        volumes=volumes,
        unsigned=sum(max(0, each.read - each.size) for each in volumes),
        held=held[0] if held else 0,
        through={str(partition): position for partition, position in positions},
    )


async def _volume(connection: Connection, log: Log, reach: Extent, key: VerifierKey) -> Volume:
    head = await (await connection.execute(QUERIES["head"], log._asdict())).fetchone()
    stored, frozen = (head[1], head[5]) if head else (0, "")
    try:
        signed = await last_signed(connection, log, key)
    except BrokenInvariantError:
        if not frozen:
            raise
        signed = Signed(Frontier(), "")  # it is known to be broken, and the answer says so
    root = b64encode(signed.edge.root()).decode() if signed.edge.size else ""
    read = reach.size if log.volume == reach.volume else stored
    return Volume(log.volume, key.name, read, signed.edge.size, root, frozen)
