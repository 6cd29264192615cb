"""What the service does by itself: send what is published, publish what is due, tell loudly which review is overdue.

All of it follows from what is kept, so that a restart changes nothing. Time is asked of a clock that it is given.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Final

from services.policy.deeds import Deeds
from services.policy.fences import Fences
from services.policy.proposal import Step, Store
from services.policy.refusal import RefusedError
from shared.core.policy.approval import REVIEW_MS
from shared.errors import TransientError
from shared.shell.telemetry import log

ITSELF: Final = "-"
"""Stands where an officer would, for what the service does by itself."""

_LONGEST_S: Final = 60.0
"""The clock is asked at least this often: it may be set, or the machine may sleep."""


class Keeper:
    """The work beside the door."""

    def __init__(self, store: Store, deeds: Deeds, fences: Fences, *, clock: Callable[[], int]) -> None:
        """Keep what it works on; `clock` tells Unix milliseconds."""
        self._store, self._deeds, self._fences, self._clock = store, deeds, fences, clock
        self._changed, self._all_sent = asyncio.Event(), False
        self.settled = asyncio.Event()
        """Set as soon as everything that is published lies with the broker."""

    def wake(self, *, send: bool = False) -> None:
        """Look again: something was asked for; `send`: what is published may not have been sent."""
        self._all_sent = self._all_sent and not send
        self._changed.set()

    async def run(self) -> None:
        """Work until cancelled.

        Raises:
            TransientError: broker or database cannot be reached; run it again.
        """
        while True:
            self._changed.clear()
            seconds = await self.look()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._changed.wait(), seconds)

    async def look(self) -> float:
        """Do what is to be done now, and return after how many seconds to look again.

        Raises:
            TransientError: broker or database cannot be reached; look again.
        """
        try:
            if not self._all_sent:
                self._all_sent = True  # whoever wakes meanwhile takes it back
                await self._send()
            upcoming = [*await self._due(), *await self._overdue()]
        except TransientError:
            self._all_sent = False
            raise
        return max(0, min([_LONGEST_S, *((at - self._clock()) / 1000 for at in upcoming)]))

    async def _send(self) -> None:
        for shop in await self._store.shops():
            await self._fences.put(shop, at=self._clock())
        self.settled.set()

    async def _due(self) -> list[int]:
        """Publish what is due, and return when the rest is."""
        later: list[int] = []
        for identity, at in await self._store.asked():
            if at > self._clock():
                later.append(at)
            else:
                await self._publish(identity)
        return later

    async def _publish(self, identity: str) -> None:
        found = await self._store.find(identity)
        if found is None or found.end:
            return
        try:
            await self._deeds.check(found)
            await self._deeds.put(found, by=ITSELF)
        except RefusedError as error:
            # The urgent one that came between was right to; nobody may think that this one holds now.
            await self._store.note(identity, Step("overtaken", ITSELF, self._clock()))
            log("proposal overtaken", shop=found.shop, proposal=identity, code=error.code)

    async def _overdue(self) -> list[int]:
        """Find what was put back and not reviewed in time, and return when the rest is due."""
        later: list[int] = []
        for identity, at in await self._store.unreviewed():
            if at + REVIEW_MS > self._clock():
                later.append(at + REVIEW_MS)
            else:
                await self._store.note(identity, Step("review_overdue", ITSELF, self._clock()))
                log("review overdue", proposal=identity, code="review_overdue")
        return later
