"""Outside programs, those of the examples above all: with no right of ours, and in processes of their own.

Does not know what they do.
"""

import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from cli.embedded import private
from cli.embedded.processes import Nursery, end_program

_STOP_SECONDS: Final = 5.0


class OutsiderError(Exception):
    """A program of the examples failed; the message is the end of what it said."""


class Outsiders:
    """The outside programs of one stack."""

    def __init__(self, nursery: Nursery, *, root: Path, data: Path) -> None:
        """Keep where they run; `root` is the folder of the project."""
        self._nursery, self._root, self._data = nursery, root, data
        self._running: list[subprocess.Popen[bytes]] = []

    def start(self, name: str, module: str, *args: str) -> None:
        """Start a module of the examples; what it prints goes to a log of that name."""
        self.program(name, self._command(module, args))

    def program(self, name: str, command: Sequence[str]) -> None:
        """Start a program of others; what it prints goes to a log of that name."""
        log = private.folder(self._data / "outsiders") / f"{name}.log"
        self._running.append(self._nursery.program(command, log=log))

    def run(self, module: str, *args: str) -> str:
        """Run a module of the examples to its end, and return what it printed.

        Raises:
            OutsiderError: it printed nothing.
        """
        command = self._command(module, args)
        done = subprocess.run(command, check=False, capture_output=True, text=True, cwd=self._data)  # noqa: S603 - ours
        if not done.stdout:
            message = f"`{module}` failed: {done.stderr[-2000:]}"
            raise OutsiderError(message)
        return done.stdout

    def stop(self) -> None:
        """Stop all that still run."""
        for program in self._running:
            end_program(program, signal.SIGTERM, seconds=_STOP_SECONDS)

    def _command(self, module: str, args: Sequence[str]) -> list[str]:
        # The path is given here and not by the environment: a program is started with an empty one.
        start = f"import sys, runpy; sys.path.insert(0, {str(self._root)!r}); sys.argv = sys.argv[1:]; "
        return [sys.executable, "-P", "-c", f"{start}runpy.run_module(sys.argv[0], run_name='__main__')", module, *args]
