"""The manifest of a dossier: which files, by digest, of which shop and log, and an officer's signature over it.

Format `sekisho/audit/v1` of docs/audit.md. Pure: files and keys come in.
"""

from base64 import b64decode, b64encode
from collections.abc import Mapping
from typing import Final, Literal

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

_FORMAT: Final = "sekisho/audit/v1"

Fault = Literal["signature_wrong", "manifest_unreadable", "file_missing", "file_altered", "file_unnamed"]


class ManifestError(ValueError):
    """A manifest cannot be believed; the message is a `Fault`."""


class Manifest(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"since": "from", "until": "to"}):
    """What is signed. `made` is Unix ms, `since` and `until` are days in Japan, `key` and `root` are hex.

    `vkey` is the verifier key of the log, `size` and `root` are of its checkpoint; `files` is path → SHA-256 in hex.
    """

    format: Literal["sekisho/audit/v1"]
    shop: str
    since: str
    until: str
    made: int
    officer: str
    key: str
    origin: str
    vkey: str
    size: int
    root: str
    files: dict[str, str]


def encode(manifest: Manifest) -> bytes:
    """Return the bytes of `manifest.json`: JSON, keys sorted, no white space."""
    return msgspec.json.encode(manifest, order="sorted")


def sign(raw: bytes, key: Ed25519PrivateKey) -> bytes:
    """Return `manifest.sig` for the bytes of `manifest.json`: one line of base64."""
    return b64encode(key.sign(_input(raw))) + b"\n"


def opened(raw: bytes, signature: bytes, key: Ed25519PublicKey | None = None) -> Manifest:
    """Read a manifest whose signature holds, by the key given, or else by the one that it names itself.

    Raises:
        ManifestError: `manifest_unreadable`, or `signature_wrong`.
    """
    try:
        found = msgspec.json.decode(raw, type=Manifest)
        own = Ed25519PublicKey.from_public_bytes(bytes.fromhex(found.key))
    except (msgspec.DecodeError, UnicodeDecodeError, ValueError):
        raise ManifestError("manifest_unreadable") from None
    try:
        (key or own).verify(b64decode(signature.strip(), validate=True), _input(raw))
    except (InvalidSignature, ValueError):
        raise ManifestError("signature_wrong") from None
    return found


def faults(manifest: Manifest, there: Mapping[str, str]) -> list[tuple[str, Fault]]:
    """Compare the files that a manifest names with those that are there (path → SHA-256)."""
    found: list[tuple[str, Fault]] = []
    for path in sorted(manifest.files.keys() | there.keys()):
        if path not in there:
            found.append((path, "file_missing"))
        elif path not in manifest.files:
            found.append((path, "file_unnamed"))
        elif manifest.files[path] != there[path]:
            found.append((path, "file_altered"))
    return found


def _input(raw: bytes) -> bytes:
    """One line that says what is signed, so that it never passes for an approval, nor the reverse."""
    return f"{_FORMAT}\n".encode() + raw
