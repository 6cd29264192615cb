"""What an event does to an order: opens, changes, ends or adds something, and for whom that is still of use.

Changes, cancellations and refunds go only to those who were served for that order. Pure; it makes no bytes.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, Final, get_args

import msgspec
from msgspec import UNSET

from contracts import messages as m
from contracts.acts import Act, act_of, ended_by, family_of
from contracts.events import Item
from shared.core.conditions import Verdict
from shared.core.policy.lane import Lane
from shared.core.policy.plan import Route
from shared.core.subject import End, Order, Subject, Wait, with_served, without

Share = tuple[Lane, list[Item] | None]
"""A party of a route, and its own items where it gets only those."""

_NOBODY: Final = Verdict("not_served", final=True)
_EARLY: Final = Verdict("not_placed")
_OVER: Final = Verdict("cancelled", final=True)
_REOPENED: Final = -2


class Thread(msgspec.Struct, frozen=True, gc=False):
    """One event in its order: its type, family and act, the order's version that it is of, where it lies (`position`).

    `wait` is set when a waiting event is decided again; `subject` and `order` are the states before it. `headers` are
    what a message of each act says of the thread; `plain`: it opens and nothing has ended: of use to everybody.
    `last` are the projections given last in this family, by route.
    """

    type: str
    family: str
    act: Act
    version: int | None
    position: int
    reference: str
    subject: Subject
    order: Order
    wait: Wait | None
    headers: dict[Act, tuple[tuple[str, bytes], ...]]
    plain: bool
    last: dict[str, str]

    def served(self, route: Route, lane: Lane) -> bool:
        """Tell whether a party was served for this order, in this family or, for what concerns all of it, in any.

        What another entry of the recipient opened counts for that one: it was given for another purpose.
        """
        families = (family for family in self.families() if family not in route.elsewhere)
        return any(lane.name in self.order.served.get(family, ()) for family in families)

    def families(self) -> tuple[str, ...]:
        """Return the families in which a party may have been served for this to be of use to it."""
        found = tuple(self.order.served) if self.family == "order" or self.act == "more" else (self.family,)
        return tuple(f for f in found if not self._reopened_since(f)) if self.act == "end" else found

    def _reopened_since(self, family: str) -> bool:
        """Tell whether a family was opened again after this event: an end that has waited does not reach that far."""
        end = self.order.ended.get(family)
        return end is not None and end.version == _REOPENED and end.position > self.position


def thread(event: Any, subject: Subject, order: Order, wait: Wait | None) -> Thread:
    """Place an event (`shared.core.serve.Event`) in its order."""
    version = UNSET if event.body.order is UNSET else event.body.order.version
    act, family = act_of(event.type), family_of(event.type)
    return Thread(
        type=event.type,
        family=family,
        act=act,
        version=version if isinstance(version, int) else None,
        position=event.position,
        reference=event.order,
        subject=subject,
        order=order,
        wait=wait,
        headers=_headers(event.order, family),
        plain=act == "open" and not order.ended and wait is None,
        last=order.served.get(family, {}),
    )


@lru_cache(maxsize=4096)
def _headers(order: str, family: str) -> dict[Act, tuple[tuple[str, bytes], ...]]:
    """Return how partner services are told of the thread, for each act."""
    name = f"{order}/{family}".encode() if order else b""
    return {act: ((m.H_ACT, act.encode()), (m.H_THREAD, name)) for act in get_args(Act)}


def shares(route: Route, body: Any, at: Thread) -> Sequence[Share]:
    """Return the parties of a route: of one that opens all, each seller with its own items; else who was served."""
    if route.opens:
        if not route.rule.per_seller:
            return route.whole
        return _own(route, body) or [(route.lanes[""], [])]
    own = {lane.instance: items for lane, items in _own(route, body)} if route.rule.per_seller else {}
    known = [instance for instance, lane in route.lanes.items() if instance and _is_of(route, lane, at)]
    # A seller whom a change brings into an order that the others know is served like them.
    joining = [name for name in own if known and at.act == "change" and name not in known]
    found: list[Share] = [
        (route.lanes[name], own.get(name, []) if route.rule.per_seller else None) for name in (*known, *joining)
    ]
    return found or [(route.lanes[route.default], None)]


def of_no_use(route: Route, lane: Lane, at: Thread) -> Verdict | None:
    """Judge whether this is of no use to a party (yet); None if nothing speaks against it."""
    if at.act in {"open", "change"} and over(at):
        return _OVER
    if route.opens or at.served(route, lane):
        return None
    if at.act == "change" and any(at.served(route, other) for other in route.lanes.values()):
        return None
    if at.act != "end" and behind(at, lane.name, route.others):
        return None
    return _EARLY if _early(route, at) or _opens_later(at, lane.name, route.others) else _NOBODY


def behind(at: Thread, lane: str, others: frozenset[str] = frozenset()) -> bool:
    """Tell whether an earlier event of the same order still waits for a party, but for its `others`' entries."""
    return any(
        w.order == at.reference
        and w.position < at.position
        and w.reasons.get(lane, "not_placed") != "not_placed"
        and w.type not in others
        for w in at.subject.waits
    )


def early(subject: Subject, order: str) -> bool:
    """Tell whether something of an order waits for the event that opens it."""
    return any(w.order == order and "not_placed" in w.reasons.values() for w in subject.waits)


def after(
    order: Order, at: Thread, projections: dict[str, str], apart: Mapping[str, frozenset[str]]
) -> tuple[dict[str, dict[str, str]], dict[str, End]]:
    """Return what was given, and what is over or open again, once this event has been served."""
    if family := ended_by(at.type):
        end = End(-1 if at.version is None else at.version, at.position)
        ended = order.ended if at.wait else {**order.ended, family: end}
        return without(order.served, family, apart), ended
    served = with_served(order.served, at.family, projections, opened=at.act == "open")
    if at.act == "open" and projections and _end(at) is not None:
        return served, {**order.ended, at.family: End(_REOPENED, at.position)}
    return served, order.ended


def _own(route: Route, body: Any) -> list[Share]:
    """Cut the order's lines by seller."""
    items = body.order.items if body.order is not UNSET else UNSET
    found: dict[str, list[Item]] = {}
    for item in items if items is not UNSET else ():
        instance = route.default if item.seller is UNSET else route.aliases.get(item.seller, "")
        found.setdefault(instance, []).append(item)
    return [(route.lanes[instance], own) for instance, own in found.items()]


def _is_of(route: Route, lane: Lane, at: Thread) -> bool:
    """Tell whether a party was served for this order, or waits to be."""
    return at.served(route, lane) or behind(at, lane.name, route.others)


def _early(route: Route, at: Thread) -> bool:
    """Tell whether what opens this has not come yet: platforms deliver out of order."""
    if not at.order.served:
        return True
    opening = {family_of(kind) for kind in route.rule.on}
    return at.family in opening and at.family not in at.order.served


def _opens_later(at: Thread, lane: str, others: frozenset[str]) -> bool:
    """Tell whether what opens this came after it and waits itself."""
    opening = (w for w in at.subject.waits if act_of(w.type) == "open" and w.type not in others)
    return any(w.order == at.reference and w.position > at.position and lane in w.reasons for w in opening)


def over(at: Thread) -> bool:
    """Tell whether the order, or this family of it, was ended: nothing older is given any more, nothing is changed."""
    end = _end(at)
    if end is None:
        return _ended_while_waiting(at)
    if at.act == "change" or at.position < end.position:
        return True
    if at.version is not None and end.version >= 0:
        return at.version <= end.version
    # Without versions an order that was cancelled is not placed again; a parcel may be asked for again.
    return at.family == "order"


def _end(at: Thread) -> End | None:
    """Return the last end of this family or of the whole order, if it was not opened again since."""
    found = [end for name in ("*", at.family) if (end := at.order.ended.get(name)) is not None]
    last = max(found, key=lambda end: end.position, default=None)
    return None if last is None or last.version == _REOPENED else last


def _ended_while_waiting(at: Thread) -> bool:
    """Tell whether an end of this waits behind it: both waited, and neither is of use any more."""
    return at.wait is not None and any(
        w.order == at.reference and w.position > at.position and ended_by(w.type) in {"*", at.family}
        for w in at.subject.waits
    )
