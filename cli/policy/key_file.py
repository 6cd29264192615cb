"""A private key in a file: written once, readable by its owner only."""

import os
from pathlib import Path

from cli.running import AnswerError
from cli.words import say


def write_once(to: Path, key: bytes) -> None:
    """Write a key into a new file.

    Raises:
        AnswerError: the file is there already; it stays as it is.
        OSError: it cannot be made.
    """
    try:
        descriptor = os.open(to, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise AnswerError(f"`{to}`: {say('key_exists')}") from None
    with os.fdopen(descriptor, "wb") as file:
        file.write(key)
