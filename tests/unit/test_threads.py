"""Threads: what a change replaces, what a cancellation ends, and nobody is told to undo what they never heard of."""

from typing import Final, Literal, NamedTuple

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from contracts.acts import Act
from shared.core.delivery import State
from shared.core.threads import CANCELLED, NOTHING_SERVED, NOTHING_TO_CANCEL, REPLACED, Earlier, Ruling, rule

ORDER: Final = "o1/order"
SHIPMENT: Final = "o1/shipment"
PAYMENT: Final = "o1/payment"


def _row(
    name: str, thread: str = SHIPMENT, act: Act = "open", state: State = "pending", attempt: int | None = None
) -> Earlier:
    return Earlier(name, thread, act, state, int(state == "attempted") if attempt is None else attempt)


GIVEN: Final = _row("given", state="closed", attempt=1)
WITHDRAWN: Final = _row("withdrawn", state="closed", attempt=0)
UNDER_WAY: Final = _row("under-way", state="attempted")

RULINGS: Final[list[tuple[str, Act, str, list[Earlier], Ruling]]] = [
    ("what opens withdraws nothing", "open", SHIPMENT, [_row("a")], Ruling()),
    ("a change replaces what nobody was called for", "change", SHIPMENT, [_row("a")], Ruling(("a",), REPLACED)),
    ("and an older change", "change", SHIPMENT, [GIVEN, _row("b", act="change")], Ruling(("b",), REPLACED)),
    ("but nothing that was attempted", "change", SHIPMENT, [UNDER_WAY], Ruling((), REPLACED)),
    ("nor another thread", "change", SHIPMENT, [_row("a", ORDER)], Ruling((), REPLACED)),
    ("nor a cancellation", "change", SHIPMENT, [UNDER_WAY, _row("b", act="end")], Ruling((), REPLACED)),
    ("a change of nothing is handed over", "change", SHIPMENT, [], Ruling((), REPLACED)),
    (
        "a cancellation in time takes both away",
        "end",
        SHIPMENT,
        [_row("a")],
        Ruling(("a",), CANCELLED, NOTHING_TO_CANCEL),
    ),
    ("after the hand-over it follows", "end", SHIPMENT, [GIVEN], Ruling((), CANCELLED)),
    ("after an attempt whose result is not known too", "end", SHIPMENT, [UNDER_WAY], Ruling((), CANCELLED)),
    (
        "it takes away a change that is not given yet, and follows what is",
        "end",
        SHIPMENT,
        [GIVEN, _row("b", act="change")],
        Ruling(("b",), CANCELLED),
    ),
    ("a cancellation of nothing is none", "end", SHIPMENT, [WITHDRAWN], Ruling((), CANCELLED, NOTHING_TO_CANCEL)),
    (
        "that of another thread touches nothing, whatever was given there",
        "end",
        SHIPMENT,
        [_row("a", PAYMENT), _row("b", ORDER, state="closed", attempt=1)],
        Ruling((), CANCELLED, NOTHING_TO_CANCEL),
    ),
    (
        "that of the order ends every thread",
        "end",
        ORDER,
        [_row("a", SHIPMENT), _row("b", PAYMENT, state="attempted"), _row("c", ORDER)],
        Ruling(("a", "c"), CANCELLED),
    ),
    (
        "a refund is not taken back with an order of which something was given",
        "end",
        ORDER,
        [_row("a", PAYMENT, state="closed", attempt=1), _row("b", PAYMENT, "more")],
        Ruling((), CANCELLED),
    ),
    (
        "what only follows goes with what it followed",
        "end",
        ORDER,
        [_row("a", PAYMENT), _row("b", PAYMENT, "more"), _row("c", PAYMENT, "end")],
        Ruling(("a", "b", "c"), CANCELLED, NOTHING_TO_CANCEL),
    ),
    ("more goes to those who were served", "more", PAYMENT, [GIVEN], Ruling()),
    ("or will be", "more", PAYMENT, [_row("a", ORDER)], Ruling()),
    ("or whom it failed to reach", "more", PAYMENT, [_row("a", state="closed", attempt=10)], Ruling()),
    ("not to somebody never served", "more", PAYMENT, [], Ruling(own=NOTHING_SERVED)),
    ("nor where all was withdrawn", "more", PAYMENT, [WITHDRAWN], Ruling(own=NOTHING_SERVED)),
]


@pytest.mark.parametrize(("sentence", "act", "thread", "earlier", "expected"), RULINGS, ids=[r[0] for r in RULINGS])
def test_a_ruling(sentence: str, act: Act, thread: str, earlier: list[Earlier], expected: Ruling) -> None:
    assert rule(thread, act, earlier) == expected, sentence


class Deed(NamedTuple):
    """A step of a story: a message comes; the oldest open row is claimed, given back without a call, or answered."""

    kind: Literal["comes", "claim", "back", "done"]
    thread: str = ORDER
    act: Act = "open"


class Story:
    """The rows of one party and person, as the outbox would hold them."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.rows: list[Earlier] = []
        self.outcomes: list[tuple[str, str]] = []
        self.called: list[Earlier] = []

    def tell(self, deed: Deed) -> None:
        """Let one thing happen."""
        oldest = next((row for row in self.rows if row.state != "closed"), None)
        if deed.kind == "comes":
            self._come(deed)
        elif oldest is not None and deed.kind == "claim":
            self._put(oldest._replace(state="attempted", attempt=oldest.attempt + 1))
            self.called.append(oldest)
        elif oldest is not None and oldest.state == "attempted" and deed.kind == "done":
            self._close(oldest, "given")
        elif oldest is not None and oldest.state == "attempted" and deed.kind == "back":
            left = oldest.attempt - 1
            self._put(oldest._replace(state="attempted" if left else "pending", attempt=left))

    def _come(self, deed: Deed) -> None:
        order = deed.thread.partition("/")[0]
        new = Earlier(f"m{len(self.rows)}", deed.thread, deed.act, "pending", 0)
        ruling = rule(deed.thread, deed.act, [row for row in self.rows if row.thread.startswith(f"{order}/")])
        self.rows.append(new)
        for name in (*ruling.withdrawn, *([new.id] if ruling.own else [])):
            row = next(row for row in self.rows if row.id == name)
            # P1: whom a call was begun for is never said to have got nothing.
            assert (row.state, row.attempt) == ("pending", 0), f"{name} was attempted and is withdrawn"
            self._close(row, "withdrawn")

    def _put(self, row: Earlier) -> None:
        self.rows = [row if each.id == row.id else each for each in self.rows]

    def _close(self, row: Earlier, outcome: str) -> None:
        self._put(row._replace(state="closed"))
        self.outcomes.append((row.id, outcome))


_THREADS: Final = [ORDER, SHIPMENT, PAYMENT, "o2/order", "o2/shipment"]
_COMES: Final = st.builds(
    Deed, st.just("comes"), st.sampled_from(_THREADS), st.sampled_from(["open", "change", "end", "more"])
)
_CALLED: Final = st.lists(_COMES | st.builds(Deed, st.sampled_from(["claim", "done"])), max_size=40)
_GIVEN_BACK: Final = st.lists(_COMES | st.builds(Deed, st.sampled_from(["claim", "back", "done"])), max_size=40)


# The shortest story in which something attempted could be withdrawn: chance does not always find it.
@example([Deed("comes"), Deed("claim"), Deed("comes", act="change")])
@given(_GIVEN_BACK)
def test_P1_whatever_comes_each_row_ends_once_and_nothing_that_was_attempted_is_withdrawn(deeds: list[Deed]) -> None:
    story = Story()
    for deed in deeds:
        story.tell(deed)
        names = [name for name, _ in story.outcomes]
        assert len(names) == len(set(names))
        assert set(names) == {row.id for row in story.rows if row.state == "closed"}


@given(_CALLED)
def test_P5_a_cancellation_goes_only_to_whom_something_may_have_gone_and_after_all_of_it(deeds: list[Deed]) -> None:
    story = Story()
    for deed in deeds:
        before = len(story.called)
        story.tell(deed)
        for row in story.called[before:]:
            if row.act == "end" and row.attempt == 0:
                order, whole = row.thread.partition("/")[0], row.thread.endswith("/order")
                place = [each.id for each in story.rows].index(row.id)
                ended = [
                    each
                    for each in story.rows[:place]
                    if each.thread == row.thread or (whole and each.thread.startswith(f"{order}/"))
                ]
                assert any(each.attempt for each in ended), "nothing of it can have reached the party"
                assert all(each.state == "closed" for each in ended), "what it ends is not settled"


@given(_GIVEN_BACK)
def test_P5_nobody_is_first_called_for_what_was_cancelled_before(deeds: list[Deed]) -> None:
    story = Story()
    cancelled: set[str] = set()
    for deed in deeds:
        before = len(story.called)
        if deed.kind == "comes" and deed.act == "end":
            whole = deed.thread.endswith("/order")
            order = deed.thread.partition("/")[0]
            cancelled |= {
                row.id
                for row in story.rows
                if row.attempt == 0
                and row.act in {"open", "change"}
                and (row.thread == deed.thread or (whole and row.thread.startswith(f"{order}/")))
            }
        story.tell(deed)
        assert not cancelled & {row.id for row in story.called[before:]}
