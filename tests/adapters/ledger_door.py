"""The ledger's door on a real server and a real PostgreSQL, and a client (a pytest plugin)."""

from collections.abc import AsyncIterator

import aiohttp
import pytest

from services.ledger.seal import Sealer
from services.ledger.store import Store
from shared.shell.database import Pool
from tests.adapters.ledger_serving import new_sealer, serving
from tests.unit.witnesses import ONE, TWO


@pytest.fixture
def store(ledger_pool: Pool) -> Store:
    """Give the store that the door waits for."""
    return Store(ledger_pool)


@pytest.fixture
def sealer(ledger_pool: Pool) -> Sealer:
    """Give the sealer behind the door."""
    return new_sealer(ledger_pool)


@pytest.fixture
async def door(ledger_pool: Pool, store: Store, sealer: Sealer) -> AsyncIterator[aiohttp.ClientSession]:
    """Serve the door and lend a client."""
    async with serving(ledger_pool, store, sealer, witnesses=[ONE.key, TWO.key]) as client:
        yield client
