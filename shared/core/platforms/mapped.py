"""What a platform's payload becomes: our events, and how many of its values came no further."""

from typing import NamedTuple

import msgspec


class PlatformEvent(NamedTuple):
    """One event of ours; `natural_id` is equal for a repeat of the same content, and goes no further than the door."""

    type: str
    body: msgspec.Struct
    version: int | None
    occurred: str | None
    natural_id: str

    def __repr__(self) -> str:
        """Name the type only (P7)."""
        return f"PlatformEvent(type={self.type!r})"


class Mapped(NamedTuple):
    """The events of one payload; `dropped` values have a row that says why, `unknown` ones have none."""

    events: tuple[PlatformEvent, ...]
    unknown: int
    dropped: int
