"""A tiny process that outlives the runner just long enough to clean up after it, even after `kill -9`.

It is told of each process and folder right after that was made, over a pipe. When the pipe closes, for whatever
reason, it kills what still lives and removes what was temporary. It is run as a script, by path, in a session of
its own, and imports the standard library only.
"""

import contextlib
import ctypes
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Final, NamedTuple

_SECONDS: Final = 10.0
_IPC_RMID: Final = 0
_SEGMENT_LINE: Final = 6
_START_FIELD: Final = 19


class Undertaker:
    """The runner's end of the pipe."""

    def __init__(self, lock: int | None = None) -> None:
        """Start the process; a Ctrl-C at the terminal does not reach it.

        The descriptor `lock` is handed over: what it holds is held until the process has cleaned up.
        """
        command = [sys.executable, "-I", "-S", str(Path(__file__).resolve())]
        nowhere = subprocess.DEVNULL
        self._process = subprocess.Popen(  # noqa: S603 - our own file
            command,
            stdin=subprocess.PIPE,
            stdout=nowhere,
            stderr=nowhere,
            cwd="/",
            start_new_session=True,
            pass_fds=() if lock is None else (lock,),
        )
        if lock is not None:
            os.close(lock)

    def process(self, pid: int) -> None:
        """Register a process: it and all its descendants are killed."""
        self._tell("process", pid, _started(pid))

    def folder(self, path: Path) -> None:
        """Register a temporary folder: it is removed with all that is in it."""
        self._tell("folder", str(path), None)

    def link(self, path: Path, target: Path) -> None:
        """Register a symbolic link: it is removed if it still points to that target."""
        self._tell("link", str(path), str(target))

    def postgres(self, folder: Path) -> None:
        """Register a database folder: the shared memory that its server names there is released."""
        self._tell("postgres", str(folder), None)

    def call(self) -> bool:
        """Have everything cleaned up now; tell whether all of it went."""
        if self._process.stdin is not None:
            with contextlib.suppress(BrokenPipeError):
                self._process.stdin.close()
        return self._process.wait() == 0

    def _tell(self, kind: str, thing: str | int, detail: str | None) -> None:
        if self._process.stdin is not None:
            self._process.stdin.write(json.dumps([kind, thing, detail]).encode() + b"\n")
            self._process.stdin.flush()


class _Line(NamedTuple):
    kind: str
    thing: str | int
    detail: str | None


def main() -> int:
    """Read what is registered until the pipe closes, then clean up; return 0 if nothing is left."""
    for ignored in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(ignored, signal.SIG_IGN)
    lines: list[_Line] = []
    for raw in sys.stdin.buffer:
        with contextlib.suppress(ValueError, TypeError):  # a last line cut short by the runner's death
            lines.append(_Line(*json.loads(raw)))
    roots = {int(line.thing): line.detail for line in lines if line.kind == "process"}
    gone = _kill(roots)
    for line in lines:
        path = Path(str(line.thing))
        if line.kind == "postgres":
            _release_segment(path / "postmaster.pid")
        elif line.kind == "link" and path.is_symlink() and str(path.readlink()) == line.detail:
            path.unlink(missing_ok=True)
    folders = [str(line.thing) for line in lines if line.kind == "folder"]
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)
    return 0 if gone and not any(Path(folder).exists() for folder in folders) else 1


def _kill(roots: dict[int, str | None]) -> bool:
    """Kill these processes, and all that descend from them, until none is left (bounded)."""
    family = {pid for pid, started in roots.items() if _started(pid) == started}
    until = time.monotonic() + _SECONDS
    while True:
        family |= _descendants(family)
        alive = {pid for pid in family if _alive(pid)}
        if not alive or time.monotonic() > until:
            return not alive
        for pid in alive:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)
        time.sleep(0.02)


def _descendants(family: set[int]) -> set[int]:
    parents = {int(entry.name): _stat(int(entry.name)) for entry in Path("/proc").glob("[0-9]*")}
    found = set(family)
    while True:
        more = {pid for pid, stat in parents.items() if stat and int(stat[1]) in found} - found
        if not more:
            return found
        found |= more


def _stat(pid: int) -> list[str] | None:
    """Return the fields of /proc/PID/stat after the name: state, parent, and so on (Linux)."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(errors="replace").rpartition(")")[2].split()
    except OSError:
        return None


def _started(pid: int) -> str | None:
    """Return when a process started, so that its number is not mistaken for a later one's."""
    stat = _stat(pid)
    return stat[_START_FIELD] if stat else None


def _alive(pid: int) -> bool:
    stat = _stat(pid)
    if stat:
        return stat[0] not in "ZX"
    if Path("/proc/self/stat").exists():
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def _release_segment(pidfile: Path) -> None:
    """Release the System V segment by which PostgreSQL guards its folder; a killed server cannot."""
    try:
        _, segment = pidfile.read_text().splitlines()[_SEGMENT_LINE].split()
    except (OSError, IndexError, ValueError):
        return
    ctypes.CDLL(None).shmctl(int(segment), _IPC_RMID, None)
    pidfile.unlink(missing_ok=True)


if __name__ == "__main__":
    sys.exit(main())
