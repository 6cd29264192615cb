"""`sekisho policy keys seal`: a key by which the policy service seals versions; the private part into one new file."""

import os
import secrets
import sys
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from cli.running import REFUSED
from cli.words import say


def run(*, to: Path) -> int:  # noqa: D103 - documented where the command is declared
    seed = secrets.token_hex(32)
    try:
        descriptor = os.open(to, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        sys.stderr.write(f"`{to}`: {say('key_exists')}\n")
        return REFUSED
    with os.fdopen(descriptor, "w") as file:
        file.write(seed)
    key = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(seed))
    sys.stdout.write(key.public_key().public_bytes_raw().hex() + "\n")
    return 0
