"""The rig: an embedded stack with what a fault needs, a shop that sends fast, and the auditor at the end.

It breaks nothing itself: the nemesis and the planted modules do.
"""

import json
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from confluent_kafka import ConsumerGroupTopicPartitions, TopicPartition

from cli import sample
from cli.demo import audit
from cli.embedded import ports, private
from cli.embedded.stack import EmbeddedStack
from cli.running import call
from contracts.topics import PARTITIONS, SHOP_EVENTS
from tests.faults.feeder import Feeder

GATEWAY: Final = "services.gateway.main"
_PARTNERS: Final = ("seller", "payment", "cross_border")
_GLANCE_S: Final = 0.02


class StuckError(Exception):
    """What was awaited did not happen in time."""


class Rig:
    """One stack: ledger, policy and gateway, and on request the partner services and the parties outside."""

    def __init__(self, *, orders: int, seed: int, partners: bool = False) -> None:
        """Take what to run; nothing is started before `with`."""
        self.shops = sample.shops()
        self._partners, self._orders, self._seed = partners, orders, seed
        self.names = sample.endpoints(self.shops)
        self.said: list[str] = []
        self.started = 0.0
        self.stack = EmbeddedStack(
            data=None,
            shops=list(self.shops),
            endpoint_names=self.names,
            policies=sample.POLICIES,
            say=self.said.append,
        )

    def __enter__(self) -> Self:
        """Start everything but the gateway."""
        self.stack.__enter__()
        try:
            if self._partners:
                self._open_parties()
            self.stack.start_infrastructure()
            for name in ("ledger", *(_PARTNERS if self._partners else ()), "policy"):
                self.stack.start_service(name)
            self.stack.wait_ready("policy")
            self.stack.wait_ready("ledger")
            self.feeder = Feeder(self.stack, orders=self._orders, seed=self._seed)
        except BaseException as error:
            self.stack.__exit__(type(error), error, None)
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop everything."""
        self.stack.__exit__(kind, error, trace)

    @property
    def folder(self) -> Path:
        """Return the gateway's own folder."""
        return self.stack.data / "services" / "gateway"

    def start_gateway(self, target: str = GATEWAY) -> None:
        """Start the gateway, or another module in its place."""
        self.started = time.time() * 1000
        self.stack.start_service("gateway", target=target)

    def log(self, name: str = "gateway") -> list[dict[str, Any]]:
        """Return the log of a gateway."""
        file = self.stack.data / "services" / name / "log.jsonl"
        lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
        return [json.loads(line) for line in lines]

    def positions(self) -> dict[int, int]:
        """Return the gateway's committed positions; 0 where there is none."""
        asked = ConsumerGroupTopicPartitions("gateway", [TopicPartition(SHOP_EVENTS, p) for p in range(PARTITIONS)])
        admin = self.stack._infrastructure.admin
        answer = admin.list_consumer_group_offsets([asked])["gateway"].result()
        return {p.partition: max(p.offset, 0) for p in answer.topic_partitions or []}

    def left(self) -> int:
        """Return how many records lie in the log that no committed position covers."""
        at = self.positions()
        return sum(max(0, position + 1 - at.get(p, 0)) for p, position in self.feeder.through.items())

    def decided(self) -> bool:
        """Tell whether committed positions cover everything that was sent."""
        return self.left() == 0

    def until(self, true: Callable[[], bool], *, seconds: float = 40) -> None:
        """Ask again and again until it is so.

        Raises:
            StuckError: not in time.
        """
        if not self.within(true, seconds=seconds):
            raise StuckError(f"not within {seconds:.0f} s; gateway alive: {self.stack.alive('gateway')}")

    @staticmethod
    def within(true: Callable[[], bool], *, seconds: float) -> bool:
        """Tell whether it becomes so in time."""
        end = time.monotonic() + seconds
        while not true():
            if time.monotonic() > end:
                return False
            time.sleep(_GLANCE_S)
        return True

    def settle(self, *, seconds: float = 120) -> bool:
        """Wait until the ledger has passed everything that was sent, and nothing that is handed over is open."""
        self.feeder.flush()
        asked = ",".join(f"{partition}:{position}" for partition, position in self.feeder.through.items())
        closed = "true" if self._partners else "false"
        headers = {"authorization": f"Bearer {self.stack.token('operations')}"}
        url = f"{self.stack.url('ledger')}/summary?through={asked}&closed={closed}&wait=10"
        end = time.monotonic() + seconds
        while time.monotonic() < end and self.stack.alive("ledger"):
            found: dict[str, Any] = json.loads(call(url, headers=headers))
            if found["reached"]:
                return True
        return False

    def audit(self, *, ledger: bool = True) -> dict[str, Any]:
        """Let the auditor judge; without the ledger where it has stopped, or its log is not asked for."""
        shops: Iterable[str] = self.shops if ledger and self.stack.alive("ledger") else ()
        return audit(self.stack, list(shops), parties=self._parties_log(), receipts=self.feeder.receipts)

    def _parties_log(self) -> Path:
        return private.folder(self.stack.data / "parties")

    def _open_parties(self) -> None:
        port = ports.free(1)[0]
        self.stack.policies = sample.render(self.stack.data / "policies", port)
        secrets = sample.write_party_secrets(self.stack, self.names)
        given = ("--port", str(port), "--secrets", str(secrets), "--log", str(self._parties_log()))
        self.stack.outsiders.start("parties", "examples.parties", *given)
