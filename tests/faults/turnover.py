"""Who of several gateways runs, and when that changes: each change makes the group give its partitions anew.

It kills nothing itself: the nemesis does, and tells.
"""

import time
from collections.abc import Container
from random import Random
from typing import Final

from contracts.topics import PARTITIONS
from tests.faults.rig import Rig

_GLANCE_S: Final = 0.05


class Turnover:
    """Every so many seconds starts the gateway that is down, or stops one in good order."""

    def __init__(self, rig: Rig, *, gateways: int, every: float, chance: Random) -> None:
        """Take the slots and the seconds between two changes; with one gateway there are none."""
        self._rig, self._slots, self._every, self._chance = rig, range(gateways), every, chance
        self._running: set[int] = set()
        self._next = time.monotonic() + every
        self.moves = 0

    def start_all(self) -> None:
        """Start every gateway that is down."""
        for slot in self._slots:
            if slot not in self._running:
                self._start(slot)

    def pass_time(self) -> None:
        """Let some time pass between two kills, and make the changes that fall due in it."""
        if len(self._slots) == 1:
            return
        until = time.monotonic() + self._chance.uniform(0, self._every)
        while time.monotonic() < until or time.monotonic() > self._next:
            if time.monotonic() > self._next:
                self._change()
            time.sleep(_GLANCE_S)

    def _change(self) -> None:
        self._next = time.monotonic() + self._every
        self.moves += 1
        down = [slot for slot in self._slots if slot not in self._running]
        if down:
            self._start(self._chance.choice(down))
        else:
            slot = self._chance.choice(self._slots)
            self._rig.stack.stop_service("gateway", slot=slot)
            self._running.discard(slot)

    def choose(self) -> tuple[int, Container[int]]:
        """Return the slot of a gateway to kill and the partitions that it holds; of several, one that holds some."""
        if len(self._slots) == 1:
            return 0, range(PARTITIONS)
        owned = {slot: self._rig.owned(slot) for slot in sorted(self._running)}
        slot = self._chance.choice([slot for slot in owned if owned[slot]] or list(owned))
        return slot, owned[slot]

    def killed(self, slot: int) -> None:
        """Start it again at once, or, if another runs, perhaps not before the next change."""
        self._running.discard(slot)
        if not self._running or self._chance.random() < 0.5:
            self._start(slot)

    def _start(self, slot: int) -> None:
        self._rig.start_gateway(slot=slot)
        self._running.add(slot)
