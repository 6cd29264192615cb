"""`sekisho verify`: judge logs, or one proof, with nothing but keys and what an auditor kept."""

import json
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from cli.ending import ending
from cli.ledger import Ledger, is_given, key_of, ledger, text_of
from cli.running import AnswerError
from cli.screen import screen
from cli.shelf import FileShelf
from cli.verdict import show
from cli.words import say
from shared.core.ledger.audit import audit
from shared.core.ledger.cosignature import Quorum, parse_quorum
from shared.core.ledger.counting import Numbers
from shared.core.ledger.export import read_header
from shared.core.ledger.note import VerifierKey
from shared.core.ledger.verdict import Brought, Verdict


class Asked(NamedTuple):
    """What the user asks for, and brings."""

    shops: tuple[str, ...] = ()
    exports: tuple[Path, ...] = ()
    url: str | None = None
    token: Path | None = None
    key: str | None = None
    older: tuple[Path, ...] = ()
    witnesses: tuple[str, ...] = ()
    quorum: int | None = None
    volume: int | None = None
    alone: bool = False


class Report(msgspec.Struct, frozen=True):
    """The verdict on each log, on volumes that were frozen before, and the numbers that none of them holds, by stream.

    `unlinked` are logs that do not name the frozen one before them as it is.
    """

    holds: bool
    logs: list[Verdict]
    frozen: list[Verdict]
    unlinked: list[str]
    missing: dict[str, list[int]]


@ending(ValueError)
def run(asked: Asked, *, as_json: bool) -> int:
    """Print verdicts; exit 0 only if integrity was shown everywhere and nothing disagrees."""
    report = judged(asked)
    if as_json:
        sys.stdout.write(msgspec.json.format(msgspec.json.encode(report)).decode() + "\n")
    else:
        _show(report)
    return 0 if report.holds else 1


def judged(asked: Asked) -> Report:
    """Judge every log that is asked for, and count over all of them.

    Raises:
        NotRunningError: nothing answers.
        AnswerError: a service refuses.
        NoteError: a key is malformed.
        ValueError: something is no export.
        OSError: a file cannot be read.
    """
    notes = [path.read_text(encoding="utf-8") for path in asked.older]
    quorum, now = quorum_of(asked.witnesses, asked.quorum), int(time.time() * 1000)
    numbers, logs, frozen = Numbers(), list[Verdict](), list[Verdict]()
    for last, source in _sources(asked):
        with source as (key, lines), FileShelf() as shelf:
            # What was kept of a log counts for that volume of it; without, one before the last is read for its numbers.
            kept = tuple(note for note in notes if _origin(note) == key.name)
            brought = Brought(now, older=kept, quorum=quorum if last or kept else None, alone=asked.alone)
            (logs if last else frozen).append(audit(lines, key, brought, shelf=shelf, numbers=numbers))
    for strange in {_origin(note) for note in notes} - {log.origin for log in (*logs, *frozen)}:
        raise ValueError(f"`{strange}`: {say('kept_of_another')}")
    # The numbers of a partition are shared by its shops: only over all of them can a missing one be told.
    missing = numbers.missing() if len(logs) > 1 and not asked.shops else {}
    unlinked = [log.origin for log in logs if not _linked(log, frozen)]
    agreed = all(log.holds for log in logs) and not any(_denies(log) for log in frozen)
    return Report(bool(logs) and agreed and not missing and not unlinked, logs, frozen, unlinked, missing)


def _origin(note: str) -> str:
    return note.partition("\n")[0]


def _denies(frozen: Verdict) -> bool:
    """Tell whether a volume that broke is not even what was kept of it."""
    return frozen.consistency.status == "failed" or frozen.truncation.reason == "older_checkpoint_is_longer"


def quorum_of(witnesses: tuple[str, ...], least: int | None) -> Quorum | None:
    """Return the policy that was asked for: so many of these witnesses, all if no number is given.

    Raises:
        NoteError: a key is malformed, or more are asked for than are named.
    """
    return parse_quorum([text_of(given) for given in witnesses], least) if witnesses or least else None


_Lines = tuple[VerifierKey, Iterator[bytes]]


def _linked(log: Verdict, frozen: Sequence[Verdict]) -> bool:
    """Tell whether a log names the volume before it, if that is here, as its last checkpoint says."""
    after = log.continues
    before = next((each for each in frozen if after is not None and each.origin == after.origin), None)
    return before is None or after is None or (after.size, after.root) == (before.signed, before.root)


def _sources(asked: Asked) -> Iterator[tuple[bool, AbstractContextManager[_Lines]]]:
    """Give what is to be judged, and whether it is the volume that is in use."""
    if asked.exports:
        yield from ((True, _from_file(path, asked.key)) for path in asked.exports)
        return
    source = ledger(asked.url, asked.token)
    for shop in asked.shops or json.loads(source.get("/summary"))["shops"]:
        # If the ledger finds its own log broken, it freezes it now, and what is stored is judged all the same.
        with suppress(AnswerError):
            source.get(f"/shops/{shop}/checkpoint")
        rows = json.loads(source.get(f"/shops/{shop}/volumes"))["volumes"]
        wanted = [row for row in rows if asked.volume in (None, row["volume"])]
        for row in wanted:
            last = row is wanted[-1]
            if last or (row["signed"] and is_given(row["origin"], asked.key)):
                yield last, _over_http(source, row, asked.key)


@contextmanager
def _from_file(path: Path, key: str | None) -> Iterator[_Lines]:
    with path.open("rb") as file:
        first = file.readline()
        yield key_of(read_header(first).origin, key), chain([first], file)


@contextmanager
def _over_http(source: Ledger, row: dict[str, Any], key: str | None) -> Iterator[_Lines]:
    # The last volume is sealed on the way, if it is sound; of another, or of a frozen one, comes what there is.
    volume = f"?volume={row['volume']}" if row["frozen"] else ""
    with source.lines(f"/shops/{row['shop']}/export{volume}") as lines:
        yield key_of(row["origin"], key), lines


def _show(report: Report) -> None:
    console = screen()
    for verdict in [*report.frozen, *report.logs]:
        show(verdict, console)
    for origin in report.unlinked:
        console.print(f"[red]✗[/] {origin}: {say('unlinked')}")
    for stream, numbers in report.missing.items():
        console.print(f"[red]✗[/] {stream}: {say('numbers_nowhere')}: {', '.join(map(str, numbers))}")
    if len(report.logs) > 1 and not report.missing:
        console.print(f"[green]✓[/] {say('numbers_all')}")
