"""What is wrong with the words of a pack: unknown ones, and combinations that cannot be meant. All findings at once."""

from collections import Counter
from collections.abc import Iterator
from typing import Final

from contracts.acts import act_of
from contracts.countries import COUNTRIES
from contracts.events import SHOP_TYPES
from contracts.needs import NEEDS
from contracts.partners import INTERNAL, KINDS
from contracts.purposes import BASES, PURPOSES, STOPS
from contracts.vocabulary import FIELDS, NEVER
from shared.core.policy.entry import Place
from shared.core.policy.places import Document, Finding, Path, finding, word_finding
from shared.core.policy.sense import sense
from shared.core.policy.written import Entry, PackSource
from shared.core.results import SHOP

_TYPES: Final = sorted(SHOP_TYPES)
_KINDS: Final = [*KINDS, INTERNAL]


def check_pack(document: Document, source: PackSource) -> list[Finding]:
    """Return everything that is wrong with the words of a pack."""
    findings: list[Finding] = []
    for name, entries in source.recipients.items():
        places = [Place(name, i, ("recipients", name, "entries") in document.lines) for i in range(len(entries))]
        for place, each in zip(places, entries, strict=True):
            findings += _words(document, place, each)
            findings += _order(document, place, each)
            findings += sense(document, place, each)
        findings += _twice(document, places, entries)
    if SHOP in source.recipients:
        problem, remedy = f"`{SHOP}` is the shop itself, who is told of results", "give the recipient another name"
        findings.append(finding(document, ("recipients", SHOP), problem, remedy))
    # What stands beside `entries` is read once for each of them, and wrong once.
    return list(dict.fromkeys([*findings, *_rights(document, source)]))


def _words(document: Document, at: Place, each: Entry) -> Iterator[Finding]:
    fields = list(FIELDS)
    words: list[tuple[tuple[str | int, ...], str, list[str], str]] = [
        (("kind",), each.kind, _KINDS, "kind of recipient"),
        (("basis",), each.basis, list(BASES), "legal basis"),
        (("purpose",), each.purpose, list(PURPOSES), "purpose"),
        *((_opening(each, i, word), word, _TYPES, "event type") for i, word in enumerate(each.on)),
        *((("then", word), word, _TYPES, "event type") for word in each.then),
        *((("after", i), word, _TYPES, "event type") for i, word in enumerate(each.after)),
        *((("fields", i), word, fields, "field") for i, word in enumerate(each.fields)),
        *((("not_needed", i), word, fields, "field") for i, word in enumerate(each.not_needed)),
        *((("needed_for", word), word, list(NEEDS), "need") for word in each.needed_for),
        *((("stopped_by", i), word, list(STOPS), "act of a person") for i, word in enumerate(each.stopped_by or ())),
        *((("countries", i), word, list(COUNTRIES), "country") for i, word in enumerate(each.countries)),
    ]
    if each.ends:
        words.append((("ends", "on"), each.ends.on, _TYPES, "event type"))
    for inner, text, allowed, what in words:
        if text not in allowed:
            yield word_finding(document, at.path(document, *inner), text, allowed, what)
    # P2, P11: what may never leave cannot be allowed by any text.
    for i, word in enumerate(each.fields):
        if word in NEVER:
            path = at.path(document, "fields", i)
            yield finding(document, path, "this never leaves, in any pack", "remove it; a token takes its place")


def _order(document: Document, at: Place, each: Entry) -> Iterator[Finding]:
    """Check what opens and what follows, and that a part of the fields is a part of them."""
    for key, given in (("on", each.on), ("fields", each.fields)):
        if each.path == "stream" and not given:
            remedy = "add it, or say with `path` how it is served"
            yield finding(document, at.path(document, key), "a recipient that is served needs at least one", remedy)
    yield from _acts(document, at, each)
    for inner, part in _parts(each):
        for word in (w for w in part if w not in each.fields):
            yield word_finding(document, at.path(document, *inner), word, each.fields, "field of this recipient")


def _acts(document: Document, at: Place, each: Entry) -> Iterator[Finding]:
    """Check that what opens stands under `on`, and what follows under `then`."""
    for i, word in enumerate(each.on):
        if act_of(word) != "open":
            path = at.path(document, *_opening(each, i, word))
            yield finding(document, path, f"`{word}` follows what was served", "put it under `then`")
    for word in each.then:
        if word in SHOP_TYPES and act_of(word) == "open":
            path = at.path(document, "then", word)
            yield finding(document, path, f"`{word}` follows nothing, it opens", "put it under `on`")


def _parts(each: Entry) -> Iterator[tuple[tuple[str, ...], list[str]]]:
    """Yield every list that is a part of the fields, and where it stands."""
    yield ("if_company",), each.if_company
    yield ("forms",), list(each.forms)
    yield from ((("then", kind), part) for kind, part in each.then.items() if part != "same")
    yield from ((("needed_for", need), part) for need, part in each.needed_for.items())
    if isinstance(each.on, dict):
        yield from ((("on", kind), part) for kind, part in each.on.items() if part != "same")


def _opening(each: Entry, number: int, word: str) -> tuple[str | int, ...]:
    """Return where a type under `on` stands: in a list by number, in a mapping by name."""
    return ("on", number if isinstance(each.on, list) else word)


def _twice(document: Document, places: list[Place], entries: list[Entry]) -> Iterator[Finding]:
    """Check that each type of event has one entry of a recipient."""
    seen: Counter[str] = Counter()
    for place, each in zip(places, entries, strict=True):
        for word in (*each.on, *each.then):
            seen[word] += 1
            if seen[word] > 1:
                key = "on" if word in each.on else "then"
                problem = f"`{word}` has two entries of this recipient"
                yield finding(document, place.path(document, key), problem, "leave it in one of them")
        if each.kind != entries[0].kind:
            yield finding(document, place.path(document, "kind"), "a recipient has one kind", "say it once, for all")


def _rights(document: Document, source: PackSource) -> Iterator[Finding]:
    for i, word in enumerate(source.rights.not_correctable if source.rights else ()):
        if word not in FIELDS:
            yield word_finding(document, ("rights", "not_correctable", i), word, list(FIELDS), "field")
    for i, copy in enumerate(source.copies):
        for n, term in enumerate(copy.terms):
            if term.start != "shop_decides" and sum(map(bool, (term.years, term.months, term.days))) > 1:
                path: Path = ("copies", i, "terms", n)
                yield finding(document, path, "a term has one length", "give years, months or days")
