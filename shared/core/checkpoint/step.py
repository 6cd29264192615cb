"""What goes into the desk and what comes out of it: records of a log, as values. Opens nothing."""

from typing import NamedTuple

Headers = tuple[tuple[str, bytes], ...]


class Input(NamedTuple):
    """One record of the input topic."""

    offset: int
    key: bytes
    value: bytes
    headers: dict[str, bytes]
    timestamp: int


class Output(NamedTuple):
    """One record to write; it goes to the partition number of its input, or to `partition` where that is named.

    A value of None deletes the key.
    """

    topic: str
    key: bytes
    value: bytes | None
    headers: Headers = ()
    partition: int | None = None


class Step(NamedTuple):
    """What one transaction writes, and the position that it commits."""

    outputs: list[Output]
    position: int
