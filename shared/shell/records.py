"""How far the readers of a topic are, how old its records are, and the deletion of those in front.

For a principal that may read no record. It does NOT decide what is deleted.
"""

from collections.abc import Mapping
from typing import Final

from confluent_kafka import ConsumerGroupTopicPartitions, KafkaException, TopicPartition
from confluent_kafka.admin import AdminClient, OffsetSpec  # type: ignore[attr-defined] # no word of what it exports

from shared.errors import TransientError
from shared.shell.restore import connection
from shared.shell.settings import Settings

_SECONDS: Final = 10.0


class Records:
    """The topics of the flow as their housekeeper sees them; every method raises `TransientError` without an answer."""

    def __init__(self, settings: Settings, *, partitions: int) -> None:
        """Keep how to reach the broker; nothing is opened before the first question."""
        self._admin = AdminClient(connection(settings))
        self._partitions = range(partitions)

    def committed(self, group: str, topic: str) -> dict[int, int | None]:
        """Return the next position of a group in each partition, None where it has committed none."""
        asked = [ConsumerGroupTopicPartitions(group, self._places(topic))]
        try:
            found = self._admin.list_consumer_group_offsets(asked, request_timeout=_SECONDS)[group].result()
        except KafkaException as error:
            raise _away(error) from None
        places = {place.partition: place for place in found.topic_partitions or []}
        if any(place.error for place in places.values()):
            raise TransientError("position_unknown")
        known = {partition: place.offset for partition, place in places.items()}
        return {each: known[each] if known.get(each, -1) >= 0 else None for each in self._partitions}

    def aged(self, topic: str, before: int) -> dict[int, int]:
        """Return the position of the first record in each partition that is not older than a moment (Unix ms)."""
        since, ends = OffsetSpec.for_timestamp(before), OffsetSpec.latest()  # type: ignore[no-untyped-call] # it has no types
        found, last = self._positions(topic, since), self._positions(topic, ends)
        return {each: found[each] if found[each] >= 0 else last[each] for each in self._partitions}

    def begins(self, topic: str) -> dict[int, int]:
        """Return the position of the first record that is still there, by partition."""
        return self._positions(topic, OffsetSpec.earliest())  # type: ignore[no-untyped-call] # as above

    def delete(self, topic: str, below: Mapping[int, int]) -> None:
        """Delete the records in front of a position, in each partition that is named."""
        places = [TopicPartition(topic, partition, position) for partition, position in below.items()]
        try:
            for answer in self._admin.delete_records(places, request_timeout=_SECONDS).values():
                answer.result()
        except KafkaException as error:
            raise _away(error) from None

    def _positions(self, topic: str, spec: OffsetSpec) -> dict[int, int]:
        try:
            asked = self._admin.list_offsets(dict.fromkeys(self._places(topic), spec), request_timeout=_SECONDS)
            return {place.partition: answer.result().offset for place, answer in asked.items()}
        except KafkaException as error:
            raise _away(error) from None

    def _places(self, topic: str) -> list[TopicPartition]:
        return [TopicPartition(topic, partition) for partition in self._partitions]


def _away(error: KafkaException) -> TransientError:
    return TransientError(f"broker_{error.args[0].name()}")
