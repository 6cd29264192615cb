"""PostgreSQL, once: SQL files by name, a pool of connections, and a transaction whose failures have a fate.

It does not know any table, builds no SQL at run time and never lets the server's error text out, which may repeat
values (P7).
"""

import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import Final, LiteralString, cast

import psycopg
from psycopg import AsyncConnection
from psycopg.rows import TupleRow
from psycopg_pool import AsyncConnectionPool

from shared.errors import BrokenInvariantError, TransientError
from shared.shell.settings import Settings

Connection = AsyncConnection[TupleRow]
Pool = AsyncConnectionPool[Connection]
Queries = MappingProxyType[str, LiteralString]

_NAME: Final = re.compile(r"^-- name: ([a-z_]+)$", re.MULTILINE)


def load_queries(path: Path) -> Queries:
    """Read a file of named queries: each begins with `-- name: <name>` and a sentence in comments.

    Raises:
        OSError: the file cannot be read.
        ValueError: no query is named, or a name occurs twice.
    """
    _, *parts = _NAME.split(path.read_text(encoding="utf-8"))
    names, bodies = parts[::2], parts[1::2]
    if not names or len(set(names)) != len(names):
        message = "a file of queries names each of them once"
        raise ValueError(message)
    return MappingProxyType(
        {name: cast("LiteralString", body.strip()) for name, body in zip(names, bodies, strict=True)}
    )


def pool(settings: Settings, *, size: int = 4) -> Pool:
    """Make the pool of a service's own role, not yet open: use it as `async with`.

    Raises:
        ValueError: the service has no database.
    """
    if settings.database is None:
        message = "this service has no database"
        raise ValueError(message)
    return AsyncConnectionPool(
        settings.database.get_secret_value(),
        connection_class=Connection,
        kwargs={"application_name": settings.service},
        min_size=1,
        max_size=size,
        timeout=10.0,
        open=False,
        name=settings.service,
    )


@asynccontextmanager
async def transaction(source: Pool, *, snapshot: bool = False) -> AsyncIterator[Connection]:
    """Lend a connection inside one transaction: committed when the block ends, rolled back when it raises.

    With `snapshot`, all that is read is of one moment (REPEATABLE READ).

    Raises:
        TransientError: the database cannot be reached, or asks for another try.
        BrokenInvariantError: the database refused what was asked; the reason carries its SQLSTATE.
    """
    with _fated():
        async with source.connection() as connection, connection.transaction():
            if snapshot:
                await connection.execute("set transaction isolation level repeatable read")
            yield connection


async def alone(source: Pool, statement: LiteralString) -> None:
    """Run a statement that the database takes outside of transactions only, such as `vacuum`.

    Raises:
        TransientError: the database cannot be reached, or asks for another try.
        BrokenInvariantError: the database refused it; the reason carries its SQLSTATE.
    """
    with _fated():
        async with source.connection() as connection:
            await connection.set_autocommit(True)
            try:
                await connection.execute(statement)
            finally:
                await connection.set_autocommit(False)


@contextmanager
def _fated() -> Iterator[None]:
    try:
        yield
    except psycopg.OperationalError as error:
        # P10: what may come back is done again; nothing of it was committed, or a repeat will show that it was.
        reason = f"database_{error.sqlstate or 'unreachable'}"
        raise TransientError(reason) from None
    except psycopg.Error as error:
        reason = f"database_{error.sqlstate or 'refused'}"
        raise BrokenInvariantError(reason) from None
