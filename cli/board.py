"""What the demo shows: the table of all recipients, what is happening, and the report at the end."""

import json
import sys
from collections.abc import Iterable, Mapping
from typing import Any, Final

from rich.console import Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from cli.page.html import Page
from cli.page.labels import Words
from cli.page.text import lines
from cli.screen import screen
from cli.words import language, say

_LATEST: Final = 3
_COUNTS: Final = ("disclosed", "withheld", "waiting")


def table(shops: Mapping[str, Any], title: str, columns: tuple[str, ...] = _COUNTS) -> Table:
    """Return a row for each shop and recipient: how much was disclosed and withheld, and how much waits."""
    made = Table(title=title, title_justify="left")
    made.add_column(say("recipient"), overflow="fold")
    for column in columns:
        made.add_column(say(column), justify="right")
    for shop, recipients in shops.items():
        for recipient, row in recipients.items():
            made.add_row(f"{shop}/{recipient}", *(str(row[name]) for name in columns))
    return made


def live(shops: Mapping[str, Any], title: str, stories: Iterable[str]) -> Group:
    """Return the table while it grows, and above it, where a low screen cuts nothing, the latest stories.

    It has a column more than that at the end: what is not handed over yet, as to the seller that is down.
    """
    words = Words(language())
    latest = list(stories)[-_LATEST:]
    return Group(*(Text(f"• {words.story(name)} …") for name in latest), table(shops, title, (*_COUNTS, "open")))


def report(found: dict[str, Any], made: Page, *, as_json: bool) -> None:
    """Print the end: the stories, the table, the verdict, times and memory; or one JSON object."""
    if as_json:
        sys.stdout.write(json.dumps({k: v for k, v in found.items() if k != "verdict"}, ensure_ascii=False) + "\n")
        return
    console = screen()
    console.print(Text(say("told"), style="bold"))
    for tale in made.tales:
        title, *rest = lines(tale, language())
        console.print()
        console.print(Text(title, style="bold"))
        for line in rest:
            text = line.lstrip()
            console.print(Padding(Text(text), (0, 0, 0, len(line) - len(text)), expand=False))
    console.print()
    console.print(table(found["shops"], say("received")))
    verdict = found["verdict"]
    console.print(say("verdict_ok" if verdict["ok"] else "verdict_bad"))
    for check, contradictions in verdict["found"].items():
        console.print(f"  {check}: {'; '.join(contradictions)}")
    seconds = ", ".join(f"{stage} {value}" for stage, value in found["seconds"].items())
    console.print(f"records {found['records']}, receipts {found['receipts']}, open {verdict['open']}")
    console.print(f"seconds: {seconds}")
    console.print(f"peak memory: {found['peak_pss_mb']} MB (PSS)")
