"""Schemas, roles and their rights in PostgreSQL, made from the deployment table and the services' SQL (P9).

`prepare` runs as the server's superuser, once for each start; `migrate` runs as `migrator`, the only role with DDL.
Both may be run again at any time. Does not start a server and reads no settings: connections come in as arguments.
"""

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final, LiteralString, NamedTuple

import psycopg
from psycopg import sql

from contracts.deployment import PRINCIPALS, Service

DATABASE: Final = "sekisho"
MIGRATOR: Final = "migrator"
PRUNER: Final = "pruner"
"""Who takes leaves out of the ledger once their term is over; what else it tries, the database refuses."""

_THERE: Final = "SELECT 1 FROM pg_roles WHERE rolname = %s"
_KNOWN: Final = "CREATE TABLE IF NOT EXISTS {schema}.migration (name text PRIMARY KEY, sha256 text NOT NULL)"
_SCHEMA: Final[tuple[LiteralString, ...]] = (
    "GRANT CONNECT ON DATABASE {database} TO {name}",
    "CREATE SCHEMA IF NOT EXISTS {name} AUTHORIZATION migrator",
    "REVOKE ALL ON SCHEMA {name} FROM PUBLIC",
    "GRANT USAGE ON SCHEMA {name} TO {name}",
    "ALTER ROLE {name} SET search_path = {name}",
)
_MAKES: Final[tuple[LiteralString, ...]] = (
    "GRANT USAGE ON SCHEMA eraser TO {}",
    "GRANT SELECT ON eraser.reach TO {}",
    "GRANT INSERT ON eraser.day_key TO {}",
)
_FETCHES: Final[tuple[LiteralString, ...]] = (*_MAKES[:2], "GRANT SELECT ON eraser.day_key TO {}")


class MigrationError(Exception):
    """A migration cannot be applied: it changed after it was, or the database refused it."""


class Migration(NamedTuple):
    """One SQL file of one service."""

    service: str
    name: str
    sql: str

    @property
    def sha256(self) -> str:
        """Return the digest by which a later change is noticed."""
        return hashlib.sha256(self.sql.encode()).hexdigest()


def migrations(row: Service, root: Path) -> tuple[Migration, ...]:
    """Return the migrations of a service in order: its folders as the table names them, their files by name."""
    files = (path for folder in row.migrations for path in sorted((root / folder).glob("*.sql")))
    return tuple(Migration(row.name, path.relative_to(root).as_posix(), path.read_text()) for path in files)


def filled(migration: Migration) -> str:
    """Return the SQL with the role and the schema of its service, which have the service's name."""
    return migration.sql.replace("{{role}}", migration.service).replace("{{schema}}", migration.service)


def prepare(
    superuser: psycopg.Connection[tuple[object, ...]],
    passwords: Mapping[str, str],
    *,
    services: Iterable[Service] = PRINCIPALS,
) -> None:
    """Make a role for each service that has tables or day keys, and a schema for the first; and the pruner's role.

    `superuser` is connected to the database itself, autocommit. `passwords` are by role, `migrator` and `pruner` too.
    """
    rows = list(services)
    names = [row.name for row in rows if row.migrations]
    others = [row.name for row in rows if row.database and not row.migrations]
    for name in (MIGRATOR, PRUNER, *names, *others):
        _role(superuser, name, passwords[name])
    database = sql.Identifier(superuser.info.dbname)
    with superuser.transaction():
        superuser.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(database))
        superuser.execute("REVOKE ALL ON SCHEMA public FROM PUBLIC")
        superuser.execute("REVOKE ALL ON DATABASE postgres, template1 FROM PUBLIC")
        superuser.execute("ALTER DEFAULT PRIVILEGES FOR ROLE migrator REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC")
        superuser.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO migrator, pruner").format(database))
        superuser.execute("ALTER ROLE pruner SET search_path = ledger")
        for name in names:
            _schema(superuser, database, sql.Identifier(name))
        for name in others:
            superuser.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(database, sql.Identifier(name)))


def migrate(
    migrator: psycopg.Connection[tuple[object, ...]], root: Path, *, services: Iterable[Service] = PRINCIPALS
) -> tuple[Migration, ...]:
    """Apply what is not applied yet, each file in one transaction, and return it.

    `migrator` is connected as that role, autocommit; `root` is the folder that the table's paths start from.

    Raises:
        MigrationError: an applied file has changed since, or the database refused one (nothing of it was kept).
    """
    applied: list[Migration] = []
    rows = list(services)
    for row in rows:
        if row.migrations:
            known = _known(migrator, row.name)
            for migration in migrations(row, root):
                if _is_new(migration, known):
                    _apply(migrator, migration)
                    applied.append(migration)
    _reach(migrator, rows)
    return tuple(applied)


def _role(superuser: psycopg.Connection[tuple[object, ...]], name: str, password: str) -> None:
    # Only the SCRAM verifier goes to the server, so that no log can hold the password.
    verifier = superuser.pgconn.encrypt_password(password.encode(), name.encode(), b"scram-sha-256").decode()
    there = superuser.execute(_THERE, (name,)).fetchone()
    deed = sql.SQL("ALTER ROLE {} {}" if there else "CREATE ROLE {} {}")
    rights = sql.SQL("LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS PASSWORD {}")
    superuser.execute(deed.format(sql.Identifier(name), rights.format(sql.Literal(verifier))))


def _schema(superuser: psycopg.Connection[tuple[object, ...]], database: sql.Identifier, name: sql.Identifier) -> None:
    for statement in _SCHEMA:
        superuser.execute(sql.SQL(statement).format(name=name, database=database))


def _reach(migrator: psycopg.Connection[tuple[object, ...]], rows: Iterable[Service]) -> None:
    """Let each role make and fetch the day keys that the table says, and no others (P9)."""
    if migrator.execute("SELECT to_regclass('eraser.reach')").fetchone() == (None,):
        return
    wanted = [
        *((row.name, service, True) for row in rows for service in row.seals),
        *((row.name, service, False) for row in rows for service in row.opens),
    ]
    with migrator.transaction():
        migrator.execute("DELETE FROM eraser.reach")
        migrator.cursor().executemany("INSERT INTO eraser.reach VALUES (%s, %s, %s)", wanted)
        for name, _, seals in wanted:
            for statement in _MAKES if seals else _FETCHES:
                migrator.execute(sql.SQL(statement).format(sql.Identifier(name)))


def _known(migrator: psycopg.Connection[tuple[object, ...]], schema: str) -> dict[str, str]:
    name = sql.Identifier(schema)
    with migrator.transaction():
        migrator.execute("SET LOCAL client_min_messages = warning")
        migrator.execute(sql.SQL(_KNOWN).format(schema=name))
        # A service may see which schema it has, so that it can refuse one that it does not know.
        migrator.execute(sql.SQL("GRANT SELECT ON {0}.migration TO {0}").format(name))
        rows = migrator.execute(sql.SQL("SELECT name, sha256 FROM {}.migration").format(name)).fetchall()
    return {str(name): str(sha256) for name, sha256 in rows}


def _is_new(migration: Migration, known: Mapping[str, str]) -> bool:
    before = known.get(migration.name)
    if before not in (None, migration.sha256):
        message = (
            f"`{migration.name}` of `{migration.service}` was changed after it was applied; add a new file instead"
        )
        raise MigrationError(message)
    return before is None


def _apply(migrator: psycopg.Connection[tuple[object, ...]], migration: Migration) -> None:
    schema = sql.Identifier(migration.service)
    try:
        with migrator.transaction():
            migrator.execute(sql.SQL("SET LOCAL search_path TO {}").format(schema))
            migrator.execute(filled(migration).encode())
            migrator.execute(
                sql.SQL("INSERT INTO {}.migration (name, sha256) VALUES (%s, %s)").format(schema),
                (migration.name, migration.sha256),
            )
    except psycopg.Error as error:
        reason = error.diag.message_primary or type(error).__name__
        message = f"`{migration.name}` of `{migration.service}` was refused by the database: {reason}"
        raise MigrationError(message) from error
