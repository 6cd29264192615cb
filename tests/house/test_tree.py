"""The tree keeps its own rules: sizes, names, docstrings, quiet imports, a core without a world, no foreign paths."""

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from contracts.partners import PARTNERS
from tests.house import reading

LONGEST_FILE: Final = 250
LONGEST_FUNCTION: Final = 40

LONG_FILES: Final = {
    "contracts/vocabulary.py": "one table, a row a field; cutting it would hide that the list is closed",
}
"""Files that may be longer, with the reason."""

LONG_FUNCTIONS: Final[dict[str, str]] = {
    "services/intake/http.py::door": "a list of routes, each of a few lines",
    "examples/shop/orders.py::webhook": "one payload, as the platform writes it",
}
"""Functions (`file::name`) that may be longer, with the reason."""

PATTERN_NAMES: Final = frozenset({"utils", "util", "helpers", "helper", "common", "manager", "managers", "misc"})

# P4: what the core needs of clock, chance and surroundings is an argument.
WORLDLY_MODULES: Final = frozenset({"os", "random", "secrets", "socket", "subprocess", "threading", "time", "uuid"})
CLOCKS: Final = frozenset({"now", "utcnow", "today"})

_FOREIGN: Final = tuple(f"/{name}/" for name in ("work", "root", "home"))
_BINARY: Final = frozenset({".png", ".jpg", ".ico", ".woff2", ".jar", ".gz"})


def test_no_file_holds_two_ideas() -> None:
    sizes = {reading.named(path): len(path.read_text(encoding="utf-8").splitlines()) for path in reading.modules()}
    long = {name: size for name, size in sizes.items() if size > LONGEST_FILE and name not in LONG_FILES}
    assert not long, f"longer than {LONGEST_FILE} lines: {long}"


def test_no_function_is_longer_than_a_page() -> None:
    sizes = [
        (f"{reading.named(path)}::{function.name}", (function.end_lineno or 0) - function.lineno + 1)
        for path in reading.modules()
        for function in reading.functions(reading.tree(path))
    ]
    long = [(name, size) for name, size in sizes if size > LONGEST_FUNCTION and name not in LONG_FUNCTIONS]
    assert not long, f"longer than {LONGEST_FUNCTION} lines: {long}"


def test_an_exception_to_the_sizes_is_still_needed() -> None:
    sizes = {reading.named(path): len(path.read_text(encoding="utf-8").splitlines()) for path in reading.modules()}
    assert all(sizes.get(name, 0) > LONGEST_FILE for name in LONG_FILES)
    known = {f"{reading.named(p)}::{f.name}" for p in reading.modules() for f in reading.functions(reading.tree(p))}
    assert set(LONG_FUNCTIONS) <= known


def test_every_module_says_what_it_is() -> None:
    silent = [
        reading.named(path)
        for path in reading.modules()
        if not ast.get_docstring(reading.tree(path)) and reading.tree(path).body
    ]
    assert not silent, f"no docstring: {silent}"


def test_no_module_is_named_for_a_pattern() -> None:
    found = [
        reading.named(path)
        for path in reading.modules()
        if PATTERN_NAMES & {part.removesuffix(".py") for part in path.relative_to(reading.ROOT).parts}
    ]
    assert not found


def test_importing_a_service_does_nothing_else() -> None:
    environment = {**os.environ, "PYTHONPATH": str(reading.ROOT)}
    command = [sys.executable, "-m", "tests.house.importing"]
    done = subprocess.run(
        command, cwd=reading.ROOT, env=environment, capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stdout + done.stderr


def worldly(module: ast.Module) -> Iterator[str]:
    """Give what a module of the core reaches of the world, as `line: name`."""
    for node in ast.walk(module):
        match node:
            case ast.Import(names=names):
                found = [alias.name for alias in names if alias.name.split(".")[0] in WORLDLY_MODULES]
            case ast.ImportFrom(module=str(name)) if name.split(".")[0] in WORLDLY_MODULES:
                found = [name]
            case ast.Attribute(value=ast.Name(id="datetime" | "date") as owner, attr=name) if name in CLOCKS:
                found = [f"{owner.id}.{name}"]
            case ast.Attribute(value=ast.Attribute(attr="datetime" | "date"), attr=name) if name in CLOCKS:
                found = [f"datetime.{name}"]
            case _:
                continue
        yield from (f"{getattr(node, 'lineno', 0)}: {each}" for each in found)


def test_P4_the_core_reads_no_clock_no_chance_and_no_surroundings() -> None:
    found = {reading.named(path): list(worldly(reading.tree(path))) for path in reading.modules("shared/core")}
    assert not {name: lines for name, lines in found.items() if lines}


@pytest.mark.parametrize(
    "planted",
    [
        "import time",
        "import os.path",
        "from secrets import token_hex",
        "from uuid import uuid4",
        "from datetime import datetime\nat = datetime.now()",
        "import datetime\nat = datetime.datetime.now(datetime.UTC)",
        "from datetime import date\nday = date.today()",
    ],
)
def test_a_planted_reach_into_the_world_is_found(planted: str) -> None:
    assert list(worldly(ast.parse(planted)))


def test_a_moment_that_is_an_argument_is_no_clock() -> None:
    assert not list(worldly(ast.parse("from datetime import date\nat = case.now\nday = date.fromordinal(1)")))


def foreign(path: Path) -> list[int]:
    """Return the lines of a file that hold a path of somebody's machine."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [n for n, line in enumerate(lines, 1) if any(mark in line for mark in _FOREIGN)]


def test_no_file_holds_a_path_of_somebodys_machine() -> None:
    found = {reading.named(path): foreign(path) for path in reading.files() if path.suffix not in _BINARY}
    assert not {name: lines for name, lines in found.items() if lines}


def test_a_planted_path_is_found(tmp_path: Path) -> None:
    planted = tmp_path / "planted.md"
    planted.write_text(f"see\n{_FOREIGN[2]}somebody/notes\n", encoding="utf-8")
    assert foreign(planted) == [2]


@pytest.mark.parametrize("service", [*PARTNERS, "shop"])
def test_a_partner_service_is_a_card_and_its_wiring(service: str) -> None:
    folder = reading.ROOT / "services" / service
    assert {path.name for path in folder.glob("*") if path.name != "__pycache__"} == {"__init__.py", "main.py"}
    assert len((folder / "main.py").read_text(encoding="utf-8").splitlines()) <= 20
