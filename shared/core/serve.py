"""Serve one event to the routes of its type: for each party its cut of the order, or the reason why not.

The part of a decision that makes bytes. Pure, and only for routes whose rule names the event's type (P2).
"""

from binascii import hexlify
from typing import Any, Final

import msgspec
from msgspec import UNSET

from contracts import events as ev
from contracts import messages as m
from contracts.entries import Disclosed, Entry, Waiting, Withheld
from contracts.events import Item
from contracts.results import Result
from shared.core import derive
from shared.core.conditions import Known, Verdict, judge
from shared.core.envelope import Envelope
from shared.core.event import Event, Message
from shared.core.law.duty import step_at
from shared.core.policy.lane import Lane
from shared.core.policy.plan import Plan, Route, shapes
from shared.core.policy.shape import Shape, presence, project
from shared.core.subject import WAITING_LIMIT, Order, Subject, Wait
from shared.core.tell import told
from shared.core.thread import Thread, behind, of_no_use, shares

ALL: Final = "*"
"""The route of an event that waits as a whole: its pack is missing, or its person is closed."""

WHOLE: Final = Lane(
    "", ALL, "", False, derive.Deriver("event", size=48), derive.Deriver("", size=16), (), Envelope("", ALL, "", "")
)
"""The lane of an event that waits as a whole."""

_UNKNOWN: Final = Verdict("party_unknown")
_ABROAD: Final = Verdict("country", final=True)
_NOTHING: Final = Verdict("nothing_to_give", final=True)
_SAME: Final = Verdict("unchanged", final=True)
_BEHIND: Final = Verdict("behind")
_NONE: Final[list[str]] = []
_json: Final = msgspec.json.Encoder().encode


class Case(msgspec.Struct, frozen=True, gc=False):
    """Everything that one serving depends on; `wait` is set when a waiting event is decided again."""

    event: Event
    plan: Plan
    subject: Subject
    order: Order
    known: Known
    now: int
    at: Thread
    wait: Wait | None = None


class Served(msgspec.Struct, frozen=True, gc=False):
    """What serving gave: messages, entries, reasons of what waits and projections by route, what the shop is told.

    `until` is the end of the term (ms) of what waits; `apart` are, by route, the families of an order of which an end
    says nothing, because another entry of the recipient opens them.
    """

    messages: list[Message]
    entries: list[Entry]
    reasons: dict[str, str]
    projections: dict[str, str]
    results: list[Result]
    until: int = 0
    apart: dict[str, frozenset[str]] = {}


class _Share(msgspec.Struct, frozen=True, gc=False):
    """One party's share of one event; `waited` is the reason for which it has waited until now."""

    route: Route
    shape: Shape
    lane: Lane
    items: list[Item] | None
    waited: str


def serve(case: Case) -> Served:
    """Serve every route of the event's type, or only those that `case.wait` names."""
    out, event, wait = Served([], [], {}, {}, [], apart={}), case.event, case.wait
    found = shapes(case.plan, event.type, presence(event.body), event.body)
    until, digests = wait.until if wait else 0, derive.Projections(case.subject.secret)
    for route, shape in zip(case.plan.routes.get(event.type, ()), found, strict=True):
        if not shape.applies or (route.methods and not _is_method(route, event.body)):
            continue
        for lane, items in shares(route, event.body, case.at):
            waited = wait.reasons.get(lane.name, wait.reasons.get(ALL, "")) if wait else ""
            if wait is not None and not waited and not _early(wait, route):
                continue
            share = _Share(route, shape, lane, items, waited)
            verdict = _verdict(case, share)
            if verdict.reason:
                until = max(until, _deny(out, case, share, verdict))
            else:
                _give(out, case, share, verdict.evidence, digests)
    return msgspec.structs.replace(out, until=until) if until else out


def _is_method(route: Route, body: Any) -> bool:
    """Tell whether the payment is of a method that the route is for."""
    return body.payment is not UNSET and body.payment.method in route.methods


def _early(wait: Wait, route: Route) -> bool:
    """Tell whether the event has waited for the one that opens it: only now is it known whom it concerns."""
    return not route.opens and any(
        reason == "not_placed" and name.startswith(f"{route.rule.id}/") for name, reason in wait.reasons.items()
    )


def _verdict(case: Case, share: _Share) -> Verdict:
    if not share.shape.given or (share.route.opens and share.items == []):
        return _NOTHING
    if not case.at.plain and (useless := of_no_use(share.route, share.lane, case.at)):
        return useless
    verdict = judge(share.route, case.known, now=case.now)
    if verdict.reason:
        return verdict
    if not share.lane.served:
        return _ABROAD if share.lane.instance else _UNKNOWN
    # P5: what comes later of an order never overtakes what still waits of it for the same party; an end does.
    if case.subject.waits and case.at.act != "end" and behind(case.at, share.lane.name, share.route.others):
        return _BEHIND
    return verdict


def _give(out: Served, case: Case, share: _Share, evidence: str, digests: derive.Projections) -> None:
    event, lane, at = case.event, share.lane, case.at
    act = at.act
    data = _json(project(share.shape, event.body, share.items))
    if act == "open" or act == "change":  # noqa: PLR1714 - measured: made for every disclosure
        digest, last = digests.hex(data), at.last.get(lane.name)
        # An unchanged projection of the same order is not disclosed again.
        if event.order and last == digest:
            _deny(out, case, share, _SAME)
            return
        act = "change" if last else "open"
        out.projections[lane.name] = digest
    elif act == "end":
        out.projections[lane.name] = ""
        out.apart[lane.name] = share.route.elsewhere
    block, person = lane.ids.derive(event.seed), lane.who.hex(case.subject.secret)
    text = hexlify(block)
    name = text[derive.ID]
    body = lane.envelope.fill(name, event.type.encode(), person.encode(), text[derive.SALT], data)
    headers = lane.headers + at.headers[act] + ((ev.H_ID, name),)
    out.messages.append(Message(share.route.topic, person, body, headers))
    # P1: the entry is made beside its message and travels in the same transaction.
    bound = m.commitment(block[derive.SALT_BYTES], body)
    out.entries.append(_disclosed(case, share, name.decode(), bound, evidence))


def _disclosed(case: Case, share: _Share, name: str, commitment: str, evidence: str) -> Disclosed:
    event, rule, lane, shape, plan = case.event, share.route.rule, share.lane, share.shape, case.plan
    duty = step_at(lane.duty, case.now)
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
        shape.given_raw,
        shape.withheld_raw,
        duty.record,
        commitment,
        event.trace[3:35],
        case.now,
        evidence,
        share.waited,
        list(event.also) if event.also else _NONE,
        plan.collected,
        duty.law,
        lane.abroad,
        duty.documents,
    )


def _deny(out: Served, case: Case, share: _Share, verdict: Verdict) -> int:
    """Note why a party gets nothing, for good or for now; return the end of the term (ms) if it waits."""
    until = case.wait.until if case.wait else case.event.at + share.route.waits_ms
    reason = _final_reason(case, verdict, until)
    about = entry_about(case.event, case.plan, share.route.rule.id, share.lane)
    if reason:
        entry: Withheld | Waiting = Withheld(**about, reason=reason, fields=share.shape.given_raw, at=case.now)
    else:
        out.reasons[share.lane.name] = verdict.reason
        if case.wait is not None and ALL not in case.wait.reasons:
            return until
        entry = Waiting(**about, reason=verdict.reason, until=until, at=case.now)
    out.entries.append(entry)
    out.results.extend(told(entry, case.event.body, share.shape.given))
    return 0 if reason else until


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
