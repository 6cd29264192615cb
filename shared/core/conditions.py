"""May this route be served now? Yes with its evidence, or no with a reason that is final or that waits.

Deny by default (P2): whatever is missing or unreadable is a reason, never a yes.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any, Final, NamedTuple

import msgspec
from msgspec import UNSET

from contracts.packs import Rule
from contracts.terms import Choice as ByCategory
from shared.core import choices, preferences
from shared.core.moment import day
from shared.core.policy.facts import Fact
from shared.core.policy.plan import Route
from shared.core.stops import stopped
from shared.core.subject import Choice, Preference


class Known(NamedTuple):
    """What is known of the person and the order when a route is judged.

    `adult` is None while nobody has said; `approved` names the event of a parent's approval; `requests` are the open
    requests of recipients for this order; `stops` and `preferences` as in the person's state; `category` is that of the
    message, empty if it names none that can be read; `came` are the types of event that have come for this order.
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
    party = route.party
    if party is None:
        return Verdict("register_missing")
    # P14: what is not live leaves nothing; a pause waits, off and shadow do not.
    if party.mode != "live":
        return Verdict("paused") if party.mode == "paused" else Verdict(f"mode_{party.mode}", _FINAL)
    today = day(now) if route.asks else ""
    return (_against(route, known, today) if route.asks else None) or _evidence(route, known, today)


def _against(route: Route, known: Known, today: str) -> Verdict | None:
    """Return what speaks against it of the person, the register and the order, if anything does."""
    rule = route.rule
    if reason := _young(rule, known):
        return Verdict(reason)
    if rule.stops and (reason := _stopped(route, known)):
        return Verdict(reason, _FINAL)
    if reason := _missing(route.facts, today) or _too_early(rule, known):
        return Verdict(reason)
    if rule.choice and (reason := _unwanted(rule.choice, known, today)):
        return Verdict(reason, _FINAL)
    return None


def _evidence(route: Route, known: Known, today: str) -> Verdict:
    """Return the event that the provision rests on, or that the one it needs is not there."""
    rule = route.rule
    evidence = known.event if rule.basis == "deemed_consent" else ""
    if rule.on_request and route.opens:
        evidence = known.requests.get(rule.id, "")
        if not evidence:
            return Verdict("not_requested", _FINAL)
    if rule.click:
        verdict = _click(route, known)
        if verdict.reason:
            return verdict
        evidence = evidence or verdict.evidence
    elif rule.choice and rule.choice.kind == "opt_in" and not evidence:
        evidence = preferences.word(known.preferences, _category(rule.choice, known), today)[1]
    return Verdict(evidence=evidence) if evidence else _OPEN


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


def _stopped(route: Route, known: Known) -> str:
    """Return what the person has ended of this: a stop, or a consent that is not asked for and was taken back."""
    rule = route.rule
    for act in rule.stops:
        if act == "withdrawal":
            if (choice := choices.shut(known.choices, rule.id, rule.purpose)) is not None:
                return choice.act
        elif known.stops and stopped(known.stops, act, rule.id, rule.purpose, sole=route.sole):
            return "stopped"
    return ""


def _too_early(rule: Rule, known: Known) -> str:
    return "not_yet" if any(kind not in known.came for kind in rule.after) else ""


def _category(choice: ByCategory, known: Known) -> str:
    """Return the category that a choice is about: its own, else the message's, else all of them."""
    return choice.category or known.category or preferences.ALL


def _unwanted(choice: ByCategory, known: Known, today: str) -> str:
    """Return why a message of this category is not wanted: the later of the word on it and of the word on all."""
    category = _category(choice, known)
    wanted = preferences.word(known.preferences, category, today)[0]
    # A message of no known category may be of any that the person does not want.
    unwanted = wanted is False or (
        category == preferences.ALL and preferences.anything_unwanted(known.preferences, today)
    )
    if unwanted:
        return "opted_out"
    return "not_opted_in" if wanted is None and choice.kind == "opt_in" else ""


_CATEGORY: Final = re.compile(r"[a-z][a-z0-9_]{0,63}")


def category_of(body: Any) -> str:
    """Return the category of message that an event is about, as preferences name it; empty if none can be read."""
    named = UNSET if body.customer is UNSET else body.customer.mail_category
    if not isinstance(named, str):
        return ""
    plain = unicodedata.normalize("NFKC", named).strip().casefold()
    return plain if _CATEGORY.fullmatch(plain) else ""


def _click(route: Route, known: Known) -> Verdict:
    """Judge the person's choice, on the information text that the register names; without a text none counts."""
    rule = route.rule
    if (no := choices.shut(known.choices, rule.id, rule.purpose)) is not None:
        return Verdict(no.act, _FINAL)
    choice = choices.opened(known.choices, rule.id, rule.purpose, sole=route.sole)
    if choice is None:
        return Verdict("consent")
    return Verdict("consent_information") if choice.version < route.information else Verdict(evidence=choice.event)
