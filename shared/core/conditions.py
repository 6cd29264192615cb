"""May this route be served now? Yes with its evidence, or no with a reason that is final or that waits.

Deny by default (P2): whatever is missing or unreadable is a reason, never a yes.
"""

from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

import msgspec

from contracts.events import Consent
from contracts.packs import Rule
from shared.core.moment import day, millis
from shared.core.policy.plan import Fact, Route
from shared.core.subject import Choice


class Known(NamedTuple):
    """What is known of the person and the order when a route is judged.

    `adult` is None while nobody has said; `approved` names the event of a parent's approval; `requests` are the open
    requests of recipients for this order.
    """

    event: str
    choices: Mapping[str, Choice]
    adult: bool | None = None
    approved: str = ""
    requests: Mapping[str, str] = {}


class Verdict(msgspec.Struct, frozen=True, gc=False):
    """The answer for one route: `reason` is empty when it may be served, and `evidence` then names the event."""

    reason: str = ""
    final: bool = False
    evidence: str = ""


_FINAL: Final = True
_OPEN: Final = Verdict()


def judge(route: Route, known: Known, *, now: int) -> Verdict:
    """Judge mode, age, facts of the register, request and choice, in this order; `now` is the decision's time in ms."""
    rule, party = route.rule, route.party
    if party is None:
        return Verdict("register_missing")
    # P14: what is not live leaves nothing; a pause waits, off and shadow do not.
    if party.mode != "live":
        return Verdict("paused") if party.mode == "paused" else Verdict(f"mode_{party.mode}", _FINAL)
    if reason := _young(rule, known) or (_missing(route.facts, day(now)) if route.facts else ""):
        return Verdict(reason)
    if rule.on_request:
        asked = known.requests.get(rule.id)
        return Verdict(evidence=asked) if asked else Verdict("not_requested", _FINAL)
    if rule.click:
        return _click(known.choices.get(rule.id), party.information_version)
    return Verdict(evidence=known.event) if rule.basis == "deemed_consent" else _OPEN


def _young(rule: Rule, known: Known) -> str:
    """Return what is missing of somebody who is not of age, or whose age nobody has said."""
    if not rule.approval or known.adult or known.approved:
        return ""
    return "age" if known.adult is None else "approval"


def _missing(facts: Iterable[Fact], today: str) -> str:
    """Return the first fact of the register that is not in force on a day (in Japan), empty if all are."""
    for reason, start, end in facts:
        if not start <= today <= end:
            return reason
    return ""


def _click(choice: Choice | None, needed: int) -> Verdict:
    if choice is None:
        return Verdict("consent")
    if choice.act != "given":
        return Verdict(choice.act, _FINAL)
    if choice.version < needed:
        return Verdict("consent_information")
    return Verdict(evidence=choice.event)


def with_order_consents(
    choices: Mapping[str, Choice], consents: list[Consent], event_id: str
) -> tuple[Mapping[str, Choice], dict[str, Choice]]:
    """Apply the consents that came inside an order: what counts for this order, and what changes the lasting state.

    A consent counts for its order if it is later than the person's last act on that recipient. It never undoes a
    lasting withdrawal or refusal: platforms send old snapshots late.
    """
    for_order, lasting = dict(choices), dict(choices)
    for consent in consents:
        at, last = millis(consent.at), choices.get(consent.recipient)
        # P5: what the person did later than this snapshot stands.
        if at is None or (last is not None and at <= last.at):
            continue
        act = Choice("given" if consent.given else "refused", consent.information_version, at, event_id)
        for_order[consent.recipient] = act
        if last is None or last.act == "given" or act.act == "refused":
            lasting[consent.recipient] = act
    return for_order, lasting
