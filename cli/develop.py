"""`sekisho check` and `sekisho test`: what a contributor runs, and CI runs the same."""

import subprocess
import sys
import time
from pathlib import Path
from typing import Final

from rich.console import Console

from cli.generate import ROOT, files

_BIN: Final = Path(sys.executable).parent
_CHECKS: Final[dict[str, list[str]]] = {
    "format": ["ruff", "format", "--check", "--quiet", "."],
    "lint": ["ruff", "check", "--quiet", "."],
    "rooms": ["lint-imports", "--no-cache"],
    "types": ["mypy"],
}


def check() -> int:
    """Run the checks in order and stop at the first that fails; exit 1 if one does."""
    console = Console(stderr=True)
    for name, command in _CHECKS.items():
        begun = time.monotonic()
        done = subprocess.run([str(_BIN / command[0]), *command[1:]], cwd=ROOT, check=False, capture_output=True)  # noqa: S603 - our own tools
        console.print(f"{name}: {'ok' if done.returncode == 0 else 'FAILED'} ({time.monotonic() - begun:.1f} s)")
        if done.returncode:
            sys.stderr.buffer.write(done.stdout + done.stderr)
            return 1
    stale = [path for path, text in files().items() if not _same(ROOT / path, text)]
    console.print(f"generated files: {'ok' if not stale else 'STALE, run `./sekisho generate`: ' + ', '.join(stale)}")
    return 1 if stale else 0


def test(args: list[str]) -> int:
    """Run the checks, then pytest (with `args`, else everything)."""
    if not args and check():
        return 1
    return subprocess.run([sys.executable, "-m", "pytest", *args], cwd=ROOT, check=False).returncode  # noqa: S603 - our own tests


def _same(path: Path, text: str) -> bool:
    return path.exists() and path.read_text(encoding="utf-8") == text
