"""Wire the rights service: one tick a minute into every partition of `shop.events`."""

import asyncio
import secrets
from typing import Final

from contracts.topics import PARTITIONS, SHOP_EVENTS
from shared.core import own_events
from shared.shell import telemetry
from shared.shell.bus import Bus
from shared.shell.settings import Settings

_TICK_S: Final = 60.0


def main(settings: Settings) -> None:
    """Run until SIGTERM or SIGINT."""
    telemetry.start(settings)
    bus = Bus(settings)

    async def tick() -> None:
        while not bus.stopping:
            for partition in range(PARTITIONS):
                headers = own_events.headers("time.ticked", "/rights", name=secrets.token_hex(16))
                await bus.send(SHOP_EVENTS, partition=partition, key=b"@tick", value=b"{}", headers=headers)
            await bus.pause(_TICK_S)

    bus.beside(tick)
    try:
        asyncio.run(bus.run())
    finally:
        telemetry.stop()
