"""Two versions of a pack at once: of each recipient only what both allow, under the conditions of both (B32).

For data that keep the version under which they were collected: a laxer version does not reach back.
"""

from typing import Final

import msgspec

from contracts.packs import Pack, Rule
from contracts.terms import Choice, Corrections, Ends, Form, Onward

_CONDITIONS: Final = ("click", "contract", "notice", "published", "approval", "on_request")
"""Marks of a rule that only ever take away: set in one version, they hold in both."""

_ONWARD: Final[tuple[Onward, ...]] = ("none", "entrusted", "public")
_CORRECTIONS: Final[tuple[Corrections, ...]] = ("none", "mark", "send")
"""What a party may pass on, and what it gets of a correction: from the least to the most."""


def stricter(older: Pack, newer: Pack) -> Pack:
    """Return the pack that allows what both allow; it has the newer one's version and clauses."""
    pairs = [(old, new) for new in newer.rules for old in older.rules if old.id == new.id]
    rules = [_both(old, new) for old, new in pairs]
    return msgspec.structs.replace(newer, rules=[rule for rule in rules if rule is not None])


def _both(older: Rule, newer: Rule) -> Rule | None:
    """Return what both rules allow; nothing where they are about different things, or ask for different ones."""
    countries = _common(older.countries, newer.countries)
    methods = _common(older.methods or newer.methods, newer.methods or older.methods)
    choice, same_choice = _choice(older.choice, newer.choice)
    paid = bool(methods) or not (older.methods or newer.methods)
    if not _alike(older, newer) or not countries or not paid or not same_choice:
        return None
    forms, unfit = _forms(older.forms, newer.forms)
    fields = [field for field in _common(older.fields, newer.fields) if field not in unfit]
    return msgspec.structs.replace(
        newer,
        on=_common(older.on, newer.on),
        fields=fields,
        parts=_parts(older, newer, fields),
        then={
            kind: _common(_common(older.then[kind], part), fields)
            for kind, part in newer.then.items()
            if kind in older.then
        },
        if_company=sorted({*older.if_company, *newer.if_company}),
        forms={field: form for field, form in forms.items() if field in fields},
        methods=methods,
        countries=countries,
        abroad=older.abroad or newer.abroad,
        choice=choice,
        after=list(dict.fromkeys([*older.after, *newer.after])),
        stops=list(dict.fromkeys([*older.stops, *newer.stops])),
        waits_days=min(older.waits_days, newer.waits_days),
        onward=min(older.onward, newer.onward, key=_ONWARD.index),
        corrections=min(older.corrections, newer.corrections, key=_CORRECTIONS.index),
        keeps_days=min((days for days in (older.keeps_days, newer.keeps_days) if days >= 0), default=-1),
        ends=_ends(older.ends, newer.ends),
        **{name: getattr(older, name) or getattr(newer, name) for name in _CONDITIONS},
    )


def _alike(older: Rule, newer: Rule) -> bool:
    """Tell whether two rules are about the same thing, for the same parties, and the older one was on the stream."""
    mine, theirs = ((rule.kind, rule.purpose, rule.whose, rule.per_seller) for rule in (older, newer))
    same = mine == theirs
    said = ((older.letter, newer.letter), (older.abroad, newer.abroad))
    return same and older.path == "stream" and all(not (one and other) or one == other for one, other in said)


def _ends(older: Ends | None, newer: Ends | None) -> Ends | None:
    """Return the earlier end of the purpose; of two different events that of the version of the collection."""
    if older is None or newer is None or older.on != newer.on:
        return older or newer
    return min(older, newer, key=lambda each: each.days)


def _parts(older: Rule, newer: Rule, fields: list[str]) -> dict[str, list[str]]:
    """Return what types give less than all: what both give on them."""
    kinds = [kind for kind in newer.on if kind in older.parts or kind in newer.parts]
    both = {
        kind: _common(older.parts.get(kind, older.fields), newer.parts.get(kind, newer.fields))
        for kind in kinds
        if kind in older.on
    }
    return {kind: [field for field in part if field in fields] for kind, part in both.items()}


def _forms(older: dict[str, Form], newer: dict[str, Form]) -> tuple[dict[str, Form], set[str]]:
    """Return the lesser forms of both, and the fields for which they are two different ones."""
    unfit = {field for field, form in newer.items() if older.get(field, form) != form}
    return {**newer, **older}, unfit


def _choice(older: Choice | None, newer: Choice | None) -> tuple[Choice | None, bool]:
    """Return the stricter choice, and whether there is one: choices of two categories are not one."""
    if older is None or newer is None:
        return older or newer, True
    return (older if older.kind == "opt_in" else newer), older.category == newer.category


def _common(older: list[str], newer: list[str]) -> list[str]:
    return [each for each in newer if each in older]
