"""How the transactional loop and its desk read: the member of the group, and readers that are told where to read.

Keeps no state and commits nothing.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

from confluent_kafka import OFFSET_BEGINNING, Consumer, KafkaError, Message, TopicPartition

from shared.core.checkpoint.step import Input
from shared.errors import TransientError
from shared.shell.settings import Settings
from shared.shell.telemetry import log

_CALL_S: Final = 10.0


def connection(settings: Settings) -> dict[str, str | int | float | bool]:
    """Return how to reach the broker as this service's principal (SASL/SCRAM-SHA-512)."""
    return {
        "bootstrap.servers": settings.bootstrap,
        "security.protocol": "SASL_PLAINTEXT",
        "sasl.mechanism": "SCRAM-SHA-512",
        "sasl.username": settings.user,
        "sasl.password": settings.password.get_secret_value(),
        "log_level": 3,
    }


def member(settings: Settings) -> Consumer:
    """Return the consumer by which one instance takes its part of the input in the group of its service."""
    return Consumer(
        {
            **connection(settings),
            "group.id": settings.service,
            "client.id": f"{settings.service}-{settings.slot}",
            "enable.auto.commit": False,
            "isolation.level": "read_committed",
            "auto.offset.reset": "error",
            "session.timeout.ms": 6000,
            "heartbeat.interval.ms": 1500,
            "partition.assignment.strategy": "cooperative-sticky",
            "fetch.wait.max.ms": 50,
        }
    )


def as_input(message: Message) -> Input:
    """Return a record of the input topic as desks know it."""
    given: Sequence[tuple[str, bytes | None]] = message.headers() or []  # type: ignore[assignment]
    headers = {name: value or b"" for name, value in given}
    key, value = message.key() or b"", message.value() or b""
    return Input(message.offset() or 0, key, value, headers, message.timestamp()[1])


class Said(NamedTuple):
    """A value, and when the broker took it (Unix ms; the topic's own timestamps say so)."""

    value: bytes
    at: int


class Tail:
    """A one-partition topic that is read to the end it has, each time it is asked."""

    def __init__(self, settings: Settings, topic: str) -> None:
        """Open a reader at the topic's beginning."""
        self._topic, self._reached = topic, 0
        self._consumer = reader(settings, "read_committed")
        self._consumer.assign([TopicPartition(topic, 0, 0)])

    def read_on(self) -> Sequence[Said]:
        """Return the values written since the last call; what could not be read now comes with the next one."""
        end = self._consumer.get_watermark_offsets(TopicPartition(self._topic, 0), timeout=_CALL_S)[1]
        values: list[Said] = []
        while self._reached < end:
            message = self._consumer.poll(_CALL_S)
            if message is None:
                log("topic unreadable", topic=self._topic)
                break
            error = message.error()
            if error is None:
                values.append(Said(message.value() or b"", message.timestamp()[1]))
            if error is None or error.code() == KafkaError._PARTITION_EOF:  # noqa: SLF001 - librdkafka's own code
                self._reached = (message.offset() or 0) + (1 if error is None else 0)
        return values

    def close(self) -> None:
        """Close the reader."""
        self._consumer.close()


def whole(settings: Settings, topic: str, partitions: int) -> dict[int, list[Input]]:
    """Read a topic from as far back as it is kept to the end it has now, by partition; nothing is committed.

    Raises:
        TransientError: the broker did not answer.
    """
    consumer = reader(settings, "read_committed")
    try:
        places = [TopicPartition(topic, partition, OFFSET_BEGINNING) for partition in range(partitions)]
        consumer.assign(places)
        found: dict[int, list[Input]] = {partition: [] for partition in range(partitions)}
        reading = set(found)
        while reading:
            message = consumer.poll(_CALL_S)
            if message is None:
                raise TransientError("topic_unreadable")
            partition, error = message.partition() or 0, message.error()
            if error is None:
                found[partition].append(as_input(message))
            elif error.code() == KafkaError._PARTITION_EOF:  # noqa: SLF001 - librdkafka's own code
                reading.discard(partition)
            else:
                raise TransientError("topic_unreadable")
        return found
    finally:
        consumer.close()


def reader(settings: Settings, isolation: str, *, wait_ms: int = 20) -> Consumer:
    """Return a consumer that is told where to read, commits nothing and says where a partition ends.

    `wait_ms` is how long the broker may hold back an answer that has nothing new.
    """
    return Consumer(
        {
            **connection(settings),
            "group.id": settings.service,
            "enable.auto.commit": False,
            "isolation.level": isolation,
            "auto.offset.reset": "earliest",
            "enable.partition.eof": True,
            "fetch.wait.max.ms": wait_ms,
        }
    )
