"""Break a process at one of its system calls by strace's fault injection, and tell whether that call was reached.

It knows nothing of what is run. Where strace is missing or may not trace, `why_not` says so.
"""

import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final, NamedTuple

CALLS: Final = (
    "openat", "read", "pread64", "write", "pwrite64", "pwritev", "fsync", "fdatasync", "rename", "renameat2", "unlink",
    "flock", "close", "ftruncate", "fallocate", "sync_file_range",
)  # fmt: skip
"""System calls that have to do with files."""

FAULTS: Final = ("signal=KILL", "error=EIO")

_LINE: Final = re.compile(r"^(?:\[pid\s+\d+\] |\d+ +)?(\w+)\((.*)$")


class Call(NamedTuple):
    """One system call: its name, which of that name it is (from 1), and its arguments as strace prints them."""

    name: str
    nth: int
    arguments: str


class Fault(NamedTuple):
    """What is done to which call."""

    call: Call
    what: str

    def option(self) -> str:
        """Return it as strace wants it; a kill happens as the call is entered, before it has an effect."""
        return f"inject={self.call.name}:{self.what}:when={self.call.nth}"


def why_not() -> str:
    """Return why nothing can be injected here, or nothing."""
    if shutil.which("strace") is None:
        return "strace is not installed"
    probe = ["strace", "-f", "-e", "inject=close:error=EIO:when=1", sys.executable, "-c", ""]
    done = subprocess.run(probe, capture_output=True, text=True, check=False, timeout=30)
    return "" if "INJECTED" in done.stderr else "strace may not trace here"


def command(log: Path, options: Sequence[str], rest: Sequence[str]) -> list[str]:
    """Return a command under strace that writes its calls to a log."""
    return ["strace", "-f", "-qq", "-o", str(log), "-e", f"trace={','.join(CALLS)}", *_each(options), *rest]


def attached(log: Path, options: Sequence[str], pid: int) -> list[str]:
    """Return the command that follows a process that runs already."""
    return ["strace", "-qq", "-o", str(log), "-e", f"trace={','.join(CALLS)}", *_each(options), "-p", str(pid)]


def calls(log: Path) -> list[Call]:
    """Read a log."""
    counts: dict[str, int] = {}
    found: list[Call] = []
    for line in log.read_text(encoding="utf-8", errors="replace").splitlines():
        match = _LINE.match(line)
        if match is not None and match[1] in CALLS:
            counts[match[1]] = counts.get(match[1], 0) + 1
            found.append(Call(match[1], counts[match[1]], match[2]))
    return found


def hit(log: Path, fault: Fault) -> bool:
    """Tell whether the fault has struck, from the log of the run."""
    text = log.read_text(encoding="utf-8", errors="replace") if log.exists() else ""
    if "INJECTED" in text:
        return True
    # A kill at the entry of a call leaves the call as the last line, without a result.
    reached = [] if not text else [call for call in calls(log) if call.name == fault.call.name]
    return fault.what.startswith("signal") and len(reached) >= fault.call.nth and "killed by SIGKILL" in text


def _each(options: Sequence[str]) -> list[str]:
    return [part for option in options for part in ("-e", option)]
