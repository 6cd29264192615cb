"""What one outside party does with a webhook: verify it, know it again, and write it down for good.

Its own code for Standard Webhooks `v1`, written from the specification, so that two readings of it meet in the tests.
It does NOT speak HTTP.
"""

import base64
import hashlib
import hmac
import json
import os
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Final

TOLERANCE: Final = 300


def genuine(secret: str, headers: Mapping[str, str], body: bytes) -> bool:
    """Tell whether the signature is that of the sender, on these bytes, made within the last minutes."""
    identity, timestamp = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not (timestamp.isascii() and timestamp.isdigit() and abs(time.time() - int(timestamp)) <= TOLERANCE):
        return False
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{identity}.{timestamp}.".encode() + body
    expected = b"v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest())
    given = headers.get("webhook-signature", "").encode().split(b" ")
    return any(hmac.compare_digest(expected, one) for one in given)


class Log:
    """The log of one party, a JSON line for each message, and the ids that it holds."""

    def __init__(self, path: Path) -> None:
        """Read the ids of an existing log; a last line that a crash has cut is dropped."""
        self._path = path
        self._ids: set[str] = set()
        if path.exists():
            whole = path.read_bytes()
            kept = whole[: whole.rfind(b"\n") + 1]
            os.truncate(path, len(kept))
            self._ids = {json.loads(line)["webhook_id"] for line in kept.splitlines()}

    def keep(self, identity: str, body: bytes) -> bool:
        """Write a message down, so that it survives a crash; a repeat is known by its id and dropped.

        Raises:
            UnicodeDecodeError: the body is not text.
            OSError: the log cannot be written; the message is not received.
        """
        if identity in self._ids:
            return False
        line = {"at": int(time.time() * 1000), "webhook_id": identity, "body": body.decode()}
        with self._path.open("a", encoding="utf-8") as out:
            out.write(json.dumps(line, ensure_ascii=False) + "\n")
            out.flush()
            os.fsync(out.fileno())
        self._ids.add(identity)
        return True
