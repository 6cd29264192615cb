"""Decide one event: what leaves to whom, what is withheld, what waits, and what is remembered.

A pure function of (event, plan, the person's state, the order's state, time): replaying it gives the same bytes (P4).
It knows no Kafka, no clock and no chance; `services/gateway` feeds it and writes what it returns in one transaction.
"""

from collections.abc import Mapping
from typing import Final

import msgspec
from msgspec import UNSET

from contracts.entries import Entry, State, Waiting, Withheld
from shared.core.conditions import with_order_consents
from shared.core.moment import DAY_MS, millis
from shared.core.policy.plan import Plan
from shared.core.serve import ALL, WHOLE, Case, Event, Message, Served, behind, entry_about, serve
from shared.core.subject import Act, Choice, Order, Subject, Wait, with_seen, with_served

_WHOLE_TERM_MS: Final = 30 * DAY_MS
_ACTS: Final[dict[str, Act]] = {
    "consent.given": "given",
    "consent.refused": "refused",
    "consent.withdrawn": "withdrawn",
}


class Decision(msgspec.Struct, frozen=True, gc=False):
    """What one event leads to. `keep`: the event itself waits; `drop`: the waiting event looked at is done with."""

    messages: list[Message]
    entries: list[Entry]
    subject: Subject
    order: Order | None
    keep: bool = False
    drop: bool = False


def decide(event: Event, plan: Plan | None, subject: Subject, order: Order, *, now: int) -> Decision | None:
    """Decide an order event for the first time; None if it is a repeat or an older version of one decided before.

    `now` is the decision's time in Unix milliseconds: the larger of append time and head, never a clock.
    """
    version = UNSET if event.body.order is UNSET else event.body.order.version
    if _known(event, order, version):
        return None
    choices, lasting = _choices(event, subject)
    done = _whole(event, plan, subject) or serve(Case(event, _there(plan), subject, order, choices, now))
    order = Order(
        position=event.position,
        seen=with_seen(order.seen, event.id, event.position),
        versions=order.versions if version is UNSET else {**order.versions, event.type: version},
        served=with_served(order.served, event.type, done.projections) if event.order else {},
    )
    waits = subject.waits
    if done.reasons:
        waits = (*waits, Wait(event.position, event.order, event.id, event.type, done.reasons, done.until))
    subject = msgspec.structs.replace(subject, position=event.position, choices=lasting, waits=waits)
    return Decision(done.messages, done.entries, subject, order, keep=bool(done.reasons))


def revisit(
    event: Event, wait: Wait, plan: Plan | None, subject: Subject, order: Order, *, now: int
) -> Decision | None:
    """Decide a waiting event again because state, register, pack or time changed; None if nothing comes of it.

    `event` is the waiting event with its own seed, so what it gives carries the id that was promised when it waited.
    """
    whole = _whole(event, plan, subject)
    if whole is not None and now < wait.until:
        return None
    if whole is not None:
        done = _ended(event, plan, wait, now)
    else:
        done = serve(Case(event, _there(plan), subject, order, _choices(event, subject)[0], now, wait))
    if not done.entries and done.reasons == wait.reasons:
        return None
    left = [w for w in subject.waits if w.position != wait.position]
    if done.reasons:
        left = sorted([*left, msgspec.structs.replace(wait, reasons=done.reasons)], key=lambda w: w.position)
    subject = msgspec.structs.replace(subject, waits=tuple(left))
    order = msgspec.structs.replace(order, served=with_served(order.served, event.type, done.projections))
    return Decision(done.messages, done.entries, subject, order, drop=not done.reasons)


def choose(event: Event, subject: Subject, *, now: int) -> Decision | None:
    """Take a consent, a refusal or a withdrawal into the person's state; None if it is a repeat or unusable.

    What waited for it is looked at afterwards, with `revisit`.
    """
    if subject.acts.get(event.id, event.position) != event.position or event.body.consent is UNSET:
        return None
    consent = event.body.consent
    act = _ACTS[event.type]
    at = millis(consent.at) or now
    choice = Choice(act, consent.information_version, at, event.id)
    last = subject.choices.get(consent.recipient)
    # P5: what the person has refused or withdrawn is opened again only by a consent that brings its evidence.
    unproven = act == "given" and last is not None and last.act != "given" and consent.evidence is UNSET
    subject = msgspec.structs.replace(
        subject,
        position=event.position,
        choices=subject.choices if unproven else {**subject.choices, consent.recipient: choice},
        acts={**subject.acts, event.id: event.position},
    )
    entry = State(
        event=event.id,
        shop=event.shop,
        person=event.person,
        change=f"{event.type}.without_evidence" if unproven else event.type,
        recipient=consent.recipient,
        information_version=consent.information_version,
        at=now,
        purpose="" if consent.purpose is UNSET else consent.purpose,
        evidence="" if consent.evidence is UNSET else consent.evidence,
    )
    return Decision([], [entry], subject, None)


def _known(event: Event, order: Order, version: object) -> bool:
    # P1: a repeat is an id first seen at *another* position; a batch that is tried again meets its own.
    if order.seen.get(event.id, event.position) != event.position:
        return True
    last = order.versions.get(event.type)
    return isinstance(version, int) and last is not None and version <= last


def _choices(event: Event, subject: Subject) -> tuple[Mapping[str, Choice], dict[str, Choice]]:
    if event.body.consents is UNSET:
        return subject.choices, subject.choices
    return with_order_consents(subject.choices, event.body.consents, event.id)


def _there(plan: Plan | None) -> Plan:
    if plan is None:  # pragma: no cover - `_whole` has answered for it
        raise AssertionError
    return plan


def _whole(event: Event, plan: Plan | None, subject: Subject) -> Served | None:
    """Return why the event waits as a whole, if it does."""
    # P10: with the pack missing, or the person's past unreadable, nothing leaves and nothing is lost.
    if subject.closed:
        reason = "blocked"
    elif plan is None:
        reason = "pack_missing"
    elif behind(subject, event, ALL):
        reason = "behind"
    else:
        return None
    until = event.at + _WHOLE_TERM_MS
    about = entry_about(event, None, ALL, WHOLE)
    return Served([], [Waiting(**about, reason=reason, until=until, at=event.at)], {ALL: reason}, {}, until)


def _ended(event: Event, plan: Plan | None, wait: Wait, now: int) -> Served:
    about = entry_about(event, plan, ALL, WHOLE)
    return Served([], [Withheld(**about, reason="term_ended", fields=[], at=now)], {}, {}, wait.until)
