"""What the README shows is what a user sees: the demo is run, and its output held against the page."""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
LEFT_OUT = "[…]"


def shown() -> str:
    page = (ROOT / "README.md").read_text(encoding="utf-8")
    found = re.search(r"<!-- demo:.*?-->\n```text\n(.*?)```", page, re.DOTALL)
    assert found is not None
    return found[1]


def pieces(lines: list[str]) -> list[list[str]]:
    """Cut the page's example where it leaves something out."""
    found: list[list[str]] = [[]]
    for line in lines:
        if line == LEFT_OUT:
            found.append([])
        else:
            found[-1].append(line)
    return found


def place(piece: list[str], lines: list[str], first: int) -> int:
    """Return where, from `first` on, the lines of a piece stand together."""
    starts = range(first, len(lines) - len(piece) + 1)
    return next(start for start in starts if lines[start : start + len(piece)] == piece)


def without_measures(text: str) -> list[str]:
    """Times and memory differ from machine to machine; everything else must not."""
    lines = [line.rstrip() for line in text.strip().splitlines()]
    return [re.sub(r"\d+(\.\d+)?", "#", line) if line.startswith(("seconds:", "peak")) else line for line in lines]


def test_the_demo_prints_what_the_readme_shows_and_ends_with_a_clean_verdict() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "cli", "demo", "--once"],
        cwd=ROOT,
        env={"PATH": "/usr/bin:/bin", "HOME": str(Path.home()), "PYTHONPATH": str(ROOT), "LANG": "C.UTF-8"},
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    printed, at = without_measures(done.stdout), 0
    first, *rest = pieces(without_measures(shown()))
    assert printed[: len(first)] == first
    for piece in rest:
        at = place(piece, printed, at)
    assert printed[at:] == rest[-1]
