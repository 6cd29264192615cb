"""`sekisho policy keys new`: an officer's key pair. The private key is written once, to a file of its owner only."""

import json
import re
import secrets
import sys
from pathlib import Path

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from cli.ending import ending
from cli.policy.key_file import write_once
from cli.running import AnswerError
from cli.words import say
from contracts.officers import ROLES, Officer, Private


@ending()
def run(name: str, *, to: Path) -> None:
    """Write the private key, and print the officer with the public one."""
    if not re.fullmatch(r"[a-z][a-z0-9_-]{0,39}", name):
        raise AnswerError(f"`{name}`: {say('officer_name')}")
    private, officer = pair(name)
    write_once(to, msgspec.json.encode(private))
    sys.stdout.write(json.dumps({name: msgspec.to_builtins(officer)}) + "\n")


def pair(name: str) -> tuple[Private, Officer]:
    """Make a key pair for an officer, with every role; whoever keeps `officers` takes away what is too much."""
    seed = secrets.token_hex(32)
    public = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(seed)).public_key().public_bytes_raw()
    return Private(name, seed), Officer(public.hex(), list(ROLES))
