"""One mutated pack: what was changed of which entry, and the types of event of which decisions may differ."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import msgspec

from contracts.packs import Pack, Rule
from shared.core.decide import REQUESTED


class Mutant(NamedTuple):
    """One mutated pack. `about` names the entry, `what` the change, `recipient` whose decisions may differ (`*`: all).

    `kind` groups mutants of one sort: drop a condition, add a field, and so on.
    """

    kind: str
    about: str
    what: str
    recipient: str
    pack: Pack
    types: frozenset[str]

    @property
    def name(self) -> str:
        """Return its name in one line."""
        return f"{self.about}: {self.what}"


class Change(NamedTuple):
    """One change of one rule: its sort, in words, and the rule as it is then, or nothing if it is gone."""

    kind: str
    what: str
    rule: Rule | None


def change(kind: str, what: str, rule: Rule, /, **facts: Any) -> Change:
    """Return a change that replaces parts of a rule."""
    return Change(kind, what, msgspec.structs.replace(rule, **facts))


def mutant(pack: Pack, number: int, made: Change) -> Mutant:
    """Put a changed rule into its pack."""
    before = pack.rules[number]
    after = [made.rule] if made.rule else []
    rules = [*pack.rules[:number], *after, *pack.rules[number + 1 :]]
    types = frozenset(types_of(before)).union(*map(types_of, after))
    return Mutant(
        made.kind, _about(pack, before), made.what, before.id, msgspec.structs.replace(pack, rules=rules), types
    )


def _about(pack: Pack, rule: Rule) -> str:
    """Return the name of an entry: recipient and purpose, and where that is no name yet what it opens on."""
    alike = [each for each in pack.rules if (each.id, each.purpose) == (rule.id, rule.purpose)]
    name = f"{rule.id}/{rule.purpose}"
    return name if len(alike) == 1 else f"{name} ({', '.join(rule.on) or rule.path})"


def types_of(rule: Rule) -> Iterator[str]:
    """Yield the types of event that a rule has a say in."""
    yield from rule.on
    yield from rule.then
    if rule.on_request:
        yield REQUESTED
