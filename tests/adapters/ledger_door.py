"""The ledger's door on a real server and a real PostgreSQL, and a client (a pytest plugin)."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path
from typing import Final

import aiohttp
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pydantic import SecretStr

from services.ledger.http import Door, application
from services.ledger.proofs import Proofs
from services.ledger.proving import ProofDoor
from services.ledger.reads import Reads
from services.ledger.seal import Sealer
from services.ledger.store import Store
from shared.shell.database import Pool
from shared.shell.settings import Settings
from shared.shell.web import serve
from tests.adapters.ledger_client import ask
from tests.unit.witnesses import ONE, TWO

PRIVATE: Final = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
TOKEN: Final = {"Authorization": "Bearer token-of-the-console"}


@pytest.fixture
def store(ledger_pool: Pool) -> Store:
    """Give the store that the door waits for."""
    return Store(ledger_pool)


@pytest.fixture
def sealer(ledger_pool: Pool) -> Sealer:
    """Give the sealer behind the door."""
    return Sealer(ledger_pool, public=PRIVATE.public_key().public_bytes_raw(), signer=PRIVATE.sign)


@pytest.fixture
async def door(ledger_pool: Pool, store: Store, sealer: Sealer) -> AsyncIterator[aiohttp.ClientSession]:
    """Serve the door on a free port and lend a client."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    settings = Settings(
        service="ledger", bootstrap="", user="", password=SecretStr(""), port=port, keys=Path(), log=None
    )
    proofs = ProofDoor(ledger_pool, Proofs(ledger_pool, sealer, witnesses=[ONE.key, TWO.key]), sealer)
    endpoints = Door(Reads(ledger_pool), sealer, store=store, healthy=lambda: True)
    tokens = {"readers": {"console": "token-of-the-console"}, "officers": {"hayashi": "token-of-the-officer"}}
    running = asyncio.create_task(serve(application(endpoints, proofs, **tokens), settings))
    async with aiohttp.ClientSession(f"http://127.0.0.1:{port}", headers=TOKEN) as client:
        for _ in range(100):
            with suppress(aiohttp.ClientConnectionError):
                assert (await ask(client, "/health")).status == 200
                break
            await asyncio.sleep(0.02)
        yield client
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running
