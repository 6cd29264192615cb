"""May this route be served now? Yes with its evidence, or no with a reason that is final or that waits.

Deny by default (P2): whatever is missing or unreadable is a reason, never a yes.
"""

from collections.abc import Mapping
from typing import Final

import msgspec

from contracts.events import Consent
from shared.core.moment import day, millis
from shared.core.policy.plan import Route
from shared.core.subject import Choice


class Verdict(msgspec.Struct, frozen=True, gc=False):
    """The answer for one route: `reason` is empty when it may be served, and `evidence` then names the event."""

    reason: str = ""
    final: bool = False
    evidence: str = ""


_FINAL: Final = True
_OPEN: Final = Verdict()


def judge(route: Route, choices: Mapping[str, Choice], event_id: str, *, now: int) -> Verdict:
    """Judge mode, contract and consent of one route, in this order; `now` is the decision's time in ms."""
    rule, party = route.rule, route.party
    if party is None:
        return Verdict("register_missing")
    # P14: what is not live leaves nothing; a pause waits, off and shadow do not.
    if party.mode != "live":
        return Verdict("paused") if party.mode == "paused" else Verdict(f"mode_{party.mode}", _FINAL)
    if rule.contract and not _in_force(route, now):
        return Verdict("contract")
    if rule.click:
        return _click(choices.get(rule.id), party.information_version)
    return Verdict(evidence=event_id) if rule.basis == "deemed_consent" else _OPEN


def _in_force(route: Route, now: int) -> bool:
    return route.contract is not None and route.contract[0] <= day(now) <= route.contract[1]


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
