"""Packs and registers as a privacy officer writes them: YAML, held by pydantic, to the form that is published.

Unknown keys, unknown words and impossible combinations are refused with file, line, field, what is allowed and
"did you mean"; all findings at once. It opens no file and knows no broker.
"""

from typing import Any, Final

import msgspec
from pydantic import BaseModel

from contracts import packs as p
from contracts import terms as t
from shared.core.policy import written as w
from shared.core.policy.check import check_pack
from shared.core.policy.entry import expanded
from shared.core.policy.grounds import grounds
from shared.core.policy.held import validate
from shared.core.policy.parties import check_register
from shared.core.policy.places import Document, SourceError, parse

_AS_WRITTEN: Final = w.Entry.model_fields.keys() & set(p.Rule.__struct_fields__) - {"on", "then", "gdpr"}
"""Keys of an entry that are published as they are written."""


def read_pack(text: str, *, file: str) -> p.Pack:
    """Read a pack.

    Raises:
        SourceError: with every finding, each naming line, field and remedy.
    """
    return pack_of(parse(text, file=file))


def pack_of(document: Document) -> p.Pack:
    """Read a pack from what was parsed, or put together.

    Raises:
        SourceError: with every finding.
    """
    source = validate(w.PackSource, document, expanded(document.content))
    if findings := check_pack(document, source):
        raise SourceError(findings)
    approval, notice = source.minors == "approval", source.notice
    return p.Pack(
        shop=source.shop,
        version=source.version,
        title=notice.title,
        revised=notice.revised or "",
        source=notice.source,
        rules=[_rule(name, e, approval=approval) for name, entries in source.recipients.items() for e in entries],
        keeps_version=source.keeps_version,
        until=source.until or "",
        company=_label(notice.company),
        contact=notice.contact,
        rights=_to(t.Rights, source.rights),
        copies=[_to(t.Copy, each) for each in source.copies],
    )


def read_register(text: str, *, file: str, pack: p.Pack) -> p.Register:
    """Read the register of a pack's shop.

    Raises:
        SourceError: with every finding, each naming line, field and remedy.
    """
    return register_of(parse(text, file=file), pack)


def register_of(document: Document, pack: p.Pack) -> p.Register:
    """Read a register from what was parsed, or put together.

    Raises:
        SourceError: with every finding.
    """
    source = validate(w.RegisterSource, document)
    if findings := check_register(document, source, pack):
        raise SourceError(findings)
    parties = {name: _party(each) for name, each in source.parties.items()}
    return p.Register(source.shop, source.version, parties, _to(p.Endpoint, source.results), source.until or "")


def _rule(name: str, each: w.Entry, *, approval: bool) -> p.Rule:
    written = each.on if isinstance(each.on, dict) else {}
    same = each.model_dump(include=_AS_WRITTEN, exclude_none=True)
    brought = grounds(each.basis)
    made = {
        "id": name,
        "on": list(each.on),
        "parts": {kind: list(part) for kind, part in written.items() if part != "same"},
        "then": {kind: each.fields if part == "same" else list(part) for kind, part in each.then.items()},
        "needs": {field: need for need, fields in each.needed_for.items() for field in fields},
        "approval": approval,
        "stops": brought["stops"] if each.stopped_by is None else each.stopped_by,
        "gdpr": brought["gdpr"] if each.gdpr is None else each.gdpr,
    }
    return msgspec.convert({**same, **brought, **made}, p.Rule)


def _label(each: w.LabelSource | None) -> t.Label | None:
    return t.Label(each.ja, each.en) if each else None


def _to(kind: Any, source: BaseModel | None) -> Any:
    """Return what was written in its published form; keys that were left out stay out."""
    if source is None:
        return None
    return msgspec.convert(source.model_dump(exclude_none=True), kind)


def _party(each: w.PartySource) -> p.Party:
    written = each.model_dump(exclude_none=True)
    return msgspec.convert(written, p.Party)
