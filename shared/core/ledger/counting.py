"""Count what leaves say: numbers without gaps, and one outcome for each disclosure or an age.

It checks no hash: `audit.py` has done that with the same leaves.
"""

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from contracts.entries import FINAL_OUTCOMES, Disclosed, Outcome
from shared.core.ledger.export import Export
from shared.core.ledger.leaf import Leaf, decode_leaf, is_outcome_stream, outcome_stream
from shared.core.ledger.note import shop_of


class Open(msgspec.Struct, frozen=True):
    """A disclosure that has no final outcome yet."""

    disclosure: str
    at: int
    age_ms: int


class Counted(msgspec.Struct):
    """What was counted; `reason` and `at` are the first disagreement and its leaf, if there is one.

    `streams` is the next number of each stream, `last` the index of the leaf that bears its last number.
    """

    reason: str = ""
    at: int | None = None
    disclosed: int = 0
    outcomes: int = 0
    open: tuple[Open, ...] = ()
    streams: dict[str, int] = msgspec.field(default_factory=dict)
    last: dict[str, int] = msgspec.field(default_factory=dict)


def count(leaves: Sequence[bytes], origin: str, *, now: int, alone: bool) -> Counted:
    """Count one log; `alone` as in `audit`. After an unreadable leaf the rest is counted all the same."""
    counted, waiting, closed = Counted(), dict[str, int](), set[str]()
    shop = shop_of(origin)
    for index, raw in enumerate(leaves):
        try:
            leaf = decode_leaf(raw)
        except ValueError as error:
            fault = str(error)
        else:
            faults = (
                _number(counted, leaf, index, gap_free=alone or is_outcome_stream(leaf.stream)),
                _belongs(leaf, shop),
                _hand_over(counted, leaf, waiting, closed=closed),
            )
            fault = next(filter(None, faults), "")
        if fault and not counted.reason:
            counted.reason, counted.at = fault, index
    counted.open = tuple(Open(i, at, max(0, now - at)) for i, at in waiting.items() if i not in closed)
    return counted


def missing_numbers(exports: Iterable[Export]) -> dict[str, list[int]]:
    """Return, for each partition's stream, the numbers that none of the shops' logs hold (all shops together).

    Raises:
        ValueError: a leaf is unreadable.
    """
    held: dict[str, set[int]] = {}
    total: dict[str, int] = {}
    for export in exports:
        for stream, numbers in export.header.streams.items():
            total[stream] = min(numbers, total.get(stream, numbers))
        for line in export.lines:
            leaf = decode_leaf(line.leaf.encode())
            held.setdefault(leaf.stream, set()).add(leaf.seq)
    # The counts are of the moment of each checkpoint; up to the lowest of them every number must be somewhere.
    missing = {stream: sorted(set(range(n)) - held.get(stream, set())) for stream, n in total.items()}
    return {stream: numbers for stream, numbers in missing.items() if numbers}


def _number(counted: Counted, leaf: Leaf, index: int, *, gap_free: bool) -> str:
    expected = counted.streams.get(leaf.stream, 0)
    counted.streams[leaf.stream] = max(expected, leaf.seq + 1)
    counted.last[leaf.stream] = index
    # P1: every number once, in order, and none left out.
    if leaf.seq < expected:
        return "number_repeated"
    return "number_missing" if gap_free and leaf.seq > expected else ""


def _hand_over(counted: Counted, leaf: Leaf, waiting: dict[str, int], *, closed: set[str]) -> str:
    match leaf.entry:
        case Disclosed(id=name, at=at):
            counted.disclosed += 1
            twice = name in waiting
            waiting.setdefault(name, at)
            return "disclosed_twice" if twice else ""
        case Outcome(id=name, outcome=outcome):
            counted.outcomes += 1
            return _outcome(name, outcome, waiting, closed=closed)
        case _:
            return ""


def _outcome(name: str, outcome: str, waiting: Mapping[str, int], *, closed: set[str]) -> str:
    # P1: an outcome follows its disclosure, and only one of them is final.
    if name not in waiting:
        return "outcome_without_disclosure"
    if outcome not in FINAL_OUTCOMES:
        return ""
    twice = name in closed
    closed.add(name)
    return "outcome_twice" if twice else ""


def _belongs(leaf: Leaf, shop: str) -> str:
    # P12: a shop's log holds that shop's entries only, and outcomes only under their own numbering.
    own = is_outcome_stream(leaf.stream)
    if leaf.entry.shop != shop or (own and leaf.stream != outcome_stream(shop)):
        return "entry_of_another_shop"
    return "" if own == isinstance(leaf.entry, Outcome) else "stream_of_another_kind"
