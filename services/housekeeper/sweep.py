"""One round through the short-lived topics: what is behind everybody, and old enough, goes."""

from collections.abc import Mapping
from typing import Final, Protocol

from contracts.deployment import readers
from contracts.topics import KEPT_DAYS, SHORT_LIVED
from shared.core.behind import deletable
from shared.shell.telemetry import log

KEPT_MS: Final = KEPT_DAYS * 86_400_000


class Records(Protocol):
    """What is asked of the broker, by topic; answers are by partition."""

    def committed(self, group: str, topic: str) -> dict[int, int | None]:
        """Return the next position of a group, None where it has committed none."""
        ...

    def aged(self, topic: str, before: int) -> dict[int, int]:
        """Return the position of the first record that is not older than a moment (Unix ms)."""
        ...

    def begins(self, topic: str) -> dict[int, int]:
        """Return the position of the first record that is still there."""
        ...

    def delete(self, topic: str, below: Mapping[int, int]) -> None:
        """Delete the records in front of a position."""
        ...


def sweep(records: Records, *, now: int) -> None:
    """Delete what may be deleted at a moment (Unix ms).

    Raises:
        TransientError: the broker does not answer; what was deleted until then was rightly so.
    """
    for topic in SHORT_LIVED:
        begins, aged = records.begins(topic), records.aged(topic, now - KEPT_MS)
        passed = [records.committed(group, topic) for group in readers(topic)]
        below = {each: deletable([group[each] for group in passed], aged[each]) for each in begins}
        due = {partition: position for partition, position in below.items() if position > begins[partition]}
        if due:
            records.delete(topic, due)
        for partition, position in due.items():
            count = position - begins[partition]
            log("records deleted", topic=topic, partition=partition, position=position, count=count)
