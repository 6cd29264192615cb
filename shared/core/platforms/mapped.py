"""What a platform's payload becomes: our events, and how many of its values came no further."""

import hashlib
from collections.abc import Sequence
from typing import Any, NamedTuple

import msgspec

from contracts.events import Body


class PlatformEvent(NamedTuple):
    """One event of ours; `natural_id` is equal for a repeat of the same content, and goes no further than the door."""

    type: str
    body: msgspec.Struct
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


def made(
    drafts: Sequence[tuple[str, dict[str, Any]]], *, topic: str, number: str, occurred: str | None
) -> tuple[PlatformEvent, ...]:
    """Return the events of one payload from their types and bodies; `number` is the id of what it is about."""
    typed = [(kind, msgspec.convert(body, Body)) for kind, body in drafts]
    # Equal for a repeat of the same content, and for nothing else; a webhook's own id is not signed.
    digest = hashlib.sha256(msgspec.json.encode(typed)).hexdigest()
    natural_id = f"{topic}/{number}/{digest}"
    return tuple(PlatformEvent(kind, body, occurred, natural_id) for kind, body in typed)
