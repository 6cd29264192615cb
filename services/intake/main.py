"""Wiring of the intake: bus, names, door, server. It decides nothing."""

import asyncio

from services.intake.accept import doors
from services.intake.http import door
from services.intake.log import BusLog
from services.intake.names import StoredNames
from shared.shell import metrics, telemetry
from shared.shell.bus import Bus
from shared.shell.database import pool
from shared.shell.sealing.ring import Ring
from shared.shell.settings import Settings
from shared.shell.web import serve


def main(settings: Settings) -> None:
    """Serve the door until SIGTERM.

    Raises:
        OSError: a key file is missing.
        ValueError: a key file is malformed.
        SystemExit: 70, a broken invariant stopped the process.
    """
    telemetry.start(settings)
    try:
        asyncio.run(_run(settings))
    finally:
        telemetry.stop()


async def _run(settings: Settings) -> None:
    bus = Bus(settings)
    log = BusLog(bus, Ring(settings))
    async with pool(settings) as database:
        known = doors(settings.keys)
        metrics.know(*known.shops)
        app = door(log, known, StoredNames(database), stories=settings.story)
        bus.beside(log.watch)
        bus.beside(lambda: serve(app, settings))
        await bus.run()
