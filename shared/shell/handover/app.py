"""A partner service: bus, outbox, lanes and channels, wired. One row of `contracts/deployment.py` makes one of these.

It does NOT decide anything. `partner("seller")` is the whole of a service's `main`.
"""

import asyncio
from collections.abc import Callable, Sequence
from functools import partial

import aiohttp

from contracts.packs import Channel
from contracts.topics import POLICY_PACKS, to_service
from shared.errors import PoisonError
from shared.shell import keys, telemetry
from shared.shell.bus import Bus, Record
from shared.shell.database import pool
from shared.shell.handover import message, webhook
from shared.shell.handover.lanes import Call, Lanes
from shared.shell.handover.message import Message
from shared.shell.handover.outbox import Outbox
from shared.shell.handover.outcomes import Outcomes
from shared.shell.handover.routes import Routes
from shared.shell.settings import Settings


def partner(name: str, *, channels: Sequence[Channel] = ("webhook",)) -> Callable[[Settings], None]:
    """Return the `main` of the partner service `name`: it runs until SIGTERM.

    Raises (when run):
        SystemExit: 70, a broken invariant stopped the process.
    """

    def main(settings: Settings) -> None:
        telemetry.start(settings)
        try:
            asyncio.run(_run(name, settings, channels))
        finally:
            telemetry.stop()

    return main


async def _run(name: str, settings: Settings, channels: Sequence[Channel]) -> None:
    bus = Bus(settings)
    async with pool(settings) as connections, webhook.session() as http:
        outbox = Outbox(connections, slot=settings.slot)
        outcomes = Outcomes(outbox, bus.send)
        routes = Routes(keys.public_key(settings.keys, "policy_public"), keys.table(settings.keys, "endpoints"))
        lanes = Lanes(outbox, routes, channels=_calls(http, channels), closed=outcomes.wake)

        async def follow(records: Sequence[Record]) -> None:
            if routes.take(records):
                lanes.wake()

        async def deliver() -> None:
            # P10: an older register could open what the latest has closed, so first read all of them.
            await bus.caught_up(POLICY_PACKS)
            await lanes.run()

        bus.consume(to_service(name), partial(_take, outbox, lanes))
        bus.follow(POLICY_PACKS, follow)
        bus.beside(deliver)
        bus.beside(outcomes.run)
        await bus.run()


async def _take(outbox: Outbox, lanes: Lanes, _partition: int, records: Sequence[Record]) -> None:
    messages: list[Message] = []
    parked: list[tuple[Record, str]] = []
    for record in records:
        try:
            messages.append(message.read(record))
        except PoisonError as error:
            parked.append((record, error.reason))
            telemetry.log(
                "parked", topic=record.topic, partition=record.partition, position=record.offset, code=error.reason
            )
    await outbox.take(messages, parked)
    lanes.wake({taken.lane for taken in messages})


def _calls(http: aiohttp.ClientSession, channels: Sequence[Channel]) -> dict[str, Call]:
    known: dict[Channel, Call] = {"webhook": partial(webhook.post, http)}
    return {channel: known[channel] for channel in channels}
