"""The ledger takes only the next number, and one final outcome."""

import pytest

from contracts.entries import Numbered, Outcome, Version
from shared.core.ledger.numbering import Place, Stream, admit, place
from shared.errors import BrokenInvariantError


def message(seq: int, count: int = 1, *, stream: str = "s", position: int = 0) -> Numbered:
    """Return a message with some entries."""
    return Numbered(stream, seq, position, [Version("meadow", "1:0", "1:0", 0, n, 0) for n in range(count)])


def test_a_new_stream_is_taken_from_its_beginning() -> None:
    admitted = admit(None, [message(0, 2, position=4), message(2, position=5)])
    assert [leaf.seq for leaf in admitted.fresh] == [0, 1, 2]
    assert admitted.repeats == []
    assert admitted.stream == Stream("s", 3, 5)


def test_lower_numbers_are_repeats_even_within_one_message() -> None:
    admitted = admit(Stream("s", 3, 9), [message(1, 4, position=2)])
    assert [leaf.seq for leaf in admitted.repeats] == [1, 2]
    assert [leaf.seq for leaf in admitted.fresh] == [3, 4]
    assert admitted.stream == Stream("s", 5, 9)


@pytest.mark.parametrize(
    ("known", "messages", "reason"),
    [
        (None, [message(1)], "stream_unknown"),
        (None, [message(0), message(1, stream="other")], "stream_unknown"),
        (Stream("s", 3, 9), [message(3, stream="other")], "stream_unknown"),
        (Stream("s", 3, 9), [message(0, stream="other")], "stream_unknown"),
        (Stream("s", 3, 9), [message(4)], "stream_gap"),
        (Stream("s", 3, 9), [message(3), message(5)], "stream_gap"),
    ],
)
def test_anything_else_stops(known: Stream | None, messages: list[Numbered], reason: str) -> None:
    with pytest.raises(BrokenInvariantError, match=reason):
        admit(known, messages)


@pytest.mark.parametrize(
    ("said", "attempt", "disclosed", "known", "expected"),
    [
        ("given", 1, True, set(), Place.LOG),
        ("given", 1, False, set(), Place.EARLY),
        ("given", 1, True, {(1, "given")}, Place.REPEAT),
        ("given", 1, True, {(1, "unknown")}, Place.LOG),
        ("given", 2, True, {(1, "failed")}, Place.REFUSED),
        ("given", 2, True, {(1, "given")}, Place.REFUSED),
        ("withdrawn", 0, True, set(), Place.LOG),
        ("withdrawn", 0, False, set(), Place.EARLY),
        ("withdrawn", 0, True, {(0, "withdrawn")}, Place.REPEAT),
        ("given", 1, True, {(0, "withdrawn")}, Place.REFUSED),
        ("unknown", 2, True, {(1, "failed")}, Place.LOG),
        ("unknown", 1, True, {(1, "unknown"), (1, "given")}, Place.REPEAT),
    ],
)
def test_an_outcome_is_put_where_it_belongs(
    said: str,
    attempt: int,
    disclosed: bool,
    known: set[tuple[int, str]],
    expected: Place,
) -> None:
    outcome = Outcome("d", "meadow", "r", "i", said, attempt, 0)  # type: ignore[arg-type]  # from the table above
    assert place(outcome, disclosed=disclosed, known=known) is expected
