"""What one leaf of a shop's log is: an entry with its number in the stream it came by.

It does not hash and does not number; the number lets an auditor count that nothing is missing, from leaves alone.
"""

from typing import Final

import msgspec

from contracts.entries import Entry

_PREFIX: Final = "outcomes:"


class Leaf(msgspec.Struct, frozen=True):
    """An entry and its number; `stream` names a numbering, `seq` counts in it from 0 without gaps (P1)."""

    stream: str
    seq: int
    entry: Entry


_DECODER: Final = msgspec.json.Decoder(Leaf)


def outcome_stream(shop: str) -> str:
    """Name the numbering that the ledger itself keeps for the outcomes of one shop."""
    return f"{_PREFIX}{shop}"


def is_outcome_stream(stream: str) -> bool:
    """Tell the ledger's own numbering of one shop from a partition's, which all its shops share."""
    return stream.startswith(_PREFIX)


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
