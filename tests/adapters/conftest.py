"""A partner service's own tables on a real PostgreSQL, empty at the start of each test."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import psycopg
import pytest
from pydantic import SecretStr

from shared.shell.database import Pool, pool
from shared.shell.settings import Settings
from tests.fixtures.servers import Conninfo, database


@pytest.fixture(scope="session")
def server() -> Iterator[Conninfo]:
    """Run the server for all tests of partner services."""
    with database() as conninfo:
        yield conninfo


@pytest.fixture
def partner_settings(server: Conninfo, tmp_path: Path) -> Settings:
    """Return the settings of the service `seller`, whose tables are empty."""
    with psycopg.connect(server("postgres")) as connection:
        connection.execute("truncate seller.outbox, seller.outcome, seller.parked")
    conninfo = SecretStr(server("seller"))
    return Settings(
        service="seller", bootstrap="", user="seller", password=SecretStr(""), database=conninfo, keys=tmp_path
    )


@pytest.fixture
async def connections(partner_settings: Settings) -> AsyncIterator[Pool]:
    """Lend the pool of a partner service's own role."""
    async with pool(partner_settings) as opened:
        yield opened
