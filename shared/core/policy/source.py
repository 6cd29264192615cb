"""Packs and registers as a privacy officer writes them: YAML, held by pydantic, to the form that is published.

Unknown keys, unknown words and impossible combinations are refused with file, line, field, what is allowed and
"did you mean"; all findings at once. It opens no file and knows no broker.
"""

from difflib import get_close_matches
from typing import Any, Final, TypeVar

from pydantic import BaseModel, ValidationError

from contracts import packs as p
from contracts.acts import act_of
from contracts.events import SHOP_TYPES
from contracts.partners import KINDS
from contracts.purposes import BASES, CHOICES, PUBLISHED, PURPOSES
from contracts.vocabulary import FIELDS, NEVER
from shared.core.policy.places import Document, Finding, Path, SourceError, dotted, parse
from shared.core.policy.written import PackSource, PartySource, Recipient, RegisterSource
from shared.core.results import SHOP

Model = TypeVar("Model", bound=BaseModel)

_TYPES: Final = sorted(SHOP_TYPES)


def read_pack(text: str, *, file: str) -> p.Pack:
    """Read a pack.

    Raises:
        SourceError: with every finding, each naming line, field and remedy.
    """
    document = parse(text, file=file)
    source = _validate(PackSource, document)
    findings = [f for name, each in source.recipients.items() for f in _check(document, name, each)]
    if SHOP in source.recipients:
        problem, remedy = f"`{SHOP}` is the shop itself, who is told of results", "give the recipient another name"
        findings.append(_finding(document, ("recipients", SHOP), problem, remedy))
    if findings:
        raise SourceError(findings)
    approval = source.minors == "approval"
    rules = [_rule(name, each, approval=approval) for name, each in source.recipients.items()]
    notice = source.notice
    return p.Pack(
        shop=source.shop,
        version=source.version,
        title=notice.title,
        revised=notice.revised or "",
        source=notice.source,
        rules=rules,
        keeps_version=source.keeps_version,
        until=source.until or "",
    )


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
    findings += [
        _word(document, ("parties", name, "notice", "fields", i), word, list(FIELDS), "field")
        for name, party in source.parties.items()
        for i, word in enumerate(party.notice.fields if party.notice else ())
        if word not in FIELDS
    ]
    if source.shop != pack.shop:
        findings.append(_finding(document, ("shop",), f"the pack is of `{pack.shop}`", "put both under one shop"))
    if findings:
        raise SourceError(findings)
    results = p.Endpoint(source.results.channel, source.results.url) if source.results else None
    parties = {name: _party(each) for name, each in source.parties.items()}
    return p.Register(source.shop, source.version, parties, results, source.until or "")


def _rule(name: str, each: Recipient, *, approval: bool) -> p.Rule:
    return p.Rule(
        id=name,
        kind=each.kind,
        clause=each.clause,
        basis=each.basis,
        purpose=each.purpose,
        on=each.on,
        fields=each.fields,
        then={kind: each.fields if fields == "same" else list(fields) for kind, fields in each.then.items()},
        whose=each.whose,
        closed=each.closed,
        not_needed=each.not_needed,
        if_company=each.if_company,
        per_seller=each.per_seller,
        methods=each.methods,
        # A basis brings its formalities: they are not switched on or off by hand.
        click=each.basis in CHOICES,
        contract=each.basis == "entrustment",
        published=each.basis in PUBLISHED,
        notice=each.notice,
        approval=approval,
        on_request=each.on_request,
        onward=each.onward,
        record=BASES[each.basis],
        waits_days=each.waits_days,
        path=each.path,
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
    return p.Party(
        mode=each.mode,
        instances=instances,
        contract=p.Contract(**each.contract.model_dump()) if each.contract else None,
        information_version=each.information_version,
        notice=p.Notice(**each.notice.model_dump()) if each.notice else None,
        publication=p.Publication(**each.publication.model_dump()) if each.publication else None,
    )


def _check(document: Document, name: str, each: Recipient) -> list[Finding]:
    at: Path = ("recipients", name)
    words: list[tuple[Path, str, list[str], str]] = [
        ((*at, "kind"), each.kind, list(KINDS), "kind of recipient"),
        ((*at, "basis"), each.basis, list(BASES), "legal basis"),
        ((*at, "purpose"), each.purpose, list(PURPOSES), "purpose"),
        *(((*at, "on", i), word, _TYPES, "event type") for i, word in enumerate(each.on)),
        *(((*at, "then", word), word, _TYPES, "event type") for word in each.then),
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
    return findings + _order(document, at, each)


def _order(document: Document, at: Path, each: Recipient) -> list[Finding]:
    """Check what opens and what follows, and that a part of the fields is a part of them."""
    findings = [
        _finding(document, (*at, key), "a recipient that is served needs at least one", "add it, or say `path: none`")
        for key, given in (("on", each.on), ("fields", each.fields))
        if each.path == "stream" and not given
    ]
    findings += [
        _finding(document, (*at, "on", i), f"`{word}` follows what was served", "put it under `then`")
        for i, word in enumerate(each.on)
        if act_of(word) != "open"
    ]
    findings += [
        _finding(document, (*at, "then", word), f"`{word}` follows nothing, it opens", "put it under `on`")
        for word in each.then
        if word in SHOP_TYPES and act_of(word) == "open"
    ]
    parts: list[tuple[Path, list[str]]] = [((*at, "if_company"), each.if_company)]
    parts += [((*at, "then", kind), list(part)) for kind, part in each.then.items() if part != "same"]
    findings += [
        _word(document, path, word, each.fields, "field of this recipient")
        for path, part in parts
        for word in part
        if word not in each.fields
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
    remedy = f"did you mean `{near[0]}`?" if near else f"allowed: {', '.join(allowed[:16])}"
    return _finding(document, path, f"`{word}` is no {what}", remedy)


def _finding(document: Document, path: Path, problem: str, remedy: str) -> Finding:
    return Finding(document.file, document.line(path), dotted(path), problem, remedy)
