"""What an audit asks, what the auditor brings, and what it answers. It judges nothing: `audit.py` does."""

from collections.abc import Iterator
from typing import Final, Literal

import msgspec

from contracts.entries import Continued
from shared.core.ledger.cosignature import Cosigned, Quorum
from shared.core.ledger.counting import Open

Question = Literal["integrity", "consistency", "truncation", "witnesses", "completeness", "law"]


class Result(msgspec.Struct, frozen=True):
    """The answer to one question; `at` is the index of the first leaf that disagrees, or that is missing.

    Where it can only be told that it is one of several, `until` is the index after the last of them.
    """

    status: Literal["passed", "failed", "not checked"]
    reason: str = ""
    at: int | None = None
    until: int | None = None


class Brought(msgspec.Struct, frozen=True):
    """What the auditor brings besides the key: older checkpoints, witnesses that must have seen them, the time (ms).

    `alone` says that the shop shares its partitions with no other, so that every number must be here.
    """

    now: int
    older: tuple[str, ...] = ()
    quorum: Quorum | None = None
    alone: bool = False


class Gone(msgspec.Struct, frozen=True):
    """How many leaves were pruned, and until when the last of them had to be kept (ISO date)."""

    count: int = 0
    until: str = ""


class Verdict(msgspec.Struct, frozen=True):
    """The answers, and what the log says of hand-overs.

    `open` names the oldest of the `opened` disclosures without a final outcome, with their age: they are no
    disagreement. `signed` is the size of the checkpoint, `continues` the log that this one goes on for. Leaves
    that are `pruned` are gone because their term is over.
    """

    origin: str
    size: int
    signed: int
    root: str
    integrity: Result
    truncation: Result
    consistency: Result
    witnesses: Result
    completeness: Result
    disclosed: int
    outcomes: int
    opened: int
    open: tuple[Open, ...]
    cosigned: tuple[Cosigned, ...]
    continues: Continued | None
    law: Result
    pruned: Gone

    def answers(self) -> Iterator[tuple[Question, Result]]:
        """Give the answers in the order in which they are worth reading."""
        yield "integrity", self.integrity
        yield "consistency", self.consistency
        yield "truncation", self.truncation
        yield "witnesses", self.witnesses
        yield "completeness", self.completeness
        yield "law", self.law

    @property
    def holds(self) -> bool:
        """Whether integrity was shown and nothing disagrees."""
        return self.integrity.status == "passed" and self.first is None

    @property
    def first(self) -> tuple[Question, Result] | None:
        """Return the first disagreement, or None."""
        return next(((q, r) for q, r in self.answers() if r.status == "failed"), None)


PASSED: Final = Result("passed")
NOT_CHECKED: Final = Result("not checked")
