"""A partner service: bus, outbox, lanes and channels, wired. One row of `contracts/deployment.py` makes one of these.

It does NOT decide anything. `partner("seller")` is the whole of a service's `main`. The service that tells the shop
itself is one too, with another topic, and with no outcomes to send.
"""

import asyncio
import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import Final, NamedTuple

import aiohttp

from contracts import deployment
from contracts.events import H_ID, H_SHOP
from contracts.messages import DISCLOSURE, H_RECIPIENT
from contracts.packs import Channel
from contracts.topics import OUTCOMES, POLICY_PACKS, to_service
from shared.core.policy.chain import Chain
from shared.errors import PoisonError
from shared.shell import keys, metrics, spans, telemetry, watching
from shared.shell.bus import Bus, Record
from shared.shell.database import pool
from shared.shell.handover import message, webhook
from shared.shell.handover.lanes import Call, Lanes
from shared.shell.handover.message import Message
from shared.shell.handover.opening import Expiry, opening
from shared.shell.handover.outbox import Outbox
from shared.shell.handover.outcomes import Outcomes
from shared.shell.handover.routes import Routes
from shared.shell.sealing.ring import Ring
from shared.shell.settings import Settings

_SAID: Final = {H_ID: "sekisho.disclosure.id", H_SHOP: "sekisho.shop", H_RECIPIENT: "sekisho.recipient"}


class _Way(NamedTuple):
    """What a service hands over: the records of one type on one topic, over these channels."""

    topic: str
    kind: str
    channels: Sequence[Channel]


def partner(
    name: str, *, topic: str = "", kind: str = DISCLOSURE, channels: Sequence[Channel] = ("webhook",)
) -> Callable[[Settings], None]:
    """Return the `main` of the partner service `name`: it runs until SIGTERM.

    It hands over what lies on `topic` (its own, if none is named) with the CloudEvents type `kind`.

    Raises (when run):
        SystemExit: 70, a broken invariant stopped the process.
    """
    way = _Way(topic or to_service(name), kind, channels)

    def main(settings: Settings) -> None:
        telemetry.start(settings)
        try:
            asyncio.run(_run(name, settings, way))
        finally:
            telemetry.stop()

    return main


async def _run(name: str, settings: Settings, way: _Way) -> None:
    bus = Bus(settings)
    # P9: a service without the right to write outcomes keeps none to be sent.
    quiet = OUTCOMES not in deployment.service(name).writes
    async with pool(settings) as connections, webhook.session() as http:
        outbox = Outbox(connections, slot=settings.slot, quiet=quiet)
        outcomes = Outcomes(outbox, bus.send, source=f"/{name}")
        chain = Chain(keys.public_keys(settings.keys, "policy_public"), keys.officers(settings.keys))
        routes = Routes(chain, keys.table(settings.keys, "endpoints"))
        ring = Ring(settings)
        calls = {name: opening(call, ring, way.topic) for name, call in _calls(http, way.channels).items()}
        lanes = Lanes(outbox, routes, channels=calls, closed=outcomes.wake)

        async def follow(records: Sequence[Record]) -> None:
            if routes.take(records):
                lanes.wake()

        async def deliver() -> None:
            # P10: an older register could open what the latest has closed, so first read all of them.
            await bus.caught_up(POLICY_PACKS)
            await lanes.run()

        async def take(partition: int, records: Sequence[Record]) -> None:
            with spans.batch(way.topic, partition, name, records, _SAID) as traced:
                await _take(outbox, lanes, records, kind=way.kind, traced=traced)
            outcomes.wake()

        bus.consume(way.topic, take)
        bus.follow(POLICY_PACKS, follow)
        bus.beside(deliver)
        bus.beside(lambda: watching.keep(bus.lag, partial(_age, outbox)))
        if not quiet:
            bus.beside(outcomes.run)
        bus.beside(Expiry(connections, closed=outcomes.wake, quiet=quiet).run)
        await bus.run()


async def _age(outbox: Outbox) -> None:
    now = time.time()
    found: dict[metrics.Labels, float] = {
        (("sekisho.shop", shop), ("sekisho.recipient", recipient)): max(now - since / 1000, 0)
        for (shop, recipient), since in (await outbox.oldest()).items()
    }
    metrics.level("sekisho.handover.oldest", found)


async def _take(outbox: Outbox, lanes: Lanes, records: Sequence[Record], *, kind: str, traced: spans.Batch) -> None:
    messages: list[Message] = []
    parked: list[tuple[Record, str]] = []
    for record in records:
        try:
            found = message.read(record, kind=kind)
            messages.append(found._replace(trace=traced.follow(found.trace)))
        except PoisonError as error:
            parked.append((record, error.reason))
            metrics.add("sekisho.parked", 1, {"messaging.destination.name": record.topic})
            telemetry.log(
                "parked", topic=record.topic, partition=record.partition, position=record.offset, code=error.reason
            )
    for outcome in await outbox.take(messages, parked):
        telemetry.log(
            outcome.outcome,
            shop=outcome.shop,
            recipient=outcome.recipient,
            disclosure=outcome.id,
            attempt=outcome.attempt,
            code=outcome.reason,
        )
    lanes.wake({taken.lane for taken in messages})


def _calls(http: aiohttp.ClientSession, channels: Sequence[Channel]) -> dict[str, Call]:
    known: dict[Channel, Call] = {"webhook": partial(webhook.post, http)}
    return {channel: known[channel] for channel in channels}
