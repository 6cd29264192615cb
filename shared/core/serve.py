"""Serve one event to the routes of its type: for each party its cut of the order, or the reason why not.

The part of a decision that makes bytes. Pure, and only for routes whose rule names the event's type (P2).
"""

from binascii import hexlify
from collections.abc import Mapping, Sequence
from typing import Any, Final, cast

import msgspec
from msgspec import UNSET

from contracts import events as ev
from contracts import messages as m
from contracts.entries import Disclosed, Entry, Waiting, Withheld
from contracts.events import Item
from shared.core import derive
from shared.core.conditions import Verdict, judge
from shared.core.envelope import Envelope
from shared.core.policy.plan import Lane, Plan, Route, shapes
from shared.core.policy.shape import Shape, presence, project
from shared.core.subject import WAITING_LIMIT, Choice, Order, Subject, Wait

ALL: Final = "*"
"""The route of an event that waits as a whole: its pack is missing, or its person is closed."""

WHOLE: Final = Lane(
    "", ALL, "", derive.Deriver("event", size=64), derive.Deriver("", size=16), (), Envelope("", ALL, "", "")
)
"""The lane of an event that waits as a whole."""

_UNKNOWN: Final = Verdict("party_unknown")
_NONE: Final[Mapping[str, str]] = {}
_NOTHING: Final = Verdict("nothing_to_give", final=True)
_BEHIND: Final = Verdict("behind")
_json: Final = msgspec.json.Encoder().encode


class Event(msgspec.Struct, frozen=True, gc=False):
    """One event as decided: its ids, its seed, where it lies, when it was appended (ms), and its typed body."""

    id: str
    type: str
    shop: str
    person: str
    order: str
    seed: bytes
    trace: str
    position: int
    at: int
    body: Any

    def __repr__(self) -> str:
        """Name the event, never its content (P7)."""
        return f"Event({self.id!r}, {self.type!r})"


class Message(msgspec.Struct, frozen=True, gc=False):
    """One message for a partner service: topic, the recipient's pseudonym of the person as key, bytes, headers."""

    topic: str
    key: str
    value: bytes
    headers: tuple[tuple[str, bytes], ...]

    def __repr__(self) -> str:
        """Name the topic, never the content (P7)."""
        return f"Message({self.topic!r})"


class Case(msgspec.Struct, frozen=True, gc=False):
    """Everything that one serving depends on; `wait` is set when a waiting event is decided again."""

    event: Event
    plan: Plan
    subject: Subject
    order: Order
    choices: Mapping[str, Choice]
    now: int
    wait: Wait | None = None


class Served(msgspec.Struct, frozen=True, gc=False):
    """What serving gave: messages, entries, reasons of what waits and projections by route, end of the term (ms)."""

    messages: list[Message]
    entries: list[Entry]
    reasons: dict[str, str]
    projections: dict[str, str]
    until: int = 0


class _Share(msgspec.Struct, frozen=True, gc=False):
    """One party's share of one event; `waited` is the reason for which it has waited until now."""

    route: Route
    shape: Shape
    lane: Lane
    items: list[Item] | None
    waited: str


def serve(case: Case) -> Served:
    """Serve every route of the event's type, or only those that `case.wait` names."""
    out, event, wait = Served([], [], {}, {}), case.event, case.wait
    found = shapes(case.plan, event.type, presence(event.body), event.body)
    until, known = wait.until if wait else 0, derive.Projections(case.subject.secret)
    for route in case.plan.routes.get(event.type, ()):
        shape = found[route.rule.id]
        for lane, items in _lanes(route, event.body):
            waited = wait.reasons.get(lane.name, wait.reasons.get(ALL, "")) if wait else ""
            if wait is not None and not waited:
                continue
            share = _Share(route, shape, lane, items, waited)
            verdict = _verdict(case, share) if shape.given and items != [] else _NOTHING
            if verdict.reason:
                until = max(until, _deny(out, case, share, verdict))
            else:
                _give(out, case, share, verdict.evidence, known)
    return msgspec.structs.replace(out, until=until) if until else out


def _lanes(route: Route, body: Any) -> Sequence[tuple[Lane, list[Item] | None]]:
    """Return the parties of a route: one with all of it, or each seller with that seller's items only."""
    if not route.rule.per_seller:
        return route.whole
    items = body.order.items if body.order is not UNSET else UNSET
    shares: dict[str, list[Item]] = {}
    for item in items if items is not UNSET else ():
        instance = route.default if item.seller is UNSET else route.aliases.get(item.seller, "")
        shares.setdefault(instance, []).append(item)
    return [(route.lanes[instance], own) for instance, own in shares.items()] or [(route.lanes[""], [])]


def _verdict(case: Case, share: _Share) -> Verdict:
    verdict = judge(share.route, case.choices, case.event.id, now=case.now)
    if verdict.reason:
        return verdict
    if not share.lane.instance:
        return _UNKNOWN
    # P5: what comes later of an order never overtakes what still waits of it for the same party.
    if case.subject.waits and behind(case.subject, case.event, share.lane.name):
        return _BEHIND
    return verdict


def behind(subject: Subject, event: Event, name: str) -> bool:
    """Tell whether an earlier event of the same order still waits on a route."""
    return any(w.order == event.order and name in w.reasons and w.position < event.position for w in subject.waits)


def _give(out: Served, case: Case, share: _Share, evidence: str, known: derive.Projections) -> None:
    event, lane = case.event, share.lane
    data = _json(project(share.shape, event.body, share.items))
    digest = known.hex(data)
    # An unchanged projection of the same order is not disclosed again.
    if event.order and case.order.served.get(event.type, _NONE).get(lane.name) == digest:
        return
    block, person = lane.ids.derive(event.seed), lane.who.hex(case.subject.secret)
    text = hexlify(block)
    name = text[derive.ID]
    body = lane.envelope.fill(name, event.type.encode(), person.encode(), text[derive.SALT], data)
    # The trace context is the recipient's own, so that two parties cannot join what they received.
    trace = b"00-%b-%b-01" % (name, text[derive.SPAN])
    headers = (*lane.headers, (ev.H_ID, name), (ev.H_TRACE, trace))
    out.messages.append(Message(share.route.topic, person, body, headers))
    # P1: the entry is made beside its message and travels in the same transaction.
    bound = m.commitment(block[derive.SALT_BYTES], body)
    out.entries.append(_disclosed(case, share, name.decode(), bound, evidence))
    out.projections[lane.name] = digest


def _disclosed(case: Case, share: _Share, name: str, commitment: str, evidence: str) -> Disclosed:
    event, rule, lane, shape, plan = case.event, share.route.rule, share.lane, share.shape, case.plan
    # By place, in the order of the struct: this is made for every disclosure.
    return Disclosed(
        name,
        event.id,
        event.type,
        event.shop,
        event.person,
        event.order,
        rule.id,
        rule.kind,
        lane.instance,
        lane.country,
        plan.pack,
        plan.register,
        rule.purpose,
        rule.basis,
        rule.clause,
        cast("list[str]", shape.given_raw),
        cast("dict[str, str]", shape.withheld_raw),
        rule.record,
        commitment,
        event.trace,
        case.now,
        evidence,
        share.waited,
    )


def _deny(out: Served, case: Case, share: _Share, verdict: Verdict) -> int:
    """Note why a party gets nothing, for good or for now; return the end of the term (ms) if it waits."""
    until = case.wait.until if case.wait else case.event.at + share.route.waits_ms
    reason = _final_reason(case, verdict, until)
    about = entry_about(case.event, case.plan, share.route.rule.id, share.lane)
    if reason:
        fields = cast("list[str]", share.shape.given_raw)
        out.entries.append(Withheld(**about, reason=reason, fields=fields, at=case.now))
        return 0
    out.reasons[share.lane.name] = verdict.reason
    if case.wait is None or ALL in case.wait.reasons:
        out.entries.append(Waiting(**about, reason=verdict.reason, until=until, at=case.now))
    return until


def _final_reason(case: Case, verdict: Verdict, until: int) -> str:
    if verdict.final:
        return verdict.reason
    if case.wait is not None:
        return "term_ended" if case.now >= until else ""
    return "waiting_full" if len(case.subject.waits) >= WAITING_LIMIT else ""


def entry_about(event: Event, plan: Plan | None, recipient: str, lane: Lane) -> dict[str, str]:
    """Return what entries of withholding and waiting say of their event; the id is the disclosure's, were it made."""
    return {
        "id": lane.ids.hex(event.seed)[derive.ID],
        "event": event.id,
        "type": event.type,
        "shop": event.shop,
        "person": event.person,
        "order": event.order,
        "recipient": recipient,
        "instance": lane.instance,
        "pack": plan.pack if plan else "",
        "register": plan.register if plan else "",
    }
