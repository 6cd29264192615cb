"""The kinds of step, and what may go with each."""

from collections.abc import Iterator
from typing import Final

from contracts.events import SHOP_TYPES
from shared.core.policy.places import Document, Finding, Path, finding, word_finding
from shared.core.scenario.later import EVENTS, RESULTS
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
_ALWAYS: Final = frozenset({"note", "shop", "later", "expect"})


def kind_of(source: StepSource) -> str:
    """Return the kind of a step that has one."""
    return next(name for name in KINDS if name in source.model_fields_set)


def check_step(document: Document, path: Path, source: StepSource) -> Iterator[Finding]:
    """Find what makes it no step: no kind or two, keys that do not go together, words of a later part unmarked."""
    written = source.model_fields_set
    kinds = [name for name in KINDS if name in written]
    if len(kinds) != 1:
        problem = f"a step is one thing; this has {' and '.join(f'`{name}`' for name in kinds) or 'none'}"
        yield finding(document, path, problem, f"write one of: {', '.join(KINDS)}")
        return
    for key in sorted(written - _ALWAYS - {kinds[0]} - set(KINDS[kinds[0]])):
        near = ", ".join(KINDS[kinds[0]]) or "nothing"
        yield finding(document, (*path, key), f"`{key}` says nothing of `{kinds[0]}`", f"remove it; allowed: {near}")
    if {"of", "who"} <= written:
        yield finding(document, (*path, "of"), "the event is put together twice", "say `of` or `who`")
    for key in _NEEDED.get(kinds[0], ()):
        if key not in written:
            yield finding(document, path, f"`{kinds[0]}` without `{key}`", "add it")
    if source.event is not None and source.event not in SHOP_TYPES and source.event not in EVENTS:
        yield word_finding(document, (*path, "event"), source.event, sorted({*SHOP_TYPES, *EVENTS}), "event type")
    yield from _later(document, path, source)


def _later(document: Document, path: Path, source: StepSource) -> Iterator[Finding]:
    rests: dict[str, str] = {name: part for name, part in EVENTS.items() if name == source.event}
    rests |= {name: part for name, part in RESULTS.items() if name in (source.expect.told or {})}
    rests |= dict.fromkeys((name for name in ("orders", "case") if getattr(source.expect, name)), "people")
    rests |= {"case": "people"} if source.case else {}
    if source.later is None:
        for name, part in rests.items():
            yield finding(document, path, f"`{name}` is not there yet", f"say `later: {part}` on this step")
