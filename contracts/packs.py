"""What the policy service publishes on `policy.packs`: signed packs and registers, immutable by version.

A pack says what the published notice allows; a register holds the facts that its conditions ask for. People write
them as YAML (`shared/core/policy/source.py`); this is the form on the wire, which readers verify before they use it.
"""

from typing import Literal

import msgspec

Mode = Literal["off", "shadow", "live", "paused"]
Channel = Literal["webhook"]
Whose = Literal["customer", "seller"]
Path = Literal["stream", "none"]


class Rule(msgspec.Struct, frozen=True, omit_defaults=True):
    """What one recipient may get, for one purpose, under one clause.

    `on` are the types of event that open a service to this recipient, `fields` what it then gets. `then` are types that
    follow, each with its own part of `fields`: they go only to those who were served for that order. `whose` says whose
    data leave: the customer's, or those of the seller who is the other party. `closed` marks a list that the text
    closes (no 等). `not_needed` names fields that the text would allow and the purpose does not need; `if_company`
    fields that are given only where the person acts for a company. `per_seller` cuts the order into one disclosure for
    each seller, with that seller's items only. With `methods` a payment is passed on only where it is of one of these.

    Conditions: `click` a recorded choice on the registered information text; `contract`, `notice`, `published` facts of
    the register (a contract in force; a notice of scope and period given before; the publication or filing that the
    basis asks for); `approval` of a parent where the person is not of age; `on_request` a logged request of the
    recipient for this order. With path `none` the recipient is declared and never served; the source's note says why.
    """

    id: str
    kind: str
    clause: str
    basis: str
    purpose: str
    on: list[str]
    fields: list[str]
    then: dict[str, list[str]] = {}
    whose: Whose = "customer"
    closed: bool = False
    not_needed: list[str] = []
    if_company: list[str] = []
    per_seller: bool = False
    methods: list[str] = []
    click: bool = False
    contract: bool = False
    notice: bool = False
    published: bool = False
    approval: bool = False
    on_request: bool = False
    onward: str = "none"
    record: str = "voluntary"
    waits_days: int = 30
    path: Path = "stream"


class Pack(msgspec.Struct, frozen=True, omit_defaults=True):
    """One version of a shop's pack.

    `keeps_version`: data keep the version under which they were collected, and the stricter of that one and the one in
    force decides. `until` is the last day on which the version may be used (ISO date, in Japan); empty: no end.
    """

    shop: str
    version: int
    title: str
    revised: str
    source: str
    rules: list[Rule]
    keeps_version: bool = False
    until: str = ""


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


class Notice(msgspec.Struct, frozen=True, omit_defaults=True):
    """A notice given before an entrustment: which fields it named and for which period (ISO dates, both included)."""

    start: str
    end: str
    fields: list[str]
    evidence: str


class Publication(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a basis asks to be published or filed first: from which day, and the digest of it.

    For a joint use (APPI 27(5)(iii)): items, scope, purposes, and name, address and representative of the responsible
    party. For an opt-out (27(2)): the filing. `accepted` is an officer's reason where the published text lacks a part.
    """

    start: str
    evidence: str
    responsible: str = ""
    accepted: str = ""


class Party(msgspec.Struct, frozen=True, omit_defaults=True):
    """The facts about one recipient of the pack.

    `information_version` is the lowest version of the information text that a click must have been given on.
    """

    mode: Mode
    instances: list[Instance]
    contract: Contract | None = None
    information_version: int = 0
    notice: Notice | None = None
    publication: Publication | None = None


class Register(msgspec.Struct, frozen=True, omit_defaults=True):
    """One version of a shop's register: recipient id → its facts.

    `results` is where the shop itself is told of results, requests for values and due notices. `until` is the last day
    on which the version may be used (ISO date, in Japan); empty: no end.
    """

    shop: str
    version: int
    parties: dict[str, Party]
    results: Endpoint | None = None
    until: str = ""


What = Literal["pack", "register"]


class Claim(msgspec.Struct, frozen=True):
    """What officers approve and the policy service seals: one version, by the digest of its body, in its place.

    `digest` is the SHA-256 of the body. `previous` is the digest of the version before, empty for a shop's first, so
    that packs are one chain and registers another. `effective` is the moment (Unix ms) from which it may be put into
    force, 0 for at once.
    """

    what: What
    shop: str
    version: int
    digest: str
    previous: str
    effective: int


class Approval(msgspec.Struct, frozen=True):
    """An officer's word for a claim: who, when (Unix ms), and the Ed25519 signature over both."""

    officer: str
    at: int
    signature: bytes


class Signed(msgspec.Struct, frozen=True):
    """One record of `policy.packs`: a claim, the canonical JSON of its pack or register, and who stands for it.

    `key` names the key of the policy service that made `signature`, so that keys can follow each other with overlap.
    """

    claim: Claim
    body: bytes
    key: str
    signature: bytes
    approvals: list[Approval]


def packs_key(claim: Claim) -> str:
    """Return the key of a record on `policy.packs`. Other content has another key, so that it never takes the place."""
    return f"{claim.shop}/{claim.what}/{claim.version}/{claim.digest[:16]}"


def signing_input(claim: Claim, key: str) -> bytes:
    """Return the bytes that the policy service signs with the key of that name."""
    return _input("sekisho/version/v2", claim, {"key": key})


def approval_input(claim: Claim, officer: str, at: int) -> bytes:
    """Return the bytes that an officer signs at that moment; they never pass for the service's, nor the reverse."""
    return _input("sekisho/approval/v1", claim, {"officer": officer, "at": at})


def _input(about: str, claim: Claim, more: dict[str, str | int]) -> bytes:
    """One line that says what is signed, then one JSON object with sorted keys: each value has one place."""
    return f"{about}\n".encode() + msgspec.json.encode({**msgspec.structs.asdict(claim), **more}, order="sorted")
