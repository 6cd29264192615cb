"""Key files of one service: read, never made here (the deployment makes them, mode 0600)."""

from pathlib import Path

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey


def signing_key(folder: Path, name: str) -> Ed25519PrivateKey:
    """Read an Ed25519 private key from a file of 64 hex digits (the seed of RFC 8032).

    Raises:
        OSError: the file is missing or unreadable.
        ValueError: it does not hold 32 bytes in hex.
    """
    return Ed25519PrivateKey.from_private_bytes(bytes.fromhex((folder / name).read_text().strip()))


def public_key(folder: Path, name: str) -> Ed25519PublicKey:
    """Read an Ed25519 public key from a file of 64 hex digits.

    Raises:
        OSError: the file is missing or unreadable.
        ValueError: it does not hold 32 bytes in hex.
    """
    return Ed25519PublicKey.from_public_bytes(bytes.fromhex((folder / name).read_text().strip()))


def table(folder: Path, name: str) -> dict[str, str]:
    """Read a JSON object of secrets by name, e.g. readers' tokens.

    Raises:
        OSError: the file is missing or unreadable.
        msgspec.ValidationError: it is not an object of strings.
    """
    return msgspec.json.decode((folder / name).read_bytes(), type=dict[str, str])


def tables(folder: Path, name: str) -> dict[str, dict[str, str]]:
    """Read a JSON object of such objects, e.g. the secrets of each shop.

    Raises:
        OSError: the file is missing or unreadable.
        msgspec.ValidationError: it is not an object of objects of strings.
    """
    return msgspec.json.decode((folder / name).read_bytes(), type=dict[str, dict[str, str]])
