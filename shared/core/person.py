"""What changes a person's state: choices, stops, preferences, age, approval, links, what another name passes on.

Pure, and about nobody else: what waited for it is looked at afterwards, with `shared.core.decide.revisit`. A word that
opens counts only if it is no older than the word that shut; one that finds no room is not kept. A word that shuts
always counts.
"""

from collections.abc import Callable
from typing import Any, Final

import msgspec
from msgspec import UNSET

from contracts.entries import State
from contracts.events import CONSENT_TYPES, PASSED_TYPE, STOP_TYPES
from shared.core.choices import chosen, shut
from shared.core.decide import Decision, adult_of
from shared.core.event import Event
from shared.core.moment import spoken
from shared.core.passed import passed
from shared.core.preferences import no, shut_at, with_no, with_yes
from shared.core.stops import any_stopped, with_lift, with_stop
from shared.core.subject import Act, Choice, Preference, Subject, short, with_act

_ACTS: Final[dict[str, Act]] = {
    "consent.given": "given",
    "consent.refused": "refused",
    "consent.withdrawn": "withdrawn",
}


def change(event: Event, subject: Subject, *, now: int) -> Decision | None:
    """Take an event about a person into the person's state; None if it is a repeat or says nothing.

    `now` is the decision's time in Unix milliseconds.
    """
    if subject.acts.get(short(event.id), event.position) != event.position:
        return None
    take = _TAKERS.get(event.type)
    return take(event, subject, now) if take else _noted(event, subject, now, event.type)


def _passed(event: Event, subject: Subject, now: int) -> Decision | None:
    """Take over restrictions of a linked name: the stricter state holds for both; None if nothing changes."""
    given = event.body.restrictions if event.body.restrictions is not UNSET else ()
    changed, taken = passed(subject, given, event=event.id, position=event.position)
    if not taken:
        return None
    entries = [
        _state(event, now, f"{event.type}.{each.act}", each.recipient, each.information_version) for each in taken
    ]
    return Decision([], [*entries], _acted(event, changed), None)


def _prefer(event: Event, subject: Subject, now: int) -> Decision | None:
    """Take the person's word on one category; a later one of their own replaces it."""
    said = event.body.preference
    if said is UNSET:
        return None
    at, until = spoken(said.at, now, opens=said.wanted), "" if said.until is UNSET else said.until
    kept, what = subject.preferences, f"{event.type}.{'wanted' if said.wanted else 'unwanted'}"
    if not said.wanted:
        kept = with_no(kept, said.category, no(at=at, event=event.id, position=event.position, until=until))
    elif at < shut_at(kept, said.category):
        what = f"{what}.outdated"
    else:
        yes = Preference(wanted=True, position=event.position, event=event.id, at=at)
        found = with_yes(kept, said.category, yes)
        kept, what = (kept, f"{what}.full") if found is None else (found, what)
    entry = _with_evidence(_state(event, now, what, said.category), said)
    return Decision([], [entry], _acted(event, subject, preferences=kept), None)


def _stop(event: Event, subject: Subject, now: int) -> Decision | None:
    """Take a stop, of one recipient or of all that the text lets a person stop."""
    stop = event.body.stop
    recipient = "" if stop is UNSET or stop.recipient is UNSET else stop.recipient
    at = now if stop is UNSET else spoken(stop.at, now, opens=False)
    stops = with_stop(subject.stops, STOP_TYPES[event.type], recipient, event.position)
    entry = _with_evidence(_state(event, now, event.type, recipient), stop)
    changed = _acted(event, subject, stops=stops, stopped_at=max(at, subject.stopped_at))
    return Decision([], [entry], changed, None)


def _choose(event: Event, subject: Subject, now: int) -> Decision | None:
    """Take a person's choice; what they have shut is opened again only by a consent that brings its evidence (P5)."""
    consent = event.body.consent
    if consent is UNSET:
        return None
    recipient, purpose = consent.recipient, "" if consent.purpose is UNSET else consent.purpose
    act = _ACTS[event.type]
    at = spoken(consent.at, now, opens=act == "given")
    against = _against(subject, consent, at) if act == "given" else ""
    changed = subject
    if not against:
        made = _made(subject, recipient, purpose, Choice(act, consent.information_version, at, event.id), event)
        against, changed = ("full", subject) if made is None else ("", made)
    if against == "full" and act != "given":
        # P5: a no that finds no room closes its person, rather than be forgotten.
        changed = msgspec.structs.replace(subject, closed=True)
    what = f"{event.type}.{against}" if against else event.type
    entry = _with_evidence(_state(event, now, what, recipient, consent.information_version), consent)
    return Decision([], [msgspec.structs.replace(entry, purpose=purpose)], _acted(event, changed), None)


def _against(subject: Subject, consent: Any, at: int) -> str:
    """Return why a consent does not count: it has no evidence, or is older than what it would undo."""
    recipient, purpose = consent.recipient, "" if consent.purpose is UNSET else consent.purpose
    said = shut(subject.choices, recipient, purpose)
    is_stopped = any_stopped(subject.stops, recipient, purpose)
    if (said is not None or is_stopped) and consent.evidence is UNSET:
        return "without_evidence"
    if (said is not None and at < said.at) or (is_stopped and at < subject.stopped_at):
        return "outdated"
    return ""


def _made(subject: Subject, recipient: str, purpose: str, choice: Choice, event: Event) -> Subject | None:
    """Return the person with a choice taken, and what they had stopped lifted by a yes; None if there is no room."""
    choices = chosen(subject.choices, recipient, purpose, choice)
    stops: dict[str, int] | None = subject.stops
    if choice.act == "given" and subject.stops:
        stops = with_lift(subject.stops, recipient, purpose, event.position)
    if choices is None or stops is None:
        return None
    return msgspec.structs.replace(subject, choices=choices, stops=stops)


def _approve(event: Event, subject: Subject, now: int) -> Decision | None:
    approval = event.body.approval
    if approval is UNSET:
        return None
    entry = _with_evidence(_state(event, now, event.type), approval)
    return Decision([], [entry], _acted(event, subject, approved=event.id), None)


def _learn(event: Event, subject: Subject, now: int) -> Decision | None:
    adult = adult_of(event, subject)
    if adult is subject.adult:
        return _noted(event, subject, now, event.type)
    said = "of_age" if adult else "minor"
    return Decision([], [_state(event, now, f"{event.type}.{said}")], _acted(event, subject, adult=adult), None)


def _noted(event: Event, subject: Subject, now: int, what: str) -> Decision:
    return Decision([], [_state(event, now, what)], _acted(event, subject), None)


def _acted(event: Event, subject: Subject, **changed: object) -> Subject:
    acts = with_act(subject.acts, event.id, event.position)
    return msgspec.structs.replace(subject, position=event.position, acts=acts, **changed)


def _state(event: Event, now: int, what: str, recipient: str = "", version: int = 0) -> State:
    return State(event.id, event.shop, event.person, what, recipient, version, now)


def _with_evidence(entry: State, said: Any) -> State:
    """Return the entry with the digest of what was shown, if the word brought one."""
    if said is UNSET or said.evidence is UNSET:
        return entry
    return msgspec.structs.replace(entry, evidence=said.evidence)


_TAKERS: Final[dict[str, Callable[[Event, Subject, int], Decision | None]]] = {
    **dict.fromkeys(CONSENT_TYPES, _choose),
    **dict.fromkeys(STOP_TYPES, _stop),
    "preference.changed": _prefer,
    "approval.given": _approve,
    "customer.changed": _learn,
    PASSED_TYPE: _passed,
}
"""What takes an event of each type; one of another type is noted and changes nothing."""
