"""How platforms sign what they send. Pure; it knows no header and keeps no secret."""

import base64
import hashlib
import hmac
from collections.abc import Callable
from typing import Final, NamedTuple


class Scheme(NamedTuple):
    """One way of signing: its words for people, and the two directions; the secret is a text."""

    form: str
    sign: Callable[[bytes, str], str]
    verify: Callable[[bytes, str, str], bool]


def _sign(body: bytes, secret: str) -> str:
    return base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()


def _verify(body: bytes, secret: str, signature: str) -> bool:
    """Tell whether a signature is right, in constant time; it may be any text, ASCII or not."""
    return hmac.compare_digest(_sign(body, secret).encode(), signature.encode())


BASE64_SHA256: Final = Scheme("base64 HMAC-SHA256 of the raw body", _sign, _verify)
