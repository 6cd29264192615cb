"""Standard Webhooks, scheme `v1`: sign what leaves, verify what comes in.

Pure: the secret, the id, the moment and the bytes come in as values. This module does NOT look at the clock; whether a
timestamp is still acceptable is asked with `fresh`.
"""

import base64
import hashlib
import hmac
from typing import Final

PREFIX: Final = "whsec_"
TOLERANCE: Final = 300
"""Seconds by which a message's timestamp may differ from the reader's clock."""

H_ID: Final = "webhook-id"
H_TIMESTAMP: Final = "webhook-timestamp"
H_SIGNATURE: Final = "webhook-signature"


def sign(secret: str, identity: str, *, timestamp: int, body: bytes) -> str:
    """Return the signature `v1,<base64>` of a message; `secret` is base64, with or without `whsec_`.

    Raises:
        ValueError: the secret is not base64.
    """
    key = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    signed = b".".join((identity.encode(), str(timestamp).encode(), body))
    return "v1," + base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()


def verify(secret: str, identity: str, *, timestamp: int, body: bytes, signatures: str) -> bool:
    """Tell whether one of the space-separated `signatures` is ours; unknown schemes are passed over.

    Raises:
        ValueError: the secret is not base64.
    """
    expected = sign(secret, identity, timestamp=timestamp, body=body).encode()
    given = (signature.encode() for signature in signatures.split(" "))
    return any(hmac.compare_digest(expected, signature) for signature in given)


def fresh(timestamp: int, *, now: float) -> bool:
    """Tell whether a message's timestamp lies within the tolerance, before or after."""
    return abs(now - timestamp) <= TOLERANCE
