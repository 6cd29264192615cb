"""Import every module of the rooms that services are made of, in a process where importing may do nothing else.

Run as a script by `test_tree.py`. Third-party packages are imported before the wall goes up: theirs is not our house.
Reading a file of one's own package (SQL by name) is allowed; the launcher's threads and sockets come with `main`.
"""

import ast
import builtins
import importlib
import io
import os
import socket
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from tests.house import reading

ROOMS: Final = ("contracts", "shared", "services")


def _outside(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(reading.tree(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module)
    return {name for name in found if name.split(".")[0] not in reading.ROOMS}


def _module(path: Path) -> str:
    return reading.named(path).removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def _refused(deed: str) -> Callable[..., Any]:
    def refuse(*_args: object, **_keywords: object) -> Any:
        raise AssertionError(deed)

    return refuse


def _open(real: Callable[..., Any]) -> Callable[..., Any]:
    def opened(file: Any, mode: str = "r", *rest: Any, **keywords: Any) -> Any:
        if set(mode) & set("wax+"):
            raise AssertionError("opens a file for writing")
        return real(file, mode, *rest, **keywords)

    return opened


def _wall() -> None:
    """Refuse what importing may not do: sockets, threads, files for writing, clocks, settings from the environment."""
    deeds: list[tuple[Any, str, Any]] = [
        (socket.socket, "__init__", _refused("opens a socket")),
        (threading.Thread, "start", _refused("starts a thread")),
        (time, "time", _refused("reads the clock")),
        (builtins, "open", _open(builtins.open)),
        (io, "open", _open(io.open)),
        (type(os.environ), "__getitem__", _environment(type(os.environ).__getitem__)),
    ]
    for owner, name, deed in deeds:
        setattr(owner, name, deed)


def _environment(real: Callable[..., str]) -> Callable[..., str]:
    def read(environment: Any, key: str) -> str:
        if str(key).startswith("SEKISHO_"):
            raise AssertionError("reads the environment")
        return real(environment, key)

    return read


def main() -> int:
    """Import everything; print one line for each module that does more than define, exit 1 if there is one."""
    paths = reading.modules(*ROOMS)
    for name in sorted(set().union(*(_outside(path) for path in paths))):
        importlib.import_module(name)
    _wall()
    faults = 0
    for path in paths:
        try:
            importlib.import_module(_module(path))
        except AssertionError as error:
            faults += 1
            sys.stdout.write(f"{reading.named(path)} {error} when it is imported\n")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
