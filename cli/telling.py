"""Ask the ledger for the told stories, by the references of the receipts, and make the page of what it answers."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

from cli.embedded.stack import EmbeddedStack
from cli.page.html import Page, html
from cli.page.labels import STORIES
from cli.page.told import Tale, tale
from cli.running import call
from cli.sending import Told
from cli.words import language

_MOST: Final = 1000


def page(stack: EmbeddedStack, told: Mapping[str, Told], *, shops: Mapping[str, Any], verified: bool) -> Page:
    """Return the page of the stories that were sent, in the order of the page."""
    tales = tuple(_tale(stack, name, told[name]) for name in STORIES if name in told)
    return Page(tales, shops, verified)


def write(made: Page, file: Path) -> None:
    """Write the page as one HTML file, in the person's language.

    Raises:
        OSError: the file cannot be written.
    """
    file.write_text(html(made, language()), encoding="utf-8")


def _tale(stack: EmbeddedStack, name: str, told: Told) -> Tale:
    """Take all entries of these orders, and of these persons: a choice is about no order."""
    queries = [{"order": each} for each in told.orders] + [{"person": each} for each in told.persons]
    rows: dict[int, dict[str, Any]] = {}
    for query in queries:
        rows |= _entries(stack, told.shop, query)
    return tale(name, told.shop, [rows[index] for index in sorted(rows)])


def _entries(stack: EmbeddedStack, shop: str, query: dict[str, str]) -> dict[int, dict[str, Any]]:
    headers = {"authorization": f"Bearer {stack.token('privacy')}"}
    url = f"{stack.url('ledger')}/shops/{shop}/entries?{urlencode({**query, 'limit': _MOST, 'reason': 'trial'})}"
    answer = json.loads(call(url, headers=headers))
    return {row["index"]: row["leaf"]["entry"] for row in answer["entries"]}
