"""The body that a party receives, filled in by place: everything constant for a party is encoded once.

The same bytes as encoding `contracts.messages.Handed` would give; a test holds the two together.
"""

from typing import Final

import msgspec

from contracts.messages import Handed

_MARKS: Final = ("<id>", "<type>", "<person>", "<salt>", "<data>")


class Envelope:
    """Makes the bodies of one party. What is filled in is hex or already JSON, so nothing needs escaping."""

    __slots__ = ("_parts",)

    def __init__(self, shop: str, recipient: str, purpose: str, onward: str) -> None:
        """Encode once what does not change from event to event."""
        name, kind, person, salt, data = _MARKS
        text = msgspec.json.encode(Handed(name, kind, shop, recipient, purpose, onward, person, salt, data)).decode()
        parts: list[bytes] = []
        for mark in (name, kind, person, salt, f'"{data}"'):
            before, text = text.split(mark, 1)
            parts.append(before.encode())
        self._parts = (*parts, text.encode())

    def fill(self, name: bytes, kind: bytes, person: bytes, salt: bytes, data: bytes) -> bytes:
        """Return the body of one message; `kind` is the event's type, `data` its encoded data."""
        a, b, c, d, e, f = self._parts
        return b"".join((a, name, b, kind, c, person, d, salt, e, data, f))
