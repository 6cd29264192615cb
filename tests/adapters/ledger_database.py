"""A PostgreSQL server with the ledger's schema, for as long as a test session lasts (a pytest plugin)."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from cli.migrate import MIGRATOR, PRUNER
from shared.shell.database import Pool, pool
from shared.shell.settings import Settings
from tests.adapters.ledger_world import Roles
from tests.fixtures.servers import database


@pytest.fixture(scope="session")
def ledger_roles() -> Iterator[Roles]:
    """Run the server for the session."""
    with database() as conninfo:
        yield Roles(conninfo("postgres"), conninfo(MIGRATOR), conninfo("ledger"), conninfo(PRUNER))


@pytest.fixture
async def ledger_pool(ledger_roles: Roles) -> AsyncIterator[Pool]:
    """Lend the pool of the ledger's own role."""
    settings = Settings(
        service="ledger",
        bootstrap="",
        user="",
        password=SecretStr(""),
        database=SecretStr(ledger_roles.ledger),
        keys=Path(),
    )
    async with pool(settings) as opened:
        yield opened
