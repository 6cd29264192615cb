"""What a process takes of the machine: processor time and memory (Linux)."""

import os
from pathlib import Path

from tests.fixtures.database import children


def cpu_s(pid: int) -> float:
    """Return the processor seconds of a process and its children."""
    return sum(_ticks(each) for each in (pid, *children(pid))) / os.sysconf("SC_CLK_TCK")


def _ticks(pid: int) -> int:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0
    return int(fields[11]) + int(fields[12])


def memory_mb(pid: int | None = None, row: str = "VmRSS") -> float:
    """Return the memory of a process, its own if none is named; 0 if it has ended."""
    try:
        lines = Path(f"/proc/{pid or os.getpid()}/status").read_text().splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith(f"{row}:")), 0.0)
