"""What a draft would change for real people: two runs over the same events, laid beside each other.

Counts orders and people, by recipient and by what changes for them; names nobody. Pure.
"""

from collections.abc import Iterable
from typing import Literal, NamedTuple

import msgspec

from contracts.entries import Disclosed, Entry, Waiting, Withheld

Kind = Literal["newly_served", "no_longer_served", "more_fields", "fewer_fields", "other_reason"]


class Effect(msgspec.Struct, frozen=True):
    """One change: for which recipient, of which kind, which fields or reasons, for how many orders and people."""

    recipient: str
    kind: Kind
    what: list[str]
    orders: int
    people: int
    events: int


class _Fate(NamedTuple):
    """What one recipient had of one event: the fields that it was given, or why it was not."""

    fields: frozenset[str]
    reason: str
    order: str
    person: str


_Key = tuple[str, str, str]
"""Event, recipient, instance."""


def effects(before: Iterable[Entry], after: Iterable[Entry]) -> list[Effect]:
    """Return what changes between two runs over the same events, the greatest number of people first.

    What waits in one run and is given later in it counts as given.
    """
    old, new = _fates(before), _fates(after)
    found: dict[tuple[str, Kind, tuple[str, ...]], list[_Fate]] = {}
    for key in old.keys() | new.keys():
        was, now = old.get(key), new.get(key)
        for kind, what in _changes(was, now):
            fate = now or was
            if fate is not None:
                found.setdefault((key[1], kind, what), []).append(fate)
    made = [_effect(*key, fates) for key, fates in found.items()]
    return sorted(made, key=lambda each: (-each.people, each.recipient, each.kind, each.what))


def _fates(entries: Iterable[Entry]) -> dict[_Key, _Fate]:
    fates: dict[_Key, _Fate] = {}
    for entry in entries:
        if not isinstance(entry, Disclosed | Withheld | Waiting):
            continue
        key = (entry.event, entry.recipient, entry.instance)
        if isinstance(entry, Disclosed):
            fates[key] = _Fate(frozenset(entry.fields), "", entry.order, entry.person)
        elif not fates.get(key, _Fate(frozenset(), "", "", "")).fields:
            fates[key] = _Fate(frozenset(), entry.reason, entry.order, entry.person)
    return fates


def _changes(was: _Fate | None, now: _Fate | None) -> list[tuple[Kind, tuple[str, ...]]]:
    old, new = was.fields if was else frozenset(), now.fields if now else frozenset()
    if old and not new:
        return [("no_longer_served", tuple(sorted(old)))]
    if new and not old:
        return [("newly_served", tuple(sorted(new)))]
    if not old:
        reasons = (was.reason if was else "", now.reason if now else "")
        return [("other_reason", reasons)] if reasons[0] != reasons[1] else []
    changes: list[tuple[Kind, tuple[str, ...]]] = []
    if new - old:
        changes.append(("more_fields", tuple(sorted(new - old))))
    if old - new:
        changes.append(("fewer_fields", tuple(sorted(old - new))))
    return changes


def _effect(recipient: str, kind: Kind, what: tuple[str, ...], fates: list[_Fate]) -> Effect:
    orders, people = {fate.order for fate in fates if fate.order}, {fate.person for fate in fates}
    return Effect(recipient, kind, list(what), len(orders), len(people), len(fates))
