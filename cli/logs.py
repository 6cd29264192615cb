"""`sekisho log`: keep an export or a checkpoint, see the volumes of a log, and let a frozen one go on."""

import json
import sys
from collections.abc import Callable
from pathlib import Path

from rich.table import Table

from cli.ledger import ledger
from cli.running import REFUSED, UNAVAILABLE, AnswerError, NotRunningError
from cli.screen import screen
from cli.verify import Asked
from cli.words import say


def export(asked: Asked, out: Path) -> int:
    """Write one volume of a log to a file."""

    def deed() -> None:
        (shop,) = asked.shops
        query = f"?volume={asked.volume}" if asked.volume else ""
        with ledger(asked.url, asked.token).lines(f"/shops/{shop}/export{query}") as lines, out.open("wb") as file:
            file.writelines(lines)

    return _done(deed)


def checkpoint(asked: Asked, out: Path | None) -> int:
    """Print the newest checkpoint of a log, or write it to a file, for somebody to keep."""

    def deed() -> None:
        (shop,) = asked.shops
        note = ledger(asked.url, asked.token).get(f"/shops/{shop}/checkpoint")
        if out is None:
            sys.stdout.write(note.decode())
        else:
            out.write_bytes(note)

    return _done(deed)


def volumes(asked: Asked, *, as_json: bool) -> int:
    """Print the volumes of a log: origin, size, what is signed, and why one is frozen."""

    def deed() -> None:
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

    return _done(deed)


def go_on(asked: Asked) -> int:
    """Let a frozen log go on under a new origin, and print its key."""

    def deed() -> None:
        (shop,) = asked.shops
        answer = json.loads(ledger(asked.url, asked.token, reader="keeper").post(f"/shops/{shop}/volumes", b""))
        sys.stderr.write(f"{say('goes_on')}:\n")
        sys.stdout.write(f"{answer['vkey']}\n")

    return _done(deed)


def _done(deed: Callable[[], None]) -> int:
    try:
        deed()
    except (NotRunningError, AnswerError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return UNAVAILABLE if isinstance(error, NotRunningError) else REFUSED
    return 0
