"""May this route be served now? Yes with its evidence, or no with a reason that is final or that waits.

Deny by default (P2): whatever is missing or unreadable is a reason, never a yes.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final, NamedTuple

import msgspec
from msgspec import UNSET

from contracts.packs import Party, Rule
from contracts.said import Consent
from contracts.terms import Choice as ByCategory
from shared.core.moment import day, millis
from shared.core.policy.plan import Fact, Route
from shared.core.subject import Choice, Preference


class Known(NamedTuple):
    """What is known of the person and the order when a route is judged.

    `adult` is None while nobody has said; `approved` names the event of a parent's approval; `requests` are the open
    requests of recipients for this order; `stops` and `preferences` as in the person's state; `category` is that of the
    message, empty if it names none; `came` are the types of event that have come for this order.
    """

    event: str
    choices: Mapping[str, Choice]
    adult: bool | None = None
    approved: str = ""
    requests: Mapping[str, str] = {}
    stops: Mapping[str, int] = {}
    preferences: Mapping[str, Preference] = {}
    category: str = ""
    came: Iterable[str] = ()


class Verdict(msgspec.Struct, frozen=True, gc=False):
    """The answer for one route: `reason` is empty when it may be served, and `evidence` then names the event."""

    reason: str = ""
    final: bool = False
    evidence: str = ""


_FINAL: Final = True
_OPEN: Final = Verdict()


def judge(route: Route, known: Known, *, now: int) -> Verdict:
    """Judge mode, age, stops, facts of the register, request, choice; `now` is the decision's time in ms.

    The first that speaks against it is the reason.
    """
    rule, party = route.rule, route.party
    if party is None:
        return Verdict("register_missing")
    # P14: what is not live leaves nothing; a pause waits, off and shadow do not.
    if party.mode != "live":
        return Verdict("paused") if party.mode == "paused" else Verdict(f"mode_{party.mode}", _FINAL)
    against = _against(route, known, day(now)) if route.asks else None
    return against or _evidence(rule, party, known)


def _against(route: Route, known: Known, today: str) -> Verdict | None:
    """Return what speaks against it of the person, the register and the order, if anything does."""
    rule = route.rule
    if reason := _young(rule, known):
        return Verdict(reason)
    if rule.stops and (reason := _stopped(rule, known)):
        return Verdict(reason, _FINAL)
    if reason := _missing(route.facts, today) or _too_early(rule, known):
        return Verdict(reason)
    if rule.choice and (reason := _unwanted(rule.choice, known, today)):
        return Verdict(reason, _FINAL)
    return None


def _evidence(rule: Rule, party: Party, known: Known) -> Verdict:
    """Return the event that the provision rests on, or that the one it needs is not there."""
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


def stopped(act: str, recipient: str, stops: Mapping[str, int]) -> bool:
    """Tell whether an act of the person ends what this recipient got, and no later consent with evidence lifted it."""
    last = max(stops.get(act, -1), stops.get(f"{act}/{recipient}", -1))
    return last > stops.get(f"lifted/{recipient}", -1)


def _stopped(rule: Rule, known: Known) -> str:
    """Return what the person has ended of this: a stop, or a consent that is not asked for and was taken back."""
    name = rule.id
    for act in rule.stops:
        if act == "withdrawal":
            choice = known.choices.get(name)
            if choice is not None and choice.act != "given":
                return choice.act
        elif known.stops and stopped(act, name, known.stops):
            return "stopped"
    return ""


def _too_early(rule: Rule, known: Known) -> str:
    return "not_yet" if any(kind not in known.came for kind in rule.after) else ""


def _unwanted(choice: ByCategory, known: Known, today: str) -> str:
    """Return why a message of this category is not wanted: the later of the word on it and of the word on all."""
    said = [known.preferences.get(name) for name in (choice.category or known.category, "*")]
    last = max((each for each in said if each is not None), key=lambda each: each.position, default=None)
    wanted = None if last is None else last.before if last.until and today > last.until else last.wanted
    if wanted is None:
        return "not_opted_in" if choice.kind == "opt_in" else ""
    return "" if wanted else "opted_out"


def category_of(body: Any) -> str:
    """Return the category of message that an event is about, empty if it names none."""
    named = UNSET if body.customer is UNSET else body.customer.mail_category
    return named if isinstance(named, str) else ""


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
