"""The console that people read: as wide as the terminal, and 100 columns where there is none."""

import sys
from typing import Final

from rich.console import Console

_WIDTH: Final = 100


def screen(*, errors: bool = False, quiet: bool = False) -> Console:
    """Return a console on standard output, or on standard error where `errors`."""
    stream = sys.stderr if errors else sys.stdout
    return Console(stderr=errors, quiet=quiet, width=None if stream.isatty() else _WIDTH, highlight=False)
