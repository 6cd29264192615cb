"""Answer questions about what is stored: entries, slices of a log, positions and counts.

It writes nothing and signs nothing.
"""

from collections.abc import AsyncIterator, Mapping
from typing import Any, Final, LiteralString, NamedTuple

from services.ledger.book import QUERIES
from shared.core.ledger.export import Line
from shared.core.notice.drift import Flow
from shared.shell.database import Pool, transaction

_SLICE: Final = 1000


class Wanted(NamedTuple):
    """Which entries of a log are asked for; what is None does not matter. `person` is the subject reference."""

    order: str | None = None
    person: str | None = None
    recipient: str | None = None
    kind: str | None = None


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

    async def entries(self, shop: str, wanted: Wanted, *, after: int, limit: int) -> list[Line]:
        """Return the leaves wanted with an index above `after`, in order; a person never seen has none."""
        person = wanted.person
        if person is not None:
            found = await self._rows(QUERIES["person"], {"shop": shop, "reference": person})
            if not found:
                return []
            person = found[0][0]
        named = {**wanted._asdict(), "person": person, "shop": shop, "after": after, "limit": limit}
        return [Line(*row) for row in await self._rows(QUERIES["entries"], named)]

    async def leaves(self, shop: str, size: int) -> AsyncIterator[Line]:
        """Give the first `size` leaves of a log, slice by slice."""
        first = 0
        while first < size:
            named = {"shop": shop, "first": first, "end": size, "limit": _SLICE}
            rows = await self._rows(QUERIES["leaves"], named)
            if not rows:
                return
            for row in rows:
                yield Line(*row)
            first = rows[-1][0] + 1

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
