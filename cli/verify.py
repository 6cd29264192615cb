"""`sekisho verify`: judge a log with nothing but an export and a key."""

import sys
import time
from pathlib import Path

import msgspec
from rich.table import Table

from cli.running import REFUSED, UNAVAILABLE, AnswerError, NotRunningError, call, find
from cli.screen import screen
from shared.core.ledger.audit import Verdict, audit
from shared.core.ledger.export import Export, read_export
from shared.core.ledger.note import NoteError, VerifierKey, log_origin, parse_key

_MARKS = {"passed": "[green]✓[/]", "failed": "[red]✗[/]", "not checked": "-"}


def run(*, shop: str, export: Path | None, key: str | None, older: Path | None, as_json: bool) -> int:
    """Print four verdicts; exit 0 only if integrity was shown and nothing disagrees."""
    try:
        found, trusted = _export(shop, export), _key(shop, key)
        kept = older.read_text(encoding="utf-8") if older else None
    except (NotRunningError, AnswerError, NoteError, ValueError) as error:
        sys.stderr.write(f"{error}\n")
        return UNAVAILABLE if isinstance(error, NotRunningError) else REFUSED
    verdict = audit(found, trusted, now=int(time.time() * 1000), alone=False, older=kept)
    if as_json:
        sys.stdout.write(msgspec.json.format(msgspec.json.encode(verdict)).decode() + "\n")
    else:
        _show(verdict)
    return 0 if verdict.holds else 1


def _export(shop: str, file: Path | None) -> Export:
    if file is not None:
        return read_export(file.read_bytes().splitlines())
    stack = find()
    headers = {"authorization": f"Bearer {stack.reader_token()}"}
    return read_export(call(f"{stack.urls['ledger']}/shops/{shop}/export", headers=headers).splitlines())


def _key(shop: str, given: str | None) -> VerifierKey:
    """Return the key that the reader brings; never the one that the export names (P8)."""
    if given is not None:
        return parse_key(given)
    return VerifierKey(log_origin(shop), bytes.fromhex((find().public / "log").read_text().strip()))


def _show(verdict: Verdict) -> None:
    table = Table(title=f"{verdict.origin}: {verdict.size} leaves", title_justify="left")
    for column in ("", "question", "answer", "leaf"):
        table.add_column(column)
    for question, result in verdict.answers():
        place = "" if result.at is None else str(result.at)
        table.add_row(_MARKS[result.status], question, result.reason or result.status, place)
    console = screen()
    console.print(table)
    console.print(f"{verdict.disclosed} disclosures, {verdict.outcomes} outcomes, {len(verdict.open)} open")
