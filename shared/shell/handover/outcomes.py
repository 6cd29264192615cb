"""The outcomes that lie in the outbox, sent to the topic `outcomes` and marked sent after.

A hand-over that failed for good is also told to the shop, on `results`. It does NOT make outcomes. A crash before the
mark sends both twice: readers know an outcome by (id, attempt), a result by its id.
"""

import asyncio
from collections.abc import Awaitable
from typing import Protocol

import msgspec
from opentelemetry.trace import SpanKind

from contracts.entries import Outcome
from contracts.events import H_TRACE
from contracts.topics import OUTCOMES, RESULTS
from shared.core.results import failed, told
from shared.shell import spans
from shared.shell.handover.outbox import Outbox, Unsent


class Send(Protocol):
    """What is needed of the bus."""

    def __call__(
        self, topic: str, *, partition: int, key: bytes | None, value: bytes | None, headers: dict[str, bytes]
    ) -> Awaitable[tuple[int, int]]:
        """Send one record and wait for the broker's answer."""


class Outcomes:
    """The sender of one service's outcomes."""

    def __init__(self, outbox: Outbox, send: Send, *, source: str) -> None:
        """Keep the outbox and the way to the broker; `source` names the service to the shop, e.g. `/seller`."""
        self._outbox = outbox
        self._send = send
        self._source = source
        self._event = asyncio.Event()

    def wake(self) -> None:
        """Tell that an outcome was written."""
        self._event.set()

    async def run(self) -> None:
        """Send until cancelled, first what an earlier run has left.

        Raises:
            TransientError: broker or database is away.
            BrokenInvariantError: one of them refuses.
        """
        while True:
            self._event.clear()
            waiting = await self._outbox.unsent()
            if not waiting:
                await self._event.wait()
                continue
            await asyncio.gather(*(self._publish(outcome) for outcome in waiting))
            await self._outbox.mark_sent(waiting)

    async def _publish(self, outcome: Unsent) -> None:
        attributes = spans.messaging("send", OUTCOMES, partition=outcome.partition)
        attributes["sekisho.disclosure.id"] = outcome.id
        with spans.span(f"send {OUTCOMES}", SpanKind.PRODUCER, attributes, parent=outcome.trace) as span:
            trace = spans.traceparent(span)
            headers = {H_TRACE: trace.encode()} if trace else {}
            await self._send(
                OUTCOMES, partition=outcome.partition, key=outcome.id.encode(), value=outcome.value, headers=headers
            )
        if result := failed(msgspec.json.decode(outcome.value, type=Outcome), thread=outcome.thread):
            record = told(result, key=outcome.id, source=self._source, trace=outcome.trace)
            await self._send(RESULTS, partition=outcome.partition, **record._asdict())
