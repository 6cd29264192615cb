"""Whether evidence is missing or unsigned, for metrics: asked of the database, every ten seconds.

It finds no fault by itself and mends none; `sekisho verify` does the finding, with an export and a key.
"""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from shared.shell import metrics
from shared.shell.database import Pool, load_queries, transaction

GRACE_S: Final = 60.0
"""An outcome may come before its disclosure, by another topic; after so long the disclosure is missing."""


class Evidence:
    """What to look at, over the ledger's own tables."""

    def __init__(self, pool: Pool, *, clock: Callable[[], float] = time.monotonic) -> None:
        """Read the queries; nothing is asked yet. `clock` tells seconds that only go up."""
        self._pool, self._clock = pool, clock
        self._queries = load_queries(Path(__file__).with_name("evidence.sql"))
        self._seen: dict[tuple[str, str], float] = {}

    async def missing(self) -> None:
        """Tell of how many hand-overs there is an outcome and, after a minute, still no disclosure; it must be none."""
        now = self._clock()
        async with transaction(self._pool) as connection:
            rows = await (await connection.execute(self._queries["early"])).fetchall()
            shops = await (await connection.execute(self._queries["shops"])).fetchall()
        self._seen = {(shop, name): self._seen.get((shop, name), now) for shop, name in rows}
        found = {_of(shop): 0.0 for (shop,) in shops}
        for (shop, _), since in self._seen.items():
            found[_of(shop)] = found.get(_of(shop), 0.0) + (now - since >= GRACE_S)
        metrics.level("sekisho.evidence.missing", found)

    async def unsigned(self) -> None:
        """Tell how long the oldest entry of each shop waits that no checkpoint covers; 0 if all are covered."""
        async with transaction(self._pool) as connection:
            rows = await (await connection.execute(self._queries["unsigned"])).fetchall()
        metrics.level("sekisho.checkpoint.age", {_of(shop): max(time.time() - at / 1000, 0.0) for shop, at in rows})


def _of(shop: str) -> metrics.Labels:
    metrics.know(shop)
    return (("sekisho.shop", shop),)
