"""What is wrong with the words of a pack: unknown ones, and what stands in two places. All findings at once."""

from collections import Counter
from collections.abc import Iterator
from typing import Final

from contracts.acts import act_of, family_of
from contracts.countries import COUNTRIES
from contracts.events import SHOP_TYPES
from contracts.needs import NEEDS
from contracts.partners import INTERNAL, KINDS
from contracts.purposes import BASES, PURPOSES, STOPS
from contracts.vocabulary import FIELDS, NEVER
from shared.core.policy.entry import Place
from shared.core.policy.places import Document, Finding, Path, mistake, word_finding
from shared.core.policy.sense import sense
from shared.core.policy.written import CopySource, Entry, PackSource, ReplySource
from shared.core.results import SHOP
from shared.core.said import Said

_TYPES: Final = sorted(SHOP_TYPES)
_KINDS: Final = [*KINDS, INTERNAL]
_COUNTRIES: Final = sorted(COUNTRIES)
FIELD: Final = Said("項目", "field")
_OWN_FIELD: Final = Said("この提供先の項目", "field of this recipient")
_KIND: Final = Said("提供先の種別", "kind of recipient")
_BASIS: Final = Said("法的根拠", "legal basis")
_PURPOSE: Final = Said("利用目的", "purpose")
TYPE: Final = Said("イベントの種類", "event type")
_NEED: Final = Said("必要性", "need")
_ACT: Final = Said("本人の行為", "act of a person")
_COUNTRY: Final = Said("国", "country")
_NO_LENGTH: Final = Said("長さを外してください。期間は店が定めます", "leave the length out: the shop decides it")
_LENGTH: Final = Said("年、月、日のいずれかで書いてください", "give years, months or days")
_LISTS: Final = ("on", "fields", "not_needed", "if_company", "methods", "countries", "after", "stopped_by")


def check_pack(document: Document, source: PackSource) -> list[Finding]:
    """Return everything that is wrong with the words of a pack."""
    findings: list[Finding] = []
    for name, entries in source.recipients.items():
        places = [Place(name, i, ("recipients", name, "entries") in document.lines) for i in range(len(entries))]
        for place, each in zip(places, entries, strict=True):
            findings += _words(document, place, each)
            findings += _order(document, place, each)
            findings += _lists(document, place, each)
            findings += sense(document, place, each)
        findings += _twice(document, places, entries)
    if SHOP in source.recipients:
        findings.append(mistake(document, ("recipients", SHOP), "recipient_shop"))
    return [*findings, *_rights(document, source)]


def _words(document: Document, at: Place, each: Entry) -> Iterator[Finding]:
    fields = [name for name in FIELDS if name not in NEVER]
    words: list[tuple[tuple[str | int, ...], str, list[str], Said]] = [
        (("kind",), each.kind, _KINDS, _KIND),
        (("basis",), each.basis, list(BASES), _BASIS),
        (("purpose",), each.purpose, list(PURPOSES), _PURPOSE),
        *((_opening(each, i, word), word, _TYPES, TYPE) for i, word in enumerate(each.on)),
        *((("then", word), word, _TYPES, TYPE) for word in each.then),
        *((("after", i), word, _TYPES, TYPE) for i, word in enumerate(each.after)),
        *((("fields", i), word, fields, FIELD) for i, word in enumerate(each.fields)),
        *((("not_needed", i), word, fields, FIELD) for i, word in enumerate(each.not_needed)),
        *((("needed_for", word), word, list(NEEDS), _NEED) for word in each.needed_for),
        *((("stopped_by", i), word, list(STOPS), _ACT) for i, word in enumerate(each.stopped_by or ())),
        *((("countries", i), word, _COUNTRIES, _COUNTRY) for i, word in enumerate(each.countries)),
    ]
    if each.ends:
        words.append((("ends", "on"), each.ends.on, _TYPES, TYPE))
    for inner, text, allowed, what in words:
        if text not in allowed and not (what is FIELD and text in NEVER):
            yield word_finding(document, at.path(document, *inner), text, allowed, what)
    # P2, P11: what may never leave cannot be allowed by any text.
    for i, word in enumerate(each.fields):
        if word in NEVER:
            yield mistake(document, at.path(document, "fields", i), "never")


def _order(document: Document, at: Place, each: Entry) -> Iterator[Finding]:
    """Check what opens and what follows, and that a part of the fields is a part of them."""
    for key, given in (("on", each.on), ("fields", each.fields)):
        if each.path == "stream" and not given:
            yield mistake(document, at.path(document, key), "no_service")
    yield from _acts(document, at, each)
    for inner, part in _parts(each):
        path = at.path(document, *inner)
        if not part and inner[0] in {"on", "then"}:
            yield mistake(document, path, "gives_nothing", word=inner[-1])
        for word in (w for w in part if w not in each.fields):
            yield word_finding(document, path, word, each.fields, _OWN_FIELD)


def _acts(document: Document, at: Place, each: Entry) -> Iterator[Finding]:
    """Check that what opens stands under `on`, and what follows under `then`."""
    for i, word in enumerate(each.on):
        if act_of(word) != "open":
            yield mistake(document, at.path(document, *_opening(each, i, word)), "follows", word=word)
    for word in each.then:
        if word in SHOP_TYPES and act_of(word) == "open":
            yield mistake(document, at.path(document, "then", word), "opens_first", word=word)


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


def _lists(document: Document, at: Place, each: Entry) -> Iterator[Finding]:
    """Check that a list names each word once, and that no field is given and not needed, or needed twice."""
    lists: list[tuple[tuple[str, ...], list[str]]] = [((key,), list(getattr(each, key) or ())) for key in _LISTS]
    for inner, words in [*lists, *_parts(each)]:
        for word in (word for word, count in Counter(words).items() if count > 1):
            yield mistake(document, at.path(document, *inner), "stands_twice", word=word)
    for i, word in enumerate(each.not_needed):
        if word in each.fields:
            yield mistake(document, at.path(document, "not_needed", i), "both_ways", word=word)
    seen: set[str] = set()
    for need, words in each.needed_for.items():
        for word in sorted(seen.intersection(words)):
            yield mistake(document, at.path(document, "needed_for", need), "two_needs", word=word)
        seen.update(words)


def _twice(document: Document, places: list[Place], entries: list[Entry]) -> Iterator[Finding]:
    """Check that each type of event has one entry of a recipient."""
    seen: Counter[str] = Counter()
    for place, each in zip(places, entries, strict=True):
        for word in dict.fromkeys((*each.on, *each.then)):
            seen[word] += 1
            if seen[word] > 1:
                key = "on" if word in each.on else "then"
                yield mistake(document, place.path(document, key), "two_entries", word=word)
        earlier = {family_of(word) for other in entries[: place.number] for word in other.on}
        for word in (word for word in each.on if seen[word] == 1 and family_of(word) in earlier):
            yield mistake(document, place.path(document, "on"), "one_thread", word=word)
        if each.kind != entries[0].kind:
            yield mistake(document, place.path(document, "kind"), "one_kind")


def _rights(document: Document, source: PackSource) -> Iterator[Finding]:
    for i, word in enumerate(source.rights.not_correctable if source.rights else ()):
        if word not in FIELDS:
            yield word_finding(document, ("rights", "not_correctable", i), word, list(FIELDS), FIELD)
    for name, reply in (source.rights.requests if source.rights else {}).items():
        yield from _reply(document, name, reply)
    for i, copy in enumerate(source.copies):
        yield from _terms(document, i, copy)


def _reply(document: Document, name: str, reply: ReplySource) -> Iterator[Finding]:
    if reply.extended and reply.extended < reply.months:
        yield mistake(document, ("rights", "requests", name, "extended"), "extended_less")


def _terms(document: Document, number: int, copy: CopySource) -> Iterator[Finding]:
    for n, term in enumerate(copy.terms):
        path: Path = ("copies", number, "terms", n)
        lengths = sum(map(bool, (term.years, term.months, term.days)))
        if lengths > 1:
            yield mistake(document, path, "one_length")
        elif lengths and term.start == "shop_decides":
            yield mistake(document, path, "no_length", how=_NO_LENGTH)
        elif not lengths and term.start not in {"shop_decides", "end_of_purpose"}:
            yield mistake(document, path, "no_length", how=_LENGTH)
