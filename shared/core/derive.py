"""Ids, salts, pseudonyms: derived from the event's seed and from what they are for, never drawn (P4).

One keyed BLAKE2b (RFC 7693) gives everything for one disclosure. The label names recipient, instance, purpose and
act, never a place in a list or a coordinate, which repeat when a topic is made anew.
"""

from hashlib import blake2b as _blake2b
from typing import NamedTuple


class Derived(NamedTuple):
    """What one disclosure needs of chance, in hex: its id (16 bytes), its salt (32) and a span id (8)."""

    id: str
    salt: str
    span: str


def disclosure(seed: bytes, label: bytes) -> Derived:
    """Derive the id, the salt and the recipient's own span id of one disclosure."""
    block = _blake2b(label, key=seed, digest_size=64).hexdigest()
    return Derived(block[:32], block[32:96], block[96:112])


def person_secret(seed: bytes) -> bytes:
    """Derive the secret of a person first seen with this event; it lives in the person's state and dies with it."""
    return _blake2b(b"person", key=seed, digest_size=32).digest()


def pseudonym(secret: bytes, who: str) -> str:
    """Return the name (32 hex) under which one recipient instance (`who`) knows a person, and no other does."""
    return _blake2b(who.encode(), key=secret, digest_size=16).hexdigest()


def projection(data: bytes) -> str:
    """Return the digest (16 hex) by which an unchanged projection is recognised."""
    return _blake2b(data, digest_size=8).hexdigest()
