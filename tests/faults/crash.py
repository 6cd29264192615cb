"""`python -m tests.faults.crash`: kill the ledger and PostgreSQL at random while leaves are appended and signed."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from base64 import b64encode
from random import Random
from typing import Annotated, Final, NamedTuple

import msgspec
import typer

from cli.embedded.stack import ROOT
from contracts.entries import Disclosed
from services.ledger.reads import Reads
from services.ledger.seal import Sealer
from services.ledger.tiles import Log
from services.ledger.volumes import volumes
from shared.core.ledger.audit import audit
from shared.core.ledger.export import Header, Line, encode_line
from shared.core.ledger.leaf import decode_leaf
from shared.core.ledger.verdict import Brought, Verdict
from tests.adapters.ledger_serving import new_sealer, pooled
from tests.faults.appender import PARTITIONS, SHOPS, Spec
from tests.fixtures.database import Database

_LIFE_S: Final = (0.05, 0.6)
"""How long a life lasts, from the first deed on."""
_SECONDS: Final = 600.0


class Run(NamedTuple):
    """What a run did: kills of the ledger and of PostgreSQL, by what was going on; and what was found wrong."""

    messages: int
    ledger: dict[str, int]
    postgres: dict[str, int]
    shown: int
    leaves: int
    wrong: list[str]
    seconds: float


def run(messages: int, kills: int, seed: int, *, hasty: bool = False) -> Run:
    """Let everything be appended while the two are killed in turn, then judge what is stored; `hasty` plants a bug."""
    began, random = time.monotonic(), Random(seed)  # noqa: S311 - moments of a test
    ledger: dict[str, int] = {}
    database_kills: dict[str, int] = {}
    with tempfile.TemporaryDirectory() as folder, Database(durable=True) as database:
        spec = Spec(database.conninfo("ledger"), messages, folder, hasty)
        process = _start(spec)
        while process.poll() is None and time.monotonic() - began < _SECONDS:
            if sum(ledger.values()) + sum(database_kills.values()) >= kills:
                process.wait(_SECONDS)
                break
            try:
                _begun(process, spec)
                process.wait(random.uniform(*_LIFE_S))
            except subprocess.TimeoutExpired:
                what = _doing(spec)
                if random.random() < 0.6:
                    process.send_signal(signal.SIGKILL)
                    process.wait()
                    process = _start(spec)
                    ledger[what] = ledger.get(what, 0) + 1
                else:
                    database.kill()
                    database_kills[what] = database_kills.get(what, 0) + 1
        if process.poll() is None:
            process.kill()
        wrong = [] if process.wait() == 0 else [f"the ledger ended with {process.returncode}: {_last(spec)}"]
        shown, leaves, found = asyncio.run(_judge(spec))
    seconds = round(time.monotonic() - began, 1)
    return Run(messages, ledger, database_kills, shown, leaves, wrong + found, seconds)


def _begun(process: subprocess.Popen[bytes], spec: Spec) -> None:
    """Wait until a process does something, or has ended."""
    while process.poll() is None and not spec.file("doing").exists():
        time.sleep(0.01)


def _start(spec: Spec) -> subprocess.Popen[bytes]:
    spec.file("doing").unlink(missing_ok=True)
    command = [sys.executable, "-m", "tests.faults.appender", msgspec.json.encode(spec).decode()]
    # What it says of connections that were cut is no news.
    return subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, stderr=spec.file("stderr").open("ab")
    )


def _last(spec: Spec) -> str:
    return spec.file("stderr").read_text(encoding="utf-8", errors="replace")[-500:]


def _doing(spec: Spec) -> str:
    try:
        now = spec.file("doing").read_bytes()
    except OSError:
        return "starting"
    found = [name for mark, name in ((b"A", "appending"), (b"S", "signing")) if mark in now]
    return " and ".join(found) or "between"


async def _judge(spec: Spec) -> tuple[int, int, list[str]]:
    """Hold what is stored against everything that was shown, and count it."""
    wrong: list[str] = []
    shown = leaves = 0
    ids: list[str] = []
    async with pooled(spec.conninfo) as database:
        sealer = new_sealer(database)
        wrong += [f"{row.shop} is frozen: {row.frozen}" for row in await volumes(database) if row.frozen]
        for shop in SHOPS:
            notes = _notes(spec, shop)
            verdict, found = await audited(Reads(database), sealer, shop, notes=notes)
            shown, leaves, ids = shown + len(notes), leaves + verdict.size, ids + found
            if not verdict.holds or verdict.opened:
                wrong.append(f"{shop}: {verdict.first}, {verdict.opened} open")
    expected = {f"stream-{p}-{n}-{k}" for p in range(PARTITIONS) for n in range(spec.messages) for k in range(2)}
    if sorted(ids) != sorted(expected):
        wrong.append(f"{len(expected - set(ids))} lost, {len(ids) - len(set(ids))} doubled")
    return shown, leaves, wrong


def _notes(spec: Spec, shop: str) -> tuple[str, ...]:
    path = spec.file(f"notes-{shop}")
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True) if path.exists() else []
    # The last line may have been cut by a kill: what was not written down was shown to nobody.
    return tuple(dict.fromkeys(msgspec.json.decode(line) for line in lines if line.endswith('"\n')))


async def audited(reads: Reads, sealer: Sealer, shop: str, *, notes: tuple[str, ...]) -> tuple[Verdict, list[str]]:
    sealed = await sealer.seal(shop)
    assert sealed is not None
    key = sealer.key(shop)
    edge = [b64encode(node).decode() for node in sealed.edge.hashes]
    parts = [line async for line in reads.leaves(Log(shop, 1), sealed.edge.size)]
    header = Header(key.name, str(key), sealed.note, edge, sealed.streams)
    lines = [encode_line(header), *(encode_line(part) for part in parts)]
    verdict = audit(lines, key, Brought(now=int(time.time() * 1000), older=notes))
    entries = [decode_leaf(part.leaf.encode()).entry for part in parts if isinstance(part, Line)]
    return verdict, [entry.id for entry in entries if isinstance(entry, Disclosed)]


def main(
    messages: Annotated[int, typer.Option(min=100, help="How many messages each partition has.")] = 6000,
    kills: Annotated[int, typer.Option(min=1, help="How often the ledger or PostgreSQL is killed.")] = 30,
    seed: Annotated[int, typer.Option(help="Chooses who is killed, and when.")] = 1,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Kill both while leaves are appended and signed; exit 0 only if no leaf is lost, doubled or signed twice over."""
    found = run(messages, kills, seed)
    if as_json:
        sys.stdout.write(json.dumps(found._asdict()) + "\n")
    else:
        sys.stdout.write(f"kills of the ledger, by what it did: {found.ledger}\n")
        sys.stdout.write(f"kills of PostgreSQL, by what the ledger did: {found.postgres}\n")
        sys.stdout.write(f"{found.leaves} leaves, {found.shown} checkpoints shown, {found.seconds} s\n")
        sys.stdout.write("".join(f"{line}\n" for line in found.wrong) or "nothing to object\n")
    raise typer.Exit(1 if found.wrong else 0)


if __name__ == "__main__":
    app = typer.Typer(add_completion=False)
    app.command(epilog="Example: python -m tests.faults.crash --messages 2000 --kills 12 --seed 7")(main)
    app(prog_name="python -m tests.faults.crash")
