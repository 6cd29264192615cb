"""A PostgreSQL server with the ledger's schema, for as long as a test session lasts (a pytest plugin)."""

from collections.abc import AsyncIterator, Iterator

import pytest

from cli.migrate import MIGRATOR, PRUNER
from shared.shell.database import Pool
from tests.adapters.ledger_serving import pooled
from tests.adapters.ledger_world import Roles
from tests.fixtures.servers import database


@pytest.fixture(scope="session")
def ledger_roles() -> Iterator[Roles]:
    """Run the server for the session."""
    with database() as conninfo:
        yield Roles(conninfo("postgres"), conninfo(MIGRATOR), conninfo("ledger"), conninfo(PRUNER), conninfo("eraser"))


@pytest.fixture
async def ledger_pool(ledger_roles: Roles) -> AsyncIterator[Pool]:
    """Lend the pool of the ledger's own role."""
    async with pooled(ledger_roles.ledger) as opened:
        yield opened
