"""Open what lies sealed on `to.*`, with the auditor's own role in the database and its own key file.

Written from docs/keys.md and `contracts.sealed` alone, a second time. A value that cannot be opened stays as it is, and
then agrees with no entry.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import psycopg
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from contracts import sealed

_FIND: Final = "select id, shop, service, wrapped from eraser.day_key"
_NAMES: Final = ("ce_shop", "ce_recipient", "ce_instance", "ce_id")
_KEY: Final = slice(0, 8)
_NONCE: Final = slice(8, 20)
_TEXT: Final = slice(20, None)


class Opener:
    """Every day key that the auditor may fetch, fetched once."""

    def __init__(self, database: str, wrapping: Path) -> None:
        """Fetch and unwrap the keys of all partner services."""
        known: dict[str, dict[str, str]] = json.loads(wrapping.read_text(encoding="utf-8"))
        self._keys: dict[bytes, AESGCM] = {}
        with psycopg.connect(database) as connection:
            for name, shop, service, wrapped in connection.execute(_FIND):
                key = AESGCM(bytes.fromhex(known[service][wrapped[_KEY].hex()]))
                secret = key.decrypt(wrapped[_NONCE], wrapped[_TEXT], sealed.about_key(name, shop, service))
                self._keys[name] = AESGCM(secret)

    def open(self, topic: str, headers: Mapping[str, str], value: bytes) -> bytes:
        """Return a value in clear."""
        if not sealed.is_sealed(value):
            return value
        found = sealed.taken_apart(value)
        shop, recipient, instance, name = (headers.get(each, "") for each in _NAMES)
        about = sealed.about(topic, shop, recipient, instance, name)
        try:
            return self._keys[found.key].decrypt(found.nonce, found.text, about)
        except (KeyError, InvalidTag):
            return value
