"""What changes between two versions of a pack or register, and which of the changes let more leave.

Deny by default: what cannot be classified widens. It goes over the fields of the structs, so that a new one is
compared as soon as it exists; which direction is wider stands in `widening`. It compares words, not readings: two
documents without a change in it are decided alike.
"""

from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

import msgspec

from contracts.packs import Pack, Rule
from contracts.versions import What
from shared.core.policy.comparing import About, Deed, Row, Step, more_is_wider, shown
from shared.core.policy.seal import Document
from shared.core.policy.widening import ABOUT, ROWS, TOGETHER, UNKNOWN


class Change(msgspec.Struct, frozen=True, omit_defaults=True):
    """One change: where, what about, what was and is there, and whether it lets more leave.

    `item` is what was added or removed; `clause` is that of the recipient concerned, where a pack changes.
    """

    what: What
    place: str
    about: About
    deed: Deed
    widens: bool = msgspec.field(default=False)
    recipient: str = ""
    item: str = ""
    before: str = ""
    after: str = ""
    clause: str = ""


class _At(NamedTuple):
    """Where the walk is."""

    what: What
    place: str
    recipient: str = ""
    clause: str = ""

    def inside(self, name: str, value: Any = None, *, names: bool = False) -> "_At":
        """Go one step down; `names` where the step is the name of a recipient."""
        clause = value.clause if isinstance(value, Rule) else self.clause
        recipient = self.recipient
        if names and not recipient:
            recipient = value.id if isinstance(value, Rule) else name
        return _At(self.what, f"{self.place}.{name}" if self.place else name, recipient, clause)


def diff(before: Document | None, after: Document) -> list[Change]:
    """Return the changes from one version to the next; where there is none before, everything is new.

    Raises:
        TypeError: one is a pack and the other a register.
    """
    what: What = "pack" if isinstance(after, Pack) else "register"
    at = _At(what, "")
    if before is None:
        return list(_all_new(after, at))
    if type(before) is not type(after):
        raise TypeError("a pack is compared with a pack, a register with a register")
    return list(_struct(before, after, at))


def widens(changes: list[Change]) -> bool:
    """Tell whether any change lets more leave."""
    return any(change.widens for change in changes)


def _all_new(after: Document, at: _At) -> Iterator[Change]:
    """Show a first version recipient by recipient; even one that names nobody is new."""
    named = after.rules if isinstance(after, Pack) else after.parties
    row = ROWS[type(after)]["rules" if isinstance(after, Pack) else "parties"]
    new = _change(Step("added", True, str(after.version), after=after.shop), "version", at)
    return iter([new, *_inside(type(named)(), named, row, at.inside("rules" if at.what == "pack" else "parties"))])


def _struct(before: Any, after: Any, at: _At) -> Iterator[Change]:
    rows, kind = ROWS.get(type(after), {}), type(after)
    if kind in TOGETHER:
        yield from (_change(step, ABOUT[kind], at) for step in TOGETHER[kind](before, after))
    for name in after.__struct_fields__:
        yield from _field(getattr(before, name), getattr(after, name), rows.get(name, UNKNOWN), at.inside(name))


def _field(before: Any, after: Any, row: Row, at: _At) -> Iterator[Change]:
    if row.leaf is None:
        yield from _inside(before, after, row, at)
    else:
        yield from (_change(step, row.about, at) for step in row.leaf(before, after))


def _inside(before: Any, after: Any, row: Row, at: _At) -> Iterator[Change]:
    """Compare what has rows of its own: structs by name or id, or one that may be missing."""
    olds, news = _named(before), _named(after)
    if row.among is not None:
        yield from (_change(step, row.about, at) for step in row.among(before, after))
    if len(news) != _count(after) or len(olds) != _count(before):
        # An id that stands twice hides one of the two.
        yield _change(Step("changed", True, before=", ".join(olds), after=", ".join(news)), row.about, at)
    for name in [*olds, *(each for each in news if each not in olds)]:
        old, new = olds.get(name), news.get(name)
        there = at.inside(name, old if new is None else new, names=True) if name else at
        if old is None or new is None:
            deed: Deed = "added" if old is None else "removed"
            step = Step(deed, old is None, name, before=_shown(old), after=_shown(new))
            yield _change(step, row.about, there)
        elif isinstance(new, list):
            yield from (_change(step, "field", there) for step in more_is_wider(old, new))
        else:
            yield from _struct(old, new, there)


def _named(value: Any) -> dict[str, Any]:
    """Return what lies inside by name: of a dict by key, of a list by id, of one struct under no name."""
    match value:
        case None:
            return {}
        case dict():
            return value
        case list():
            ids = Counter(each.id for each in value)
            return {_entry(each) if ids[each.id] > 1 else each.id: each for each in value}
        case _:
            return {"": value}


def _entry(each: Any) -> str:
    """Return the name of one of several entries of a recipient: what it is for, and by which events."""
    if not isinstance(each, Rule):
        return str(each.id)
    return " ".join(filter(None, (each.id, each.purpose, each.letter, "/".join(each.on))))


def _count(value: Any) -> int:
    return len(value) if isinstance(value, (list, dict)) else value is not None


def _shown(value: Any) -> str:
    match value:
        case None:
            return ""
        case Rule():
            return shown(value.fields)
        case msgspec.Struct():
            return msgspec.json.encode(value).decode()
        case _:
            return shown(value)


def _change(step: Step, about: About, at: _At) -> Change:
    return Change(at.what, at.place, about, recipient=at.recipient, clause=at.clause, **step._asdict())
