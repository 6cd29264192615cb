"""How far the transactional loop is behind its topic, for metrics: by what the client knows, without asking the broker.

It reads nothing and decides nothing.
"""

import time
from collections.abc import Iterable
from typing import Any, Final

from confluent_kafka import Consumer, TopicPartition

from shared.shell import metrics
from shared.shell.watching import ROUND_S

_GLANCE_S: Final = 0.1


class Behind:
    """Looks from time to time, in the loop's own thread."""

    def __init__(self, consumer: Consumer, topic: str) -> None:
        """Keep whom to ask."""
        self._consumer, self._topic = consumer, topic
        self._next = 0.0

    def look(self, partitions: Iterable[int]) -> None:
        """Let metrics know, if a round is over, how many offsets are left of the partitions that are ours."""
        if not metrics.wanted() or time.monotonic() < self._next:
            return
        self._next = time.monotonic() + ROUND_S
        places = [TopicPartition(self._topic, partition) for partition in partitions]
        left = sum(self._left(place) for place in self._consumer.position(places))
        metrics.level("sekisho.lag", {(("messaging.destination.name", self._topic),): left})

    def _left(self, place: TopicPartition) -> int:
        ends: Any = self._consumer.get_watermark_offsets(place, _GLANCE_S, cached=True)  # None, if it does not know
        return max(ends[1] - place.offset, 0) if ends and place.offset >= 0 else 0
