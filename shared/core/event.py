"""An event as it is decided, and a message that follows from one. Values only; neither text form shows a value (P7)."""

from typing import Any

import msgspec


class Event(msgspec.Struct, frozen=True, gc=False):
    """One event as decided: its ids, its seed, where it lies, when it was appended (ms), and its typed body.

    `trace` is the context that it came with, a W3C `traceparent`: no decision depends on it. `also` are references of
    second persons whose data the body holds; `cards` counts leaves that the door dropped because they held a card
    number; `collected` is the pack version under which the data were collected, 0 for the one that is in force.
    """

    id: str
    type: str
    shop: str
    person: str
    order: str
    seed: bytes
    trace: str
    position: int
    at: int
    body: Any
    also: tuple[str, ...] = ()
    cards: int = 0
    collected: int = 0

    def __repr__(self) -> str:
        """Name the event, never its content (P7)."""
        return f"Event({self.id!r}, {self.type!r})"


class Message(msgspec.Struct, frozen=True, gc=False):
    """One message for a partner service: topic, the recipient's pseudonym of the person as key, bytes, headers."""

    topic: str
    key: str
    value: bytes
    headers: tuple[tuple[str, bytes], ...]

    def __repr__(self) -> str:
        """Name the topic, never the content (P7)."""
        return f"Message({self.topic!r})"
