"""A shop's log as a file that an auditor keeps: one header line, then one line a leaf (NDJSON).

It does not judge what it reads: `audit.py` does.
"""

from collections.abc import Iterable
from typing import Final, NamedTuple

import msgspec

_UNREADABLE: Final = "export_unreadable"


class Header(msgspec.Struct, frozen=True):
    """Whose log it is, the key that signs it, the signed checkpoint that covers it, and the numbers of each stream.

    `streams` counts all numbers appended at the moment of the checkpoint: a partition's numbering is shared by its
    shops, so that one shop's leaves may hold only some of them.
    """

    origin: str
    vkey: str
    checkpoint: str
    streams: dict[str, int]


class Line(msgspec.Struct, frozen=True):
    """One leaf: its place in the log and its exact text."""

    index: int
    leaf: str


class Export(NamedTuple):
    """A header and the leaves in the order of the file."""

    header: Header
    lines: list[Line]


_HEADER: Final = msgspec.json.Decoder(Header)
_LINE: Final = msgspec.json.Decoder(Line)


def encode_line(part: Header | Line) -> bytes:
    """Return one line of an export."""
    return msgspec.json.encode(part, order="sorted") + b"\n"


def read_export(lines: Iterable[bytes]) -> Export:
    """Read an export line by line.

    Raises:
        ValueError: a line is not what it should be (the message names the line, never its content).
    """
    header, leaves = None, list[Line]()
    try:
        for raw in lines:
            if header is None:
                header = _HEADER.decode(raw)
            else:
                leaves.append(_LINE.decode(raw))
    except (msgspec.DecodeError, UnicodeDecodeError):
        message = f"{_UNREADABLE}: line {len(leaves) + 1 + (header is not None)}"
        raise ValueError(message) from None
    if header is None:
        raise ValueError(_UNREADABLE)
    return Export(header, leaves)
