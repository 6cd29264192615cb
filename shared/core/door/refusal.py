"""What the door says when it refuses: a code, a place, a remedy; never a value, never a name that we did not choose.

An unknown key may itself be personal data (`{"Taro Sekino": …}`), so a place shows it as `?` (P7).
"""

from collections.abc import Iterable
from typing import Final

import msgspec

from contracts.events import EXTRAS, Address, Item
from contracts.said import Approval, Consent, Other, Preference, Request, Stop
from contracts.vocabulary import FIELDS, GROUPS
from shared.errors import SekishoError

ATTRIBUTES: Final = frozenset(
    {"specversion", "id", "source", "type", "time", "datacontenttype", "dataschema", "subject", "data"}
)
"""Attributes of CloudEvents 1.0 that are ours to read or to leave; any other is an extension, dropped and counted."""

NAMES: Final = frozenset(
    {
        *GROUPS,
        *(name.split(".", 1)[1] for name in FIELDS),
        *(
            field.encode_name
            for struct in (Address, Item, Consent, Approval, Preference, Stop, Request, Other)
            for field in msgspec.structs.fields(struct)
        ),
        *ATTRIBUTES,
        *EXTRAS,
    }
)
"""Every key name that a place may show."""

Path = tuple[str | int, ...]

_TEXTS: Final[dict[str, tuple[str, str]]] = {
    "body_too_large": ("The body is too large.", "Send one event at a time, of at most 1 MiB."),
    "body_too_deep": ("The body is nested too deeply.", "Nest at most 32 objects and arrays."),
    "body_too_many": ("The body has too many values.", "Send at most 10,000 values in one event."),
    "body_has_bom": ("The body begins with a byte order mark.", "Send UTF-8 without a byte order mark."),
    "body_not_utf8": ("The body is not UTF-8.", "Encode the body as UTF-8."),
    "body_not_json": ("The body is not JSON.", "Send one JSON value as RFC 8259 defines it."),
    "body_not_object": ("The body is JSON, but not an object.", "Send one object at the top level."),
    "duplicate_key": ("A key occurs twice in one object.", "Send every key once."),
    "number_not_finite": ("A number is NaN or infinite.", "Leave the value out if there is none."),
    "number_not_exact": ("A number is too long or too large to be kept exactly.", "Send it as a string."),
    "text_not_unicode": ("A text holds half of a surrogate pair.", "Send whole Unicode characters."),
    "text_has_nul": ("A text holds the character U+0000.", "Remove it."),
    "content_type_unknown": (
        "The content type says neither a structured nor a binary CloudEvent.",
        "Send application/cloudevents+json, or application/json with ce-* headers.",
    ),
    "specversion_unknown": ("The event is not of CloudEvents 1.0.", 'Send specversion "1.0".'),
    "attribute_missing": ("A required attribute of the event is missing or empty.", "Send id, source and type."),
    "attribute_wrong": ("An attribute of the event is not text, or too long.", "Send text of at most 1024 characters."),
    "data_not_json": ("The event's data are not JSON.", "Send data as a JSON object, not as data_base64."),
    "unknown_event_type": ("The event's type is not in the closed list.", "See the list of event types."),
    "time_not_rfc3339": ("A time is not of RFC 3339 with an offset.", "Send it as 2026-01-31T09:00:00+09:00."),
    "field_wrong_type": ("A field has the wrong type.", "See the field's type in the vocabulary."),
    "field_missing": ("A required field is missing.", "Send it."),
    "never_accepted": (
        "A field that is never accepted has a value.",
        "Remove it: passwords, card numbers, card expiry, security codes and copies of documents are not taken in.",
    ),
    "card_number_found": (
        "A field holds a card number.",
        "Send the processor's token as payment.card_token, and the card number nowhere.",
    ),
    "amount_not_text": (
        "An amount is not a string of decimal digits.",
        'Send it as a string such as "1280" or "12.80".',
    ),
    "reference_malformed": (
        "A name or digest holds characters that it cannot have.",
        "Use lower-case ASCII letters, digits, _ and - for names; hex or base64 for digests.",
    ),
    "consent_missing": ("The event is about a consent, but carries none.", "Send data.consent."),
    "consent_contradicts": ("The consent says the opposite of the event's type.", "Make `given` and the type agree."),
    "part_missing": ("The event says nothing: its type asks for a part that is not there.", "Send that part."),
    "other_missing": (
        "The event links two names of a person, but gives only one.",
        "Send data.other with the other customer_id or email.",
    ),
    "person_missing": (
        "The event names no person.",
        "Send customer.id, customer.email or order.id.",
    ),
}


class DoorError(SekishoError):
    """A refusal at the door: nothing was accepted. `place` is a JSON pointer of known names, `?` and indices."""

    def __init__(self, code: str, place: str = "", remedy: str | None = None) -> None:
        """Refuse with a code of the closed table; `remedy` replaces the general one, and holds no value either.

        Raises:
            KeyError: the code is not in the table.
        """
        self.detail, general = _TEXTS[code]
        super().__init__(code)
        self.code = code
        self.place = place
        self.remedy = remedy or general


CODES: Final = frozenset(_TEXTS)
"""Every code that the door may answer with."""


def pointer(path: Iterable[str | int], names: frozenset[str] = NAMES) -> str:
    """Return the JSON pointer of a path, with `?` for every name that is not ours."""
    return "".join(f"/{part if isinstance(part, int) or part in names else '?'}" for part in path)
