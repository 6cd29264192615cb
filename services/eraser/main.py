"""Wire the eraser: keys now and every hour, people once a day, until it is told to stop.

What is due, the database says.
"""

import asyncio
import signal
from functools import partial
from itertools import count
from pathlib import Path
from typing import Final

from contracts.sealed import KEY_DAYS
from shared.shell import telemetry
from shared.shell.database import Pool, alone, load_queries, pool, transaction
from shared.shell.fates import BROKEN, Life
from shared.shell.settings import Settings

_ROUND_S: Final = 3600.0
_A_DAY: Final = 24
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
    for each in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(each, life.stop)
    async with pool(settings, size=1) as database:
        for number in count():
            # To go through all people takes a while, and no term ends within a day.
            await life.keep_up(partial(destroy_keys if number % _A_DAY else erase, database))
            await life.pause(_ROUND_S)
            if life.stopping:
                break
    if life.broken:
        raise SystemExit(BROKEN)


async def erase(database: Pool) -> None:
    """Destroy what is due now.

    Raises:
        TransientError: the database is away.
    """
    await destroy_keys(database)
    forgotten = 0
    while gone := await _forget_ended(database):
        forgotten += gone
    if forgotten:
        await alone(database, _SQL["wipe_people"])
        telemetry.log("people forgotten", count=forgotten)


async def destroy_keys(database: Pool) -> None:
    """Destroy the day keys that are due now.

    Raises:
        TransientError: the database is away.
    """
    async with transaction(database) as connection:
        gone = await (await connection.execute(_SQL["destroy_keys"], {"days": KEY_DAYS})).fetchall()
    if gone:
        await alone(database, _SQL["wipe_keys"])
    for shop, kind, number in gone:
        telemetry.log("keys destroyed", shop=shop, kind=kind, count=number)


async def _forget_ended(database: Pool) -> int:
    async with transaction(database) as connection:
        row = await (await connection.execute(_SQL["forget_ended"], {"most": _MOST})).fetchone()
    return int(row[0]) if row else 0
