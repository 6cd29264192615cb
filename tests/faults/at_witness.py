"""Break the witness at each of its calls: whatever happens, it has not said what it does not remember."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final, NamedTuple

import msgspec

from cli import witness
from cli.embedded.stack import ROOT
from shared.core.ledger.witness import Watched, size_of
from tests.faults import strace
from tests.faults.strace import FAULTS, Fault
from tests.unit.ledger_log import KEY
from tests.unit.test_ledger_witness import OTHER, asked

_SECONDS: Final = 120
_OLD, _NEW = 3, 8
_AFTER: Final = 2
"""Calls on a folder after the last one that names it: it is synced and closed."""


class Run(NamedTuple):
    """How many faults were planned, how many struck and how many were not reached; and what was found wrong."""

    planned: int
    struck: int
    missed: int
    wrong: list[str]


def run(each: int, program: str = "cli") -> Run:
    """Trace one cosigning by a program (a module), then break it at each call on its folder, or at each n-th."""
    with tempfile.TemporaryDirectory() as folder:
        base = Path(folder)
        (base / "program").write_text(program)
        _made(base / "before")
        planned = _plan(base)[::each]
        struck, wrong = 0, list[str]()
        for number, fault in enumerate(planned):
            hit, found = _broken(base, fault, base / str(number))
            struck += hit
            wrong += found
        return Run(len(planned), struck, len(planned) - struck, wrong)


def _made(folder: Path) -> None:
    """Make a witness that has cosigned the smaller checkpoint."""
    request = folder.with_name("request")
    stdout, sys.stdout = sys.stdout, open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115 - what it says is not wanted
    try:
        assert witness.new(folder, "witness.example/w1") == 0
        assert witness.trust(folder, str(KEY)) == 0
        request.write_text(asked(0, _OLD), encoding="utf-8")
        assert witness.sign(folder, request) == 0
    finally:
        sys.stdout.close()
        sys.stdout = stdout
    request.write_text(asked(_OLD, _NEW), encoding="utf-8")


def _sign(folder: Path, log: Path, *options: str) -> subprocess.CompletedProcess[str]:
    program = log.with_name("program").read_text()
    sign = [sys.executable, "-m", program, "witness", "sign", "--folder", str(folder), str(log.with_name("request"))]
    env = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(
        strace.command(log, options, sign), cwd=ROOT, env=env, capture_output=True, text=True, check=False,
        timeout=_SECONDS,
    )  # fmt: skip


def _plan(base: Path) -> list[Fault]:
    """Return the faults at every call from the moment when the lock is opened to the answer."""
    shutil.copytree(base / "before", base / "traced")
    done = _sign(base / "traced", base / "trace.log")
    assert done.returncode == 0, done.stderr
    traced = strace.calls(base / "trace.log")
    own = [n for n, call in enumerate(traced) if str(base / "traced") in call.arguments]
    told = [n for n, call in enumerate(traced) if call.name == "write" and "— witness" in _plain(call.arguments)]
    first, last = min(own), max(own[-1] + _AFTER, *told)
    return [Fault(call, what) for call in traced[first : last + 1] for what in FAULTS]


def _plain(arguments: str) -> str:
    """Return what strace prints with the escapes of bytes undone."""
    return arguments.encode("latin-1", "replace").decode("unicode_escape").encode("latin-1", "replace").decode(
        "utf-8", "replace"
    )  # fmt: skip


def _broken(base: Path, fault: Fault, folder: Path) -> tuple[bool, list[str]]:
    shutil.copytree(base / "before", folder)
    log = base / "fault.log"
    done = _sign(folder, log, fault.option())
    hit = strace.hit(log, fault)
    name = f"{fault.what} at {fault.call.name} {fault.call.nth}"
    wrong = []
    try:
        watched = msgspec.json.decode((folder / "state").read_bytes(), type=dict[str, Watched])
        remembered = size_of(watched[KEY.name])
    except (OSError, msgspec.DecodeError, KeyError):
        return hit, [f"{name}: the state is gone"]
    if remembered not in {_OLD, _NEW}:
        wrong.append(f"{name}: it remembers {remembered}")
    if "— witness" in done.stdout and remembered != _NEW:
        wrong.append(f"{name}: it has said what it does not remember")
    # It goes on from whatever it remembers, and is not to be talked out of it.
    again, other = base / "again.log", base / "request"
    kept = other.read_text(encoding="utf-8")
    try:
        other.write_text(asked(remembered, _NEW), encoding="utf-8")
        wrong += [] if _sign(folder, again).returncode == 0 else [f"{name}: it does not go on"]
        other.write_text(asked(_NEW, _NEW, leaves=OTHER), encoding="utf-8")
        wrong += [] if _sign(folder, again).returncode == 49 else [f"{name}: it takes another history"]
    finally:
        other.write_text(kept, encoding="utf-8")
    return hit, wrong
