"""The data of an event to our typed `Body`: known fields of the right type, everything else counted and dropped.

Null and empty strings are absent (P3); unknown keys are dropped, whatever they are called (P2). It invents nothing
and corrects nothing: a wrong type is refused with the canonical name of the field.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any, Final

import msgspec

from contracts.events import Body
from contracts.vocabulary import FIELDS, GROUPS, NEVER, FieldType
from shared.core import moment
from shared.core.door.gate import refuse_cards
from shared.core.door.never import refuse_never
from shared.core.door.refusal import DoorError, Path, pointer

AMOUNTS: Final = frozenset(
    {"order.amount", "payment.cod_amount", "bank.payout_amount", "auction.winning_price", "auction.next_bid_price"}
)
"""Fields that are sums of money: strings of decimal digits, never numbers."""

AMOUNT: Final = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,6})?")
_CLOCK: Final = r"[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?([Zz]|[+-][0-9]{2}:[0-9]{2})"
_TIME: Final = re.compile(rf"[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}[Tt]{_CLOCK}")
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
# Both reach the ledger, which holds no values: only what looks like a name or a digest (P7).
_NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,63}")
_RECIPIENT: Final = re.compile(r"[a-z][a-z0-9_-]{0,39}")
_CATEGORY: Final = re.compile(r"\*|[a-z][a-z0-9_]{0,63}")
_DIGEST: Final = re.compile(r"[A-Za-z0-9:+/=_-]{1,128}")
_MAX_INTEGER: Final = 2**53 - 1


class _Tally:
    """How many values were dropped because nobody here knows their names."""

    def __init__(self) -> None:
        self.unknown = 0


_Reader = Callable[[Any, Path, str, _Tally], Any]


def body(data: dict[str, Any], *, path: Path = ("data",)) -> tuple[msgspec.Struct, int]:
    """Return the typed body, and how many values under unknown keys were dropped.

    Raises:
        DoorError: a value of the wrong type, a required part missing, a field that is never accepted, or a card number.
    """
    # P11: before anything else is looked at, and in whatever spelling.
    refuse_never(data, path)
    tally = _Tally()
    clean = _DATA(data, path, "data", tally)
    # P11: what is dropped anyway needs no look, what goes on does.
    refuse_cards(clean, path)
    return msgspec.convert(clean, Body), tally.unknown


def is_time(value: str) -> bool:
    """Tell whether a text is an RFC 3339 time with an offset."""
    return _TIME.fullmatch(value) is not None and moment.millis(value) is not None


def absent(value: Any) -> bool:
    """Tell whether a value is none: null and the empty string (P3)."""
    return value is None or value == ""


def leaves(value: Any) -> Iterator[tuple[Path, Any]]:
    """Yield path and value of every leaf that is present; an array is `[]` in the path, whatever the index."""
    match value:
        case dict():
            for key, inner in value.items():
                yield from (((key, *path), leaf) for path, leaf in leaves(inner))
        case list():
            for inner in value:
                yield from ((("[]", *path), leaf) for path, leaf in leaves(inner))
        case _:
            if not absent(value):
                yield (), value


def _wrong(path: Path, label: str, expected: str, code: str = "field_wrong_type") -> DoorError:
    return DoorError(code, pointer(path), f"Send {label} as {expected}.")


def _string(value: Any, path: Path, label: str, _tally: _Tally) -> str:
    if not isinstance(value, str):
        raise _wrong(path, label, "text")
    return value


def _amount(value: Any, path: Path, label: str, _tally: _Tally) -> str:
    if not isinstance(value, str) or not AMOUNT.fullmatch(value):
        raise _wrong(path, label, 'a string such as "1280" or "12.80"', "amount_not_text")
    return value


def _integer(value: Any, path: Path, label: str, _tally: _Tally) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= _MAX_INTEGER:
        raise _wrong(path, label, "a whole number from 0 to 2^53-1")
    return value


def _flag(value: Any, path: Path, label: str, _tally: _Tally) -> bool:
    if not isinstance(value, bool):
        raise _wrong(path, label, "true or false")
    return value


def _date(value: Any, path: Path, label: str, _tally: _Tally) -> str:
    if isinstance(value, str) and _DAY.fullmatch(value):
        try:
            return date.fromisoformat(value).isoformat()
        except ValueError:
            pass
    raise _wrong(path, label, "a date such as 2026-01-31")


def _time(value: Any, path: Path, label: str, _tally: _Tally) -> str:
    if not isinstance(value, str) or not is_time(value):
        raise _wrong(path, label, "a time such as 2026-01-31T09:00:00+09:00", "time_not_rfc3339")
    return value


def _matching(pattern: re.Pattern[str], expected: str) -> _Reader:
    def read(value: Any, path: Path, label: str, _tally: _Tally) -> str:
        if not isinstance(value, str) or not pattern.fullmatch(value):
            raise _wrong(path, label, expected, "reference_malformed")
        return value

    return read


def _list(one: _Reader) -> _Reader:
    def read(value: Any, path: Path, label: str, tally: _Tally) -> list[Any]:
        if not isinstance(value, list):
            raise _wrong(path, label, "an array")
        return [one(part, (*path, index), label, tally) for index, part in enumerate(value)]

    return read


def _object(readers: Mapping[str, _Reader], *, required: tuple[str, ...] = ()) -> _Reader:
    def read(value: Any, path: Path, label: str, tally: _Tally) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise _wrong(path, label, "an object")
        clean: dict[str, Any] = {}
        for key, inner in value.items():
            if key not in readers:
                tally.unknown += sum(1 for _ in leaves(inner))
            elif not absent(inner):
                name = key if label == "data" else f"{label}.{key}"
                one = readers[key](inner, (*path, key), name, tally)
                clean.update({key: one} if one != {} else {})
        for key in required:
            if key not in clean:
                raise DoorError("field_missing", pointer((*path, key)), f"Send {label}.{key}.")
        return clean

    return read


_NAMED: Final = _matching(_NAME, "a name of lower-case ASCII letters, digits and _")
_TO: Final = _matching(_RECIPIENT, "a recipient of the pack: lower-case ASCII letters, digits, _ and -, at most 40")
_EVIDENCE: Final = _matching(_DIGEST, "a digest in hex or base64")
_ADDRESS: Final = _object(dict.fromkeys(("postal_code", "country", "prefecture", "city", "block", "building"), _string))
_ITEM: Final = _object(
    {"id": _string, "title": _string, "sku": _string, "quantity": _integer, "price": _amount, "seller": _string},
    required=("id",),
)
_CONSENT: Final = _object(
    {
        "recipient": _TO,
        "information_version": _integer,
        "at": _time,
        "purpose": _NAMED,
        "given": _flag,
        "evidence": _EVIDENCE,
    },
    required=("recipient", "information_version", "at"),
)
_APPROVAL: Final = _object({"at": _time, "evidence": _EVIDENCE}, required=("at",))
_PREFERENCE: Final = _object(
    {
        "category": _matching(_CATEGORY, "a name of lower-case ASCII letters, digits and _, or * for all"),
        "wanted": _flag,
        "at": _time,
        "until": _date,
        "evidence": _EVIDENCE,
    },
    required=("category", "wanted", "at"),
)
_STOP: Final = _object({"recipient": _TO, "at": _time, "evidence": _EVIDENCE}, required=("at",))
_REQUEST: Final = _object(
    {"recipient": _TO, "at": _time, "evidence": _EVIDENCE},
    required=("recipient", "at"),
)
_OTHER: Final = _object(dict.fromkeys(("customer_id", "email", "seller_id", "phone"), _string))
_EXTRAS: Final[dict[str, _Reader]] = {
    "consent": _CONSENT,
    "consents": _list(_CONSENT),
    "approval": _APPROVAL,
    "preference": _PREFERENCE,
    "stop": _STOP,
    "request": _REQUEST,
    "other": _OTHER,
    "collected": _integer,
}
_BY_TYPE: Final[dict[FieldType, _Reader]] = {
    "text": _string,
    "integer": _integer,
    "flag": _flag,
    "date": _date,
    "address": _ADDRESS,
    "items": _list(_ITEM),
}


def _group(group: str) -> _Reader:
    fields = (field for name, field in FIELDS.items() if name.startswith(f"{group}.") and name not in NEVER)
    return _object({f.name.split(".", 1)[1]: _amount if f.name in AMOUNTS else _BY_TYPE[f.type] for f in fields})


_DATA: Final = _object({**{group: _group(group) for group in GROUPS}, **_EXTRAS})
