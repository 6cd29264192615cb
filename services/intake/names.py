"""Under which name things travel: the reference of an order, and the other names of a person. References, no values.

First seen wins: an order that a guest has placed stays under the guest's name, also when it is the member who asks for
the parcel.
It links nothing by itself; a link is what a shop says.
"""

from pathlib import Path
from typing import Final

from shared.shell.database import Pool, load_queries, transaction

_SQL: Final = load_queries(Path(__file__).with_name("queries.sql"))


class StoredNames:
    """The names in PostgreSQL."""

    def __init__(self, pool: Pool) -> None:
        """Keep the pool of the service's own role."""
        self._pool = pool

    async def owner(self, shop: str, order: str, person: str) -> str:
        """Return the reference under which an order travels; `person`, if nobody else was first."""
        about = {"shop": shop, "order": order, "person": person}
        async with transaction(self._pool) as connection:
            await connection.execute(_SQL["own"], about)
            row = await (await connection.execute(_SQL["owner"], about)).fetchone()
        return row[0] if row else person

    async def linked(self, shop: str, person: str) -> list[str]:
        """Return every other name of a person."""
        async with transaction(self._pool) as connection:
            rows = await (await connection.execute(_SQL["linked"], {"shop": shop, "person": person})).fetchall()
        return [name for (name,) in rows]

    async def link(self, shop: str, one: str, other: str) -> None:
        """Note that two names are of one person."""
        await self._do("link", shop, one, other)

    async def unlink(self, shop: str, one: str, other: str) -> None:
        """Note that they are not, or no more."""
        await self._do("unlink", shop, one, other)

    async def _do(self, query: str, shop: str, one: str, other: str) -> None:
        async with transaction(self._pool) as connection:
            await connection.execute(_SQL[query], {"shop": shop, "one": one, "other": other})
