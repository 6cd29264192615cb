"""Who wraps day keys: the one interface that a key management service takes the place of (docs/keys.md).

Here a file with key-encryption keys, by service, in the order in which they were made; the last one wraps. It makes
none: the deployment does, and renews them.
"""

import secrets
from pathlib import Path
from typing import Final, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from shared.errors import BrokenInvariantError
from shared.shell import keys

FILE: Final = "wrapping"
_ID: Final = 8
_NONCE: Final = 12


class Wrapping(Protocol):
    """Wraps and unwraps the secrets of day keys; `about` is bound to them and must be the same both times."""

    def wrap(self, service: str, secret: bytes, about: bytes) -> bytes:
        """Return the secret under the newest key-encryption key of a service.

        Raises:
            TransientError: it cannot be reached.
            BrokenInvariantError: it refuses.
        """
        ...

    def unwrap(self, service: str, wrapped: bytes, about: bytes) -> bytes:
        """Return the secret; errors as for `wrap`."""
        ...


class FileWrapping:
    """Key-encryption keys from a service's key file, read anew each time: a renewed file holds at once."""

    def __init__(self, folder: Path) -> None:
        """Keep where the key files are."""
        self._folder = folder

    def wrap(self, service: str, secret: bytes, about: bytes) -> bytes:
        """Return the secret under the newest key of a service.

        Raises:
            BrokenInvariantError: `wrapping_key_missing`.
        """
        name, key = list(self._known(service).items())[-1]
        nonce = secrets.token_bytes(_NONCE)
        return bytes.fromhex(name) + nonce + AESGCM(bytes.fromhex(key)).encrypt(nonce, secret, about)

    def unwrap(self, service: str, wrapped: bytes, about: bytes) -> bytes:
        """Return the secret.

        Raises:
            BrokenInvariantError: `wrapping_key_missing`, or `day_key_altered`.
        """
        key = self._known(service).get(wrapped[:_ID].hex())
        if key is None:
            raise BrokenInvariantError("wrapping_key_missing")
        nonce, text = wrapped[_ID : _ID + _NONCE], wrapped[_ID + _NONCE :]
        try:
            return AESGCM(bytes.fromhex(key)).decrypt(nonce, text, about)
        except InvalidTag:
            raise BrokenInvariantError("day_key_altered") from None

    def _known(self, service: str) -> dict[str, str]:
        try:
            found = keys.tables(self._folder, FILE).get(service)
        except (OSError, ValueError):
            found = None
        if not found:
            raise BrokenInvariantError("wrapping_key_missing")
        return found
