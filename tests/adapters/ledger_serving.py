"""The ledger's pool, its sealer, and its door on a free port, as long as somebody needs them."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Final

import aiohttp
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pydantic import SecretStr

from services.ledger.answers import Answers
from services.ledger.asking import AnswerDoor
from services.ledger.http import Door, application
from services.ledger.proofs import Proofs
from services.ledger.proving import ProofDoor
from services.ledger.reads import Reads
from services.ledger.seal import Sealer
from services.ledger.store import Store
from shared.core.ledger.note import VerifierKey
from shared.shell.calendar import national_holiday
from shared.shell.database import Pool, pool
from shared.shell.settings import Settings
from shared.shell.web import serve
from tests.adapters.ledger_client import READERS, TOKEN, ask

NOW: Final = 1_000_000
"""What the door's clock shows, in Unix milliseconds."""

PRIVATE: Final = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))


def new_sealer(pool: Pool) -> Sealer:
    """Return a sealer that remembers nothing, as after a restart."""
    return Sealer(pool, public=PRIVATE.public_key().public_bytes_raw(), signer=PRIVATE.sign)


def pooled(conninfo: str, *, size: int = 4) -> Pool:
    """Return a pool of the ledger's own role, to be opened by `async with`."""
    return pool(_settings(database=SecretStr(conninfo)), size=size)


def _settings(*, database: SecretStr | None = None, port: int | None = None) -> Settings:
    return Settings(
        service="ledger", bootstrap="", user="", password=SecretStr(""), database=database, port=port, keys=Path()
    )


@asynccontextmanager
async def serving(
    opened: Pool,
    store: Store,
    sealer: Sealer,
    *,
    witnesses: list[VerifierKey],
    clock: Callable[[], int] = lambda: NOW,
) -> AsyncIterator[aiohttp.ClientSession]:
    """Serve, and lend a client."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    proofs = ProofDoor(opened, Proofs(opened, sealer, witnesses=witnesses), sealer)
    endpoints = Door(Reads(opened), sealer, store=store, healthy=lambda: True)
    answers = Answers(opened, sealer.key, holiday=national_holiday)
    asked = AnswerDoor(answers, Reads(opened), clock=clock)
    tokens = {"readers": READERS, "keepers": {"hayashi": "token-of-the-keeper"}}
    running = asyncio.create_task(serve(application(endpoints, asked, proofs, **tokens), _settings(port=port)))
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
