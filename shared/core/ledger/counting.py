"""Count what leaves say: numbers without gaps, and one outcome for each disclosure or an age.

It takes leaf after leaf, and keeps of each disclosure a few bytes on a shelf that it is given, so that its memory stays
the same however long the log is. It checks no hash: `audit.py` has done that with the same leaves.
"""

from collections.abc import Collection, Iterator, Mapping
from heapq import nsmallest
from operator import attrgetter
from struct import Struct
from typing import Final, Protocol
from zlib import crc32

import msgspec

from contracts.entries import FINAL_OUTCOMES, Access, Continued, Disclosed, Outcome, Pruned
from shared.core.ledger.export import StubLine
from shared.core.ledger.leaf import (
    Leaf,
    decode_leaf,
    is_numbered_here,
    look_stream,
    outcome_stream,
    own_stream,
    pruned_stream,
)

SHELVES: Final = 64
_LISTED: Final = 1000
_RECORD: Final = Struct("<BQqH")
_DISCLOSED, _FINAL, _OPEN = range(3)


class Open(msgspec.Struct, frozen=True):
    """A disclosure that has no final outcome yet."""

    disclosure: str
    at: int
    age_ms: int


class Counted(msgspec.Struct):
    """What was counted; `reason` and `at` are the first disagreement and its leaf, if there is one.

    `streams` is the next number of each stream, `last` the index of the leaf that bears its last number; `open` names
    the oldest of the `opened` disclosures without an end; `earlier` outcomes are of disclosures of the log before.
    """

    reason: str = ""
    at: int | None = None
    disclosed: int = 0
    outcomes: int = 0
    opened: int = 0
    earlier: int = 0
    open: tuple[Open, ...] = ()
    streams: dict[str, int] = msgspec.field(default_factory=dict)
    last: dict[str, int] = msgspec.field(default_factory=dict)
    continues: Continued | None = None


class Shelf(Protocol):
    """Where records of disclosures lie until all leaves have been taken: in memory, or in files."""

    def put(self, number: int, record: bytes) -> None:
        """Lay a record at the end of one of the `SHELVES` shelves."""

    def each(self) -> Iterator[bytes]:
        """Give each shelf as a whole, in any order."""


class MemoryShelf:
    """A shelf in memory, for logs that are not long."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._rows = [bytearray() for _ in range(SHELVES)]

    def put(self, number: int, record: bytes) -> None:
        """Lay a record down."""
        self._rows[number] += record

    def each(self) -> Iterator[bytes]:
        """Give what lies there."""
        yield from (bytes(row) for row in self._rows)


class Counter:
    """Takes the leaves of one log in order; `alone` says that the shop shares its partitions with no other."""

    def __init__(self, shop: str, *, alone: bool, shelf: Shelf | None = None) -> None:
        """Begin to count."""
        self._shop, self._alone, self._shelf = shop, alone, shelf or MemoryShelf()
        self._counted = Counted()

    def take(self, index: int, raw: bytes) -> Leaf | None:
        """Count one leaf and return it; an unreadable one is a fault, and the rest is counted all the same."""
        try:
            leaf = decode_leaf(raw)
        except ValueError as error:
            self._fault(str(error), index)
            return None
        if fault := self._number(leaf.stream, leaf.seq, index) or self._belongs(leaf, index):
            self._fault(fault, index)
        self._keep(leaf, index)
        return leaf

    def take_stub(self, index: int, stub: StubLine) -> None:
        """Count a leaf that was pruned: its number; a disclosure goes with its outcomes, so that neither is counted."""
        if fault := self._number(stub.stream, stub.seq, index):
            self._fault(fault, index)

    def close(self, now: int) -> Counted:
        """Return what was counted; `now` (Unix ms) gives open disclosures their age."""
        counted = self._counted
        oldest: list[Open] = []
        for row in self._shelf.each():
            ends: dict[str, int | None] = {}
            for code, index, at, name in _records(row):
                self._end(ends, name, code=code, index=index, at=at)
            open_now = [Open(name, at, max(0, now - at)) for name, at in ends.items() if at is not None]
            counted.opened += len(open_now)
            oldest = nsmallest(_LISTED, [*oldest, *open_now], key=attrgetter("at", "disclosure"))
        counted.open = tuple(oldest)
        return counted

    def _fault(self, reason: str, index: int) -> None:
        counted = self._counted
        if counted.at is None or index < counted.at:
            counted.reason, counted.at = reason, index

    def _number(self, stream: str, seq: int, index: int) -> str:
        expected = self._counted.streams.get(stream, 0)
        self._counted.streams[stream] = max(expected, seq + 1)
        self._counted.last[stream] = index
        # P1: every number once, in order, and none left out; a log that goes on for another goes on counting.
        if seq < expected:
            return "number_repeated"
        counted_here = is_numbered_here(stream) or (self._alone and stream != own_stream(self._shop))
        return "number_missing" if counted_here and seq > expected else ""

    def _belongs(self, leaf: Leaf, index: int) -> str:
        # P12: a shop's log holds that shop's entries only, and outcomes only under their own numbering.
        if leaf.entry.shop != self._shop:
            return "entry_of_another_shop"
        shop = self._shop
        streams = {Outcome: outcome_stream(shop), Continued: own_stream(shop), Pruned: pruned_stream(shop)}
        own = streams.get(type(leaf.entry))
        if isinstance(leaf.entry, Continued) and index > 0:
            return "continued_in_the_middle"
        # A look at the ledger is noted by the ledger; one at a shop's events comes by a partition, as all else does.
        if isinstance(leaf.entry, Access) and leaf.stream == look_stream(self._shop):
            return ""
        if own is None:
            return "stream_of_another_kind" if _kept_here(leaf.stream, streams.values()) else ""
        return "" if leaf.stream == own else "stream_of_another_kind"

    def _keep(self, leaf: Leaf, index: int) -> None:
        match leaf.entry:
            case Disclosed(id=name, at=at):
                self._counted.disclosed += 1
                self._put(_DISCLOSED, index, at, name)
            case Outcome(id=name, outcome=outcome, at=at):
                self._counted.outcomes += 1
                self._put(_FINAL if outcome in FINAL_OUTCOMES else _OPEN, index, at, name)
            case Continued(streams=streams) if index == 0:
                self._counted.continues = leaf.entry
                self._counted.streams |= streams
            case _:
                pass

    def _put(self, code: int, index: int, at: int, name: str) -> None:
        raw = name.encode()
        self._shelf.put(crc32(raw) % SHELVES, _RECORD.pack(code, index, at, len(raw)) + raw)

    def _end(self, ends: dict[str, int | None], name: str, *, code: int, index: int, at: int) -> None:
        """Follow one disclosure: `ends` holds its time while it is open, and None once it has ended."""
        # P1: an outcome follows its disclosure, and only one of them is final.
        if code == _DISCLOSED:
            if name in ends:
                self._fault("disclosed_twice", index)
            ends.setdefault(name, at)
        elif name not in ends and self._counted.continues is None:
            self._fault("outcome_without_disclosure", index)
        elif code == _FINAL:
            if name not in ends:
                self._counted.earlier += 1
            elif ends[name] is None:
                self._fault("outcome_twice", index)
            ends[name] = None


def _kept_here(stream: str, own: Collection[str]) -> bool:
    return stream in own or is_numbered_here(stream)


def _records(row: bytes) -> Iterator[tuple[int, int, int, str]]:
    at = 0
    while at < len(row):
        code, index, when, length = _RECORD.unpack_from(row, at)
        at += _RECORD.size + length
        yield code, index, when, row[at - length : at].decode()


class Numbers:
    """Which numbers of partitions' streams are held, over the logs of several shops: one bit for each."""

    def __init__(self) -> None:
        """Begin with none."""
        self._held: dict[str, bytearray] = {}
        self._total: dict[str, int] = {}

    def claim(self, streams: Mapping[str, int]) -> None:
        """Take what one export says of how many numbers there are; up to the lowest of these each must be held."""
        for stream, total in streams.items():
            self._total[stream] = min(total, self._total.get(stream, total))

    def take(self, stream: str, seq: int) -> None:
        """Mark a number as held; one beyond what anybody claims is passed over."""
        if seq >= self._total.get(stream, 0):
            return
        held = self._held.setdefault(stream, bytearray())
        if len(held) <= seq >> 3:
            held.extend(bytes((seq >> 3) + 1024 - len(held)))
        held[seq >> 3] |= 1 << (seq & 7)

    def missing(self) -> dict[str, list[int]]:
        """Return the numbers of each stream that no log holds, the first hundred of each."""
        found = {stream: self._gaps(stream, total) for stream, total in self._total.items()}
        return {stream: numbers for stream, numbers in found.items() if numbers}

    def _gaps(self, stream: str, total: int) -> list[int]:
        held = self._held.get(stream, bytearray())
        gaps: list[int] = []
        for seq in range(total):
            if seq >> 3 >= len(held) or not held[seq >> 3] >> (seq & 7) & 1:
                gaps.append(seq)
                if len(gaps) == 100:  # noqa: PLR2004 - a list for people
                    break
        return gaps
