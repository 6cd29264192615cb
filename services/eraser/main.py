"""Wire the eraser: a round now and every hour, until it is told to stop. What is due, the database says."""

import asyncio
import signal
from pathlib import Path
from typing import Final

from contracts.sealed import KEY_DAYS
from shared.shell import telemetry
from shared.shell.database import Pool, alone, load_queries, pool, transaction
from shared.shell.fates import BROKEN, Life
from shared.shell.settings import Settings

_ROUND_S: Final = 3600.0
_MOST: Final = 1000
_SQL: Final = load_queries(Path(__file__).with_name("queries.sql"))


def main(settings: Settings) -> None:
    """Run until SIGTERM or SIGINT.

    Raises:
        SystemExit: 70, a broken invariant stopped the process.
    """
    telemetry.start(settings)
    try:
        asyncio.run(_run(settings))
    finally:
        telemetry.stop()


async def _run(settings: Settings) -> None:
    life, loop = Life(), asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, life.stop)
    async with pool(settings, size=1) as database:
        while not life.stopping:
            await life.keep_up(lambda: erase(database))
            await life.pause(_ROUND_S)
    if life.broken:
        raise SystemExit(BROKEN)


async def erase(database: Pool) -> None:
    """Destroy what is due now.

    Raises:
        TransientError: the database is away.
    """
    await _destroy_keys(database)
    count = 0
    while gone := await _forget_ended(database):
        count += gone
    if count:
        await alone(database, _SQL["wipe_people"])
        telemetry.log("people forgotten", count=count)


async def _destroy_keys(database: Pool) -> None:
    async with transaction(database) as connection:
        gone = await (await connection.execute(_SQL["destroy_keys"], {"days": KEY_DAYS})).fetchall()
    if gone:
        await alone(database, _SQL["wipe_keys"])
    for shop, kind, count in gone:
        telemetry.log("keys destroyed", shop=shop, kind=kind, count=count)


async def _forget_ended(database: Pool) -> int:
    async with transaction(database) as connection:
        row = await (await connection.execute(_SQL["forget_ended"], {"most": _MOST})).fetchone()
    return int(row[0]) if row else 0
