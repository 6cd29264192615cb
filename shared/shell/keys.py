"""Key files of one service: read, never made here (the deployment makes them, mode 0600)."""

from collections.abc import Mapping
from pathlib import Path

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from shared.core.policy.officers import Known, read_officers
from shared.core.policy.seal import by_id


def signing_key(folder: Path, name: str) -> Ed25519PrivateKey:
    """Read an Ed25519 private key from a file of 64 hex digits (the seed of RFC 8032).

    Raises:
        OSError: the file is missing or unreadable.
        ValueError: it does not hold 32 bytes in hex.
    """
    return Ed25519PrivateKey.from_private_bytes(bytes.fromhex((folder / name).read_text().strip()))


def public_keys(folder: Path, name: str) -> dict[str, Ed25519PublicKey]:
    """Read Ed25519 public keys by name from a file of 64 hex digits a line: several, while one key follows another.

    Raises:
        OSError: the file is missing or unreadable.
        ValueError: it holds no key, or a line is not 32 bytes in hex.
    """
    lines = (folder / name).read_text().split()
    if not lines:
        raise ValueError(f"the key file `{name}` is empty")
    return by_id(Ed25519PublicKey.from_public_bytes(bytes.fromhex(line)) for line in lines)


def officers(folder: Path) -> Mapping[str, Known]:
    """Read who may change versions, from the key file `officers`.

    Raises:
        OSError: the file is missing or unreadable.
        ValueError: it cannot be used; the message says which officer and why.
    """
    return read_officers((folder / "officers").read_bytes())


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
