"""The kinds of step, and what may go with each."""

from collections.abc import Iterator
from typing import Final

from contracts.events import SHOP_TYPES
from shared.core.policy.check import TYPE
from shared.core.policy.places import Document, Finding, Path, word_finding
from shared.core.said import Said
from shared.core.scenario.later import EVENTS, RESULTS
from shared.core.scenario.mistakes import wrong
from shared.core.scenario.written import StepSource

_DATA: Final = ("of", "who", "data", "without", "unknown", "id")
KINDS: Final[dict[str, tuple[str, ...]]] = {
    "event": _DATA,
    "platform": ("topic", "file", "payload"),
    "consent": ("who", "to", "information", "purpose", "evidence", "id"),
    "approval": ("who", "evidence", "id"),
    "preference": ("who", "wanted", "until", "evidence", "id"),
    "stop": ("who", "to", "evidence", "id"),
    "leaves": ("id",),
    "link": ("id",),
    "unlink": ("id",),
    "request": (*_DATA, "evidence"),
    "values": _DATA,
    "passes": (),
    "publish": (),
    "pause": (),
    "resume": (),
    "notice": (),
    "case": (*_DATA, "fields", "to", "ground", "evidence"),
}
"""Kind of step → the keys that may stand beside it."""

_NEEDED: Final[dict[str, tuple[str, ...]]] = {"consent": ("to",), "preference": ("wanted",)}
_NONE: Final = Said("なし", "none")
_NOTHING: Final = Said("なし", "nothing")
_ALWAYS: Final = frozenset({"note", "shop", "later", "expect"})


def kind_of(source: StepSource) -> str:
    """Return the kind of a step that has one."""
    return next(name for name in KINDS if name in source.model_fields_set)


def check_step(document: Document, path: Path, source: StepSource) -> Iterator[Finding]:
    """Find what makes it no step: no kind or two, keys that do not go together, words of a later part unmarked."""
    written = source.model_fields_set
    kinds = [name for name in KINDS if name in written]
    if len(kinds) != 1:
        names = [f"`{name}`" for name in kinds]
        has = Said("と".join(names), " and ".join(names)) if names else _NONE
        yield wrong(document, path, "one_thing", kinds=has, allowed=", ".join(KINDS))
        return
    for key in sorted(written - _ALWAYS - {kinds[0]} - set(KINDS[kinds[0]])):
        near = ", ".join(KINDS[kinds[0]]) or _NOTHING
        yield wrong(document, (*path, key), "says_nothing", key=key, kind=kinds[0], allowed=near)
    if {"of", "who"} <= written:
        yield wrong(document, (*path, "of"), "twice_put")
    for key in _NEEDED.get(kinds[0], ()):
        if key not in written:
            yield wrong(document, path, "without", kind=kinds[0], key=key)
    if source.event is not None and source.event not in SHOP_TYPES and source.event not in EVENTS:
        yield word_finding(document, (*path, "event"), source.event, sorted({*SHOP_TYPES, *EVENTS}), TYPE)
    yield from _later(document, path, source)


def _later(document: Document, path: Path, source: StepSource) -> Iterator[Finding]:
    rests: dict[str, str] = {name: part for name, part in EVENTS.items() if name == source.event}
    rests |= {name: part for name, part in RESULTS.items() if name in (source.expect.told or {})}
    rests |= dict.fromkeys((name for name in ("orders", "case") if getattr(source.expect, name)), "people")
    rests |= {"case": "people"} if source.case else {}
    if source.later is None:
        for name, part in rests.items():
            yield wrong(document, path, "not_there_yet", name=name, part=part)
