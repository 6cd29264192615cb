"""Records of provision as a document, in Japanese or English: for one person, or as the book of a shop for an auditor.

It lays out what `provisions` has found, and says what it cannot show. Files are made by the command line.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from contracts.law import EDITIONS
from contracts.purposes import PURPOSES
from contracts.terms import Label
from shared.core.law.duty import article_named
from shared.core.law.labels import NOTES, WORDS
from shared.core.law.provisions import Provision
from shared.core.notice.document import Document, Section
from shared.core.wording import Wording

COLUMNS: Final = (
    "number", "date", "name", "address", "representative", "country", "subject", "person_name", "fields", "consent",
    "basis", "purpose", "clause", "article", "receiver", "state", "keep_until", "evidence", "versions", "law", "id",
)  # fmt: skip
"""The columns of a table for machines and spreadsheets: one for each thing that the Rules ask, and where it is."""

_FOR_PEOPLE: Final = ("number", "date", "recipient", "fields", "consent", "purpose", "article", "state", "keep_until")
_FOR_AUDITORS: Final = ("number", "date", "recipient", "subject", "fields", "basis", "article", "state", "keep_until")


class About(NamedTuple):
    """What a document is about: one person by the shop's own id, or everybody (empty) in a period of days.

    `made` is when it is made, as text; `origin`, `size` and `root` are of the checkpoint up to which the log was read.
    """

    shop: str
    company: Label | None
    person: str
    since: str
    until: str
    made: str
    origin: str
    size: int
    root: str


class Words(Wording):
    """The words in one language, `ja` or `en`."""

    def __call__(self, word: str, *parts: object) -> str:
        """Return a text with its parts filled in.

        Raises:
            KeyError: there is no such text.
        """
        return WORDS[word][self._place].format(*parts)

    def notes(self) -> tuple[str, ...]:
        """Return what a document does not show."""
        return tuple(note[self._place] for note in NOTES.values())

    def article(self, record: str, law: str) -> str:
        """Return the article that an entry cites, in words; one that this release does not know is given as it is."""
        found = article_named(record, law)
        return record if found is None else found.ja if self.language == "ja" else found.en


def document(found: Sequence[Provision], about: About, language: str, *, voluntary: bool) -> Document:
    """Return the records of a person, or the book of a shop; `voluntary`: with those that no law asks for."""
    words = Words(language)
    columns = _FOR_PEOPLE if about.person else _FOR_AUDITORS
    groups = [("required", [each for each in found if each.required])]
    if voluntary:
        groups.append(("voluntary", [each for each in found if not each.required]))
    sections = [
        Section(words(name), tuple(map(words, columns)), tuple(_rows(some, columns, words, about)), words("none"))
        for name, some in groups
    ]
    if not about.person:
        sections.insert(0, _sums(found, words))
    notes = tuple((str(number), note) for number, note in enumerate(words.notes(), 1))
    sections.append(Section(words("not_shown"), (words("number"), words("note")), notes))
    title = words("title_person" if about.person else "title_register")
    return Document(language, title, tuple(_lead(found, about, words)), tuple(sections))


def cells(each: Provision, about: About, words: Words) -> dict[str, str]:
    """Return everything that is said of one record, by column."""
    said = words("receiver_open" if each.receiver is None else "receiver_yes" if each.receiver else "receiver_no")
    place = [each.name, each.address, each.representative, each.country]
    return {
        "number": f"{each.volume}-{each.index}",
        "date": each.date,
        "recipient": "\n".join(place),
        "name": each.name,
        "address": each.address,
        "representative": each.representative,
        "country": each.country,
        "subject": (about.person or each.person) + (words("beside") if each.beside else ""),
        "person_name": "",
        "fields": words.join(words.field(name) for name in each.fields),
        "consent": words(f"consent_{each.consent}"),
        "basis": words.basis(each.basis),
        "purpose": words.purpose(each.purpose) if each.purpose in PURPOSES else each.purpose,
        "clause": each.clause,
        "article": words.article(each.record, each.law) + (words("documents") if each.documents else ""),
        "receiver": said,
        "state": words(f"state_{each.state}"),
        "keep_until": each.keep_until,
        "evidence": each.evidence,
        "versions": f"{each.pack} / {each.register}",
        "law": each.law,
        "id": each.id,
    }


def table(found: Iterable[Provision], about: About, language: str) -> Iterator[tuple[str, ...]]:
    """Yield a row of names and then a row for each record, for a spreadsheet; what is not shown stands at the end."""
    words = Words(language)
    yield tuple(map(words, COLUMNS))
    for each in found:
        said = cells(each, about, words)
        yield tuple(said[column] for column in COLUMNS)
    yield ()
    yield from ((words("note"), note) for note in words.notes())


def plain(found: Sequence[Provision], about: About) -> dict[str, object]:
    """Return the records for a program: in codes, which have no language; what is not shown in both."""
    return {
        "about": about._asdict(),
        "records": found,
        "editions": {each.name: each.since for each in EDITIONS},
        "not_shown": {name: {"ja": ja, "en": en} for name, (ja, en) in NOTES.items()},
    }


def _rows(
    found: Iterable[Provision], columns: tuple[str, ...], words: Words, about: About
) -> Iterator[tuple[str, ...]]:
    for each in found:
        said = cells(each, about, words)
        # A table for the eye has one column for what belongs together.
        said["purpose"] = f"{said['purpose']}\n{said['clause']}"
        said["basis"] = f"{said['basis']}\n{said['purpose']}"
        said["number"] = f"{said['number']}\n{each.id[:8]}"
        yield tuple(said[column] for column in columns)


def _sums(found: Sequence[Provision], words: Words) -> Section:
    total = Counter((each.recipient, each.name, each.country) for each in found)
    asked = Counter((each.recipient, each.name, each.country) for each in found if each.required)
    rows = tuple((f"{key[1]} ({key[0]})", key[2], str(n), str(asked[key])) for key, n in sorted(total.items()))
    columns = ("recipient", "country", "count", "of_which")
    return Section(words("sums"), tuple(map(words, columns)), rows, words("none"))


def _lead(found: Sequence[Provision], about: About, words: Words) -> Iterator[str]:
    company = about.company
    named = f"{company.ja if words.language == 'ja' else company.en} ({about.shop})" if company else about.shop
    yield words("company", named)
    yield words("company_rest")
    if about.person:
        yield words("person", about.person)
        yield words("person_rest")
    if about.since or about.until:
        yield words("period", about.since or "-", about.until or "-")
    yield words("made", about.made)
    yield words("log", about.origin, about.size, about.root)
    yield words("editions", words.join(sorted({each.law for each in found if each.law})) or "-")
