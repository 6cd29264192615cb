"""Gauges that must be asked for, such as how far a reader is behind: every ten seconds, beside the work.

It asks nothing while nobody asked for metrics, and a look that fails stops nothing but itself.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

from shared.errors import SekishoError
from shared.shell import metrics, telemetry

ROUND_S: Final = 10.0


async def keep(*looks: Callable[[], Awaitable[None]]) -> None:
    """Look at everything again and again, until cancelled; return at once if nobody asked for metrics."""
    while metrics.wanted():
        for look in looks:
            try:
                await look()
            except SekishoError as error:
                telemetry.log("look_failed", code=error.reason)
        await asyncio.sleep(ROUND_S)
