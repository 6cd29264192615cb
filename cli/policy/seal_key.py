"""`sekisho policy keys seal`: a key by which the policy service seals versions; the private part into one new file."""

import secrets
import sys
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from cli.ending import ending
from cli.policy.key_file import write_once


@ending()
def run(*, to: Path) -> None:
    """Write the private key, and print the public one."""
    seed = secrets.token_hex(32)
    write_once(to, seed.encode())
    key = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(seed))
    sys.stdout.write(key.public_key().public_bytes_raw().hex() + "\n")
