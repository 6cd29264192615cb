"""How a topic is read: partition by partition, in order, committed when done, back to the first that was not.

It does NOT connect and does NOT know the client: what it needs of a consumer is `Consumer`. `shell/bus.py` wires both.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from itertools import groupby
from typing import Any, Final, NamedTuple, Protocol

from shared.errors import TransientError
from shared.shell import telemetry
from shared.shell.fates import Life, backoff

STALE_SECONDS: Final = 30.0
"""A partition that was not polled for so long is not being read."""

_GLANCE: Final = 0.02


class Record(NamedTuple):
    """One record as it lies on the broker: bytes, nothing decoded. A null header value is empty bytes."""

    topic: str
    partition: int
    offset: int
    key: bytes | None
    value: bytes | None
    headers: dict[str, bytes]
    timestamp: int

    def __repr__(self) -> str:
        """Name the place, never the content (P7)."""
        return f"Record({self.topic}/{self.partition}/{self.offset})"


class Consumer(Protocol):
    """What is needed of a client; a place is the client's own pair of topic and partition."""

    def assignment(self) -> set[Any]:
        """Return the places that are ours."""

    def paused(self) -> set[Any]:
        """Return the places that are not polled now."""

    def last_poll_timestamp(self, place: Any, /) -> int | None:
        """Return when the broker last answered for a place (Unix ms)."""

    def seek(self, place: Any, offset: int, /) -> None:
        """Go on from an offset."""

    def pause(self, place: Any, /) -> None:
        """Do not poll a place."""

    def resume(self, place: Any, /) -> None:
        """Poll it again."""

    def last_stable_offset(self, place: Any, /) -> int | None:
        """Return the end of a place as committed readers saw it at the last poll; None before the first."""

    async def position(self, place: Any, /) -> int:
        """Return the next offset that will be handed out."""

    async def end_offsets(self, places: Collection[Any], /) -> Mapping[Any, int]:
        """Return the ends of places, as committed readers see them."""


PartitionHandler = Callable[[int, Sequence[Record]], Awaitable[None]]
Commit = Callable[[Any, int], Awaitable[None]]


class Reader:
    """One subscription: hands the records of one partition at a time to their handler."""

    def __init__(self, life: Life, topic: str, handler: PartitionHandler, *, group: str | None, batch: int) -> None:
        """Keep what to read and who handles it; without a group, the whole topic is read at each start."""
        self.topic, self.group, self.batch = topic, group, batch
        self._life, self._handler = life, handler
        self._busy = asyncio.Lock()
        self._generation = 0
        self._failures: dict[Any, int] = {}
        self._held: dict[Any, int] = {}
        self._found: Callable[[], Consumer | None] = lambda: None
        self._place: Callable[[str, int], Any] = lambda topic, partition: (topic, partition)
        self._commit: Commit | None = None

    def connect(
        self, found: Callable[[], Consumer | None], place: Callable[[str, int], Any], *, commit: Commit | None
    ) -> None:
        """Read by this client from now on: `found` returns it once it is there."""
        self._found, self._place, self._commit = found, place, commit
        self._failures.clear()
        self._held.clear()

    @property
    def healthy(self) -> bool:
        """Whether there are partitions, and each that does not wait after a failure is being polled."""
        consumer = self._found()
        if consumer is None:
            return False
        places = consumer.assignment()
        oldest = (time.time() - STALE_SECONDS) * 1000
        return bool(places) and all(
            (consumer.last_poll_timestamp(place) or 0) > oldest for place in places - consumer.paused()
        )

    async def lag(self) -> int:
        """Return how many offsets lie before the ends of our places and were not worked in yet."""
        consumer = self._found()
        if consumer is None:
            return 0
        ends = {place: consumer.last_stable_offset(place) for place in consumer.assignment()}
        behind = 0
        for place, end in ends.items():
            if end is not None:
                done = self._held[place] if place in self._held else await consumer.position(place)
                behind += max(end - done, 0)
        return behind

    async def caught_up(self) -> None:
        """Wait until all that lies on a one-partition topic now has been handed over.

        Raises:
            TransientError: the client is not there.
        """
        place = self._place(self.topic, 0)
        end = (await self._consumer().end_offsets([place]))[place]
        while not self._life.stopping:
            if await self._consumer().position(place) >= end:
                async with self._busy:  # what was fetched last has been handed over by now, or was sought back
                    if await self._consumer().position(place) >= end:
                        return
            await self._life.pause(_GLANCE)

    async def revoked(self) -> None:
        """Let the partition in hand be committed before it goes to somebody else; the rest is left to them."""
        self._generation += 1
        async with self._busy:
            self._failures.clear()
            self._held.clear()

    async def take(self, raw: Sequence[Any]) -> None:
        """Hand over what was polled, partition by partition; no error leaves, since FastStream would swallow it."""
        await self._life.meet(self._take(raw))

    async def _take(self, raw: Sequence[Any]) -> None:
        generation = self._generation
        for (topic, partition), records in groupby(raw, key=lambda r: (r.topic, r.partition)):
            async with self._busy:
                if self._life.stopping or generation != self._generation:
                    return
                await self._hand(self._place(topic, partition), [_record(r) for r in records])

    async def _hand(self, place: Any, records: list[Record]) -> None:
        first, last = records[0], records[-1]
        self._held[place] = first.offset
        fate = await self._life.meet(self._handler(first.partition, records))
        if fate.kind == "again":
            self._again(place, first, fate.code)
        elif fate.kind == "done":
            self._failures.pop(place, None)
            self._held.pop(place, None)
            if self._commit is not None:
                await self._commit(place, last.offset + 1)

    def _again(self, place: Any, first: Record, code: str) -> None:
        attempt = self._failures[place] = self._failures.get(place, 0) + 1
        telemetry.log("batch_waits", topic=first.topic, partition=first.partition, code=code, attempt=attempt)
        consumer = self._found()
        if consumer is not None and place in consumer.assignment():
            # P5: back to the first that was not handled; this partition stands, the others go on.
            consumer.seek(place, first.offset)
            consumer.pause(place)
            self._life.spawn(self._resume(place, backoff(attempt), self._generation))

    async def _resume(self, place: Any, seconds: float, generation: int) -> None:
        await self._life.pause(seconds)
        consumer = self._found()
        if consumer is not None and generation == self._generation and not self._life.stopping:
            consumer.resume(place)

    def _consumer(self) -> Consumer:
        consumer = self._found()
        if consumer is None:
            raise TransientError("bus_not_started")
        return consumer


def _record(raw: Any) -> Record:
    headers = {name: value or b"" for name, value in raw.headers}
    return Record(raw.topic, raw.partition, raw.offset, raw.key, raw.value, headers, raw.timestamp)
