"""The rig: an embedded stack with what a fault needs, a shop that sends fast, and the auditor at the end.

It breaks nothing itself: the nemesis and the planted modules do.
"""

import json
import re
import time
from collections import Counter
from collections.abc import Callable, Container, Iterable
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from confluent_kafka import Consumer, ConsumerGroupTopicPartitions, TopicPartition

from cli import sample
from cli.demo import audit
from cli.embedded import ports, private
from cli.embedded.instances import Instance
from cli.embedded.stack import EmbeddedStack
from cli.policy.folder import officers, publish_folder
from cli.running import call
from contracts.topics import PARTITIONS, SHOP_EVENTS, SUBJECT_STATE, SUBJECT_WAITING
from tests.faults.access import client
from tests.faults.feeder import Feeder

GATEWAY: Final = "services.gateway.main"
_PARTNERS: Final = ("seller", "payment", "joint_use", "cross_border")
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
            say=self.said.append,
        )

    def __enter__(self) -> Self:
        """Start everything but the gateway."""
        self.stack.__enter__()
        try:
            port = ports.free(1)[0]
            self._policies = sample.render(self.stack.data / "policies", port)
            if self._partners:
                self._open_parties(port)
            self.stack.start_infrastructure()
            for name in ("ledger", *(_PARTNERS if self._partners else ()), "policy"):
                self.stack.start_service(name)
            self.stack.wait_ready("policy")
            self._publish()
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

    def start_gateway(self, target: str = GATEWAY, *, slot: int = 0) -> None:
        """Start a gateway, or another module in its place."""
        self.started = time.time() * 1000
        self.stack.start_service("gateway", slot=slot, target=target)

    def log(self, slot: int = 0) -> list[dict[str, Any]]:
        """Return the log of a gateway."""
        file = self.stack.data / "services" / Instance("gateway", slot).label / "log.jsonl"
        lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
        return [json.loads(line) for line in lines]

    def owned(self, slot: int) -> set[int]:
        """Return the partitions that the group has given to the gateway of a slot."""
        admin = self.stack._infrastructure.admin
        group = admin.describe_consumer_groups(["gateway"])["gateway"].result()
        mine = (each.assignment for each in group.members if each.client_id == f"gateway-{slot}")
        return {p.partition for given in mine if given for p in given.topic_partitions}

    def ends(self, partition: int) -> dict[str, int]:
        """Return how far the topics of the state go in a partition."""
        asker = Consumer({**client(self.stack, "gateway"), "group.id": "gateway"})
        try:
            places = [TopicPartition(topic, partition) for topic in (SUBJECT_STATE, SUBJECT_WAITING)]
            return {place.topic: asker.get_watermark_offsets(place, timeout=10)[1] for place in places}
        finally:
            asker.close()

    def tails(self, gateways: int) -> list[int]:
        """Return, for each partition that gateways have taken, how many records were read after it was assigned."""
        taken = (row for slot in range(gateways) for row in self.log(slot) if row["deed"] == "partition taken")
        return [row["count"] for row in sorted(taken, key=lambda row: int(row["at"]))]

    def doubts(self, gateways: int) -> dict[str, int]:
        """Return how many transactions were refused or in doubt, by reason code."""
        rows = (row for slot in range(gateways) for row in self.log(slot) if row["deed"].startswith("transaction "))
        return dict(Counter(row["code"] for row in rows))

    def renew(self) -> None:
        """Publish the next version of each shop's pack and register, while everything goes on."""
        for file in self._policies.rglob("*.yaml"):
            text = file.read_text(encoding="utf-8")
            raised = re.sub(r"(?m)^version: (\d+)$", lambda found: f"version: {int(found[1]) + 1}", text)
            file.write_text(raised, encoding="utf-8")
        self._publish()

    def _publish(self) -> None:
        both = officers(self.stack.url("policy"), self.stack.officers())
        published = publish_folder(both, self._policies, say=self.said.append)
        assert published.keys() == self.shops.keys(), self.said

    def positions(self) -> dict[int, int]:
        """Return the gateway's committed positions; 0 where there is none."""
        asked = ConsumerGroupTopicPartitions("gateway", [TopicPartition(SHOP_EVENTS, p) for p in range(PARTITIONS)])
        admin = self.stack._infrastructure.admin
        answer = admin.list_consumer_group_offsets([asked])["gateway"].result()
        return {p.partition: max(p.offset, 0) for p in answer.topic_partitions or []}

    def left(self, partitions: Container[int] = range(PARTITIONS)) -> int:
        """Return how many records lie in the log of these partitions that no committed position covers."""
        at, sent = self.positions(), self.feeder.through.items()
        return sum(max(0, position + 1 - at.get(p, 0)) for p, position in sent if p in partitions)

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

    def _open_parties(self, port: int) -> None:
        secrets = sample.write_party_secrets(self.stack, self.names)
        given = ("--port", str(port), "--secrets", str(secrets), "--log", str(self._parties_log()))
        self.stack.outsiders.start("parties", "examples.parties", *given)
