"""CloudEvents 1.0 over HTTP, structured and binary, to what was given: id, source, type, time and a typed body.

The closed list of types decides what may come in. Whose event it is, and who may send it, is not known here.
"""

import difflib
from collections.abc import Mapping
from typing import Any, Final, NamedTuple
from urllib.parse import unquote

import msgspec
from msgspec import UNSET

from contracts.events import CONSENT_TYPES, SHOP_TYPES
from shared.core.door.body import absent, body, is_time, leaves
from shared.core.door.refusal import ATTRIBUTES, DoorError, pointer
from shared.core.door.text import parse

CONTENT_TYPE: Final = "application/cloudevents+json"
_MAX_ATTRIBUTE: Final = 1024
_PREFIX: Final = "ce-"
_PARTS: Final = {
    "preference.changed": "preference",
    "approval.given": "approval",
    "recipient.requested": "request",
    "values.provided": "request",
}
"""Types that say nothing without this part of their data."""


class Given(NamedTuple):
    """One event as the shop gave it; `id` and `source` are the shop's own and go no further than the door (P7)."""

    id: str
    source: str
    type: str
    time: str | None
    body: msgspec.Struct
    unknown: int

    def __repr__(self) -> str:
        """Name the type only (P7)."""
        return f"Given(type={self.type!r})"


def structured(raw: bytes) -> Given:
    """Read an event whose attributes are in the body.

    Raises:
        DoorError: the body or an attribute is refused.
    """
    event = parse(raw)
    if not absent(event.get("data_base64")):
        raise DoorError("data_not_json", "/data")
    attributes = {name: value for name, value in event.items() if name in ATTRIBUTES and name != "data"}
    extensions = sum(1 for name, value in event.items() if name not in ATTRIBUTES for _ in leaves(value))
    given = _given(attributes, event.get("data"))
    return given._replace(unknown=given.unknown + extensions)


def binary(raw: bytes, headers: Mapping[str, str]) -> Given:
    """Read an event whose attributes are in `ce-*` headers (percent-encoded) and whose data are the body.

    Raises:
        DoorError: the body or an attribute is refused.
    """
    sent = {name.lower()[len(_PREFIX) :]: value for name, value in headers.items() if name.lower().startswith(_PREFIX)}
    attributes = {name: _decoded(name, value) for name, value in sent.items() if name in ATTRIBUTES}
    given = _given(attributes, parse(raw))
    return given._replace(unknown=given.unknown + len(sent) - len(attributes))


def _given(attributes: Mapping[str, Any], sent: Any) -> Given:
    if attributes.get("specversion") != "1.0":
        raise DoorError("specversion_unknown", "/specversion")
    kind = _attribute(attributes, "type")
    if kind not in SHOP_TYPES:
        raise _unknown_type(kind)
    time = attributes.get("time")
    if not absent(time) and not (isinstance(time, str) and is_time(time)):
        raise DoorError("time_not_rfc3339", "/time")
    if not isinstance(sent, dict):
        raise DoorError("field_wrong_type" if sent is not None else "field_missing", "/data", "Send data as an object.")
    typed, unknown = body(_agreeing(sent, kind))
    if kind in _PARTS and getattr(typed, _PARTS[kind]) is UNSET:
        # P5: a no that says nothing would not be one.
        raise DoorError("part_missing", pointer(("data", _PARTS[kind])), f"Send data.{_PARTS[kind]}.")
    return Given(
        id=_attribute(attributes, "id"),
        source=_attribute(attributes, "source"),
        type=kind,
        time=time or None,
        body=typed,
        unknown=unknown,
    )


def _attribute(attributes: Mapping[str, Any], name: str) -> str:
    value = attributes.get(name)
    if absent(value):
        raise DoorError("attribute_missing", pointer((name,)))
    if not isinstance(value, str) or len(value) > _MAX_ATTRIBUTE:
        raise DoorError("attribute_wrong", pointer((name,)))
    return value


def _unknown_type(kind: str) -> DoorError:
    # P7: only names of our own closed list are said back.
    close = difflib.get_close_matches(kind[:_MAX_ATTRIBUTE], sorted(SHOP_TYPES), n=1)
    remedy = f"Did you mean {close[0]}?" if close else None
    return DoorError("unknown_event_type", "/type", remedy)


def _agreeing(sent: dict[str, Any], kind: str) -> dict[str, Any]:
    """Return the data with the consent's `given` as the event's type says it."""
    if kind not in CONSENT_TYPES:
        return sent
    consent = sent.get("consent")
    if not isinstance(consent, dict):
        raise DoorError("consent_missing", "/data/consent")
    given = kind == "consent.given"
    if consent.get("given") not in (None, given):
        raise DoorError("consent_contradicts", "/data/consent/given")
    return {**sent, "consent": {**consent, "given": given}}


def _decoded(name: str, value: str) -> str:
    try:
        return unquote(value, errors="strict")
    except UnicodeDecodeError:
        raise DoorError("text_not_unicode", pointer((name,))) from None
