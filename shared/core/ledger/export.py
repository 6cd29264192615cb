"""A shop's log as a file that an auditor keeps: a header line, a line for each leaf, and one after each full tile.

Where a leaf was pruned, because its term is over, a stub stands in its place: its hash, and what is said of it.

NDJSON, each line in one spelling only. It does not judge what it reads: `audit.py` does.
"""

from base64 import b64encode
from typing import Final, TypeVar

import msgspec

from shared.core.ledger.note import unbase64
from shared.core.ledger.tiles import hashes_of
from shared.core.ledger.tree import Frontier

_UNREADABLE: Final = "export_unreadable"
_HASHES: Final = b'{"hashes":'
_STUB: Final = b'{"act":'


class Header(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Whose log it is, the key that signs it, the signed checkpoint that covers it, and the numbers of each stream.

    `edge` are the roots of the perfect subtrees under the checkpoint, in base64: they tell where a root went wrong.
    `streams` counts all numbers appended at the moment of the checkpoint: a partition's numbering is shared by its
    shops, so that one shop's leaves may hold only some of them.
    """

    origin: str
    vkey: str
    checkpoint: str
    edge: list[str]
    streams: dict[str, int]


class Line(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One leaf: its place in the log and its exact text."""

    index: int
    leaf: str


class TileLine(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The hashes of 256 leaves as they were when they were signed: it follows the last of these leaves."""

    tile: int
    hashes: str

    @property
    def row(self) -> list[bytes]:
        """Return the hashes in order.

        Raises:
            NoteError: they are not in base64.
        """
        return hashes_of(unbase64(self.hashes))


class StubLine(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What stands for a leaf that was pruned: its hash, its number, and the day until which it had to be kept.

    `act` is the number of the entry `pruned` that speaks of it, and binds it; the other members are what was in the
    leaf (`record`, `law` and `documents` for a disclosure and its outcomes). They are the log's word, not proven.
    """

    act: int
    at: int
    documents: bool
    hash: str
    index: int
    kind: str
    law: str
    record: str
    seq: int
    stream: str
    until: str

    @property
    def digest(self) -> bytes:
        """Return the hash of the leaf.

        Raises:
            NoteError: it is not in base64.
        """
        return unbase64(self.hash)


_Part = TypeVar("_Part", Header, Line, TileLine, StubLine)
_HEADER: Final = msgspec.json.Decoder(Header)
_LINE: Final = msgspec.json.Decoder(Line)
_TILE: Final = msgspec.json.Decoder(TileLine)
_STUBS: Final = msgspec.json.Decoder(StubLine)
_ENCODER: Final = msgspec.json.Encoder(order="sorted")


def encode_line(part: Header | Line | TileLine | StubLine) -> bytes:
    """Return one line of an export."""
    return _ENCODER.encode(part) + b"\n"


def tile_line(number: int, row: bytes) -> TileLine:
    """Return the line of one full tile."""
    return TileLine(number, b64encode(row).decode())


def edge_of(header: Header, size: int) -> Frontier:
    """Return the edge as the right edge of a tree.

    Raises:
        NoteError: a hash is not in base64.
    """
    return Frontier(size, tuple(unbase64(text) for text in header.edge))


def read_header(raw: bytes) -> Header:
    """Read the first line.

    Raises:
        ValueError: it is not what it should be.
    """
    return _read(_HEADER, raw, 1)


def read_line(raw: bytes, number: int) -> Line | TileLine | StubLine:
    """Read another line; `number` is its own, from 1, for the message.

    Raises:
        ValueError: it is not what it should be (the message names the line, never its content).
    """
    if raw.startswith(_STUB):
        return _read(_STUBS, raw, number)
    return _read(_TILE, raw, number) if raw.startswith(_HASHES) else _read(_LINE, raw, number)


def read_stub(raw: bytes) -> StubLine:
    """Read a stub as it was stored.

    Raises:
        ValueError: it is not what it should be.
    """
    return _read(_STUBS, raw, 0)


def _read(decoder: "msgspec.json.Decoder[_Part]", raw: bytes, number: int) -> _Part:
    try:
        part = decoder.decode(raw)
        # P8: one spelling only, so that no byte of the file may change and mean the same.
        if _ENCODER.encode(part) == raw.rstrip(b"\n"):
            return part
    except (msgspec.DecodeError, UnicodeDecodeError):
        pass
    message = f"{_UNREADABLE}: line {number}"
    raise ValueError(message)
