"""Wire the policy service: what is kept, its way to the readers, what it does by itself, and its door."""

import asyncio
import time

from services.policy.deeds import Deeds
from services.policy.fences import Fences
from services.policy.http import Door, application
from services.policy.keeper import Keeper
from services.policy.sign_in import SignIn
from services.policy.store import StoredProposals
from shared.shell import database, keys, telemetry, web
from shared.shell.bus import Bus
from shared.shell.settings import Settings


def main(settings: Settings) -> None:
    """Run until SIGTERM or SIGINT."""
    telemetry.start(settings)
    try:
        asyncio.run(_run(settings))
    finally:
        telemetry.stop()


async def _run(settings: Settings) -> None:
    bus, officers = Bus(settings), keys.officers(settings.keys)
    signing = keys.signing_key(settings.keys, "policy_signing")
    async with database.pool(settings) as pool:
        store = StoredProposals(pool)
        fences = Fences(store, bus, signing)
        deeds = Deeds(store, fences, officers, clock=_clock)
        keeper = Keeper(store, deeds, fences, clock=_clock)
        door = Door(store, deeds, fences, sign_in=SignIn(officers, store, clock=_clock), keeper=keeper, clock=_clock)

        async def serve() -> None:
            await keeper.settled.wait()
            await web.serve(application(door), settings)

        bus.beside(keeper.run)
        bus.beside(serve)
        await bus.run()


def _clock() -> int:
    return int(time.time() * 1000)
