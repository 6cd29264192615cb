"""Digits in groups: which neighbouring groups are written as one number is.

`4111 1111 1111 1111` is one number, `503-1234567-1234567` and `03-1234-5678 4567-8901-2345` are not. It looks at
sizes, separators and neighbours only; whether the digits are a card's, `issuers` knows.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Final, NamedTuple

from shared.core.door.issuers import LONGEST, SHORTEST


class Group(NamedTuple):
    """Digits that stand together, and where."""

    start: int
    end: int
    digits: str


_BETWEEN: Final = re.compile(r"[\W_]{1,3}")
_PLAIN: Final = re.compile(r" |-|\.|_| ?-{1,2} ?")
_TIGHT: Final = re.compile(r"[-._/:]{1,2}")
"""Separators that hold groups together more closely than a space does."""

PRINTED: Final = ((4, 4, 4, 4), (4, 6, 5), (4, 6, 4))
"""Groupings in which numbers are printed on cards: of sixteen digits, American Express, Diners Club."""

_SMALL: Final = 4
"""The least size of groups that are looked for anywhere in a longer row."""

_PAIR: Final = 8
"""The size of the only two groups that are a number: 8-8. Two of seven are postal codes, two of ten telephones."""

_CERTAIN: Final = 15
"""With so many digits a shorter group ends a number even where others follow: a safety code, a date of expiry."""
_COUNTER: Final = re.compile("[年月日円個点口枚本台箱時分階]|丁目")
_MONEY: Final = frozenset("¥$€£")
_SAFETY_CODE: Final = re.compile(r"[-/][0-9]{3}(?![0-9]|[-/.][0-9])")


def chains(text: str, groups: list[Group]) -> Iterator[list[tuple[str, Group]]]:
    """Yield maximal rows of groups with at most three signs between, each group with the signs before it."""
    row: list[tuple[str, Group]] = []
    for group in groups:
        between = text[row[-1][1].end : group.start] if row else ""
        if row and not (len(between) <= 3 and _BETWEEN.fullmatch(between)):  # noqa: PLR2004 - as in the pattern
            yield row
            row = []
        row.append((between if row else "", group))
    if row:
        yield row


def plain_windows(text: str, chain: list[tuple[str, Group]]) -> Iterator[list[Group]]:
    """Yield the groups of a chain that one and the same separator joins in a grouping of card numbers."""
    first = 0
    while first + 1 < len(chain):
        separator, last = chain[first + 1][0], first + 1
        while last + 1 < len(chain) and chain[last + 1][0] == separator:
            last += 1
        if _PLAIN.fullmatch(separator):
            row = [group for _, group in chain[first : last + 1]]
            if separator == " ":
                row = _loosened(text, row, chain[first][0], chain[last + 1][0] if last + 1 < len(chain) else "")
            yield from _windows(row)
        first = last


def printed_windows(row: list[Group], printed: Iterable[tuple[int, ...]] = PRINTED) -> Iterator[list[Group]]:
    """Yield those neighbours of a row that are grouped as on a card."""
    sizes = tuple(len(group.digits) for group in row)
    for form in printed:
        yield from (row[n : n + len(form)] for n in range(len(row)) if sizes[n : n + len(form)] == form)


def mixed_windows(text: str, chain: list[tuple[str, Group]]) -> Iterator[list[Group]]:
    """Yield the groups of a chain that are grouped as on a card, where no one plain separator joins them.

    Between them are several of the plain separators (`4111 1111-1111 1111`), or one and the same other sign: a slip
    number and what a list or a sum sets beside it (`4111-1111-1111。¥1111`) have both kinds.
    """
    for window in printed_windows([group for _, group in chain]):
        between = [text[left.end : right.start] for left, right in pairwise(window)]
        other = len(set(between)) == 1 and not _MONEY.intersection(between[0])
        if (other or all(map(_PLAIN.fullmatch, between))) and not _is_list(window):
            yield window


def _loosened(text: str, row: list[Group], before: str, after: str) -> list[Group]:
    """Take away what a space only sets beside a number: the end of another number, the begin of one, sums, counts."""
    if _TIGHT.fullmatch(before) or text[row[0].start - 1 : row[0].start] in _MONEY:
        row = row[1:]
    if not row:
        return row
    end = row[-1].end
    another = _TIGHT.fullmatch(after) and not _SAFETY_CODE.match(text, end)
    return row[:-1] if another or _COUNTER.match(text, end) else row


def _windows(row: list[Group]) -> Iterator[list[Group]]:
    sizes = [len(group.digits) for group in row]
    yield from printed_windows(row, PRINTED[1:])
    for first in range(len(row)):
        small = sizes[first] < _SMALL
        if small and 0 < first < len(row) - LONGEST:
            continue
        for end in _ends(sizes, first):
            # Small groups are many things: they count only at the begin or the end of a row.
            if (not small or first == 0 or end == len(row)) and not _is_list(row[first:end]):
                yield row[first:end]


def _ends(sizes: list[int], first: int) -> Iterator[int]:
    """Yield where groups of the first one's size, with a shorter last one, end after 13 to 19 digits."""
    size, total = sizes[first], 0
    for index in range(first, len(sizes)):
        total += sizes[index]
        if sizes[index] > size or total > LONGEST:
            return
        whole, rest = sizes[index] == size, sizes[index + 1 : index + 3]
        enough = index - first > 1 or (whole and size == _PAIR)
        if total >= SHORTEST and enough and (whole or total >= _CERTAIN or rest in ([], [3])):
            yield index + 1
        if not whole:
            return


def _is_list(row: list[Group]) -> bool:
    """Tell whether it is a list: equal steps, or small numbers that only rise or only fall (sizes, prices, years)."""
    steps = [int(after.digits) - int(before.digits) for before, after in pairwise(row)]
    if len(steps) > 1 and steps[0] and len(set(steps)) == 1:
        return True
    one_way = all(step > 0 for step in steps) or all(step < 0 for step in steps)
    return one_way and len(row[0].digits) < 3  # noqa: PLR2004 - sizes and ages have two
