"""Serve the ledger's door on a free port, as long as a test needs it."""

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
from shared.shell.database import Pool
from shared.shell.settings import Settings
from shared.shell.web import serve
from tests.adapters.ledger_client import READERS, TOKEN, ask

NOW: Final = 1_000_000
"""What the door's clock shows, in Unix milliseconds."""

PRIVATE: Final = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))


def new_sealer(pool: Pool) -> Sealer:
    """Return a sealer that remembers nothing, as after a restart."""
    return Sealer(pool, public=PRIVATE.public_key().public_bytes_raw(), signer=PRIVATE.sign)


@asynccontextmanager
async def serving(
    pool: Pool, store: Store, sealer: Sealer, *, witnesses: list[VerifierKey], clock: Callable[[], int] = lambda: NOW
) -> AsyncIterator[aiohttp.ClientSession]:
    """Serve, and lend a client."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    settings = Settings(
        service="ledger", bootstrap="", user="", password=SecretStr(""), port=port, keys=Path(), log=None
    )
    proofs = ProofDoor(pool, Proofs(pool, sealer, witnesses=witnesses), sealer)
    endpoints = Door(Reads(pool), sealer, store=store, healthy=lambda: True)
    answers = Answers(pool, sealer.key, holiday=national_holiday)
    asked = AnswerDoor(answers, Reads(pool), clock=clock)
    tokens = {"readers": READERS, "keepers": {"hayashi": "token-of-the-keeper"}}
    running = asyncio.create_task(serve(application(endpoints, asked, proofs, **tokens), settings))
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
