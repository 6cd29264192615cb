"""What a message does to those before it that its party has not seen: it replaces them, ends them, or follows nothing.

Pure: the rows of one order, for one party and person, come in as values; what is to be withdrawn goes out. It does NOT
know where a row lies. A row that was ever attempted may have reached the party, whatever came back, and stays.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

from contracts.acts import Act
from shared.core.delivery import State

REPLACED: Final = "replaced"
"""A newer message holds all of what this one would have said."""
CANCELLED: Final = "cancelled"
"""What it asks for was cancelled before the party heard of it."""
NOTHING_TO_CANCEL: Final = "nothing_to_cancel"
"""A cancellation of what the party never heard of."""
NOTHING_SERVED: Final = "nothing_served"
"""More about an order of which the party has nothing and will get nothing."""

_WHOLE: Final = "order"
"""The family whose end is the end of every thread of the order."""


class Earlier(NamedTuple):
    """A row that was taken over before, of the same order, party and person."""

    id: str
    thread: str
    act: Act
    state: State
    attempt: int

    @property
    def reached(self) -> bool:
        """Whether it may have reached the party: a call was begun, with whatever result."""
        return self.attempt > 0

    @property
    def untouched(self) -> bool:
        """Whether it is still to be handed over and no call was ever begun."""
        return self.state == "pending" and not self.reached


class Ruling(NamedTuple):
    """What becomes of earlier rows and of the new one.

    `withdrawn` are ids, all for `reason`. `own` is why the new one is not handed over itself; empty, it is.
    """

    withdrawn: tuple[str, ...] = ()
    reason: str = ""
    own: str = ""


def order_of(thread: str) -> str:
    """Return the order's reference of a thread, `<order reference>/<family>`."""
    return thread.partition("/")[0]


def rule(thread: str, act: Act, earlier: Sequence[Earlier]) -> Ruling:
    """Decide what a new message of `thread` does to the earlier rows of its order, of whatever thread and state."""
    match act:
        case "change":
            same = (row for row in earlier if row.thread == thread)
            return Ruling(tuple(row.id for row in same if _asks(row)), REPLACED)
        case "end":
            return _end(thread, earlier)
        case "more":
            served = any(row.reached or row.state != "closed" for row in earlier)
            return Ruling() if served else Ruling(own=NOTHING_SERVED)
        case "open":
            return Ruling()


def _end(thread: str, earlier: Sequence[Earlier]) -> Ruling:
    ended = [row for row in earlier if row.thread == thread or thread == f"{order_of(thread)}/{_WHOLE}"]
    if any(row.reached for row in ended):
        # P1: what may have reached the party is never called withdrawn; its cancellation follows it.
        return Ruling(tuple(row.id for row in ended if _asks(row)), CANCELLED)
    # The party heard of nothing: what only follows (a refund, an earlier cancellation) goes with what it followed.
    return Ruling(tuple(row.id for row in ended if row.untouched), CANCELLED, NOTHING_TO_CANCEL)


def _asks(row: Earlier) -> bool:
    """Tell whether a row still asks for something and nobody was asked yet."""
    return row.untouched and row.act in {"open", "change"}
