"""What changes a person's state: choices, age, a parent's approval, links, restrictions that another name passes on.

Pure, and about nobody else: what waited for it is looked at afterwards, with `shared.core.decide.revisit`.
"""

from typing import Final

import msgspec
from msgspec import UNSET

from contracts.entries import State
from contracts.events import CONSENT_TYPES, PASSED_TYPE, Restriction
from shared.core.decide import Decision, adult_of
from shared.core.event import Event
from shared.core.moment import millis
from shared.core.subject import Act, Choice, Subject

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
    if event.type in CONSENT_TYPES:
        return _choose(event, subject, now)
    if event.type == "approval.given":
        return _approve(event, subject, now)
    if event.type == "customer.changed":
        return _learn(event, subject, now)
    if event.type == PASSED_TYPE:
        return _passed(event, subject, now)
    return _noted(event, subject, now, event.type)


def restrictions(subject: Subject) -> list[Restriction]:
    """Return what a person has refused or withdrawn: what is passed on to another name of the same person."""
    return [
        Restriction(recipient, choice.act, choice.version, choice.at)
        for recipient, choice in subject.choices.items()
        if choice.act in _RESTRICTIONS
    ]


def _passed(event: Event, subject: Subject, now: int) -> Decision | None:
    """Take over restrictions of a linked name: the stricter state holds for both; None if nothing changes."""
    choices = dict(subject.choices)
    entries: list[State] = []
    for each in event.body.restrictions if event.body.restrictions is not UNSET else ():
        last, act = choices.get(each.recipient), _RESTRICTIONS.get(each.act)
        if act is None or (last is not None and last.act != "given"):
            continue
        choices[each.recipient] = Choice(act, each.information_version, each.at, event.id)
        entries.append(_state(event, now, f"{event.type}.{act}", each.recipient, each.information_version))
    if not entries:
        return None
    return Decision([], [*entries], _acted(event, subject, choices=choices), None)


def _choose(event: Event, subject: Subject, now: int) -> Decision | None:
    consent = event.body.consent
    if consent is UNSET:
        return None
    act = _ACTS[event.type]
    at = millis(consent.at) or now
    choice = Choice(act, consent.information_version, at, event.id)
    last = subject.choices.get(consent.recipient)
    # P5: what the person has refused or withdrawn is opened again only by a consent that brings its evidence.
    unproven = act == "given" and last is not None and last.act != "given" and consent.evidence is UNSET
    choices = subject.choices if unproven else {**subject.choices, consent.recipient: choice}
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
    return Decision([], [entry], _acted(event, subject, choices=choices), None)


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
