"""Files that only their owner may read. Does not decide what is in them."""

import os
import secrets
from pathlib import Path


def folder(path: Path) -> Path:
    """Make a folder with mode 0700, with its parents; an existing one is narrowed to that."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.chmod(0o700)
    return path


def write(path: Path, content: str, *, lasting: bool = False) -> Path:
    """Write a file with mode 0600 as a whole, or not at all; a lasting one is on the disk before this returns."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as out:
            out.write(content)
            out.flush()
            if lasting:
                os.fsync(descriptor)
        draft.replace(path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    if lasting:
        _sync(path.parent)
    return path


def _sync(path: Path) -> None:
    """Let what was renamed in a folder be on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
