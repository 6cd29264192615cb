"""Judge an export with nothing but a verifier key: whether the log was altered, rewritten, cut, or has gaps.

Four questions, answered apart, each naming the first place that disagrees. It trusts neither the service nor the
header: only the key and the older checkpoint that the auditor brings. It reads no clock and no file.
"""

from collections.abc import Iterator, Mapping
from typing import Literal

import msgspec

from shared.core.ledger.counting import Counted, Open, count
from shared.core.ledger.export import Export
from shared.core.ledger.note import Checkpoint, NoteError, VerifierKey, open_checkpoint
from shared.core.ledger.tree import Frontier, leaf_hash

Question = Literal["integrity", "consistency", "truncation", "completeness"]


class Result(msgspec.Struct, frozen=True):
    """The answer to one question; `at` is the index of the first leaf that disagrees, or that is missing."""

    status: Literal["passed", "failed", "not checked"]
    reason: str = ""
    at: int | None = None


class Verdict(msgspec.Struct, frozen=True):
    """The four answers, and what the log says of hand-overs.

    `open` are disclosures without a final outcome, with their age: they are no disagreement.
    """

    origin: str
    size: int
    integrity: Result
    consistency: Result
    truncation: Result
    completeness: Result
    disclosed: int
    outcomes: int
    open: tuple[Open, ...]

    def answers(self) -> Iterator[tuple[Question, Result]]:
        """Give the answers in the order in which they are worth reading."""
        yield "integrity", self.integrity
        yield "truncation", self.truncation
        yield "consistency", self.consistency
        yield "completeness", self.completeness

    @property
    def holds(self) -> bool:
        """Whether integrity was shown and nothing disagrees."""
        return self.integrity.status == "passed" and self.first is None

    @property
    def first(self) -> tuple[Question, Result] | None:
        """Return the first disagreement, or None."""
        return next(((q, r) for q, r in self.answers() if r.status == "failed"), None)


_PASSED = Result("passed")
_NOT_CHECKED = Result("not checked")


def audit(export: Export, key: VerifierKey, *, now: int, alone: bool, older: str | None = None) -> Verdict:
    """Judge an export; `now` (Unix ms) gives open disclosures their age.

    `older` is a signed checkpoint that the auditor kept. `alone` says that the shop shares its partitions with no
    other, so that every number must be here; else use `counting.missing_numbers` over all shops' exports as well.
    """
    leaves = [line.leaf.encode() for line in export.lines]
    signed, fault = _opened(export.header.checkpoint, key)
    kept, kept_fault = _opened(older, key) if older is not None else (None, None)
    roots = _roots(leaves, {c.size for c in (signed, kept) if c is not None})
    integrity = Result("failed", fault or "") if signed is None else _integrity(export, signed, roots)
    consistency = Result("failed", f"older_{kept_fault}") if kept_fault else _consistency(kept, roots)
    counted = count(leaves, key.name, now=now, alone=alone)
    return Verdict(
        origin=key.name,
        size=len(leaves),
        integrity=_narrowed(integrity, consistency, kept),
        consistency=consistency,
        truncation=_truncation(leaves, signed, kept) or _tail(export.header.streams, counted, alone=alone),
        completeness=Result("failed", counted.reason, counted.at) if counted.reason else _PASSED,
        disclosed=counted.disclosed,
        outcomes=counted.outcomes,
        open=counted.open,
    )


def _opened(note: str, key: VerifierKey) -> tuple[Checkpoint | None, str | None]:
    try:
        return open_checkpoint(note, key), None
    except NoteError as error:
        return None, str(error)


def _roots(leaves: list[bytes], sizes: set[int]) -> dict[int, bytes]:
    """Return the roots over the first leaves, for each size that the leaves reach."""
    roots: dict[int, bytes] = {}
    frontier = Frontier()
    for size in sorted(s for s in sizes if s <= len(leaves)):
        frontier = frontier.extend(leaf_hash(leaf) for leaf in leaves[frontier.size : size])
        roots[size] = frontier.root()
    return roots


def _integrity(export: Export, signed: Checkpoint, roots: Mapping[int, bytes]) -> Result:
    if signed.size == 0:
        return Result("failed", "checkpoint_empty")
    for expected, line in enumerate(export.lines):
        if line.index != expected:
            return Result("failed", "index_out_of_place", expected)
    if len(export.lines) < signed.size:
        return Result("not checked", "leaves_missing", len(export.lines))
    # P8: what the key has signed is the only measure.
    if roots[signed.size] != signed.root:
        return Result("failed", "root_differs", 0)
    if len(export.lines) > signed.size:
        return Result("failed", "leaf_not_signed", signed.size)
    return _PASSED


def _consistency(kept: Checkpoint | None, roots: Mapping[int, bytes]) -> Result:
    if kept is None or kept.size not in roots or kept.size == 0:
        return _NOT_CHECKED
    # P8: the leaves that the older checkpoint covered must still be the same leaves.
    return _PASSED if roots[kept.size] == kept.root else Result("failed", "older_root_differs", 0)


def _narrowed(integrity: Result, consistency: Result, kept: Checkpoint | None) -> Result:
    """Say that what the older checkpoint still vouches for is not where the root went wrong."""
    if kept is not None and consistency.status == "passed" and integrity.reason == "root_differs":
        return Result("failed", "root_differs", kept.size)
    return integrity


def _truncation(leaves: list[bytes], signed: Checkpoint | None, kept: Checkpoint | None) -> Result | None:
    if kept is not None and max(len(leaves), signed.size if signed else 0) < kept.size:
        return Result("failed", "older_checkpoint_is_longer", len(leaves))
    if signed is not None and len(leaves) < signed.size:
        return Result("failed", "leaves_missing", len(leaves))
    return None if signed is not None else _NOT_CHECKED


def _tail(streams: Mapping[str, int], counted: Counted, *, alone: bool) -> Result:
    """Compare the numbers that the service says it has appended with those that are here."""
    for stream, total in sorted(streams.items()):
        here = counted.streams.get(stream, 0)
        if here > total or (alone and here < total):
            return Result("failed", "numbers_missing_at_the_end", counted.last.get(stream, -1) + 1)
    return _PASSED
