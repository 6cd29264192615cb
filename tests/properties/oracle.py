"""What a party may hold of an event, read a second time from the pack as it is written, by other means than the core's.

It knows what may leave and in which form, and what a stop ends. Whether something leaves at all is not decided here.
"""

import hashlib
import unicodedata
from collections.abc import Iterable
from typing import Any

from contracts.purposes import BASES
from contracts.vocabulary import FIELDS, NEVER
from tests.properties.packs import Content, entries_of

_ADDRESS = ("postal_code", "country", "prefecture", "city", "block", "building")
_ITEM = ("id", "title", "sku", "quantity", "price", "seller")
_STOPS = {"provision.stopped": "provision", "use.stopped": "use", "customer.left": "leaving"}


def entry_for(pack: Content, recipient: str, kind: str) -> Content | None:
    """Return the entry by which a recipient is served on a type of event."""
    for entry in entries_of(pack["recipients"].get(recipient, {"path": "denied"})):
        if entry["path"] == "stream" and kind in {*entry.get("on", ()), *entry.get("then", ())}:
            return entry
    return None


def fields_of(entry: Content, party: Content, kind: str) -> list[str]:
    """Return the fields of an entry for a type of event, of those that were announced where that is asked for."""
    on = entry.get("on", [])
    part = entry.get("then", {}).get(kind, on.get(kind, "same") if isinstance(on, dict) else "same")
    fields = entry["fields"] if part == "same" else part
    told = party.get("notice", {}).get("fields", fields) if entry.get("notice") else fields
    return [field for field in fields if field in told]


def expected(pack: Content, register: Content, party: str, kind: str, data: Any) -> Any:
    """Return exactly what a party may hold of an event's data; None where it may hold nothing."""
    recipient, _, instance = party.partition("/")
    entry, facts = entry_for(pack, recipient, kind), register["parties"].get(recipient)
    if entry is None or facts is None:
        return None
    company = _has(data, ["customer.company", "customer.company_ref"], entry, "customer")
    company = company or _has(data, ["seller.company_ref"], entry, "seller")
    found: dict[str, Any] = {}
    for field in fields_of(entry, facts, kind):
        if field in entry.get("if_company", ()) and not company:
            continue
        value = known(data, field)
        if field == "order.items" and entry.get("per_seller") and value is not None:
            value = [item for item in value if _whose(item, facts) == instance]
        if value is not None:
            group, leaf = field.split(".")
            found.setdefault(group, {})[leaf] = formed(value, entry.get("forms", {}).get(field))
    return found


def _has(data: Any, fields: Iterable[str], entry: Content, whose: str) -> bool:
    return entry.get("whose", "customer") == whose and any(known(data, field) is not None for field in fields)


def _whose(item: Any, facts: Content) -> Any:
    named = {alias: each["id"] for each in facts["instances"] for alias in (each["id"], *each["aliases"])}
    if "seller" not in item:
        return next((each["id"] for each in facts["instances"] if each["default"]), "")
    return named.get(item["seller"], "")


def known(data: Any, field: str) -> Any:
    """Return what an event says of a field of the vocabulary, without what nobody knows; None if it is absent."""
    group, leaf = field.split(".")
    inner = data.get(group)
    value = inner.get(leaf) if isinstance(inner, dict) else None
    if value is None or value == "" or field in NEVER:
        return None
    if FIELDS[field].type == "address":
        return _parts(value, _ADDRESS) or None
    return [_parts(item, _ITEM) for item in value] if FIELDS[field].type == "items" else value


def _parts(value: Any, names: Iterable[str]) -> dict[str, Any]:
    return {name: value[name] for name in names if value.get(name) not in {None, ""}}


def formed(value: Any, form: str | None) -> Any:
    """Return a value in its lesser form."""
    match form:
        case "sha256":
            text = unicodedata.normalize("NFKC", value).strip().lower()
            return hashlib.sha256(text.encode()).hexdigest()
        case "year":
            return value[:4]
        case "last4":
            return value.strip()[-4:]
        case "area":
            return {name: value[name] for name in ("country", "prefecture") if name in value}
    return value


def ended(pack: Content, party: str, kind: str, before: list[tuple[str, Any]]) -> bool:
    """Tell whether one of these events (type, data) has stopped an entry, and no later proven consent lifts it."""
    recipient = party.partition("/")[0]
    entry = entry_for(pack, recipient, kind)
    acts = entry.get("stopped_by", BASES[entry["basis"]].stops) if entry else ()
    stopped = False
    for said, data in before:
        if _STOPS.get(said) in acts and data.get("stop", {}).get("recipient", recipient) == recipient:
            stopped = True
        consent = data.get("consent", {})
        if said == "consent.given" and consent["recipient"] == recipient and "evidence" in consent:
            stopped = False
    return stopped
