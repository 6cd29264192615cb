"""Packs and registers as people write them: the models that pydantic holds. What the words may be, `check` says."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from contracts import packs as p
from contracts import terms as t
from shared.core.policy.spelled import (
    Address,
    Category,
    Count,
    Country,
    Day,
    Letter,
    Name,
    On,
    Part,
    Reason,
    Text,
    Version,
)


class _Written(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, hide_input_in_errors=True)


class LabelSource(_Written):
    """A name for people, in both languages."""

    ja: Text
    en: Text


class Notice(_Written):
    """The published text that a pack reads: title, last revision if it states one, file, who publishes it, contact."""

    title: Text
    revised: Day | None = None
    source: Text
    company: LabelSource | None = None
    contact: str = ""


class ChoiceSource(_Written):
    """A choice by category; without `category` the event names it."""

    kind: Literal["opt_in", "opt_out"]
    category: Category | None = None


class EndsSource(_Written):
    """When the purpose ends: so many days after a type of event."""

    on: str
    days: Count = 0


class Entry(_Written):
    """One entry of a recipient; see `contracts.packs.Rule`. `note` holds the reading taken where the text is open."""

    kind: str
    party: LabelSource | None = None
    clause: Text
    basis: str
    purpose: str
    letter: Letter | None = None
    path: t.Path = "stream"
    case: t.CaseKind | None = None
    on: On = []
    fields: list[str] = []
    then: dict[str, Part] = {}
    whose: p.Whose = "customer"
    closed: bool = False
    needed_for: dict[str, list[str]] = {}
    not_needed: list[str] = []
    if_company: list[str] = []
    forms: dict[str, t.Form] = {}
    per_seller: bool = False
    methods: list[str] = []
    notice: bool = False
    countries: Annotated[list[Country], Field(min_length=1)] = ["JP"]
    abroad: t.Abroad | None = None
    choice: ChoiceSource | None = None
    after: list[str] = []
    on_request: bool = False
    stopped_by: list[str] | None = None
    onward: t.Onward = "none"
    ends: EndsSource | None = None
    keeps_days: Count | None = None
    corrections: t.Corrections = "send"
    gdpr: str | None = None
    waits_days: Annotated[int, Field(ge=1, le=365)] = 30
    note: str = ""
    remedy: str = ""


class ReplySource(_Written):
    """How one kind of request is answered."""

    clause: Text
    word: t.Promptness | None = None
    months: Count = 0
    extended: Count = 0
    target_days: Count = 0
    fee: Literal["none", "possible"] = "none"


class RightsSource(_Written):
    """What persons may ask, and what the text promises about it; see `contracts.terms.Rights`."""

    requests: dict[t.Request, ReplySource]
    not_correctable: list[str] = []
    hold: bool = False
    propagate: bool = False
    deletion_reaches: bool = False
    after_deletion: list[Literal["archive", "backup", "legal_minimum"]] = []
    answers_to: Literal["person", "same_corporation"] = "person"


class TermSource(_Written):
    """One term, counted from `start`."""

    start: Literal["last_activity", "last_order", "collection", "end_of_purpose", "shop_decides"]
    years: Count = 0
    months: Count = 0
    days: Count = 0


class CopySource(_Written):
    """One kind of copy that the shop itself keeps."""

    what: LabelSource
    clause: Text
    terms: Annotated[list[TermSource], Field(min_length=1)]
    then: Literal["inactive", "erased", "archived", "hidden"]
    note: str = ""


class PackSource(_Written):
    """A pack: what the published notice of one shop allows. `minors: approval` holds back who is not of age.

    A recipient is one entry, or `entries`, each with what is its own; `source` makes a list of either.
    """

    shop: Name
    version: Version
    notice: Notice
    until: Day | None = None
    keeps_version: bool = False
    minors: Literal["approval"] | None = None
    rights: RightsSource | None = None
    copies: list[CopySource] = []
    recipients: Annotated[dict[Name, Annotated[list[Entry], Field(min_length=1)]], Field(min_length=1)]


class EndpointSource(_Written):
    """Where a party gets its messages."""

    channel: p.Channel
    url: Address


class InstanceSource(_Written):
    """One real party: legal name, address, representative and country are what a record of provision names."""

    id: Name
    name: Text
    country: Country
    address: Text
    representative: Text
    endpoint: EndpointSource
    aliases: list[str] = []
    default: bool = False


class ContractSource(_Written):
    """A contract with its first and last day, and the digest of the document."""

    start: Day
    end: Day
    evidence: Text


class NoticeSource(_Written):
    """A notice that was given before an entrustment: its period, the fields that it named, and its digest."""

    start: Day
    end: Day
    fields: Annotated[list[str], Field(min_length=1)]
    evidence: Text


class PublicationSource(_Written):
    """What a basis asks to be published or filed: since when, its digest, who is responsible, what was accepted."""

    start: Day
    evidence: Text
    responsible: str = ""
    accepted: Reason | None = None


class RouteSource(_Written):
    """By which route data may go abroad; see `contracts.packs.Route`."""

    kind: t.Abroad
    start: Day
    evidence: Text
    reviewed: Day | None = None


class DocumentsSource(_Written):
    """Contract documents with the person that stand for the record; see `contracts.packs.Documents`."""

    start: Day
    evidence: Text


class PartySource(_Written):
    """The facts about one recipient."""

    mode: p.Mode
    instances: Annotated[list[InstanceSource], Field(min_length=1)]
    contract: ContractSource | None = None
    information_version: Count = 0
    notice: NoticeSource | None = None
    publication: PublicationSource | None = None
    route: RouteSource | None = None
    documents: DocumentsSource | None = None
    accepted: dict[t.Formality, Reason] = {}


class RegisterSource(_Written):
    """A register: the facts that the conditions of one shop's pack ask for, and where the shop is told of results."""

    shop: Name
    version: Version
    until: Day | None = None
    results: EndpointSource | None = None
    parties: dict[Name, PartySource]
