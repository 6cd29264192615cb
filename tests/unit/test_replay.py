"""A partition rebuilt from its records: what counts, what was torn off, whatever the order in which topics are read."""

from collections.abc import Iterable
from random import Random

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from contracts.topics import SUBJECT_STATE, SUBJECT_WAITING
from shared.core import subject as sub
from shared.core.checkpoint.state import Replay

Row = tuple[str, bytes, bytes | None]
KEY = sub.subject_key("backmarket", "a" * 32)


def head(position: int) -> Row:
    return SUBJECT_STATE, sub.HEAD_KEY, sub.encode(sub.Head("s", position, seq=0, time=0, versions={}, people=1))


def state(position: int, *, closed: bool = False, key: bytes = KEY) -> Row:
    return SUBJECT_STATE, key, sub.encode(sub.Subject(position=position, secret=bytes(32), closed=closed))


def waiting(name: str, value: bytes | None) -> Row:
    return SUBJECT_WAITING, name.encode(), value


def replayed(rows: Iterable[Row]) -> Replay:
    made = Replay()
    for row in rows:
        made.add(*row)
    return made


def test_a_state_that_no_head_covers_is_passed_over_for_the_one_before_it() -> None:
    found = replayed([state(0), head(1), state(7, closed=True)])
    assert not sub.decode_subject(found.records[KEY]).closed


def test_a_state_beyond_its_head_stays_passed_over_when_later_heads_come() -> None:
    found = replayed([state(0), head(1), state(7, closed=True), head(2), head(9)])
    assert not sub.decode_subject(found.records[KEY]).closed


def test_of_two_states_before_one_head_the_last_that_it_covers_counts() -> None:
    found = replayed([state(0), state(3, closed=True), head(2)])
    assert not sub.decode_subject(found.records[KEY]).closed
    found = replayed([state(0), state(3, closed=True), head(4)])
    assert sub.decode_subject(found.records[KEY]).closed


def test_a_state_written_again_after_a_torn_one_replaces_it() -> None:
    found = replayed([state(0), head(1), state(3, closed=True), state(2), head(4)])
    assert sub.decode_subject(found.records[KEY]) == sub.Subject(position=2, secret=bytes(32))


def test_before_the_first_head_nothing_counts() -> None:
    found = replayed([state(0), waiting("w", b"x")])
    assert (found.head, found.records) == (None, {})


def test_a_waiting_event_that_was_deleted_is_gone_and_may_come_again() -> None:
    rows = [waiting("a", b"1"), waiting("b", b"2"), waiting("a", None), waiting("c", None)]
    assert replayed(rows).waiting == {b"b": b"2"}
    assert replayed([*rows, waiting("a", b"3")]).waiting == {b"a": b"3", b"b": b"2"}


def test_a_replay_keeps_no_more_than_the_keys_it_was_told_of() -> None:
    made = replayed(state(5, closed=n % 2 == 0) for n in range(1000))
    assert sum(len(values) for values in made._pending.values()) == 1
    made.add(*head(6))
    assert not made._pending


def by_the_list(rows: list[Row]) -> tuple[int | None, dict[bytes, bytes]]:
    """Say the rule once more, the long way: whole lists, one pass."""
    last: int | None = None
    settled: dict[bytes, bytes] = {}
    pending: list[tuple[bytes, bytes]] = []
    for topic, key, value in rows:
        if topic != SUBJECT_STATE or value is None:
            continue
        if key != sub.HEAD_KEY:
            pending.append((key, value))
            continue
        last = sub.decode_head(value).next
        settled.update((k, v) for k, v in pending if msgspec.msgpack.decode(v)[0] < last)
        pending.clear()
    return last, settled


ROWS = st.lists(
    st.one_of(
        st.integers(0, 12).map(head),
        st.builds(
            state,
            st.integers(0, 12),
            closed=st.booleans(),
            key=st.sampled_from([sub.subject_key("backmarket", c * 32) for c in "abc"]),
        ),
    ),
    max_size=40,
)
WAITING = st.lists(st.builds(waiting, st.sampled_from("xyz"), st.none() | st.binary(max_size=2)), max_size=20)


@given(ROWS)
def test_record_by_record_gives_what_the_whole_list_gives(rows: list[Row]) -> None:
    found = replayed(rows)
    assert (found.head.next if found.head else None, found.records) == by_the_list(rows)


@given(ROWS, WAITING, st.randoms(use_true_random=False))
def test_topics_may_be_read_in_turns_or_mixed(rows: list[Row], waits: list[Row], chance: Random) -> None:
    left, right, mixed = list(rows), list(waits), list[Row]()
    while left or right:
        side = left if not right or (left and chance.random() < 0.5) else right
        mixed.append(side.pop(0))
    one, other = replayed([*rows, *waits]), replayed(mixed)
    assert (one.head, one.records, one.waiting) == (other.head, other.records, other.waiting)
