"""Finds a card number in a text (P11).

Digits are looked at as they are written: as one run, or as groups. What is found and what is not, and why:
docs/card-gate.md. It knows no fields and refuses nothing; `gate` does.
"""

import re
from collections.abc import Iterator
from typing import Final

from shared.core.door.beside import speaks_of_a_card
from shared.core.door.groups import Group, chains, mixed_windows, plain_windows
from shared.core.door.issuers import LONGEST, SHORTEST, is_card_number
from shared.core.door.plain import plain

_ALONE: Final = 15
"""From this length on a contiguous run needs no word beside it."""

# A word behind the digits (`…exp1227`, `…JPY`) has a letter that no hex digit is.
_AFTER: Final = re.compile(
    r"(?![A-Za-z_])|_+(?![A-Za-z0-9_])|(?=[A-Fa-f_]*[G-Zg-z])[A-Za-z_]{2,}+[0-9]{0,4}(?![A-Za-z0-9_])"
)
# Letters of hex digits before groups are part of a UUID (`eccd6293-2665-4458-8353-…`).
_HEX: Final = re.compile("[A-Fa-f]+")
_TRACK: Final = re.compile(r"%B[0-9]{13,19}\^")


def holds_card(text: str, *, identifier: bool = False) -> bool:
    """Tell whether a text holds a card number; an `identifier` only in groups, as platforms number in long runs."""
    if text.isascii() and len(text) < SHORTEST:
        return False
    signs = plain(text)
    groups = [Group(found.start(), found.end(), found[0]) for found in re.finditer("[0-9]+", signs)]
    if sum(len(group.digits) for group in groups) < SHORTEST:
        return False
    return any(_grouped(signs, groups)) or (not identifier and any(_is_run(signs, group) for group in groups))


def _is_run(text: str, run: Group) -> bool:
    if not SHORTEST <= len(run.digits) <= LONGEST or not is_card_number(run.digits):
        return False
    if _TRACK.match(text, max(0, run.start - 2)):
        return True
    if not _stands_free(text, run.start, run.end) or _is_fraction(text, run):
        return False
    return len(run.digits) >= _ALONE or speaks_of_a_card(text, run.start, run.end)


def _grouped(text: str, groups: list[Group]) -> Iterator[bool]:
    for chain in chains(text, groups):
        for window in plain_windows(text, chain):
            number = _number(text, window)
            if number:
                yield len(number.digits) > SHORTEST or speaks_of_a_card(text, number.start, number.end)
        for window in mixed_windows(text, chain):
            number = _number(text, window)
            if number:
                alone = len(window) == len(groups) and not any(sign.isalpha() for sign in text)
                yield alone or speaks_of_a_card(text, number.start, number.end)


def _number(text: str, window: list[Group]) -> Group | None:
    start, end, digits = window[0].start, window[-1].end, "".join(group.digits for group in window)
    return Group(start, end, digits) if is_card_number(digits) and _stands_free(text, start, end) else None


def _stands_free(text: str, start: int, end: int) -> bool:
    """Tell whether letters beside the digits are words (`card4111…`), not parts of a token (`a4111…`, hex, base64)."""
    begin = start
    while begin and text[begin - 1].isascii() and (text[begin - 1].isalpha() or text[begin - 1] == "_"):
        begin -= 1
    word = text[begin:start]
    if word.strip("_") and (len(word) == 1 or text[begin - 1 : begin].isdigit()):
        return False
    if _HEX.fullmatch(word) and not text[start:end].isdigit():
        return False
    return _AFTER.match(text, end) is not None


def _is_fraction(text: str, run: Group) -> bool:
    """Tell whether the digits are the fraction of a decimal number, as coordinates are printed (17 digits at most)."""
    whole = re.search(r"(?<![0-9.])[0-9]{1,3}\.$", text[max(0, run.start - 5) : run.start])
    if whole is None:
        return False
    digits = whole[0][:-1]
    return digits == "0" or (len(digits) > 1 and len(digits) + len(run.digits) <= 17)  # noqa: PLR2004 - IEEE 754
