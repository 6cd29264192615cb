"""What of a batch is new to the ledger: numbers of a partition's stream, and outcomes of disclosures.

Pure: what is stored comes in as values. It does not compare entries and does not write.
"""

from collections.abc import Collection, Sequence
from enum import Enum
from typing import NamedTuple

from contracts.entries import FINAL_OUTCOMES, Numbered, Outcome
from shared.core.ledger.leaf import Leaf
from shared.errors import BrokenInvariantError


class Stream(NamedTuple):
    """How far one partition's numbering is stored; `position` is the last event's offset in `shop.events`."""

    name: str
    next_seq: int
    position: int


class Admitted(NamedTuple):
    """A batch taken apart: what must already be stored, what comes next, and the stream after it."""

    repeats: list[Leaf]
    fresh: list[Leaf]
    stream: Stream


def admit(known: Stream | None, messages: Sequence[Numbered]) -> Admitted:
    """Take only the next numbers of the stream that is known, or of a new one from its beginning.

    Raises:
        BrokenInvariantError: `stream_unknown`, another stream than the one known, or a new one in its middle;
            `stream_gap`, a number is missing.
    """
    stream = known or Stream(messages[0].stream, 0, -1)
    if known is None and messages[0].seq != 0:
        raise BrokenInvariantError("stream_unknown")
    repeats: list[Leaf] = []
    fresh: list[Leaf] = []
    reached, position = stream.next_seq, stream.position
    for message in messages:
        # P1: completeness is counted by these numbers; a topic made anew has another stream, never the same numbers.
        if message.stream != stream.name:
            raise BrokenInvariantError("stream_unknown")
        if message.seq > reached:
            raise BrokenInvariantError("stream_gap")
        for seq, entry in enumerate(message.entries, message.seq):
            (repeats if seq < reached else fresh).append(Leaf(message.stream, seq, entry))
        reached = max(reached, message.seq + len(message.entries))
        position = max(position, message.position)
    return Admitted(repeats, fresh, Stream(stream.name, reached, position))


class Place(Enum):
    """Where an outcome belongs."""

    LOG = "log"
    EARLY = "early"
    REPEAT = "repeat"
    REFUSED = "refused"


def place(outcome: Outcome, *, disclosed: bool, known: Collection[tuple[int, str]]) -> Place:
    """Tell where an outcome belongs, given whether its disclosure is in the log and the (attempt, outcome) pairs known.

    A repeat is the same attempt with the same outcome: `unknown` may still become final under its own attempt.
    """
    if (outcome.attempt, outcome.outcome) in known:
        return Place.REPEAT
    # P1: a disclosure ends in exactly one final outcome; a second one is evidence of a fault, not an entry.
    if outcome.outcome in FINAL_OUTCOMES and any(name in FINAL_OUTCOMES for _, name in known):
        return Place.REFUSED
    return Place.LOG if disclosed else Place.EARLY
