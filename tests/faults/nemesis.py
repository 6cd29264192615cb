"""The nemesis: orders flow, and gateways are killed at seeded random moments while events are left to decide.

With several gateways the group gives its partitions anew all the time, and new versions are published in between.
"""

import time
from collections.abc import Callable
from random import Random
from threading import Event, Thread
from typing import Any, Final, NamedTuple

from tests.faults.rig import Rig
from tests.faults.turnover import Turnover

_LIFE_S: Final = 8.0
"""What one life of the gateway lasts about: the group waits for the dead member, then for a while all goes well."""
_BUSY_S: Final = 0.6
_IDLE_S: Final = 60.0
_WORK_S: Final = 2.0
"""How long a kill waits for something to be left to decide."""
_KEPT: Final = 0.8
"""Share of the orders in hand that stays there after a kill that hit an idle gateway."""
_GLANCE_S: Final = 0.05


class Plan(NamedTuple):
    """How much and how often; equal seeds choose equal moments.

    `rebalance` is the seconds after which one of several gateways is stopped or started.
    """

    orders: int
    kills: int
    seed: int
    gateways: int = 1
    rebalance: float = 10.0


class Run(NamedTuple):
    """What a run did, and what the auditor says of it.

    `moves` counts stops and starts for the sake of a rebalance, `versions` how often a new version was published.
    `tails` has for each partition that was taken how many records of its state had to be read for that, `doubts` the
    transactions that were refused or in doubt, by reason.
    """

    orders: int
    kills: int
    idle: int
    moves: int
    versions: int
    tails: list[int]
    doubts: dict[str, int]
    settled: bool
    seconds: float
    moments: list[float]
    verdict: dict[str, Any]

    @property
    def clean(self) -> bool:
        """Whether all was decided and the auditor found nothing."""
        return self.settled and bool(self.verdict["ok"])


class Nemesis:
    """Kills one rig's gateways again and again."""

    def __init__(self, rig: Rig, plan: Plan, *, say: Callable[[str], None]) -> None:
        """Take what to do; nothing is done before `run`."""
        self._rig, self._plan, self._say = rig, plan, say
        self._chance = Random(plan.seed)  # noqa: S311 - moments, not secrets
        self._turnover = Turnover(rig, gateways=plan.gateways, every=plan.rebalance, chance=self._chance)
        self._hits, self._idle, self._versions = 0, 0, 0
        self._moments: list[float] = []
        self._over = Event()
        self._broken: list[BaseException] = []

    def run(self) -> Run:
        """Let orders flow, kill, let everything settle, and have it judged."""
        began, plan = time.monotonic(), self._plan
        self._turnover.start_all()
        flow = Thread(target=self._flow, daemon=True)
        flow.start()
        try:
            while self._hits < plan.kills and not self._broken:
                self._turnover.pass_time()
                self._renew()
                self._kill()
        finally:
            self._over.set()
        flow.join()
        if self._broken:
            raise self._broken[0]
        self._turnover.start_all()
        settled = self._rig.settle(seconds=300)
        verdict = self._rig.audit()
        seconds = round(time.monotonic() - began, 1)
        done = (self._rig.feeder.orders, self._hits, self._idle, self._turnover.moves, self._versions)
        told = (self._rig.tails(plan.gateways), self._rig.doubts(plan.gateways))
        return Run(*done, *told, settled, seconds, self._moments, verdict)

    def _flow(self) -> None:
        """Send so that orders last as long as there are kills to come, then all the rest at once."""
        try:
            while self._rig.feeder.step():
                self._hold()
                left = self._plan.orders - self._rig.feeder.orders
                rate = max(20.0, left / ((self._plan.kills - self._hits + 0.5) * _LIFE_S))
                self._over.wait(self._chance.expovariate(rate * 4 / 3))
        except BaseException as error:  # noqa: BLE001 - told by the thread that waits
            self._broken.append(error)

    def _hold(self) -> None:
        """Keep some orders for the kills to come, however slow the machine is, and however many hit nothing."""
        while not self._over.is_set():
            share = (self._plan.kills - self._hits) / (self._plan.kills + 1)
            if self._rig.feeder.orders < self._plan.orders * (1 - share * _KEPT**self._idle):
                return
            self._over.wait(_GLANCE_S)

    def _renew(self) -> None:
        """Publish new versions while partitions move: after every third kill, from the first."""
        if self._plan.gateways > 1 and self._hits > 3 * self._versions:
            self._versions += 1
            self._rig.renew()
            self._say(f"version {self._versions + 1} of each pack and register is published")

    def _kill(self) -> None:
        """Kill once: mostly one that has work in hand, sometimes any at any moment of its start."""
        rig, busy = self._rig, self._chance.random() < 0.7
        if busy:
            base = rig.positions()
            rig.until(lambda: rig.positions() != base, seconds=_IDLE_S)
        wait = self._chance.uniform(0, _BUSY_S if busy else _LIFE_S)
        time.sleep(wait)
        slot, owned = self._turnover.choose()
        rig.within(lambda: rig.left(owned) > 0, seconds=_WORK_S)
        if not rig.stack.alive("gateway", slot=slot):
            raise RuntimeError(f"the gateway ended by itself: {rig.log(slot)[-3:]}")
        rig.stack.kill_service("gateway", slot=slot)
        left = rig.left(owned)
        self._hits += left > 0
        self._idle += left == 0
        self._moments.append(round(wait, 3))
        which = f" of gateway {slot}" if self._plan.gateways > 1 else ""
        self._say(f"kill {self._hits}/{self._plan.kills}{which}: {rig.feeder.orders} orders sent, {left} events left")
        self._turnover.killed(slot)
