"""Judge an export with nothing but a verifier key: whether the log was altered, rewritten, cut, or has gaps.

Six questions, answered apart, each naming the first place that disagrees. It trusts neither the service nor the
header: only the key, and the older checkpoints and the keys of witnesses that the auditor brings. It reads line after
line, and no clock and no file.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from typing import NamedTuple

import msgspec

from shared.core.law.judging import Judge, Seen
from shared.core.ledger.cosignature import Cosigned, witnessed
from shared.core.ledger.counting import Counted, Counter, Numbers, Shelf
from shared.core.ledger.course import Course
from shared.core.ledger.export import Header, Line, StubLine, TileLine, read_header, read_line
from shared.core.ledger.leaf import look_stream, outcome_stream, pruned_stream
from shared.core.ledger.locate import differing, removed, signed_edge
from shared.core.ledger.note import Checkpoint, NoteError, VerifierKey, open_checkpoint, shop_of
from shared.core.ledger.verdict import NOT_CHECKED, PASSED, Brought, Gone, Result, Verdict


class _Kept(msgspec.Struct, frozen=True):
    """A checkpoint that the auditor kept, or why it cannot be used."""

    point: Checkpoint | None
    fault: str = ""


class _Read(NamedTuple):
    """What was read of an export, and what is wrong with the order of its lines."""

    header: Header
    signed: _Kept
    older: list[_Kept]
    course: Course
    fault: Result | None


def audit(
    lines: Iterable[bytes],
    key: VerifierKey,
    brought: Brought,
    *,
    shelf: Shelf | None = None,
    numbers: Numbers | None = None,
) -> Verdict:
    """Judge an export, given line by line; `numbers` collects the numbers of several shops' logs.

    Raises:
        ValueError: it is no export (the message names the line, never its content).
    """
    rest = iter(lines)
    header = read_header(next(rest, b""))
    signed, older = _opened(header.checkpoint, key), [_opened(note, key) for note in brought.older]
    course = Course({kept.point.size for kept in (signed, *older) if kept.point})
    counter = Counter(shop_of(key.name), alone=brought.alone, shelf=shelf)
    judge, numbers = Judge(tuple(_times(brought, older))), numbers or Numbers()
    numbers.claim(header.streams)
    fault = _walk(rest, course, counter, judge, numbers=numbers)
    read = _Read(header, signed, older, course, fault)
    return _answered(read, counter.close(brought.now), judge.close(), key, brought)


def _answered(read: _Read, counted: Counted, law: tuple[Result, Gone], key: VerifierKey, brought: Brought) -> Verdict:
    header, signed, older, course, fault = read
    points = [kept.point for kept in older if kept.point]
    holding, (seen, cosigned) = _holding(course, points), _witnesses(header, brought)
    return Verdict(
        origin=key.name,
        size=course.size,
        signed=signed.point.size if signed.point else 0,
        root=signed.point.root.hex() if signed.point else "",
        integrity=_header(header, key) or _integrity(header, signed, course, holding=holding, fault=fault),
        truncation=_truncation(course, signed.point, points) or _tail(header, counted, alone=brought.alone),
        consistency=_consistency(signed.point, older, course, holding=holding),
        witnesses=seen,
        completeness=Result("failed", counted.reason, counted.at) if counted.reason else PASSED,
        disclosed=counted.disclosed,
        outcomes=counted.outcomes,
        opened=counted.opened,
        open=counted.open,
        cosigned=cosigned,
        continues=counted.continues,
        law=law[0],
        pruned=law[1],
    )


def _opened(note: str, key: VerifierKey) -> _Kept:
    try:
        return _Kept(open_checkpoint(note, key))
    except NoteError as error:
        return _Kept(None, str(error))


def _walk(rest: Iterator[bytes], course: Course, counter: Counter, judge: Judge, *, numbers: Numbers) -> Result | None:
    """Take every line, and return what is wrong with their order, if anything is."""
    fault: Result | None = None
    expected = 0
    for number, raw in enumerate(rest, 2):
        match read_line(raw, number):
            case TileLine() as line:
                if not course.tile(line.tile, line.row) and fault is None:
                    fault = Result("failed", "tile_out_of_place", course.size)
                continue
            case Line(index=index, leaf=text):
                leaf = text.encode()
                read = counter.take(course.size, leaf)
                course.take(leaf)
                if read is not None:
                    judge.take(index, read)
                    numbers.take(read.stream, read.seq)
            case StubLine(index=index) as stub:
                counter.take_stub(course.size, stub)
                course.take_hash(stub.digest)
                judge.take_stub(stub)
                numbers.take(stub.stream, stub.seq)
        if index != expected and fault is None:
            fault = Result("failed", "leaf_missing" if index > expected else "leaf_out_of_place", expected)
        expected = max(expected, index) + 1
    course.end()
    return fault


def _times(brought: Brought, older: Sequence[_Kept]) -> Iterator[Seen]:
    """Give how long the log was when witnesses saw the older checkpoints; of several the earliest counts."""
    if brought.quorum is None:
        return
    for note, kept in zip(brought.older, older, strict=True):
        with suppress(NoteError):
            seen = witnessed(note, brought.quorum, now=brought.now // 1000)
            if kept.point is not None:
                yield Seen(kept.point.size, min(each.at for each in seen) * 1000)


def _holding(course: Course, points: Sequence[Checkpoint]) -> int:
    """Return the size of the largest older checkpoint that still holds."""
    return max((point.size for point in points if point.size in course.edges and _same(course, point)), default=0)


def _same(course: Course, point: Checkpoint) -> bool:
    return course.edges[point.size].root() == point.root


def _header(header: Header, key: VerifierKey) -> Result | None:
    # P8: the key that the auditor brings is the measure; a header that names another is not of this log.
    return None if (header.origin, header.vkey) == (key.name, str(key)) else Result("failed", "header_of_another_log")


def _integrity(header: Header, signed: _Kept, course: Course, *, holding: int, fault: Result | None) -> Result:
    point = signed.point
    if point is None or point.size == 0:
        return Result("failed", signed.fault or "checkpoint_empty")
    if fault is not None:
        return fault
    if course.size < point.size:
        gone = removed(course, point, header)
        return Result("failed", *gone) if gone else Result("not checked", "leaves_missing", course.size)
    # P8: what the key has signed is the only measure.
    if not _same(course, point):
        return Result("failed", *differing(course, point, holding=holding, header=header))
    return _beside(header, course, point)


def _beside(header: Header, course: Course, point: Checkpoint) -> Result:
    """Judge what is there besides the leaves that were signed."""
    if course.size > point.size:
        return Result("failed", "leaf_not_signed", point.size)
    if course.first is not None:
        return Result("failed", "tile_differs", course.first.at)
    return PASSED if signed_edge(header, point) is not None else Result("failed", "edge_differs")


def _consistency(signed: Checkpoint | None, older: Sequence[_Kept], course: Course, *, holding: int) -> Result:
    unusable = next((kept.fault for kept in older if kept.point is None), "")
    if unusable:
        return Result("failed", f"older_{unusable}")
    points = sorted((kept.point for kept in older if kept.point), key=lambda point: point.size)
    roots = {point.size: point.root for point in points}
    for point in points:
        # P8: two roots of one size, both signed by the key: the log was shown in two versions.
        if (signed is not None and signed.size == point.size and signed.root != point.root) or roots[
            point.size
        ] != point.root:
            return Result("failed", "split_view", *differing(course, point, holding=holding)[1:])
        # P8: the leaves that the older checkpoint covered must still be the same leaves.
        if point.size in course.edges and not _same(course, point):
            what, *place = differing(course, point, holding=holding)
            return Result("failed", "older_root_differs" if what == "root_differs" else what, *place)
    return PASSED if any(0 < point.size <= course.size for point in points) else NOT_CHECKED


def _witnesses(header: Header, brought: Brought) -> tuple[Result, tuple[Cosigned, ...]]:
    """Ask whether enough witnesses have seen each older checkpoint, or else the one of the export."""
    if brought.quorum is None:
        return NOT_CHECKED, ()
    seen: tuple[Cosigned, ...] = ()
    for note in brought.older or (header.checkpoint,):
        try:
            seen = tuple(witnessed(note, brought.quorum, now=brought.now // 1000))
        except NoteError as error:
            return Result("failed", str(error)), ()
    return PASSED, seen


def _truncation(course: Course, signed: Checkpoint | None, older: Sequence[Checkpoint]) -> Result | None:
    longest = max((point.size for point in older), default=0)
    if max(course.size, signed.size if signed else 0) < longest or (signed and signed.size < longest):
        return Result("failed", "older_checkpoint_is_longer", signed.size if signed else course.size)
    if signed is not None and course.size < signed.size:
        return Result("failed", "leaves_missing", course.size)
    return None if signed is not None else NOT_CHECKED


def _tail(header: Header, counted: Counted, *, alone: bool) -> Result:
    """Compare the numbers that the service says it has appended with those that are here.

    Those of outcomes, looks and prunings must all be here, for nobody shares their streams; the others too, if the shop
    is alone.
    """
    shop = shop_of(header.origin)
    own = {outcome_stream(shop), look_stream(shop), pruned_stream(shop)}
    for stream, total in sorted(header.streams.items()):
        here = counted.streams.get(stream, 0)
        if here > total:
            return Result("failed", "numbers_nobody_gave", counted.last.get(stream))
        if (alone or stream in own) and here < total:
            return Result("failed", "numbers_missing_at_the_end", counted.last.get(stream, -1) + 1)
    return PASSED
