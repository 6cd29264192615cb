"""Lanes: each party has its own, so that a slow or dead one delays nobody else.

Within a lane people go side by side, each person strictly one after another (P5); the outbox sees to that by giving out
only the oldest open row of each. Lanes wake by events and by one timer, to the earliest row that is due. This module
does NOT know what a channel does, and holds nothing that a crash could lose.
"""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Final

import msgspec

from contracts.entries import Outcome
from shared.core.delivery import Answer, Settled, settle
from shared.errors import BrokenInvariantError
from shared.shell import metrics, telemetry
from shared.shell.handover.message import Lane
from shared.shell.handover.outbox import Outbox, Row
from shared.shell.handover.routes import Route, Routes

Call = Callable[[Route, Lane, Row], Awaitable[Answer]]

WIDTH: Final = 8
"""People of one lane that are served side by side."""

_SWEEP: Final = 30.0
_GRACE: Final = 5.0


class Lanes:
    """All lanes of one service."""

    def __init__(
        self, outbox: Outbox, routes: Routes, *, channels: Mapping[str, Call], closed: Callable[[], None]
    ) -> None:
        """Keep what the lanes need; `closed` is called whenever an outcome was written."""
        self._outbox, self._routes, self._channels, self._closed = outbox, routes, channels, closed
        self._events: dict[Lane, asyncio.Event] = {}
        self._tasks: dict[Lane, asyncio.Task[None]] = {}
        self._held: dict[Lane, str] = {}
        self._failure: asyncio.Future[None] | None = None

    def wake(self, lanes: Iterable[Lane] | None = None) -> None:
        """Tell lanes, or all of them, that there may be something to do."""
        for lane in list(self._events) if lanes is None else lanes:
            self._events.setdefault(lane, asyncio.Event()).set()
            if self._failure is not None and lane not in self._tasks:
                self._tasks[lane] = task = asyncio.create_task(self._serve(lane))
                task.add_done_callback(self._ended)

    async def run(self) -> None:
        """Serve until cancelled; calls that are under way then get a few seconds to end.

        Raises:
            TransientError: the database is away.
            BrokenInvariantError: the database refuses.
        """
        await self._outbox.take_back()
        self._failure = asyncio.get_running_loop().create_future()
        try:
            while not self._failure.done():
                # Another instance may have died with rows that only its lanes knew: look from time to time.
                self.wake({*await self._outbox.lanes(), *self._events})
                await asyncio.wait({self._failure}, timeout=_SWEEP)
            self._failure.result()
        finally:
            self._failure = None
            tasks, self._tasks = list(self._tasks.values()), {}
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    def _ended(self, task: asyncio.Task[None]) -> None:
        error = None if task.cancelled() else task.exception()
        if error is not None and self._failure is not None and not self._failure.done():
            self._failure.set_exception(error)

    async def _serve(self, lane: Lane) -> None:
        event, calls = self._events[lane], set[asyncio.Task[None]]()
        try:
            while True:
                event.clear()
                pause = await self._claim(lane, calls)
                woken = asyncio.create_task(event.wait())
                done, _ = await asyncio.wait({woken, *calls}, timeout=pause, return_when=asyncio.FIRST_COMPLETED)
                woken.cancel()
                for task in done & calls:
                    calls.discard(task)
                    task.result()
        finally:
            await _land(calls)

    async def _claim(self, lane: Lane, calls: set[asyncio.Task[None]]) -> float | None:
        """Begin what is due and return in how many seconds more will be, if any."""
        free = WIDTH - len(calls)
        if not free or not isinstance(self._open(lane), Route):
            return None
        rows, due = await self._outbox.claim(lane, limit=free)
        calls.update(asyncio.create_task(self._hand_over(lane, row)) for row in rows)
        return due

    async def _hand_over(self, lane: Lane, row: Row) -> None:
        route = self._open(lane)
        if not isinstance(route, Route):
            # P14: closed between the claim and the call.
            await self._outbox.give_back(row)
            return
        answer = await self._channels[route.channel](route, lane, row)
        settled = settle(answer, attempt=row.attempt, now=time.time(), jitter=random.random())  # noqa: S311 - jitter
        if settled.outcome is None:
            await self._outbox.postpone(row, pause=settled.pause)
        elif await self._outbox.close(row, value=_outcome(lane, row, settled)):
            self._closed()
            _measure(lane, row, settled.outcome)
        telemetry.log(
            settled.outcome or "postponed",
            shop=lane.shop,
            recipient=lane.recipient,
            disclosure=row.id,
            attempt=row.attempt,
            code=settled.reason,
        )

    def _open(self, lane: Lane) -> Route | str:
        route = self._routes.of(lane)
        if isinstance(route, Route) and route.channel not in self._channels:
            route = f"channel_{route.channel}"
        reason = "" if isinstance(route, Route) else route
        if self._held.get(lane, "") != reason:
            self._held[lane] = reason
            telemetry.log("held" if reason else "released", shop=lane.shop, recipient=lane.recipient, code=reason)
        return route


async def _land(calls: set[asyncio.Task[None]]) -> None:
    """Let calls end; what does not end in time stays attempted and is sent again, with the same id."""
    if calls:
        _, late = await asyncio.wait(calls, timeout=_GRACE)
        for task in late:
            task.cancel()
        await asyncio.gather(*calls, return_exceptions=True)


def _measure(lane: Lane, row: Row, outcome: str) -> None:
    if row.decided:
        seconds = time.time() - row.decided / 1000
        about = {"sekisho.shop": lane.shop, "sekisho.recipient": lane.recipient, "sekisho.outcome": outcome}
        metrics.measure("sekisho.handover.duration", seconds, about)


def _outcome(lane: Lane, row: Row, settled: Settled) -> bytes:
    if settled.outcome is None:
        reason = "outcome_of_an_open_row"
        raise BrokenInvariantError(reason)
    return msgspec.json.encode(
        Outcome(
            id=row.id,
            shop=lane.shop,
            recipient=lane.recipient,
            instance=lane.instance,
            outcome=settled.outcome,
            attempt=row.attempt,
            at=int(time.time() * 1000),
            reason=settled.reason,
        )
    )
