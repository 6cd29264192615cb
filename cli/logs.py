"""`sekisho log`: keep an export or a checkpoint, see the volumes of a log, and let a frozen one go on."""

import json
import sys
from pathlib import Path

from rich.table import Table

from cli.ending import ending
from cli.ledger import handed, ledger
from cli.screen import screen
from cli.verify import Asked
from cli.words import say


@ending()
def export(asked: Asked, out: Path) -> None:
    """Write one volume of a log to a file."""
    (shop,) = asked.shops
    query = f"?volume={asked.volume}" if asked.volume else ""
    with ledger(asked.url, asked.token).lines(f"/shops/{shop}/export{query}") as lines, out.open("wb") as file:
        file.writelines(lines)


@ending()
def checkpoint(asked: Asked, out: Path | None) -> None:
    """Print the newest checkpoint of a log, or write it to a file, for somebody to keep."""
    (shop,) = asked.shops
    handed(ledger(asked.url, asked.token).get(f"/shops/{shop}/checkpoint"), out)


@ending()
def key(asked: Asked) -> None:
    """Print the verifier key of a log, or of one of its volumes, as the ledger names it."""
    (shop,) = asked.shops
    query = f"?volume={asked.volume}" if asked.volume else ""
    handed(ledger(asked.url, asked.token).get(f"/vkey/{shop}{query}"), None)


@ending()
def volumes(asked: Asked, *, as_json: bool) -> None:
    """Print the volumes of a log: origin, size, what is signed, and why one is frozen."""
    (shop,) = asked.shops
    rows = json.loads(ledger(asked.url, asked.token).get(f"/shops/{shop}/volumes"))["volumes"]
    if as_json:
        sys.stdout.write(json.dumps(rows) + "\n")
        return
    table = Table("", say("log"), say("size"), say("signed"), say("frozen"))
    for row in rows:
        mark = "[red]✗[/]" if row["frozen"] else "[green]✓[/]"
        table.add_row(mark, row["origin"], str(row["size"]), str(row["signed"]), row["frozen"] or "-")
    screen().print(table)


@ending()
def go_on(asked: Asked) -> None:
    """Let a frozen log go on under a new origin, and print its key."""
    (shop,) = asked.shops
    answer = json.loads(ledger(asked.url, asked.token, reader="keeper").post(f"/shops/{shop}/volumes", b""))
    sys.stderr.write(f"{say('goes_on')}:\n")
    sys.stdout.write(f"{answer['vkey']}\n")
