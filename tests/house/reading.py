"""The files of the project as they would be committed, and what tests of the house ask of them.

It reads; what is allowed, the tests say. What `.gitignore` names is passed over.
"""

import ast
from collections.abc import Iterator
from fnmatch import fnmatch
from functools import cache
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
ROOMS: Final = ("contracts", "shared", "services", "cli", "examples", "benchmarks", "tests")
FOLDERS: Final = (*ROOMS, "docs", "policies", "observability", "kit", "deploy", ".github")


def _walk(folder: Path, ignored: tuple[str, ...]) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if path.name == ".git" or any(fnmatch(path.name, pattern) for pattern in ignored):
            continue
        if path.is_dir() and not path.is_symlink():
            yield from _walk(path, ignored)
        elif path.is_file():
            yield path


@cache
def files() -> tuple[Path, ...]:
    """Return every file of the project, sorted: those at its root, and those of its folders."""
    lines = (ROOT / ".gitignore").read_text(encoding="utf-8").split()
    ignored = tuple(line.strip("/") for line in lines if not line.startswith("#"))
    top = [path for path in sorted(ROOT.iterdir()) if path.is_file() and path.name != ".git"]
    inner = [path for name in FOLDERS if (ROOT / name).is_dir() for path in _walk(ROOT / name, ignored)]
    return tuple(path for path in (*top, *inner) if not any(fnmatch(path.name, p) for p in ignored))


def named(path: Path) -> str:
    """Return the path as people write it."""
    return path.relative_to(ROOT).as_posix()


def modules(*rooms: str) -> list[Path]:
    """Return the Python files of some rooms, of all if none is named."""
    wanted = rooms or ROOMS
    return [path for path in files() if path.suffix == ".py" and named(path).startswith(tuple(f"{r}/" for r in wanted))]


def documents() -> list[Path]:
    """Return every Markdown file."""
    return [path for path in files() if path.suffix == ".md"]


@cache
def tree(path: Path) -> ast.Module:
    """Parse a Python file."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=named(path))


def functions(module: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Give every function of a module, inner ones and methods included."""
    for node in ast.walk(module):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node
