"""Changes of conditions: one dropped, weakened or taken from another entry, as a slip of the pen would do it."""

from collections.abc import Iterator
from typing import Any, Final

import msgspec

from contracts.packs import Pack, Rule
from contracts.purposes import PURPOSES, STOPS
from shared.core.mutation.mutant import Change, Mutant, change, types_of
from shared.core.policy.grounds import grounds

_MARKS: Final = ("click", "contract", "notice", "published", "approval", "on_request", "per_seller", "closed")
"""Marks of a rule that are switched off, one by one."""
_WEAK: Final = ("persons_behalf", "terms_consent")
"""Bases without a formality; the first has no stop either."""
_ABROAD: Final = "US"
_LATE_DAYS: Final = 30


def conditions(rule: Rule) -> Iterator[Change]:
    """Yield every change of the conditions of a rule that is served by the stream."""
    for mark in _MARKS:
        if getattr(rule, mark):
            yield change("drop a condition", f"drop `{mark}`", rule, **{mark: False})
    yield from _lists(rule)
    yield from _choices(rule)
    if rule.abroad:
        yield change("drop a condition", "drop `abroad`", rule, abroad=None)
    for field in rule.forms:
        forms = {name: form for name, form in rule.forms.items() if name != field}
        yield change("widen a form", f"give `{field}` in full", rule, forms=forms)
    yield from _bases(rule)
    other = "seller" if rule.whose == "customer" else "customer"
    yield change("swap whose", f"give the data of the {other}", rule, whose=other)
    yield change("wait longer", f"wait {_LATE_DAYS} days more", rule, waits_days=rule.waits_days + _LATE_DAYS)
    yield change("change the purpose", f"say `{_other(rule)}`", rule, purpose=_other(rule))
    if rule.onward != "public":
        yield change("widen what may be passed on", "say `onward: public`", rule, onward="public")


def _lists(rule: Rule) -> Iterator[Change]:
    """Yield changes of conditions that are lists: one word less, or one more where that is weaker."""
    for key in ("stops", "after", "if_company"):
        words: list[str] = getattr(rule, key)
        for word in words:
            yield change("drop a condition", f"drop `{word}` of `{key}`", rule, **_without(rule, key, word))
    for act in (each for each in STOPS if each not in rule.stops):
        yield change("add a stop", f"add `{act}` to `stops`", rule, stops=[*rule.stops, act])
    if rule.methods:
        yield change("drop a condition", "drop `methods`", rule, methods=[])
        yield change("widen a list", "add a method of payment", rule, methods=[*rule.methods, "other"])
        for word in rule.methods:
            yield change("narrow a list", f"drop the method `{word}`", rule, **_without(rule, "methods", word))
    if _ABROAD not in rule.countries:
        yield change("widen a list", f"add the country `{_ABROAD}`", rule, countries=[*rule.countries, _ABROAD])


def _choices(rule: Rule) -> Iterator[Change]:
    """Yield changes of a choice by category: none, the weaker kind, another category."""
    choice = rule.choice
    if choice is None:
        return
    yield change("drop a condition", "drop `choice`", rule, choice=None)
    if choice.kind == "opt_in":
        weaker = msgspec.structs.replace(choice, kind="opt_out")
        yield change("weaken a condition", "make the opt-in an opt-out", rule, choice=weaker)
    other = "" if choice.category else "other"
    elsewhere = msgspec.structs.replace(choice, category=other)
    yield change("weaken a condition", f"ask for the category `{other}`", rule, choice=elsewhere)


def _bases(rule: Rule) -> Iterator[Change]:
    """Yield the bases that ask for less: no formality and no stop, or no formality alone."""
    for name in (each for each in _WEAK if each != rule.basis):
        yield change("change the basis", f"say `{name}`", rule, **grounds(name))


def _other(rule: Rule) -> str:
    return next(name for name in PURPOSES if name != rule.purpose)


def _without(rule: Rule, key: str, word: str) -> dict[str, Any]:
    return {key: [each for each in getattr(rule, key) if each != word]}


def of_the_pack(pack: Pack) -> Iterator[Mutant]:
    """Yield changes that concern every rule: the condition on age, and whether data keep their version."""
    types = frozenset(kind for rule in pack.rules for kind in types_of(rule))
    if any(rule.approval for rule in pack.rules):
        rules = [msgspec.structs.replace(rule, approval=False) for rule in pack.rules]
        anybody = msgspec.structs.replace(pack, rules=rules)
        yield Mutant("drop a condition", "pack", "drop `minors`", "*", anybody, types)
    other = msgspec.structs.replace(pack, keeps_version=not pack.keeps_version)
    yield Mutant("change the versions", "pack", f"keeps_version: {not pack.keeps_version}", "*", other, types)
