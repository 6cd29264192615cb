"""What the policy service publishes on `policy.packs`: signed packs and registers, immutable by version.

A pack says what the published notice allows; a register holds the facts that its conditions ask for. People write
them as YAML (`shared/core/policy/source.py`); this is the form on the wire, which readers verify before they use it.
"""

from typing import Literal

import msgspec

from contracts.terms import (
    Abroad,
    CaseKind,
    Choice,
    Copy,
    Corrections,
    Ends,
    Form,
    Formality,
    Label,
    Onward,
    Path,
    Rights,
)

Mode = Literal["off", "shadow", "live", "paused"]
Channel = Literal["webhook"]
Whose = Literal["customer", "seller"]


class Rule(msgspec.Struct, frozen=True, omit_defaults=True):
    """What one recipient may get, for one purpose, under one clause. A recipient may have several, by type of event.

    What leaves. `on` are the types of event that open a service to this recipient, `fields` what it then gets, `parts`
    the types under `on` that give less than all of it. `then` are types that follow, each with its own part of
    `fields`: they go only to those who were served for that order. `whose` says whose data leave: the customer's, or
    those of the seller who is the other party. `closed` marks a list that the text closes (no 等); for an open one
    `needs` says for what each field is needed. `not_needed` names fields that the text would allow and the purpose does
    not need; `if_company` fields that are given only where the person acts for a company. `forms` are fields that leave
    in a lesser form. `per_seller` cuts the order into one disclosure for each seller, with that seller's items only.
    With `methods` a payment is passed on only where it is of one of these.

    Conditions. `click` a recorded choice on the registered information text; `contract`, `notice`, `published`, facts
    of the register (a contract in force; a notice of scope and period given before; the publication or filing that the
    basis asks for); `abroad` the route by which data may go to the countries named; `approval` of a parent where the
    person is not of age; `choice` by category; `after` types of event that must have come for this order; `on_request`
    a logged request of the recipient for this order; `stops` acts of the person that end it.

    Terms. `letter` is the text's own letter of the purpose; `onward` what the recipient may pass on; `ends` when the
    purpose ends; `keeps_days` how long the recipient may keep it after that (-1: the text does not say); `corrections`
    what a recipient gets of a correction; `waits_days` how long an event may wait. With another path than `stream`
    nothing passes here: `case` names the kind of case that opens it, the others are declared, and `note` says why.
    `remedy` says what would open what is denied.
    """

    id: str
    kind: str
    clause: str
    basis: str
    purpose: str
    on: list[str]
    fields: list[str]
    parts: dict[str, list[str]] = {}
    then: dict[str, list[str]] = {}
    whose: Whose = "customer"
    closed: bool = False
    needs: dict[str, str] = {}
    not_needed: list[str] = []
    if_company: list[str] = []
    forms: dict[str, Form] = {}
    per_seller: bool = False
    methods: list[str] = []
    click: bool = False
    contract: bool = False
    notice: bool = False
    published: bool = False
    abroad: Abroad | None = None
    countries: list[str] = msgspec.field(default_factory=lambda: ["JP"])
    approval: bool = False
    choice: Choice | None = None
    after: list[str] = []
    on_request: bool = False
    stops: list[str] = []
    letter: str = ""
    onward: Onward = "none"
    ends: Ends | None = None
    keeps_days: int = -1
    corrections: Corrections = "send"
    appi: str = ""
    gdpr: str = ""
    waits_days: int = 30
    path: Path = "stream"
    case: CaseKind | None = None
    party: Label | None = None
    note: str = ""
    remedy: str = ""


class Pack(msgspec.Struct, frozen=True, omit_defaults=True):
    """One version of a shop's pack.

    `keeps_version`: data keep the version under which they were collected, and the stricter of that one and the one in
    force decides. `until` is the last day on which the version may be used (ISO date, in Japan); empty: no end.
    `company` is who publishes the notice, `contact` where persons turn to.
    """

    shop: str
    version: int
    title: str
    revised: str
    source: str
    rules: list[Rule]
    keeps_version: bool = False
    until: str = ""
    company: Label | None = None
    contact: str = ""
    rights: Rights | None = None
    copies: list[Copy] = []


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


class Route(msgspec.Struct, frozen=True, omit_defaults=True):
    """By which route data may go abroad (APPI 28), since when, and the digest of what shows it.

    `consent`: a text that names the country, its system and the recipient's measures (Rule 17(2)). `equivalent`:
    measures by contract or group rules (Rule 16), whose last review, `reviewed`, is not older than a year (Rule 18).
    """

    kind: Abroad
    start: str
    evidence: str
    reviewed: str = ""


class Documents(msgspec.Struct, frozen=True, omit_defaults=True):
    """Contract documents made with each person that hold all that a record must (Rule 19(3)), and from which day.

    They stand for the record; the entry is kept for one year instead of three. `evidence` is the digest of the form.
    """

    start: str
    evidence: str


class Party(msgspec.Struct, frozen=True, omit_defaults=True):
    """The facts about one recipient of the pack.

    `information_version` is the lowest version of the information text that a click must have been given on.
    `accepted` is a formality that is missing → the officer's reason to go on without it.
    """

    mode: Mode
    instances: list[Instance]
    contract: Contract | None = None
    information_version: int = 0
    notice: Notice | None = None
    publication: Publication | None = None
    route: Route | None = None
    accepted: dict[Formality, str] = {}
    documents: Documents | None = None


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
