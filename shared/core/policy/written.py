"""Packs and registers as people write them: the models that pydantic holds. What the words may be, `source` checks."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from contracts import packs as p

Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]{0,39}$")]
Day = Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")]
Version = Annotated[int, Field(ge=1)]


class _Written(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True, coerce_numbers_to_str=False)


class Notice(_Written):
    """The published text that a pack reads: its title, its last revision if it states one, its file."""

    title: str
    revised: Day | None = None
    source: str


class Recipient(_Written):
    """One recipient of a pack; see `contracts.packs.Rule`. `note` holds the reading taken where the text is open."""

    kind: str
    clause: str
    basis: str
    purpose: str
    on: list[str] = []
    fields: list[str] = []
    then: dict[str, Literal["same"] | list[str]] = {}
    whose: p.Whose = "customer"
    closed: bool = False
    not_needed: list[str] = []
    if_company: list[str] = []
    per_seller: bool = False
    methods: list[str] = []
    notice: bool = False
    on_request: bool = False
    onward: Literal["none"] = "none"
    waits_days: Annotated[int, Field(ge=1, le=365)] = 30
    path: p.Path = "stream"
    note: str = ""
    remedy: str = ""


class PackSource(_Written):
    """A pack: what the published notice of one shop allows. `minors: approval` holds back who is not of age."""

    shop: Name
    version: Version
    notice: Notice
    until: Day | None = None
    keeps_version: bool = False
    minors: Literal["approval"] | None = None
    recipients: dict[Name, Recipient]


class EndpointSource(_Written):
    """Where a party gets its messages."""

    channel: p.Channel
    url: Annotated[str, Field(pattern=r"^https?://")]


class InstanceSource(_Written):
    """One real party: legal name, address, representative and country are what a record of provision names."""

    id: Name
    name: str
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
    address: str
    representative: str
    endpoint: EndpointSource
    aliases: list[str] = []
    default: bool = False


class ContractSource(_Written):
    """A contract with its first and last day, and the digest of the document."""

    start: Day
    end: Day
    evidence: str


class NoticeSource(_Written):
    """A notice that was given before an entrustment: its period, the fields that it named, and its digest."""

    start: Day
    end: Day
    fields: Annotated[list[str], Field(min_length=1)]
    evidence: str


class PublicationSource(_Written):
    """What a basis asks to be published or filed: since when, its digest, who is responsible, what was accepted."""

    start: Day
    evidence: str
    responsible: str = ""
    accepted: str = ""


class PartySource(_Written):
    """The facts about one recipient."""

    mode: p.Mode
    instances: Annotated[list[InstanceSource], Field(min_length=1)]
    contract: ContractSource | None = None
    information_version: Annotated[int, Field(ge=0)] = 0
    notice: NoticeSource | None = None
    publication: PublicationSource | None = None


class RegisterSource(_Written):
    """A register: the facts that the conditions of one shop's pack ask for, and where the shop is told of results."""

    shop: Name
    version: Version
    until: Day | None = None
    results: EndpointSource | None = None
    parties: dict[Name, PartySource]
