"""Standby: one reader follows the state of every partition that this instance does not own, a little each turn.

So whoever takes a partition over reads only what was written last. A partition is read to the end that
`read_uncommitted` reports: an open or just committed transaction hides records from `read_committed`, and a state
without them would be older than the position beside it. It decides nothing, and does not say whether a state is good.
"""

import time
from collections.abc import Callable, Sequence
from typing import Final, Generic

from confluent_kafka import Consumer, KafkaError, Message, TopicPartition

from shared.shell.desk import Restored
from shared.shell.restore import reader
from shared.shell.settings import Settings

_SLICE: Final = 2000
_WAIT_S: Final = 0.02
_CALL_S: Final = 10.0
_QUIET_MS: Final = 100
"""How long a question for what is new may lie with the broker: it is asked all day."""


class _Followed(Generic[Restored]):
    """One partition: what was read of it, how far, and since when it is wanted, if it is."""

    def __init__(self, replay: Restored, topics: Sequence[str]) -> None:
        self.replay = replay
        self.reached = dict.fromkeys(topics, 0)
        self.rest()

    def rest(self) -> None:
        self.wanted = False
        self.ends: dict[str, int] | None = None
        self.count = 0
        self.doubted = 0.0


class Standby(Generic[Restored]):
    """The compacted topics behind a desk's state, for all partitions but those that the desk holds.

    Its calls but `turn` and `whole` only take note, so that a rebalance may make them.
    """

    def __init__(
        self, settings: Settings, topics: Sequence[str], *, partitions: int, replay: Callable[[], Restored]
    ) -> None:
        """Begin to follow all partitions; nothing is opened before the first turn."""
        self._settings, self._topics, self._replay = settings, tuple(topics), replay
        self._reader: Consumer | None = None
        self._ends: Consumer | None = None
        self._followed: dict[int, _Followed[Restored]] = {}
        self._moved = False
        for partition in range(partitions):
            self.follow(partition)

    def follow(self, partition: int) -> None:
        """Follow a partition from its beginning: of one that was held, nothing is kept."""
        self._followed[partition] = _Followed(self._replay(), self._topics)
        self._moved = True

    def want(self, partition: int) -> None:
        """Read a partition to its end next: it is to be taken."""
        self._followed[partition].wanted = True

    def rest(self, partition: int) -> None:
        """Go on following a partition that was wanted and is not to be taken after all; what was read stays good."""
        self._followed[partition].rest()

    def turn(self) -> None:
        """Read a slice: some 20 ms if a partition is wanted, else only what has already come."""
        if self._reader is None:
            self._reader = reader(self._settings, "read_committed", wait_ms=_QUIET_MS)
        if self._moved:
            places = ((partition, each.reached.items()) for partition, each in self._followed.items())
            self._reader.assign([TopicPartition(topic, p, at) for p, reached in places for topic, at in reached])
            self._moved = False
        wanted = any(each.wanted for each in self._followed.values())
        for message in self._reader.consume(_SLICE, _WAIT_S if wanted else 0):
            self._take(message)

    def whole(self, partition: int) -> Restored | None:
        """Return what was read of a wanted partition once it reaches the ends of the first time asked, else None.

        Raises:
            KafkaException: the broker does not tell the ends.
        """
        each = self._followed[partition]
        if each.ends is None:
            each.ends = self.ends(partition)
        return each.replay if all(each.reached[topic] >= end for topic, end in each.ends.items()) else None

    def ends(self, partition: int) -> dict[str, int]:
        """Return the end of each topic in a partition as `read_uncommitted` tells it."""
        if self._ends is None:
            self._ends = reader(self._settings, "read_uncommitted")
        return {
            topic: self._ends.get_watermark_offsets(TopicPartition(topic, partition), timeout=_CALL_S)[1]
            for topic in self._topics
        }

    def again(self, partition: int) -> None:
        """Go on reading to the ends as they are now, keeping what was read."""
        self._followed[partition].ends = None

    def disagreed(self, partition: int) -> float:
        """Return the seconds since what was read was first found not to agree; reading itself may take its time."""
        each, now = self._followed[partition], time.monotonic()
        each.doubted = each.doubted or now
        return now - each.doubted

    def taken(self, partition: int) -> int:
        """Follow a partition no more, the desk holds it; return how many records were read since it was wanted."""
        self._moved = True
        return self._followed.pop(partition).count

    def close(self) -> None:
        """Close the readers."""
        for each in (self._reader, self._ends):
            if each is not None:
                each.close()

    def _take(self, message: Message) -> None:
        topic, offset, error = message.topic() or "", message.offset() or 0, message.error()
        each = self._followed.get(message.partition() or 0)
        if each is None or offset < each.reached.get(topic, 0):
            return
        if error is None:
            each.replay.add(topic, message.key() or b"", message.value())
            each.count += each.wanted
            each.reached[topic] = offset + 1
        # Only the end-of-partition event counts the markers and aborted records that lie behind the last record.
        elif error.code() == KafkaError._PARTITION_EOF:  # noqa: SLF001 - librdkafka's own code
            each.reached[topic] = offset
