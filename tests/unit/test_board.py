"""What the demo shows while it runs, and at its end."""

from io import StringIO

import pytest
from rich.console import Console, RenderableType

from cli.board import live, table

ROW = {"disclosed": 41, "withheld": 5, "waiting": 6, "open": 37, "fields": []}
SHOPS = {"backmarket": {"seller": ROW}}


def lines(shown: RenderableType) -> list[list[str]]:
    """Return the words of each line that says something."""
    console = Console(width=100, file=StringIO(), record=True)
    console.print(shown)
    return [said for line in console.export_text().splitlines() if (said := line.replace("│", " ").split())]


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read the board in English."""
    monkeypatch.setenv("SEKISHO_LANG", "en")


def test_while_it_runs_each_recipient_shows_what_is_not_handed_over_yet() -> None:
    shown = lines(live(SHOPS, "sending 1/2", ["down"]))
    assert shown[0] == ["•", "A", "seller", "was", "down", "…"]
    assert ["┃", "recipient", "┃", "disclosed", "┃", "withheld", "┃", "waiting", "┃", "open", "┃"] in shown
    assert ["backmarket/seller", "41", "5", "6", "37"] in shown


def test_only_the_latest_three_stories_stand_above_the_table() -> None:
    shown = lines(live(SHOPS, "", ["down", "late", "minor", "gift"]))
    assert [line[0] for line in shown].count("•") == 3
    assert shown[0] == ["•", "A", "click", "came", "late", "…"]


def test_the_table_at_the_end_has_no_such_column_for_nothing_is_open_then() -> None:
    assert ["backmarket/seller", "41", "5", "6"] in lines(table(SHOPS, "received"))
