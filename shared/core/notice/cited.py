"""The places of a text that a pack cites, and what has become of them in another version of that text.

A clause cites lines (`line 45`, `lines 77, 79`) or characters (`char 3406`, for a text without lines). Pure; the texts
are arguments, and only what they call their places is repeated, never their words.
"""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Final, Literal, NamedTuple

from contracts.packs import Pack, Rule

_CITES: Final = re.compile(r"(line|char)s? (\d+(?:(?:, | and |-)\d+)*)")
_NUMBER: Final = re.compile(r"\d+")
_SENTENCE: Final = re.compile(r"[^。\n]*[。\n]|[^。\n]+$")

Fate = Literal["uncited", "missing", "changed", "moved"]


class Lapse(NamedTuple):
    """What a cited place has come to: the entry, the place as it is cited, and where it stands now, if it moved."""

    recipient: str
    purpose: str
    place: str
    fate: Fate
    now: str = ""


class _Piece(NamedTuple):
    """A line, or a sentence, of a text, and the place at which it begins."""

    text: str
    start: int


def places(clause: str) -> list[tuple[str, int]]:
    """Return what a clause cites: pairs of `line` or `char` and a number."""
    return [(kind, int(n)) for kind, numbers in _CITES.findall(clause) for n in _NUMBER.findall(numbers)]


def lapses(pack: Pack, text: str, newer: str | None = None) -> list[Lapse]:
    """Return every place cited by the pack that `text` does not have, or that reads otherwise or moved in `newer`."""
    found: list[Lapse] = []
    for rule in pack.rules:
        cited = places(rule.clause)
        if not cited:
            found.append(Lapse(rule.id, rule.purpose, rule.clause, "uncited"))
        for kind, number in cited:
            found += _lapse(rule, kind, number, text, newer)
    return found


def _lapse(rule: Rule, kind: str, number: int, text: str, newer: str | None) -> Iterator[Lapse]:
    about = (rule.id, rule.purpose, f"{kind} {number}")
    pieces = _pieces(kind, text)
    here = _at(kind, number, pieces)
    if here is None or not pieces[here].text.strip():
        yield Lapse(*about, "missing")
    elif newer is not None:
        after = _pieces(kind, newer)
        there = _match(pieces, after).get(here)
        if there is None:
            yield Lapse(*about, "changed")
        elif after[there].start != pieces[here].start:
            moved = number + after[there].start - pieces[here].start
            yield Lapse(*about, "moved", f"{kind} {moved}")


def _pieces(kind: str, text: str) -> list[_Piece]:
    if kind == "line":
        return [_Piece(line, number) for number, line in enumerate(text.split("\n"), 1)]
    return [_Piece(found.group(), found.start()) for found in _SENTENCE.finditer(text)]


def _at(kind: str, number: int, pieces: list[_Piece]) -> int | None:
    if kind == "line":
        return number - 1 if 0 < number <= len(pieces) else None
    inside = (i for i, piece in enumerate(pieces) if piece.start <= number < piece.start + len(piece.text))
    return next(inside, None)


def _match(old: list[_Piece], new: list[_Piece]) -> dict[int, int]:
    """Return which piece of the old text stands where in the new one, word for word."""
    matcher = SequenceMatcher(None, [piece.text for piece in old], [piece.text for piece in new], autojunk=False)
    return {a + i: b + i for a, b, size in matcher.get_matching_blocks() for i in range(size)}
