"""What the policy service publishes on `policy.packs`: signed packs and registers, immutable by version.

A pack says what the published notice allows; a register holds the facts that its conditions ask for. People write
them as YAML (`shared/core/policy/source.py`); this is the form on the wire, which readers verify before they use it.
"""

from typing import Final, Literal

import msgspec

Mode = Literal["off", "shadow", "live", "paused"]
Channel = Literal["webhook"]

KINDS: Final[dict[str, str]] = {
    "seller": "seller",
    "payment": "payment",
    "cross_border": "cross_border",
    "hosting": "cross_border",
}
"""Kind of recipient → the partner service that hands over to it. A kind is added with its service."""


class Rule(msgspec.Struct, frozen=True, omit_defaults=True):
    """What one recipient may get, for one purpose, under one clause.

    `closed` marks a list that the text closes (no 等); `needed` says that the text gives no list and the fields are
    what the task needs. `not_needed` names fields that the text would allow and the purpose does not need.
    `per_seller` cuts the order into one disclosure for each seller, with that seller's items only.
    `click` asks for a recorded click on the registered information text; `contract` for a contract in force.
    """

    id: str
    kind: str
    clause: str
    basis: str
    purpose: str
    on: list[str]
    fields: list[str]
    closed: bool = False
    not_needed: list[str] = []
    per_seller: bool = False
    click: bool = False
    contract: bool = False
    onward: str = "none"
    record: str = "voluntary"
    waits_days: int = 30


class Pack(msgspec.Struct, frozen=True):
    """One version of a shop's pack."""

    shop: str
    version: int
    title: str
    revised: str
    source: str
    rules: list[Rule]


class Endpoint(msgspec.Struct, frozen=True):
    """Where and how one party gets its messages."""

    channel: Channel
    url: str


class Instance(msgspec.Struct, frozen=True, omit_defaults=True):
    """One real party behind a recipient: a seller among many, a processor, a company abroad."""

    id: str
    name: str
    country: str
    address: str
    representative: str
    endpoint: Endpoint
    aliases: list[str] = []
    default: bool = False


class Contract(msgspec.Struct, frozen=True, omit_defaults=True):
    """A contract with a party, in force from one day to another (ISO dates, both included)."""

    start: str
    end: str
    evidence: str


class Party(msgspec.Struct, frozen=True, omit_defaults=True):
    """The facts about one recipient of the pack.

    `information_version` is the lowest version of the information text that a click must have been given on.
    """

    mode: Mode
    instances: list[Instance]
    contract: Contract | None = None
    information_version: int = 0


class Register(msgspec.Struct, frozen=True):
    """One version of a shop's register: recipient id → its facts."""

    shop: str
    version: int
    parties: dict[str, Party]


class Signed(msgspec.Struct, frozen=True):
    """One record of `policy.packs`: the canonical JSON of a pack or register, its SHA-256 and an Ed25519 signature.

    The signature is over the line `sekisho/<what>/v1` followed by the body, so that a register never passes for a pack.
    """

    what: Literal["pack", "register"]
    shop: str
    version: int
    digest: str
    body: bytes
    signature: bytes


def packs_key(what: str, shop: str, version: int) -> str:
    """Return the key of a record on `policy.packs`."""
    return f"{shop}/{what}/{version}"


def signing_input(what: str, body: bytes) -> bytes:
    """Return the bytes that the policy service signs."""
    return f"sekisho/{what}/v1\n".encode() + body
