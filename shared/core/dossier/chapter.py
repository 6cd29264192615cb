"""One chapter of a dossier: a table whose last column says what is to be looked into. It judges nothing."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import Final, NamedTuple

from shared.core.dossier.labels import NOTES, WORDS
from shared.core.ledger.verdict import Question, Result
from shared.core.notice.document import Section
from shared.core.notice.drift import Kind
from shared.core.policy.diff import Change
from shared.core.wording import Wording

_JST: Final = timedelta(hours=9)


class Row(NamedTuple):
    """The cells of a row, and what is to be looked into, if anything is."""

    cells: tuple[str, ...]
    finding: str = ""


class Chapter(NamedTuple):
    """A table under its code, and how many of its rows are to be looked into."""

    name: str
    section: Section
    findings: int


class Spoken(NamedTuple):
    """Words of other rooms in the language of the dossier."""

    reason: Callable[[str], str]
    finding: Callable[[str], str]
    change: Callable[[Change], str]
    drift: Callable[[Kind], str]
    question: Callable[[Question], str]
    answer: Callable[[Result], str]


class Words(Wording):
    """The words in one language, `ja` or `en`; `other` are those of other rooms in that language."""

    def __init__(self, language: str, other: Spoken) -> None:
        """Choose the language."""
        super().__init__(language)
        self.other = other

    def __call__(self, word: str, *parts: object) -> str:
        """Return a text with its parts filled in.

        Raises:
            KeyError: there is no such text.
        """
        return WORDS[word][self._place].format(*parts)

    def note(self, name: str, *parts: object) -> str:
        """Return what a dossier does not show.

        Raises:
            KeyError: there is no such text.
        """
        return NOTES[name][self._place].format(*parts)

    def either(self, said: tuple[str, str]) -> str:
        """Return one of two texts, Japanese and English."""
        return said[self._place]


def chapter(words: Words, name: str, columns: str, rows: Iterable[Row], *, empty: str = "none") -> Chapter:
    """Return a chapter; `columns` are codes of words, to which that of what is to be looked into is added."""
    made = tuple(rows)
    heads = tuple(words(each) for each in (*columns.split(), "finding"))
    section = Section(words(name), heads, tuple((*row.cells, row.finding) for row in made), words(empty))
    return Chapter(name, section, sum(1 for row in made if row.finding))


def moment(at: int) -> str:
    """Return a moment (Unix ms) in Japan, to the minute; nothing for 0."""
    return f"{datetime.fromtimestamp(at / 1000, UTC) + _JST:%Y-%m-%d %H:%M}" if at else ""
