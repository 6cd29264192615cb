"""At a link of two names of one person: what the one restricts is passed on, and the other takes the stricter of both.

No consents and no values travel (`shared/core/checkpoint/links.py` carries it). Pure.
"""

from collections.abc import Iterable, Iterator
from typing import Final

import msgspec

from contracts.said import Restriction
from shared.core import choices, preferences, stops
from shared.core.subject import Act, Choice, Subject

_ACTS: Final[dict[str, Act]] = {"refused": "refused", "withdrawn": "withdrawn"}


def restrictions(subject: Subject) -> list[Restriction]:
    """Return what a person has refused, withdrawn, stopped or does not want: what another name of them takes over."""
    refused = [
        Restriction(name, choice.act, choice.version, choice.at)
        for name, choice in subject.choices.items()
        if choice.act in _ACTS
    ]
    stopped = [Restriction(name, "stopped", 0, subject.stopped_at) for name in stops.standing(subject.stops)]
    return [*refused, *stopped, *_unwanted(subject)]


def _unwanted(subject: Subject) -> Iterator[Restriction]:
    for category, said in subject.preferences.items():
        if said.wanted is False:
            yield Restriction(category, "unwanted", 0, said.at)
        elif said.until:
            yield Restriction(category, "unwanted", 0, said.at, said.until)


def passed(
    subject: Subject, given: Iterable[Restriction], *, event: str, position: int
) -> tuple[Subject, list[Restriction]]:
    """Return the person with what another name passes on, and what of it changed something."""
    taken: list[Restriction] = []
    for each in given:
        changed = _take(subject, each, event, position)
        if changed is not None:
            subject, taken = changed, [*taken, each]
    return subject, taken


def _take(subject: Subject, each: Restriction, event: str, position: int) -> Subject | None:
    """Return the person with one restriction more; None if it holds already, or is of no kind that is known here."""
    if each.act in _ACTS:
        return _take_refusal(subject, each, event)
    if each.act == "stopped" and stops.lifted_since(subject.stops, each.recipient):
        act, _, recipient = each.recipient.partition("/")
        found = stops.with_stop(subject.stops, act, recipient, position)
        return msgspec.structs.replace(subject, stops=found, stopped_at=max(each.at, subject.stopped_at))
    if each.act == "unwanted" and not preferences.strict_enough(subject.preferences, each.recipient, each.until):
        said = preferences.no(at=each.at, event=event, position=position, until=each.until)
        kept = preferences.with_no(subject.preferences, each.recipient, said)
        return msgspec.structs.replace(subject, preferences=kept)
    return None


def _take_refusal(subject: Subject, each: Restriction, event: str) -> Subject | None:
    recipient, _, purpose = each.recipient.partition("/")
    opens = any(name.startswith(f"{recipient}/") and c.act == "given" for name, c in subject.choices.items())
    if choices.shut(subject.choices, recipient, purpose) is not None and (purpose or not opens):
        return None
    word = Choice(_ACTS[each.act], each.information_version, each.at, event)
    found = choices.chosen(subject.choices, recipient, purpose, word)
    if found is None:
        return msgspec.structs.replace(subject, closed=True)
    return msgspec.structs.replace(subject, choices=found)
