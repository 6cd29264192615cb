"""The gateway's throughput as a share of the same topics with constant bytes, on the embedded stack."""

import tempfile
import time
from pathlib import Path
from typing import Final, NamedTuple

from confluent_kafka import Consumer, Producer, TopicPartition
from pydantic import SecretStr

from benchmarks.events import records
from cli import sample
from cli.embedded.stack import EmbeddedStack
from cli.house import House
from cli.policy.folder import publish_folder
from contracts.topics import PARTITIONS, SHOP_EVENTS
from shared.core.sealing import place, with_seed
from shared.shell.sealing.ring import Ring
from shared.shell.settings import Settings

_FROM: Final = 0.1
"""Share of the events after which the measurement begins: by then the partitions are taken and the caches warm."""


class Result(NamedTuple):
    """Events a second of the gateway and of the yardstick, and the share."""

    gateway: float
    constant: float
    share: float


def run(orders: int) -> Result:
    """Measure both, each on a stack of its own."""
    constant = _rate(orders, target="benchmarks.constant")
    gateway = _rate(orders, target=None)
    return Result(gateway, constant, gateway / constant)


def _rate(orders: int, *, target: str | None) -> float:
    house = House(None, quiet=True)
    with tempfile.TemporaryDirectory() as folder, house.stack as stack:
        stack.start_infrastructure()
        stack.start_service("gateway", target=target)
        stack.wait_ready("gateway")
        stack.start_service("policy")
        stack.wait_ready("policy")
        both = house.officers()
        publish_folder(both, sample.render(Path(folder), 1), say=print)
        stack.kill_service("gateway")
        _fill(stack, orders)
        stack.start_service("gateway", target=target)
        return _watch(stack)


def security(stack: EmbeddedStack, principal: str) -> dict[str, str]:
    """Return how a principal of the stack reaches the broker."""
    user, password = stack.credentials(principal)
    return {
        "bootstrap.servers": stack.bootstrap,
        "security.protocol": "SASL_PLAINTEXT",
        "sasl.mechanism": "SCRAM-SHA-512",
        "sasl.username": user,
        "sasl.password": password,
    }


def _fill(stack: EmbeddedStack, orders: int) -> None:
    producer = Producer({**security(stack, "intake"), "enable.idempotence": True, "linger.ms": 20})
    ring = _ring(stack)
    for record in records(orders):
        named, plain = with_seed(record.headers, record.value)
        value = ring.seal(place(SHOP_EVENTS, named), plain)
        headers: list[tuple[str, str | bytes | None]] = list(named.items())
        while True:
            try:
                producer.produce(SHOP_EVENTS, value, record.key, partition=record.partition, headers=headers)
                break
            except BufferError:
                producer.poll(0.1)
    producer.flush()


def _ring(stack: EmbeddedStack) -> Ring:
    """Return what the intake seals with."""
    where = {"service": "intake", "bootstrap": "", "user": "", "password": SecretStr("")}
    keys = stack.data / "services" / "intake" / "keys"
    return Ring(Settings.model_validate({**where, "database": SecretStr(stack.database("intake")), "keys": keys}))


def _watch(stack: EmbeddedStack) -> float:
    """Return events a second between the moment when a tenth was committed and the end."""
    consumer = Consumer({**security(stack, "gateway"), "group.id": "gateway", "enable.auto.commit": False})
    places = [TopicPartition(SHOP_EVENTS, p) for p in range(PARTITIONS)]
    end = sum(consumer.get_watermark_offsets(place)[1] for place in places)
    begun, counted = 0.0, 0
    try:
        while True:
            done = sum(max(0, place.offset) for place in consumer.committed(places, 10))
            if not begun and done >= end * _FROM:
                begun, counted = time.monotonic(), done
            if done >= end:
                return (end - counted) / (time.monotonic() - begun)
            if not stack.alive("gateway"):
                raise RuntimeError("the gateway has stopped")
    finally:
        consumer.close()
