"""`python -m tests.replay`: decide recorded events in other surroundings, and compare every byte (P4)."""

import hashlib
import json
import os
import subprocess
import sys
import tempfile
from itertools import zip_longest
from pathlib import Path
from typing import Annotated, Final, NamedTuple

import msgspec
import typer

from tests.replay.deciding import Line
from tests.replay.recording import record, written

_ROOT: Final = Path(__file__).parents[2]
_WAIT_S: Final = 900


class Surroundings(NamedTuple):
    """What is different in one process: its environment, and how it is asked."""

    name: str
    env: dict[str, str]
    args: tuple[str, ...] = ()


USUAL: Final = Surroundings("as usual", {"PYTHONHASHSEED": "0", "TZ": "Asia/Tokyo", "LC_ALL": "C"})
OTHERS: Final = (
    Surroundings("a new process", {}),
    Surroundings("another hash seed", {"PYTHONHASHSEED": "4242"}),
    Surroundings("a random hash seed", {"PYTHONHASHSEED": "random"}),
    Surroundings("another time zone", {"TZ": "America/St_Johns"}),
    Surroundings("another locale", {"LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8", "PYTHONUTF8": "0"}),
    Surroundings("500 events in a transaction", {}, ("--batch", "500")),
    Surroundings("state read back in the middle", {}, ("--restored",)),
)


class Found(NamedTuple):
    """What was compared: events, records that they led to, the hash of them all, and where others differ."""

    events: int
    records: int
    digest: str
    differs: dict[str, str]


def run(*, events: int, seed: int, others: tuple[Surroundings, ...] = OTHERS, plant: str | None = None) -> Found:
    """Record, decide in every surroundings, compare."""
    with tempfile.TemporaryDirectory() as folder:
        recording, file = record(events, seed=seed), Path(folder) / "events.msgpack"
        file.write_bytes(written(recording))
        usual = _lines(USUAL, file, plant)
        differs = {other.name: words for other in others if (words := _first(usual, _lines(other, file, plant)))}
    whole = hashlib.sha256(b"".join(line.digest.encode() for line in usual)).hexdigest()
    return Found(recording.events, len(usual), whole, differs)


def _lines(surroundings: Surroundings, file: Path, plant: str | None) -> list[Line]:
    planted = ("--plant", plant) if plant else ()
    done = subprocess.run(
        [sys.executable, "-m", "tests.replay.deciding", str(file), *surroundings.args, *planted],
        cwd=_ROOT,
        env={**os.environ, "PYTHONPATH": str(_ROOT), **USUAL.env, **surroundings.env},
        capture_output=True,
        check=False,
        timeout=_WAIT_S,
    )
    if done.returncode:
        raise RuntimeError(f"{surroundings.name}: {done.stderr.decode(errors='replace')[-2000:]}")
    return msgspec.msgpack.decode(done.stdout, type=list[Line])


def _first(usual: list[Line], other: list[Line]) -> str:
    """Return the first record that is another one, in words without a value; empty if there is none."""
    for one, two in zip_longest(usual, other):
        if one is None or two is None:
            return f"{len(usual)} records, and {len(other)}"
        if (one.partition, one.topic, one.digest) != (two.partition, two.topic, two.digest):
            return f"partition {one.partition}, by position {one.offset}: {one.topic} and {two.topic}"
    return ""


def main(
    events: Annotated[int, typer.Option(min=50, help="How many events are recorded.")] = 10_000,
    seed: Annotated[int, typer.Option(help="Chooses the sample's lives.")] = 1,
    *,
    plant: Annotated[str | None, typer.Option(help="Plant a bug: hash, zone or chance.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Record events of the five shops and decide them again elsewhere; exit 0 only if every byte is the same."""
    found = run(events=events, seed=seed, plant=plant)
    if as_json:
        sys.stdout.write(json.dumps(found._asdict()) + "\n")
    else:
        sys.stdout.write(f"{found.events} events led to {found.records} records, {found.digest}\n")
        for each in OTHERS:
            sys.stdout.write(f"{each.name}: {found.differs.get(each.name, 'the same bytes')}\n")
    raise typer.Exit(1 if found.differs else 0)


if __name__ == "__main__":
    app = typer.Typer(add_completion=False)
    app.command(epilog="Example: python -m tests.replay --events 2000")(main)
    app(prog_name="python -m tests.replay")
