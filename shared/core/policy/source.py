"""Packs and registers as a privacy officer writes them: YAML, held by pydantic, to the form that is published.

Unknown keys, unknown words and impossible combinations are refused with file, line, field, what is allowed and
"did you mean"; all findings at once. It opens no file and knows no broker.
"""

from difflib import get_close_matches
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from contracts import packs as p
from contracts.events import SHOP_TYPES
from contracts.purposes import BASES, PURPOSES
from contracts.vocabulary import FIELDS, NEVER
from shared.core.policy.places import Document, Finding, Path, SourceError, dotted, parse

Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]{0,39}$")]
Model = TypeVar("Model", bound=BaseModel)
Day = Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")]


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
    on: Annotated[list[str], Field(min_length=1)]
    fields: Annotated[list[str], Field(min_length=1)]
    closed: bool = False
    not_needed: list[str] = []
    per_seller: bool = False
    onward: Literal["none"] = "none"
    waits_days: Annotated[int, Field(ge=1, le=365)] = 30
    note: str = ""
    remedy: str = ""


class PackSource(_Written):
    """A pack: what the published notice of one shop allows."""

    shop: Name
    version: Annotated[int, Field(ge=1)]
    notice: Notice
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


class PartySource(_Written):
    """The facts about one recipient."""

    mode: p.Mode
    instances: Annotated[list[InstanceSource], Field(min_length=1)]
    contract: ContractSource | None = None
    information_version: Annotated[int, Field(ge=0)] = 0


class RegisterSource(_Written):
    """A register: the facts that the conditions of one shop's pack ask for."""

    shop: Name
    version: Annotated[int, Field(ge=1)]
    parties: dict[Name, PartySource]


def read_pack(text: str, *, file: str) -> p.Pack:
    """Read a pack.

    Raises:
        SourceError: with every finding, each naming line, field and remedy.
    """
    document = parse(text, file=file)
    source = _validate(PackSource, document)
    findings = [f for name, each in source.recipients.items() for f in _check(document, name, each)]
    if findings:
        raise SourceError(findings)
    rules = [_rule(name, each) for name, each in source.recipients.items()]
    notice = source.notice
    return p.Pack(source.shop, source.version, notice.title, notice.revised or "", notice.source, rules)


def read_register(text: str, *, file: str, pack: p.Pack) -> p.Register:
    """Read the register of a pack's shop.

    Raises:
        SourceError: with every finding, each naming line, field and remedy.
    """
    document = parse(text, file=file)
    source = _validate(RegisterSource, document)
    known = [rule.id for rule in pack.rules]
    findings = [
        _word(document, ("parties", name), name, known, "recipient of the pack")
        for name in source.parties
        if name not in known
    ]
    if source.shop != pack.shop:
        findings.append(_finding(document, ("shop",), f"the pack is of `{pack.shop}`", "put both under one shop"))
    if findings:
        raise SourceError(findings)
    # mode="json" turns models into plain values that msgspec reads strictly.
    return p.Register(source.shop, source.version, {n: _party(each) for n, each in source.parties.items()})


def _rule(name: str, each: Recipient) -> p.Rule:
    return p.Rule(
        id=name,
        kind=each.kind,
        clause=each.clause,
        basis=each.basis,
        purpose=each.purpose,
        on=each.on,
        fields=each.fields,
        closed=each.closed,
        not_needed=each.not_needed,
        per_seller=each.per_seller,
        # A basis brings its formalities: they are not switched on or off by hand.
        click=each.basis == "click_consent",
        contract=each.basis == "entrustment",
        onward=each.onward,
        record=BASES[each.basis],
        waits_days=each.waits_days,
    )


def _party(each: PartySource) -> p.Party:
    instances = [
        p.Instance(
            id=i.id,
            name=i.name,
            country=i.country,
            address=i.address,
            representative=i.representative,
            endpoint=p.Endpoint(i.endpoint.channel, i.endpoint.url),
            aliases=i.aliases,
            default=i.default,
        )
        for i in each.instances
    ]
    contract = p.Contract(each.contract.start, each.contract.end, each.contract.evidence) if each.contract else None
    return p.Party(each.mode, instances, contract, each.information_version)


def _check(document: Document, name: str, each: Recipient) -> list[Finding]:
    at: Path = ("recipients", name)
    words: list[tuple[Path, str, list[str], str]] = [
        ((*at, "kind"), each.kind, list(p.KINDS), "kind of recipient"),
        ((*at, "basis"), each.basis, list(BASES), "legal basis"),
        ((*at, "purpose"), each.purpose, list(PURPOSES), "purpose"),
        *(((*at, "on", i), word, sorted(SHOP_TYPES), "event type") for i, word in enumerate(each.on)),
        *(((*at, "fields", i), word, list(FIELDS), "field") for i, word in enumerate(each.fields)),
        *(((*at, "not_needed", i), word, list(FIELDS), "field") for i, word in enumerate(each.not_needed)),
    ]
    findings = [
        _word(document, path, word, allowed, what) for path, word, allowed, what in words if word not in allowed
    ]
    # P2, P11: what may never leave cannot be allowed by any text.
    findings += [
        _finding(document, (*at, "fields", i), "this never leaves, in any pack", "remove it; a token takes its place")
        for i, word in enumerate(each.fields)
        if word in NEVER
    ]
    return findings


def _validate(model: type[Model], document: Document) -> Model:
    try:
        return model.model_validate(document.content)
    except ValidationError as error:
        raise SourceError(
            [_from_pydantic(document, model, each) for each in error.errors(include_input=False)]
        ) from None


def _from_pydantic(document: Document, model: type[BaseModel], error: Any) -> Finding:
    path: Path = tuple(part for part in error["loc"] if part != "[key]")
    if error["type"] == "extra_forbidden":
        return _word(document, path, str(path[-1]), _keys(model, path[:-1]), "key")
    remedy = "add it" if error["type"] == "missing" else "see the form in docs/policy-packs.md"
    return _finding(document, path, error["msg"][0].lower() + error["msg"][1:], remedy)


def _keys(model: type[BaseModel], path: Path) -> list[str]:
    """Return the keys allowed at a path, by walking the models as pydantic does."""
    found: Any = model
    for part in path:
        if isinstance(found, type) and issubclass(found, BaseModel) and part in found.model_fields:
            found = found.model_fields[str(part)].annotation
        for inner in getattr(found, "__args__", ()):
            if isinstance(inner, type) and issubclass(inner, BaseModel):
                found = inner
    return list(found.model_fields) if isinstance(found, type) and issubclass(found, BaseModel) else []


def _word(document: Document, path: Path, word: str, allowed: list[str], what: str) -> Finding:
    near = get_close_matches(word, allowed, n=1)
    remedy = f"did you mean `{near[0]}`?" if near else f"allowed: {', '.join(allowed[:12])}"
    return _finding(document, path, f"`{word}` is no {what}", remedy)


def _finding(document: Document, path: Path, problem: str, remedy: str) -> Finding:
    return Finding(document.file, document.line(path), dotted(path), problem, remedy)
