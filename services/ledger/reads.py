"""Answer questions about what is stored: entries, slices of a log, positions and counts.

It writes nothing and signs nothing.
"""

from collections.abc import AsyncIterator, Mapping
from typing import Any, Final, LiteralString, NamedTuple

from services.ledger.book import QUERIES
from services.ledger.tiles import Log
from shared.core.ledger.export import Line, StubLine, TileLine, read_stub, tile_line
from shared.core.ledger.leaf import person_number
from shared.core.ledger.tiles import WIDTH
from shared.core.notice.drift import Flow
from shared.errors import BrokenInvariantError
from shared.shell.database import Pool, transaction

_SLICE: Final = 8 * WIDTH


class Wanted(NamedTuple):
    """Which entries of a log are asked for; what is None does not matter. `person` is the subject reference."""

    order: str | None = None
    person: str | None = None
    recipient: str | None = None
    kind: str | None = None


class Found(NamedTuple):
    """A leaf that was asked for: its place over all volumes of its shop's log, and in its own."""

    place: int
    volume: int
    within: int
    leaf: str


class Counts(NamedTuple):
    """Disclosures, outcomes, and disclosures without a final outcome, of all shops."""

    records: int
    receipts: int
    open: int


class Reads:
    """The logs, as readers see them."""

    def __init__(self, pool: Pool) -> None:
        """Keep the pool of the service's own role."""
        self._pool = pool

    async def entries(self, shop: str, wanted: Wanted, *, after: int, limit: int) -> list[Found]:
        """Return the leaves wanted with a place above `after`, in order; a person never seen has none.

        Raises:
            BrokenInvariantError: `person_altered`, the number kept for this person is somebody else's.
        """
        person = None if wanted.person is None else await self.number(shop, wanted.person)
        if wanted.person is not None and person is None:
            return []
        named = {**wanted._asdict(), "person": person, "shop": shop, "after": after, "limit": limit}
        return [Found(*row) for row in await self._rows(QUERIES["entries"], named)]

    async def number(self, shop: str, reference: str) -> str | None:
        """Return the number of a person, None for one who was never seen.

        Raises:
            BrokenInvariantError: `person_altered`, the number kept for this person is somebody else's.
        """
        found = await self._rows(QUERIES["person"], {"shop": shop, "reference": reference})
        if not found:
            return None
        number, salt = found[0]
        # P8: the number is made from the reference; with another one the answer would be about somebody else.
        if person_number(salt, reference) != number:
            raise BrokenInvariantError("person_altered")
        return str(number)

    async def leaves(self, log: Log, size: int, *, acts: int = 0) -> AsyncIterator[Line | StubLine | TileLine]:
        """Give the first `size` leaves of a volume, slice by slice, and after each 256 of them their stored hashes.

        A stub stands for what the first `acts` prunings have pruned, whether or not the text is there still.
        """
        for first in range(0, size, _SLICE):
            end = min(size, first + _SLICE)
            span = {**log._asdict(), "first": first, "end": end, "limit": _SLICE}
            tiles = {**span, "first": first // WIDTH, "end": end // WIDTH}
            hashes: dict[int, bytes] = dict(await self._rows(QUERIES["tile_row"], tiles))
            texts: dict[int, str] = dict(await self._rows(QUERIES["leaves"], span))
            stubs = {stub.index: stub for stub in map(_stub, await self._rows(QUERIES["stubs"], span))}
            for index in sorted({*texts, *stubs}):
                stub = stubs.get(index)
                pruned = stub is not None and (stub.act < acts or index not in texts)
                yield stub if stub is not None and pruned else Line(index, texts[index])
                number = index // WIDTH
                if index % WIDTH == WIDTH - 1 and number in hashes:
                    yield tile_line(number, hashes[number])

    async def frozen(self, shop: str) -> str:
        """Return why the log of a shop is frozen: what is answered from it may have been altered. Else nothing."""
        rows = await self._rows(QUERIES["head"], {"shop": shop, "volume": None})
        return str(rows[0][5]) if rows else ""

    async def flows(self, shop: str, since: int) -> list[Flow]:
        """Sum up what has left a shop since a moment (ms), by recipient, country, purpose, clause and field."""
        return [Flow(*row) for row in await self._rows(QUERIES["flows"], {"shop": shop, "since": since})]

    async def positions(self) -> dict[int, int]:
        """Return the position in `shop.events` up to which each partition is stored."""
        return dict(await self._rows(QUERIES["positions"], {}))

    async def counts(self) -> Counts:
        """Count disclosures, outcomes, and what is open."""
        return Counts(*(await self._rows(QUERIES["counts"], {}))[0])

    async def summary(self) -> dict[str, Any]:
        """Sum up, as of one moment, what each recipient was given, was refused, waits for, and has not got yet."""
        async with transaction(self._pool, snapshot=True) as connection:
            tallies = await (await connection.execute(QUERIES["tallies"])).fetchall()
            fields = await (await connection.execute(QUERIES["fields"])).fetchall()
            counts = await (await connection.execute(QUERIES["counts"])).fetchone()
            positions = await (await connection.execute(QUERIES["positions"])).fetchall()
        shops: dict[str, dict[str, dict[str, Any]]] = {}
        for shop, recipient, *sums in tallies:
            tally = dict(zip(("disclosed", "withheld", "waiting", "open"), sums, strict=True))
            shops.setdefault(shop, {})[recipient] = {**tally, "fields": []}
        for shop, recipient, field in fields:
            shops[shop][recipient]["fields"].append(field)
        return {
            "shops": shops,
            **Counts(*counts or (0, 0, 0))._asdict(),
            "through": {str(partition): position for partition, position in positions},
        }

    async def _rows(self, query: LiteralString, named: Mapping[str, object]) -> list[Any]:
        async with transaction(self._pool) as connection:
            return await (await connection.execute(query, named)).fetchall()


def _stub(row: tuple[int, str]) -> StubLine:
    return read_stub(row[1].encode())
