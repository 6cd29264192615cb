"""Tables as CSV for spreadsheets: with a byte order mark, so that Japanese is read, and no cell that is a formula."""

import csv
import io
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

_BOM: Final = "\ufeff"
_FORMULA: Final = frozenset("=+-@|%\t\r\n")


def lines(rows: Iterable[Sequence[str]]) -> Iterator[bytes]:
    """Yield a table as lines of UTF-8 (RFC 4180)."""
    yield _BOM.encode()
    for row in rows:
        out = io.StringIO()
        csv.writer(out, lineterminator="\r\n").writerow([inert(cell) for cell in row])
        yield out.getvalue().encode()


def inert(cell: str) -> str:
    """Return a cell that a spreadsheet takes for text: what would begin a formula, in any width, gets an apostrophe."""
    first = unicodedata.normalize("NFKC", cell.lstrip())[:1]
    return f"'{cell}" if first in _FORMULA and cell.strip() else cell
