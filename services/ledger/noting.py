"""Note in a shop's log that somebody looks at it: before anything is shown, or nothing is.

It reads no answer and shows none. What is noted is a leaf like any other: signed, proved, never taken back.
"""

from contracts.entries import Access
from services.ledger.book import QUERIES, open_book
from services.ledger.volumes import FROZEN
from shared.errors import BrokenInvariantError
from shared.shell.database import Pool, transaction


async def note(pool: Pool, look: Access) -> None:
    """Append a look to the log of its shop; where there is no such log there is nothing to see, and none begins.

    Raises:
        BrokenInvariantError: `log_frozen`: nothing can be appended.
        TransientError: the database is away.
    """
    async with transaction(pool) as connection:
        named = {"shop": look.shop, "volume": None}
        if await (await connection.execute(QUERIES["head"], named)).fetchone() is None:
            return
        book = await open_book(connection, [look.shop])
        if book.frozen(look.shop):
            raise BrokenInvariantError(FROZEN)
        book.add_look(look)
        await book.write()
