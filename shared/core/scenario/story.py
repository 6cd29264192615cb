"""A story as values: what happens, step by step, and what is expected of each step. Runs nothing."""

from typing import Any, Literal

import msgspec

from contracts.packs import Pack, Register

Subject = Literal["people", "hand-over", "ledger", "console"]
"""A later part of the product, on which what a step expects may rest."""


class Event(msgspec.Struct, frozen=True):
    """An event of the shop's own; `id` is the sender's."""

    type: str
    data: dict[str, Any]
    id: str


class Webhook(msgspec.Struct, frozen=True):
    """A platform's request, byte for byte, with its headers but the signature."""

    platform: str
    raw: bytes
    headers: dict[str, str]


class Passing(msgspec.Struct, frozen=True):
    """Time that passes: to a moment (Unix ms)."""

    to: int


class Publishing(msgspec.Struct, frozen=True):
    """Versions that come into force, and their contents as somebody would write them."""

    pack: Pack
    register: Register
    pack_content: Any
    register_content: Any


class Case(msgspec.Struct, frozen=True):
    """What only a later part of the product can do."""

    kind: str


Act = Event | Webhook | Passing | Publishing | Case


class Message(msgspec.Struct, frozen=True):
    """One message that a party gets: exactly these fields, and where they are written these values and grounds.

    `withheld` are fields that were there and are not given, with the reason.
    """

    fields: tuple[str, ...]
    values: dict[str, Any] = {}
    grounds: dict[str, str] = {}
    withheld: dict[str, str] = {}


class Expected(msgspec.Struct, frozen=True):
    """What is expected of a step. What is None was not written: it may be anything, but for `gives`, which is nothing.

    `gives` are the messages by party, `waits` and `withheld` the reasons by recipient or party (`everybody` for an
    event that waits as a whole), `told` what the shop is told, by type and recipient, `changes` what changed of a
    person's state, `refused` the door's code; `orders` and `case` rest on later parts.
    """

    gives: dict[str, tuple[Message, ...]] = {}
    waits: dict[str, str] | None = None
    withheld: dict[str, str] | None = None
    told: dict[str, dict[str, str]] | None = None
    changes: tuple[str, ...] | None = None
    refused: str = ""
    orders: dict[str, Any] | None = None
    case: dict[str, Any] | None = None


class Step(msgspec.Struct, frozen=True):
    """One step: where it stands in its file, of which shop, what happens, what is expected, and what it rests on."""

    line: int
    title: str
    shop: str
    act: Act
    expected: Expected
    at: int
    later: Subject | None = None


class Story(msgspec.Struct, frozen=True):
    """A scenario as it is run. `exact` names what is expected in full in every step."""

    file: str
    sentence: str
    behaviours: tuple[str, ...]
    reads: str
    start: int
    opening: dict[str, Publishing]
    steps: tuple[Step, ...]
    exact: frozenset[str] = frozenset()
    subject: Subject | None = None
