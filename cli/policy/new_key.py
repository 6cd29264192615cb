"""`sekisho policy keys new`: an officer's key pair. The private key is written once, to a file of its owner only."""

import json
import os
import re
import secrets
import sys
from pathlib import Path

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from cli.running import REFUSED
from cli.words import say
from contracts.officers import ROLES, Officer, Private


def run(name: str, *, to: Path) -> int:  # noqa: D103 - documented where the command is declared
    if not re.fullmatch(r"[a-z][a-z0-9_-]{0,39}", name):
        sys.stderr.write(f"`{name}`: {say('officer_name')}\n")
        return REFUSED
    private, officer = pair(name)
    try:
        descriptor = os.open(to, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        sys.stderr.write(f"`{to}`: {say('key_exists')}\n")
        return REFUSED
    with os.fdopen(descriptor, "wb") as file:
        file.write(msgspec.json.encode(private))
    sys.stdout.write(json.dumps({name: msgspec.to_builtins(officer)}) + "\n")
    return 0


def pair(name: str) -> tuple[Private, Officer]:
    """Make a key pair for an officer, with every role; whoever keeps `officers` takes away what is too much."""
    seed = secrets.token_hex(32)
    public = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(seed)).public_key().public_bytes_raw()
    return Private(name, seed), Officer(public.hex(), list(ROLES))
