"""Decide one event: what leaves to whom, what is withheld, what waits, and what is remembered.

A pure function of (event, plan, the person's state, the order's state, time): replaying it gives the same bytes (P4).
It knows no Kafka, no clock and no chance; `services/gateway` feeds it and writes what it returns in one transaction.
"""

from collections.abc import Mapping
from typing import Final

import msgspec
from msgspec import UNSET

from contracts.acts import ended_by, family_of
from contracts.entries import Entry, Waiting, Withheld
from contracts.results import Result
from shared.core.choices import Choices, Said, with_order_consents
from shared.core.conditions import Known, category_of
from shared.core.event import Event, Message
from shared.core.moment import DAY_MS, day
from shared.core.policy.plan import Plan
from shared.core.serve import ALL, WHOLE, Case, Served, entry_about, serve
from shared.core.subject import Order, Subject, Wait, short, with_seen
from shared.core.tell import asked, dropped
from shared.core.thread import Thread, after, behind, early, over, thread

_WHOLE_TERM_MS: Final = 30 * DAY_MS
REQUESTED: Final = "recipient.requested"
"""A recipient's own request for data of an order: the shop is asked for the values, nobody is given anything yet."""


PROVIDED: Final = "values.provided"
"""The shop's answer to it: good for that one request of that one recipient."""


class Decision(msgspec.Struct, frozen=True, gc=False):
    """What one event leads to.

    `keep`: the event itself waits; `drop`: the waiting event looked at is done with; `look`: what waits of this person
    is to be decided again, because the order was opened or ended or says something of the person. `results` are what
    the shop is told.
    """

    messages: list[Message]
    entries: list[Entry]
    subject: Subject
    order: Order | None
    keep: bool = False
    drop: bool = False
    look: bool = False
    results: list[Result] = []


def decide(event: Event, plan: Plan | None, subject: Subject, order: Order, *, now: int) -> Decision | None:
    """Decide an order event for the first time; None if it is a repeat.

    `now` is the decision's time in Unix milliseconds: the larger of append time and head, never a clock.
    """
    # P1: a repeat is an id first seen at *another* position; a batch that is tried again meets its own.
    if order.seen.get(short(event.id), event.position) != event.position:
        return None
    at = thread(event, subject, order, None)
    last = order.versions.get(event.type)
    if at.version is not None and last is not None and at.version <= last:
        return _older(event, plan, subject, order, now)
    said = _choices(event, subject)
    came = _came(event, plan, order, at)
    known = _known(event, subject, order, said.for_order, came)
    done = _whole(event, plan, subject, now) or serve(Case(event, _there(plan), subject, order, known, now, at))
    served, ended, before = order.served, order.ended, order.came
    if event.order and ALL not in done.reasons:
        served, ended = after(order, at, done.projections, done.apart)
    order = Order(
        position=event.position,
        seen=with_seen(order.seen, event.id, event.position),
        versions=order.versions if at.version is None else {**order.versions, event.type: at.version},
        served=served,
        requests=_requests(event, order, given=bool(done.messages)),
        ended=ended,
        came=came,
    )
    waits = subject.waits
    if done.reasons:
        waits = (*waits, Wait(event.position, event.order, event.id, event.type, done.reasons, done.until))
    # P5: a refusal that finds no room closes its person, rather than be forgotten.
    adult, closed = adult_of(event, subject), subject.closed or said.full
    changed = msgspec.structs.replace(
        subject, position=event.position, choices=said.lasting, waits=waits, adult=adult, closed=closed
    )
    look = bool(subject.waits) and (came != before or _opens(at, said, adult=adult))
    results = [*done.results, *_told(event, plan, now)] if event.cards or event.type == REQUESTED else done.results
    return Decision(done.messages, done.entries, changed, order, bool(done.reasons), look=look, results=results)


def revisit(
    event: Event, wait: Wait, plan: Plan | None, subject: Subject, order: Order, *, now: int
) -> Decision | None:
    """Decide a waiting event again because state, register, pack or time changed; None if nothing comes of it.

    `event` is the waiting event with its own seed, so what it gives carries the id that was promised when it waited.
    """
    at = thread(event, subject, order, wait)
    whole, came = _whole(event, plan, subject, now), order.came
    if whole is not None and now < wait.until:
        return None
    if whole is not None:
        done = _ended(event, plan, wait, now)
    else:
        came = _came(event, plan, order, at)
        known = _known(event, subject, order, _choices(event, subject).for_order, came)
        done = serve(Case(event, _there(plan), subject, order, known, now, at, wait))
    if not done.entries and done.reasons == wait.reasons:
        return None
    left = [w for w in subject.waits if w.position != wait.position]
    if done.reasons:
        left = sorted([*left, msgspec.structs.replace(wait, reasons=done.reasons)], key=lambda w: w.position)
    requests = _requests(event, order, given=bool(done.messages))
    served, ended = (
        after(order, at, done.projections, done.apart) if event.order and whole is None else (order.served, order.ended)
    )
    order = msgspec.structs.replace(order, served=served, requests=requests, ended=ended, came=came)
    subject = msgspec.structs.replace(subject, waits=tuple(left))
    return Decision(done.messages, done.entries, subject, order, drop=not done.reasons, results=done.results)


def _older(event: Event, plan: Plan | None, subject: Subject, order: Order, now: int) -> Decision:
    """Pass over an older version of an order, and say so."""
    seen = with_seen(order.seen, event.id, event.position)
    order = msgspec.structs.replace(order, position=event.position, seen=seen)
    entry = Withheld(**entry_about(event, plan, ALL, WHOLE), reason="older_version", fields=[], at=now)
    return Decision([], [entry], msgspec.structs.replace(subject, position=event.position), order)


def _opens(at: Thread, said: Said, *, adult: bool | None) -> bool:
    """Tell whether an order ends or opens what other events wait for, or says something of its person."""
    subject = at.subject
    return (
        at.act == "end"
        or adult is not subject.adult
        or said.lasting != subject.choices
        or (at.act == "open" and early(subject, at.reference))
    )


def _choices(event: Event, subject: Subject) -> Said:
    if event.body.consents is UNSET:
        return Said(subject.choices, subject.choices)
    return with_order_consents(subject.choices, event.body.consents, event.id, now=event.at)


def _known(event: Event, subject: Subject, order: Order, choices: Choices, came: tuple[str, ...]) -> Known:
    return Known(
        event.id,
        choices,
        adult_of(event, subject),
        subject.approved,
        _asked_for(event, order),
        subject.stops,
        subject.preferences,
        category_of(event.body),
        came,
    )


def _came(event: Event, plan: Plan | None, order: Order, at: Thread) -> tuple[str, ...]:
    """Return the types that have come for an order and were not ended since, of those that some entry asks for."""
    family, came = ended_by(event.type), order.came
    # An end that waited took away what had come when it came itself; what came after it stands.
    if family and came and at.wait is None:
        came = tuple(kind for kind in came if family not in {"*", family_of(kind)})
    if plan is None or event.type not in plan.awaited or event.type in came or not event.order or over(at):
        return came
    return (*came, event.type)


def adult_of(event: Event, subject: Subject) -> bool | None:
    """Return whether the person is of age: as the event says it, a guest's declaration too, else as it is known."""
    said = UNSET if event.body.customer is UNSET else event.body.customer.adult_flag
    return said if isinstance(said, bool) else subject.adult


def _asked_for(event: Event, order: Order) -> Mapping[str, str]:
    """Return the open requests that the event answers: values that one recipient asked for are good for that one."""
    request = event.body.request
    name = "" if request is UNSET else request.recipient
    return {name: order.requests[name]} if name in order.requests else {}


def _requests(event: Event, order: Order, *, given: bool) -> dict[str, str]:
    """Return the open requests for an order: one more when a recipient asks, one less when it was given the values."""
    request = event.body.request
    if request is UNSET:
        return order.requests
    if event.type == REQUESTED:
        return {**order.requests, request.recipient: event.id}
    return {name: by for name, by in order.requests.items() if not given or name != request.recipient}


def _told(event: Event, plan: Plan | None, now: int) -> list[Result]:
    """Return what the shop is told of the event itself: values that are asked for, card numbers that were dropped."""
    told = [dropped(event, at=now)] if event.cards else []
    if event.type == REQUESTED and event.body.request is not UNSET and plan is not None:
        recipient = event.body.request.recipient
        routes = [route for route in plan.routes.get(PROVIDED, ()) if route.rule.id == recipient]
        told += [asked(event, recipient, route.part.fields, at=now) for route in routes if route.rule.on_request]
    return told


def _there(plan: Plan | None) -> Plan:
    if plan is None:  # pragma: no cover - `_whole` has answered for it
        raise AssertionError
    return plan


def _whole(event: Event, plan: Plan | None, subject: Subject, now: int) -> Served | None:
    """Return why the event waits as a whole, if it does."""
    # P10: with the pack missing or expired, or the person's past unreadable, nothing leaves and nothing is lost.
    if subject.closed:
        reason = "blocked"
    elif plan is None:
        reason = "pack_missing"
    elif plan.until and day(now) > plan.until:
        reason = "pack_expired"
    elif subject.waits and behind(thread(event, subject, Order(position=-1), None), ALL):
        reason = "behind"
    else:
        return None
    until = event.at + _WHOLE_TERM_MS
    about = entry_about(event, None, ALL, WHOLE)
    entry = Waiting(**about, reason=reason, until=until, at=event.at)
    return Served([], [entry], {ALL: reason}, {}, [], until)


def _ended(event: Event, plan: Plan | None, wait: Wait, now: int) -> Served:
    about = entry_about(event, plan, ALL, WHOLE)
    return Served([], [Withheld(**about, reason="term_ended", fields=[], at=now)], {}, {}, [], wait.until)
