"""The nemesis: orders flow, and the gateway is killed at seeded random moments while events are left to decide."""

import time
from collections.abc import Callable
from random import Random
from threading import Event, Thread
from typing import Any, Final, NamedTuple

from tests.faults.rig import Rig

_LIFE_S: Final = 8.0
"""What one life of the gateway lasts about: the group waits for the dead member, then for a while all goes well."""
_BUSY_S: Final = 0.6
_IDLE_S: Final = 60.0
_GLANCE_S: Final = 0.05


class Run(NamedTuple):
    """What a run did, and what the auditor says of it."""

    orders: int
    kills: int
    idle: int
    settled: bool
    seconds: float
    moments: list[float]
    verdict: dict[str, Any]

    @property
    def clean(self) -> bool:
        """Whether all was decided and the auditor found nothing."""
        return self.settled and bool(self.verdict["ok"])


class Nemesis:
    """Kills one rig's gateway again and again."""

    def __init__(self, rig: Rig, *, orders: int, kills: int, seed: int, say: Callable[[str], None]) -> None:
        """Take how much and how often; equal seeds choose equal moments."""
        self._rig, self._orders, self._kills, self._say = rig, orders, kills, say
        self._chance = Random(seed)  # noqa: S311 - moments, not secrets
        self._hits, self._idle = 0, 0
        self._moments: list[float] = []
        self._over = Event()
        self._broken: list[BaseException] = []

    def run(self) -> Run:
        """Let orders flow, kill, let everything settle, and have it judged."""
        began = time.monotonic()
        self._rig.start_gateway()
        flow = Thread(target=self._flow, daemon=True)
        flow.start()
        try:
            while self._hits < self._kills and not self._broken:
                self._kill()
        finally:
            self._over.set()
        flow.join()
        if self._broken:
            raise self._broken[0]
        settled = self._rig.settle(seconds=300)
        verdict = self._rig.audit()
        seconds = round(time.monotonic() - began, 1)
        orders = self._rig.feeder.orders
        return Run(orders, self._hits, self._idle, settled, seconds, self._moments, verdict)

    def _flow(self) -> None:
        """Send so that orders last as long as there are kills to come, then all the rest at once."""
        try:
            while self._rig.feeder.step():
                self._hold()
                left = self._orders - self._rig.feeder.orders
                rate = max(20.0, left / ((self._kills - self._hits + 0.5) * _LIFE_S))
                self._over.wait(self._chance.expovariate(rate * 4 / 3))
        except BaseException as error:  # noqa: BLE001 - told by the thread that waits
            self._broken.append(error)

    def _hold(self) -> None:
        """Keep some orders for the kills to come, however slow the machine is."""
        while not self._over.is_set():
            stages = self._hits + self._idle + 1
            if self._rig.feeder.orders < self._orders * stages / (self._kills + 1):
                return
            self._over.wait(_GLANCE_S)

    def _kill(self) -> None:
        """Kill once: mostly soon after it decided something, sometimes at any moment of its start."""
        rig, base = self._rig, self._rig.positions()
        if self._chance.random() < 0.7:
            rig.until(lambda: rig.positions() != base, seconds=_IDLE_S)
            wait = self._chance.uniform(0, _BUSY_S)
        else:
            wait = self._chance.uniform(0, _LIFE_S)
        time.sleep(wait)
        if not rig.stack.alive("gateway"):
            raise RuntimeError(f"the gateway ended by itself: {rig.log()[-3:]}")
        rig.stack.kill_service("gateway")
        left = rig.left()
        self._hits += left > 0
        self._idle += left == 0
        self._moments.append(round(wait, 3))
        self._say(f"kill {self._hits}/{self._kills}: {rig.feeder.orders} orders sent, {left} events left")
        rig.start_gateway()
