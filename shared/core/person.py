"""What changes a person's state: choices, stops, preferences, age, approval, links, what another name passes on.

Pure, and about nobody else: what waited for it is looked at afterwards, with `shared.core.decide.revisit`.
"""

from collections.abc import Callable
from typing import Final

import msgspec
from msgspec import UNSET

from contracts.entries import State
from contracts.events import CONSENT_TYPES, PASSED_TYPE, STOP_TYPES
from contracts.said import Restriction
from shared.core.conditions import stopped
from shared.core.decide import Decision, adult_of
from shared.core.event import Event
from shared.core.moment import millis
from shared.core.subject import Act, Choice, Preference, Subject

_ACTS: Final[dict[str, Act]] = {
    "consent.given": "given",
    "consent.refused": "refused",
    "consent.withdrawn": "withdrawn",
}
_RESTRICTIONS: Final[dict[str, Act]] = {"refused": "refused", "withdrawn": "withdrawn"}


def change(event: Event, subject: Subject, *, now: int) -> Decision | None:
    """Take an event about a person into the person's state; None if it is a repeat or says nothing.

    `now` is the decision's time in Unix milliseconds.
    """
    if subject.acts.get(event.id, event.position) != event.position:
        return None
    take = _TAKERS.get(event.type)
    return take(event, subject, now) if take else _noted(event, subject, now, event.type)


def restrictions(subject: Subject) -> list[Restriction]:
    """Return what a person has refused, withdrawn, stopped or does not want: what another name of them takes over."""
    refused = [
        Restriction(recipient, choice.act, choice.version, choice.at)
        for recipient, choice in subject.choices.items()
        if choice.act in _RESTRICTIONS
    ]
    stops = [Restriction(act, "stopped", 0, 0) for act in _standing(subject)]
    unwanted = [
        Restriction(category, "unwanted", 0, 0, said.until)
        for category, said in subject.preferences.items()
        if not said.wanted
    ]
    return [*refused, *stops, *unwanted]


def _standing(subject: Subject) -> list[str]:
    """Return the stops that no later consent has lifted."""
    stops = subject.stops
    return [
        act
        for act, position in stops.items()
        if not act.startswith("lifted/") and position > stops.get(f"lifted/{act.partition('/')[2]}", -1)
    ]


def _passed(event: Event, subject: Subject, now: int) -> Decision | None:
    """Take over restrictions of a linked name: the stricter state holds for both; None if nothing changes."""
    choices, stops, preferences = dict(subject.choices), dict(subject.stops), dict(subject.preferences)
    entries: list[State] = []
    for each in event.body.restrictions if event.body.restrictions is not UNSET else ():
        name = each.recipient
        if each.act == "stopped" and name not in stops:
            stops[name] = event.position
        elif each.act == "unwanted" and (name not in preferences or preferences[name].wanted):
            preferences[name] = _no(event, each.until, preferences.get(name))
        elif each.act in _RESTRICTIONS and (name not in choices or choices[name].act == "given"):
            choices[name] = Choice(_RESTRICTIONS[each.act], each.information_version, each.at, event.id)
        else:
            continue
        entries.append(_state(event, now, f"{event.type}.{each.act}", name, each.information_version))
    if not entries:
        return None
    changed = _acted(event, subject, choices=choices, stops=stops, preferences=preferences)
    return Decision([], [*entries], changed, None)


def _prefer(event: Event, subject: Subject, now: int) -> Decision | None:
    """Take the person's word on one category; a later one of their own replaces it."""
    said = event.body.preference
    if said is UNSET:
        return None
    last, until = subject.preferences.get(said.category), "" if said.until is UNSET else said.until
    new = Preference(wanted=True, position=event.position, event=event.id) if said.wanted else _no(event, until, last)
    entry = _state(event, now, f"{event.type}.{'wanted' if said.wanted else 'unwanted'}", said.category)
    if said.evidence is not UNSET:
        entry = msgspec.structs.replace(entry, evidence=said.evidence)
    return Decision([], [entry], _acted(event, subject, preferences={**subject.preferences, said.category: new}), None)


def _no(event: Event, until: str, last: Preference | None) -> Preference:
    """Return a no; one that ends remembers what held before it."""
    before = last.wanted if last is not None and not last.until else last.before if last is not None else None
    return Preference(
        wanted=False, position=event.position, event=event.id, until=until, before=before if until else None
    )


def _stop(event: Event, subject: Subject, now: int) -> Decision | None:
    """Take a stop, of one recipient or of all that the text lets a person stop."""
    stop = event.body.stop
    recipient = "" if stop is UNSET or stop.recipient is UNSET else stop.recipient
    act = STOP_TYPES[event.type]
    stops = {**subject.stops, f"{act}/{recipient}" if recipient else act: event.position}
    entry = _state(event, now, event.type, recipient)
    if stop is not UNSET and stop.evidence is not UNSET:
        entry = msgspec.structs.replace(entry, evidence=stop.evidence)
    return Decision([], [entry], _acted(event, subject, stops=stops), None)


def _choose(event: Event, subject: Subject, now: int) -> Decision | None:
    consent = event.body.consent
    if consent is UNSET:
        return None
    act = _ACTS[event.type]
    at = millis(consent.at) or now
    choice = Choice(act, consent.information_version, at, event.id)
    last = subject.choices.get(consent.recipient)
    # P5: what the person has refused, withdrawn or stopped is opened again only by a consent that brings its evidence.
    shut = (last is not None and last.act != "given") or _is_stopped(subject, consent.recipient)
    unproven = act == "given" and shut and consent.evidence is UNSET
    choices = subject.choices if unproven else {**subject.choices, consent.recipient: choice}
    lifts = act == "given" and not unproven and subject.stops
    stops = {**subject.stops, f"lifted/{consent.recipient}": event.position} if lifts else subject.stops
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
    return Decision([], [entry], _acted(event, subject, choices=choices, stops=stops), None)


def _is_stopped(subject: Subject, recipient: str) -> bool:
    return any(stopped(act, recipient, subject.stops) for act in STOP_TYPES.values())


def _approve(event: Event, subject: Subject, now: int) -> Decision | None:
    approval = event.body.approval
    if approval is UNSET:
        return None
    entry = _state(event, now, event.type)
    if approval.evidence is not UNSET:
        entry = msgspec.structs.replace(entry, evidence=approval.evidence)
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
    acts = {**subject.acts, event.id: event.position}
    return msgspec.structs.replace(subject, position=event.position, acts=acts, **changed)


def _state(event: Event, now: int, what: str, recipient: str = "", version: int = 0) -> State:
    return State(event.id, event.shop, event.person, what, recipient, version, now)


_TAKERS: Final[dict[str, Callable[[Event, Subject, int], Decision | None]]] = {
    **dict.fromkeys(CONSENT_TYPES, _choose),
    **dict.fromkeys(STOP_TYPES, _stop),
    "preference.changed": _prefer,
    "approval.given": _approve,
    "customer.changed": _learn,
    PASSED_TYPE: _passed,
}
"""What takes an event of each type; one of another type is noted and changes nothing."""
