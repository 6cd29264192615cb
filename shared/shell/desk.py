"""What the transactional loop and the desk that it serves say to each other. Decides nothing, opens nothing."""

from collections.abc import Iterator, Sequence
from typing import Protocol, TypeVar

from shared.core.checkpoint.step import Input, Step


class Replay(Protocol):
    """What a desk rebuilds a partition from, record by record; it may lie half-done for as long as need be."""

    def add(self, topic: str, key: bytes, value: bytes | None) -> None:
        """Take the next record of a compacted topic, in the order of that topic; a value of None deletes the key."""


Restored = TypeVar("Restored", bound=Replay)


class Desk(Protocol[Restored]):
    """Who decides. All state is the desk's; the loop tells it when what it decided has happened, or has not."""

    def replay(self) -> Restored:
        """Return a partition of which nothing has been read back yet."""

    def seat(self, partition: int, position: int | None, restored: Restored) -> int | None:
        """Take a partition as it was read back; return the position to go on from, or None if they disagree."""

    def take(self, partition: int, inputs: Sequence[Input]) -> Iterator[Step]:
        """Decide a batch on an overlay, one step a transaction."""

    def keep(self, partition: int) -> None:
        """The last step has been committed: merge the overlay."""

    def drop(self, partition: int) -> None:
        """The partition is lost or in doubt: forget its state."""
