"""Keep the logs signed and looked after, whether or not anybody asks: a round every second.

A log that breaks in a round is frozen, and the round goes on with the others.
"""

import asyncio
from collections import defaultdict
from typing import Final

from services.ledger.rehash import last_signed, look_again
from services.ledger.seal import Sealer
from services.ledger.tiles import Log
from services.ledger.volumes import BREAKS, FROZEN, Volume, guarded, volumes
from shared.core.ledger.tiles import WIDTH
from shared.errors import BrokenInvariantError
from shared.shell.database import Pool, transaction

ROUND_S: Final = 1.0
_TILES: Final = 4


class Watch:
    """Signs what has grown, and holds a few tiles of every log against its signature, in turn."""

    def __init__(self, pool: Pool, sealer: Sealer) -> None:
        """Keep the pool and the sealer."""
        self._pool, self._sealer = pool, sealer
        self._turn: defaultdict[Log, int] = defaultdict(int)

    async def keep(self) -> None:
        """Go round until cancelled.

        Raises:
            TransientError: the database is away.
        """
        while True:
            await self.round()
            await asyncio.sleep(ROUND_S)

    async def round(self, *, tiles: int = _TILES) -> None:
        """Look after every log once; of its signed tiles, so many."""
        for volume in await volumes(self._pool):
            if not volume.frozen:
                try:
                    await self._look_after(volume, tiles)
                except BrokenInvariantError as error:
                    # P12: the others go on; this one is frozen, and says so to whoever asks for it.
                    if error.reason not in {*BREAKS, FROZEN}:
                        raise

    async def _look_after(self, volume: Volume, tiles: int) -> None:
        if volume.size > volume.signed:
            await self._sealer.seal(volume.shop)
        log, full = Log(volume.shop, volume.volume), volume.signed // WIDTH
        for _ in range(min(tiles, full)):
            number = self._turn[log] % full
            await guarded(self._pool, log, self._look_again(log, number))
            self._turn[log] = number + 1

    async def _look_again(self, log: Log, number: int) -> None:
        async with transaction(self._pool, snapshot=True) as connection:
            key = self._sealer.key(*log)
            signed = await last_signed(connection, log, key)
            await look_again(connection, log, signed.point(key.name), number=number)
