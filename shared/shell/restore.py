"""Read a partition of the compacted topics to their true end, a little at a time, between polls.

The end is the one that `read_uncommitted` reports: an open or just committed transaction hides records from
`read_committed`, and a state restored without them would be older than the position beside it.
"""

import time
from collections.abc import Sequence
from typing import Final

from confluent_kafka import Consumer, KafkaError, Message, TopicPartition

from shared.shell.settings import Settings
from shared.shell.telemetry import log

_SLICE: Final = 2000
_WAIT_S: Final = 0.02
_CALL_S: Final = 10.0

Restored = list[tuple[str, bytes, bytes | None]]
"""Records in the order in which they were written: topic, key, value (None: deleted)."""


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


class Changelog:
    """The compacted topics behind a desk's state; one reader for each partition under restoration."""

    def __init__(self, settings: Settings, topics: Sequence[str]) -> None:
        """Open nothing yet."""
        self._settings, self._topics = settings, tuple(topics)
        self._ends: Consumer | None = None
        self._reads: dict[int, _Read] = {}

    def begin(self, partition: int) -> None:
        """Start to read a partition from its beginning."""
        self.forget(partition)
        self._reads[partition] = _Read(partition, reader(self._settings, "read_committed"), self.ends(partition))

    def ends(self, partition: int) -> dict[str, int]:
        """Return the end of each topic in a partition as `read_uncommitted` tells it."""
        if self._ends is None:
            self._ends = reader(self._settings, "read_uncommitted")
        return {
            topic: self._ends.get_watermark_offsets(TopicPartition(topic, partition), timeout=_CALL_S)[1]
            for topic in self._topics
        }

    def read(self, partition: int) -> Restored | None:
        """Read one slice; return everything once all ends are reached, else None."""
        return self._reads[partition].slice()

    def again(self, partition: int) -> None:
        """Go on reading to the ends as they are now, keeping what was read."""
        self._reads[partition].ends = self.ends(partition)

    def disagreed(self, partition: int) -> float:
        """Return the seconds since what was read was first found not to agree; reading itself may take its time."""
        read, now = self._reads[partition], time.monotonic()
        read.doubted = read.doubted or now
        return now - read.doubted

    def forget(self, partition: int) -> None:
        """Close the reader of a partition, if there is one."""
        read = self._reads.pop(partition, None)
        if read is not None:
            read.consumer.close()

    def close(self) -> None:
        """Close all readers."""
        for partition in list(self._reads):
            self.forget(partition)
        if self._ends is not None:
            self._ends.close()


class _Read:
    """One restoration in progress: topics one after another."""

    def __init__(self, partition: int, consumer: Consumer, ends: dict[str, int]) -> None:
        self.consumer, self.ends = consumer, ends
        self.doubted = 0.0
        self._partition = partition
        self._records: Restored = []
        self._at: str | None = None
        self._reached: dict[str, int] = {}

    def slice(self) -> Restored | None:
        for topic, end in self.ends.items():
            if self._reached.get(topic, 0) < end:
                self._turn_to(topic)
                self._take(topic, self.consumer.consume(_SLICE, _WAIT_S))
                return None
        return self._records

    def _turn_to(self, topic: str) -> None:
        if self._at != topic:
            self.consumer.assign([TopicPartition(topic, self._partition, self._reached.get(topic, 0))])
            self._at = topic

    def _take(self, topic: str, messages: Sequence[Message]) -> None:
        for message in messages:
            error = message.error()
            if error is None:
                self._records.append((topic, message.key() or b"", message.value()))
            # Only the end-of-partition event counts the markers and aborted records that lie behind the last record.
            if error is None or error.code() == KafkaError._PARTITION_EOF:  # noqa: SLF001 - librdkafka's own code
                self._reached[topic] = (message.offset() or 0) + (1 if error is None else 0)


class Tail:
    """A one-partition topic that is read to the end it has, each time it is asked."""

    def __init__(self, settings: Settings, topic: str) -> None:
        """Open a reader at the topic's beginning."""
        self._topic, self._reached = topic, 0
        self._consumer = reader(settings, "read_committed")
        self._consumer.assign([TopicPartition(topic, 0, 0)])

    def read_on(self) -> Sequence[bytes]:
        """Return the values written since the last call; what could not be read now comes with the next one."""
        end = self._consumer.get_watermark_offsets(TopicPartition(self._topic, 0), timeout=_CALL_S)[1]
        values: list[bytes] = []
        while self._reached < end:
            message = self._consumer.poll(_CALL_S)
            if message is None:
                log("topic unreadable", topic=self._topic)
                break
            error = message.error()
            if error is None:
                values.append(message.value() or b"")
            if error is None or error.code() == KafkaError._PARTITION_EOF:  # noqa: SLF001 - librdkafka's own code
                self._reached = (message.offset() or 0) + (1 if error is None else 0)
        return values

    def close(self) -> None:
        """Close the reader."""
        self._consumer.close()


def reader(settings: Settings, isolation: str) -> Consumer:
    """Return a consumer that is told where to read, commits nothing and says where a partition ends."""
    return Consumer(
        {
            **connection(settings),
            "group.id": settings.service,
            "enable.auto.commit": False,
            "isolation.level": isolation,
            "auto.offset.reset": "earliest",
            "enable.partition.eof": True,
            "fetch.wait.max.ms": 20,
        }
    )
