"""Ids, salts, pseudonyms: derived from the event's seed and from what they are for, never drawn (P4).

One BLAKE2b (RFC 7693) of label and seed gives everything for one disclosure. The label names recipient, instance,
purpose and act, never a place in a list or a coordinate, which repeat when a topic is made anew. What is constant is
hashed once (`Deriver`), and the secret, 32 bytes from the system's randomness or derived from them, comes last.
"""

from hashlib import blake2b
from typing import Final

ID: Final = slice(0, 32)
"""Where the id (16 bytes) stands in the hex of a derived block."""
SALT: Final = slice(32, 96)
"""Where the salt (32 bytes) stands."""
SALT_BYTES: Final = slice(16, 48)
"""Where the salt stands in the block itself."""


class Deriver:
    """Derives values for one purpose from secrets."""

    __slots__ = ("_begun",)

    def __init__(self, label: str, *, size: int) -> None:
        """Hash the label; `size` is the length of what is derived, in bytes."""
        # The label's length comes first, so that no label and secret run into another pair.
        encoded = label.encode()
        self._begun = blake2b(len(encoded).to_bytes(2) + encoded, digest_size=size)

    def derive(self, secret: bytes) -> bytes:
        """Return what is derived from this secret."""
        found = self._begun.copy()
        found.update(secret)
        return found.digest()

    def hex(self, secret: bytes) -> str:
        """Return what is derived from this secret, in hex."""
        return self.derive(secret).hex()


def of_disclosure(recipient: str, instance: str, purpose: str) -> Deriver:
    """Return the deriver of a disclosure's block: id and salt (see `ID`, `SALT`)."""
    return Deriver(f"disclose\0{recipient}\0{instance}\0{purpose}", size=48)


def of_pseudonym(recipient: str, instance: str) -> Deriver:
    """Return the deriver of the name under which one recipient instance knows a person, and no other does."""
    return Deriver(f"pseudonym\0{recipient}\0{instance}", size=16)


_PERSON: Final = Deriver("person", size=32)


def person_secret(seed: bytes) -> bytes:
    """Derive the secret of a person first seen with this event; it lives in the person's state and dies with it."""
    return _PERSON.derive(seed)


class Projections:
    """Digests by which an unchanged projection is recognised; keyed by the person's secret, so none can be guessed."""

    __slots__ = ("_begun",)

    def __init__(self, secret: bytes) -> None:
        """Take the key in once, for all recipients of an event."""
        self._begun = blake2b(key=secret, digest_size=8)

    def hex(self, data: bytes) -> str:
        """Return the digest (16 hex) of one projection."""
        found = self._begun.copy()
        found.update(data)
        return found.hexdigest()
