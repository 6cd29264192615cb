"""The data folder of a stack, and the link by which other commands find the one that runs.

Does not know what lies in the folder.
"""

import fcntl
import json
import os
import secrets
from collections.abc import Mapping
from pathlib import Path

from cli.embedded import private


class HomeError(Exception):
    """The folder cannot be had: another stack runs in it."""


def lock(folder: Path) -> int:
    """Take a folder for oneself, and return the descriptor that holds it.

    Raises:
        HomeError: another stack has it.
    """
    descriptor = os.open(private.folder(folder) / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        os.close(descriptor)
        message = f"another stack runs in `{folder}`, or is still being cleaned up"
        raise HomeError(message) from error
    return descriptor


def write_card(data: Path, bootstrap: str, urls: Mapping[str, str]) -> None:
    """Write down, in `stack.json`, how to reach what runs here, and where its tokens are."""
    card = {
        "pid": os.getpid(),
        "bootstrap": bootstrap,
        "urls": urls,
        "readers": str(data / "services" / "ledger" / "keys" / "readers"),
        "shops": str(data / "services" / "intake" / "keys" / "shops"),
        "public": str(data / "public"),
    }
    private.write(data / "stack.json", json.dumps(card, indent=1))


def link() -> Path:
    """Name the link: it points to the data folder of the stack that was started last."""
    base = os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state"
    return Path(base) / "sekisho" / "current"


def point(data: Path) -> Path:
    """Let the link point to this folder, and return the link."""
    path = link()
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    draft.symlink_to(data)
    draft.replace(path)
    return path
