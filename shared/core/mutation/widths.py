"""Changes of what leaves and when: a field more or less, a type of event more or less, an entry gone or opened."""

from collections.abc import Iterator
from typing import Any, Final

import msgspec

from contracts.acts import act_of
from contracts.events import CONSENT_TYPES, PERSON_TYPES, SHOP_TYPES
from contracts.packs import Pack, Rule
from contracts.partners import INTERNAL
from contracts.vocabulary import FIELDS, NEVER
from shared.core.decide import REQUESTED
from shared.core.mutation.mutant import Change, change

_FIELDS: Final = tuple(name for name in FIELDS if name not in NEVER)
_TYPES: Final = tuple(sorted(SHOP_TYPES - PERSON_TYPES - CONSENT_TYPES - {REQUESTED, "values.provided"}))
"""Types of event that may disclose something; what answers a request is not opened by a slip of the pen."""
_MANY: Final = "order.placed"
_SOMEBODY: Final = "entrustee"
"""A kind that somebody hands over to, for what is declared as internal."""


def fields(rule: Rule) -> Iterator[Change]:
    """Yield a change for each field of the vocabulary: one more or one less, on each type of event of the rule."""
    for kind, given in given_on(rule).items():
        for field in _FIELDS:
            if field in given:
                left = [each for each in given if each != field]
                yield Change("drop a field", f"`{kind}` without `{field}`", _with(rule, kind, left))
            else:
                yield Change("add a field", f"`{kind}` with `{field}`", _with(rule, kind, [*given, field]))


def types(pack: Pack, rule: Rule) -> Iterator[Change]:
    """Yield a change for each type of event: one more or one less."""
    taken = {kind for each in pack.rules if each.id == rule.id for kind in (*each.on, *each.then)}
    for kind in (each for each in _TYPES if each not in taken):
        if act_of(kind) == "open":
            yield change("add a type of event", f"serve on `{kind}`", rule, on=[*rule.on, kind])
        else:
            then = {**rule.then, kind: rule.fields}
            yield change("add a type of event", f"go on to `{kind}`", rule, then=then)
    for kind in rule.on:
        yield change("drop a type of event", f"do not serve on `{kind}`", rule, on=[k for k in rule.on if k != kind])
    for kind in rule.then:
        then = {each: part for each, part in rule.then.items() if each != kind}
        yield change("drop a type of event", f"do not go on to `{kind}`", rule, then=then)


def opened(rule: Rule) -> Change:
    """Return the change that lets what never passes here pass on an order."""
    kind = _SOMEBODY if rule.kind == INTERNAL else rule.kind
    facts = {"on": [_MANY], "fields": rule.fields or ["customer.name"], "kind": kind}
    return change("open what is closed", f"serve it on `{_MANY}`", rule, path="stream", case=None, **facts)


def gone(rule: Rule) -> Change:
    """Return the change that removes an entry."""
    return Change("remove an entry", f"remove it (`{rule.path}`)", None)


def given_on(rule: Rule) -> dict[str, list[str]]:
    """Return what a rule gives on each type of event."""
    return {**{kind: rule.parts.get(kind, rule.fields) for kind in rule.on}, **rule.then}


def _with(rule: Rule, kind: str, given: list[str]) -> Rule:
    """Return the rule that gives this on one type of event, and on every other what it gave before."""
    all_of = given_on(rule)
    fields = [*rule.fields, *(field for field in given if field not in rule.fields)]
    facts: dict[str, Any] = {"fields": fields}
    if kind in rule.then:
        facts["then"] = {**rule.then, kind: given}
        facts["parts"] = {each: all_of[each] for each in rule.on} if fields != rule.fields else rule.parts
    else:
        facts["parts"] = {each: given if each == kind else all_of[each] for each in rule.on}
    return msgspec.structs.replace(rule, **facts)
