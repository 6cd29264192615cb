"""What one leaf of a shop's log is: an entry with its number in the stream it came by.

It does not hash and does not number; the number lets an auditor count that nothing is missing, from leaves alone.
"""

from hashlib import sha256
from typing import Final, NamedTuple

import msgspec

from contracts.entries import Entry

_PREFIX: Final = "outcomes:"
_OWN: Final = "log:"
_PRUNED: Final = "pruned:"
_LOOKS: Final = "looks:"


class Leaf(msgspec.Struct, frozen=True):
    """An entry and its number; `stream` names a numbering, `seq` counts in it from 0 without gaps (P1)."""

    stream: str
    seq: int
    entry: Entry


_DECODER: Final = msgspec.json.Decoder(Leaf)


def outcome_stream(shop: str) -> str:
    """Name the numbering that the ledger itself keeps for the outcomes of one shop."""
    return f"{_PREFIX}{shop}"


def own_stream(shop: str) -> str:
    """Name the numbering of what the ledger itself enters into one shop's log."""
    return f"{_OWN}{shop}"


def pruned_stream(shop: str) -> str:
    """Name the numbering that the ledger itself keeps for what was pruned of one shop's log."""
    return f"{_PRUNED}{shop}"


def look_stream(shop: str) -> str:
    """Name the numbering that the ledger itself keeps for looks at one shop's log."""
    return f"{_LOOKS}{shop}"


def is_numbered_here(stream: str) -> bool:
    """Tell a numbering that the ledger itself keeps for one shop from a partition's, which all its shops share."""
    return stream.startswith((_PREFIX, _PRUNED, _LOOKS))


def encode_leaf(leaf: Leaf) -> bytes:
    """Return the canonical bytes that are hashed: JSON, keys sorted, no white space, as for the entry inside."""
    return msgspec.json.encode(leaf, order="sorted")


def decode_leaf(raw: bytes) -> Leaf:
    """Read a leaf.

    Raises:
        ValueError: the bytes are not a leaf (the message names no value).
    """
    try:
        return _DECODER.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError):
        message = "leaf_unreadable"
        raise ValueError(message) from None


def person_number(salt: str, reference: str) -> str:
    """Return the number that names a person in leaves.

    P13: without the salt, which lies in one row only, nobody can tell whose it is. P8: with it, it is nobody else's.
    """
    return sha256(f"{salt}\n{reference}".encode()).hexdigest()[:32]


class Names(NamedTuple):
    """What a leaf is searched by: copied out of it, never entered beside it."""

    kind: str
    disclosure: str | None
    person: str | None
    order: str | None
    recipient: str | None
    outcome: str | None
    at: int | None
    also: tuple[str, ...] | None


class _Entry(msgspec.Struct):
    kind: str
    id: str | None = None
    person: str | None = None
    order: str | None = None
    recipient: str | None = None
    outcome: str | None = None
    at: int | None = None
    also: tuple[str, ...] | None = None


class _Searched(msgspec.Struct):
    entry: _Entry


_SEARCHED: Final = msgspec.json.Decoder(_Searched)


def names_of(raw: bytes) -> Names:
    """Copy out of a leaf's bytes what it is searched by.

    Raises:
        ValueError: the bytes are not a leaf.
    """
    try:
        entry = _SEARCHED.decode(raw).entry
    except (msgspec.DecodeError, UnicodeDecodeError):
        message = "leaf_unreadable"
        raise ValueError(message) from None
    return Names(entry.kind, entry.id, entry.person, entry.order, entry.recipient, entry.outcome, entry.at, entry.also)
