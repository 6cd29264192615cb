"""The world of one deployment: requests in at the door, everything that the checkpoint makes of them out.

Pure: the moment of the beginning is an argument, time passes only when it is told to, chance is a counter.
"""

import json
from collections.abc import Mapping
from typing import Any, Final, Protocol

import msgspec

from contracts import events as ev
from contracts.entries import Entry
from contracts.packs import Pack, Register
from contracts.topics import PARTITIONS, SHOP_EVENTS
from shared.core.accept import Prepared, prepare
from shared.core.checkpoint.desk import GatewayDesk
from shared.core.checkpoint.step import Input, Output
from shared.core.door import CONTENT_TYPE
from shared.core.moment import DAY_MS
from shared.core.names import arrange
from shared.core.world.names import MemoryNames, now
from shared.core.world.told import Told, joined, told
from shared.core.world.versions import Versions

_OWN: Final = {"content-type": CONTENT_TYPE}


class Door(Protocol):
    """Makes records of a request, or refuses it, as `shared.core.accept.prepare` does."""

    def __call__(self, raw: bytes, headers: Mapping[str, str], *, shop: str, key: bytes, seed: bytes) -> Prepared:
        """Return the records of a request.

        Raises:
            DoorError: the request is refused.
        """
        ...


class World:
    """All partitions of one gateway behind one door, and a clock that a story moves."""

    def __init__(self, *, at: int, door: Door = prepare) -> None:
        """Begin at a moment (Unix ms) with no shop; `door` makes records of what is sent."""
        self.book, self.now = Versions(), at
        self.entries: list[Entry] = []
        """Every entry so far, in order."""
        self.log: dict[int, list[Input]] = {partition: [] for partition in range(PARTITIONS)}
        """Every record so far, by partition."""
        self._names, self._door = MemoryNames(), door
        self.desk = GatewayDesk(self.book, partitions=PARTITIONS, chance=bytes)
        self._sent = 0
        for partition in range(PARTITIONS):
            self.desk.seat(partition, None, self.desk.replay())

    def send(self, shop: str, event: Mapping[str, Any]) -> Told:
        """Take an event of a shop in at the door and decide it.

        Raises:
            DoorError: the door refuses it.
        """
        return self.post(shop, json.dumps(event, ensure_ascii=False).encode(), _OWN)

    def post(self, shop: str, raw: bytes, headers: Mapping[str, str]) -> Told:
        """Take a request in as it is sent, a platform's webhook too, and decide what it holds.

        Raises:
            DoorError: the door refuses it.
        """
        self._sent += 1
        seed = self._sent.to_bytes(32)
        made = self._door(raw, headers, shop=shop, key=shop.encode().ljust(32), seed=seed)
        records = now(arrange(self._names, shop, made.records))
        return joined([self._take(each.partition, each.key, each.value, each.headers) for each in records])

    def publish(self, pack: Pack, register: Register) -> Told:
        """Publish versions and put them into force."""
        self.book.publish(pack, register)
        return self.activate(pack.shop, pack.version, register.version)

    def activate(self, shop: str, pack: int, register: int) -> Told:
        """Put versions into force in every partition, whether they are there or not."""
        fence = msgspec.json.encode(self.book.fence(shop, pack, register))
        return self._everywhere(b"@policy", fence, {ev.H_TYPE: b"policy.activated", ev.H_SHOP: shop.encode()})

    def tick(self, *, days: float = 0) -> Told:
        """Let time pass, and tell every partition."""
        return self.until(self.now + int(days * DAY_MS))

    def until(self, at: int) -> Told:
        """Let time pass to a moment (Unix ms), and tell every partition."""
        self.now = at
        return self._everywhere(b"@tick", b"{}", {ev.H_TYPE: b"time.ticked"})

    def _everywhere(self, key: bytes, value: bytes, headers: dict[str, bytes]) -> Told:
        return joined([self._take(partition, key, value, headers) for partition in range(PARTITIONS)])

    def _take(self, partition: int, key: bytes, value: bytes, headers: dict[str, bytes]) -> Told:
        given, outputs = Input(len(self.log[partition]), key, value, headers, self.now), list[Output]()
        self.log[partition].append(given)
        for step in self.desk.take(partition, [given]):
            self.desk.keep(partition)
            outputs += step.outputs
        own = told(outputs)
        self.entries += own.entries
        return joined([own, *(self._passed(output, partition) for output in outputs if output.topic == SHOP_EVENTS)])

    def _passed(self, output: Output, partition: int) -> Told:
        """Take what the gateway itself has written: restrictions of one name for the other."""
        place = partition if output.partition is None else output.partition
        return self._take(place, output.key, output.value or b"", dict(output.headers))
