"""A witness that answers first and remembers afterwards."""

import sys
import time
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from cli import app, witness
from shared.core.ledger.cosignature import cosign
from shared.core.ledger.witness import parse_request, weigh


def hasty(folder: Path, body: str) -> str:
    """Do as the command does, in the wrong order."""
    with witness._held(folder):
        key, seed = witness._keys(folder)
        watching = witness._state(folder)
        agreed = weigh(watching, parse_request(body))
        private = Ed25519PrivateKey.from_private_bytes(seed)
        sys.stdout.write(cosign(agreed.text, key, at=int(time.time()), signer=private.sign))
        sys.stdout.flush()
        witness._write(folder / "state", {**watching, agreed.origin: agreed.watched})
    return ""


if __name__ == "__main__":
    witness._cosigned = hasty
    app.app()
