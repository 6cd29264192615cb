"""How much memory all our processes need together: the sum of their proportional shares (PSS), sampled (Linux).

Does not run unless started. Elsewhere than on Linux the answer is 0.
"""

import os
from pathlib import Path
from threading import Event, Thread
from typing import Final

_EVERY: Final = 1.0
_PARENT_FIELD: Final = 1


class Meter:
    """Samples the processes that descend from this one, and this one, in a thread."""

    def __init__(self) -> None:
        """Start nothing yet."""
        self._peak = 0
        self._stop = Event()
        self._thread = Thread(target=self._run, name="memory", daemon=True)

    def start(self) -> None:
        """Begin to sample."""
        self._thread.start()

    def stop(self) -> None:
        """End it."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join()

    def peak_mb(self) -> float:
        """Return the largest sum so far, in megabytes of 1024 * 1024 bytes."""
        return self._peak / 1024

    def _run(self) -> None:
        while not self._stop.wait(_EVERY):
            self._peak = max(self._peak, sum(_pss_kb(pid) for pid in family(os.getpid())))


def family(root: int) -> set[int]:
    """Return a process and all that descend from it."""
    parents: dict[int, int] = {}
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            fields = (entry / "stat").read_text(errors="replace").rpartition(")")[2].split()
        except OSError:
            continue
        parents[int(entry.name)] = int(fields[_PARENT_FIELD])
    found = {root}
    while more := {pid for pid, parent in parents.items() if parent in found} - found:
        found |= more
    return found


def _pss_kb(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)
