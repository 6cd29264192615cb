"""How a sealed value lies on a topic or in an outbox: which key, which number under it, and the sealed bytes.

    01 | key id (16 bytes) | number (8 bytes) | AES-256-GCM of the value, with its tag (16 bytes at the end)

The nonce is the number, as 12 bytes, big-endian. A key is sealed with by one process only, from its making to its end,
and every value takes the next number: none can repeat. The associated data are the names of the place (`about`), so a
value that is moved to another topic, party or record does not open. A value that begins otherwise is not sealed.
"""

from typing import Final, NamedTuple

KEY_DAYS: Final = 14
"""After so many days a day key is destroyed, whatever is sealed under it."""

INTAKE: Final = "intake"
"""Under whose keys `shop.events` is sealed; a topic `to.<service>` is sealed under those of its service."""

SHOP: Final = "shop"
"""Under whose keys `results` is sealed."""

WAITING: Final = "waiting"
"""Under whose keys `subject.waiting` is sealed; what waits longer than a day is written again under the newest."""

_MARK: Final = b"\x01"
_ID: Final = slice(1, 17)
_NUMBER: Final = slice(17, 25)
_TEXT: Final = slice(25, None)
_LEAST: Final = 25 + 16


class Sealed(NamedTuple):
    """A sealed value, taken apart."""

    key: bytes
    nonce: bytes
    text: bytes


def is_sealed(value: bytes) -> bool:
    """Tell whether a value is sealed; JSON and MessagePack of ours never begin like it."""
    return value.startswith(_MARK) and len(value) >= _LEAST


def taken_apart(value: bytes) -> Sealed:
    """Return the parts of a sealed value."""
    return Sealed(value[_ID], nonce(int.from_bytes(value[_NUMBER])), value[_TEXT])


def put_together(key: bytes, number: int, text: bytes) -> bytes:
    """Return the sealed value of these parts."""
    return b"".join((_MARK, key, number.to_bytes(8), text))


def nonce(number: int) -> bytes:
    """Return the nonce of a number."""
    return number.to_bytes(12)


def about(topic: str, shop: str, recipient: str, instance: str, name: str) -> bytes:
    """Return what a value is bound to: its topic, whose it is, who gets it, and its id; no name holds a NUL."""
    return f"{topic}\0{shop}\0{recipient}\0{instance}\0{name}".encode()


def about_key(key: bytes, shop: str, service: str) -> bytes:
    """Return what a wrapped day key is bound to."""
    return f"{key.hex()}\0{shop}\0{service}".encode()
