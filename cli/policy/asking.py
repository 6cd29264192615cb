"""An officer's way to the policy service: each request is signed with the officer's key (RFC 9421)."""

import json
import secrets
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from cli.running import AnswerError, call, find
from cli.words import say
from contracts.officers import Private
from shared.core import http_signatures as sig


class Asking:
    """One officer at one policy service."""

    def __init__(self, url: str, private: Private) -> None:
        """Keep the address and the key."""
        self._url, self.officer = url.rstrip("/"), private.officer
        self.key = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(private.private))

    def get(self, path: str) -> Any:
        """Ask for something.

        Raises:
            NotRunningError: nothing answers.
            AnswerError: the answer is a refusal.
        """
        return self._send("GET", path, None)

    def post(self, path: str, content: object = None) -> Any:
        """Send something.

        Raises:
            NotRunningError: nothing answers.
            AnswerError: the answer is a refusal.
        """
        return self._send("POST", path, b"" if content is None else json.dumps(content).encode())

    def _send(self, method: str, path: str, body: bytes | None) -> Any:
        parts = urlsplit(self._url + path)
        request = sig.Request(method, parts.netloc, parts.path, parts.query, {}, body or b"")
        headers = sig.signed(
            request, keyid=self.officer, key=self.key, created=int(time.time()), nonce=secrets.token_urlsafe(18)
        )
        return json.loads(call(self._url + path, headers={"content-type": "application/json", **headers}, body=body))


def asking(key: Path | None, url: str | None) -> Asking:
    """Return the way of the officer whose key file this is, to that service or to the stack that runs here.

    Raises:
        AnswerError: there is no key, or it cannot be used.
        NotRunningError: no address is given, and no stack runs here.
    """
    if key is None:
        raise AnswerError(say("key_missing"))
    try:
        private = msgspec.json.decode(key.read_bytes(), type=Private)
        return Asking(url or find().urls["policy"], private)
    except (msgspec.DecodeError, ValueError):
        raise AnswerError(f"`{key}`: {say('key_unreadable')}") from None
