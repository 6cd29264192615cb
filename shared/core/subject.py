"""What the gateway remembers of a person and of an order: the least that later decisions need.

Pure values, encoded small (MessagePack arrays). A person's record is bounded at 2 kB, an order's at 400 B; both
name the position that they include, so that a restore can tell a state that its head does not cover.
"""

from typing import Final, Literal

import msgspec

SCHEMA: Final = 1
"""Version of both records. An older one is upgraded by a pure function; a newer one stops the service."""

SEEN_LIMIT: Final = 8
"""Event ids remembered for one order; what falls out is caught by the order's version."""

WAITING_LIMIT: Final = 1000
"""Events of one person that may wait at once; what comes on top is withheld, and the shop sees it."""

Act = Literal["given", "refused", "withdrawn"]


class Choice(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """The person's last act about one recipient: on which information version, when (ms), by which event."""

    act: Act
    version: int
    at: int
    event: str


class Wait(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One event that waits: where it lies, of which order, and for each route (`recipient/instance`) the reason.

    `until` is the end of the term, in Unix milliseconds.
    """

    position: int
    order: str
    event: str
    type: str
    reasons: dict[str, str]
    until: int


class Subject(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """The state of one person of one shop. `secret` makes the pseudonyms; `acts` are ids of events on rights."""

    position: int
    secret: bytes
    choices: dict[str, Choice] = {}
    acts: dict[str, int] = {}
    waits: tuple[Wait, ...] = ()
    closed: bool = False
    v: int = SCHEMA

    def __repr__(self) -> str:
        """Name the position only (P7)."""
        return f"Subject(position={self.position})"


class Order(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """The state of one order: ids seen with their positions, versions by event type, last projection by type, route."""

    position: int
    seen: dict[str, int] = {}
    versions: dict[str, int] = {}
    served: dict[str, dict[str, str]] = {}
    v: int = SCHEMA


class Head(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """The head of a partition: every transaction writes it, and a restore must agree with it before it decides.

    `next` is the position after the last event included, `seq` the next entry number of stream `stream`, `time` the
    largest decision time (ms), `versions` shop → (pack version, register version), `people` the count of subjects.
    """

    stream: str
    next: int
    seq: int
    time: int
    versions: dict[str, tuple[int, int]]
    people: int
    v: int = SCHEMA


HEAD_KEY: Final = b"@head"
"""Reserved key of the head in `subject.state`; a shop's name cannot begin with `@`."""

encode = msgspec.msgpack.Encoder().encode
decode_subject = msgspec.msgpack.Decoder(Subject).decode
decode_order = msgspec.msgpack.Decoder(Order).decode
decode_head = msgspec.msgpack.Decoder(Head).decode


def subject_key(shop: str, person: str) -> bytes:
    """Return the key of a person's record."""
    return f"{shop}/{person}".encode()


def order_key(shop: str, person: str, order: str) -> bytes:
    """Return the key of an order's record; events that name no order share one, by which repeats are known."""
    return f"{shop}/{person}/{order or '-'}".encode()


def waiting_key(shop: str, person: str, order: str, position: int) -> bytes:
    """Return the key of a waiting event."""
    return f"{shop}/{person}/{order}/{position}".encode()


def with_seen(seen: dict[str, int], event: str, position: int) -> dict[str, int]:
    """Remember one more id, and forget the oldest beyond the limit."""
    kept = list(seen.items())[-(SEEN_LIMIT - 1) :]
    return {**dict(kept), event: position}


def with_served(served: dict[str, dict[str, str]], kind: str, projections: dict[str, str]) -> dict[str, dict[str, str]]:
    """Remember the last projections given for an event type."""
    return {**served, kind: {**served.get(kind, {}), **projections}} if projections else served
