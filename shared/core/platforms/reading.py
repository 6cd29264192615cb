"""Read leaves of a foreign payload: a scalar of the expected type, or nothing. It copies no structure (P2, P3).

`as_…` look at one value: the tables count by them what does not fit, and the mappings read by them, so that both agree.
"""

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, Final

from shared.core import moment
from shared.core.door import DoorError
from shared.core.door.body import AMOUNT, absent, is_time, leaves

# Chinese, Japanese and Korean characters: such names are written family name first.
_FAMILY_FIRST: Final = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\uff66-\uff9f]")


def as_text(value: Any) -> str | None:
    """Return a text that is present."""
    return value if isinstance(value, str) and value else None


def as_whole(value: Any) -> int | None:
    """Return a whole number that was sent as one."""
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def as_identifier(value: Any) -> str | None:
    """Return an id as text, whether it was sent as text or as a whole number (they exceed 2^53)."""
    number = as_whole(value)
    return as_text(value) if number is None else str(number)


def as_amount(value: Any) -> str | None:
    """Return a sum of money, if it is a string of decimal digits."""
    return value if isinstance(value, str) and AMOUNT.fullmatch(value) else None


def as_price(value: Any) -> str | None:
    """Return a sum of money that may also be a JSON number, digit by digit; nothing is rounded."""
    number = value if isinstance(value, Decimal) else as_whole(value)
    return as_amount(value if number is None else f"{number:f}" if isinstance(number, Decimal) else str(number))


def as_time(value: Any) -> str | None:
    """Return an RFC 3339 time with an offset."""
    return value if isinstance(value, str) and is_time(value) else None


def as_utc(value: Any) -> str | None:
    """Return an RFC 3339 time of a text that is UTC and may leave that unsaid."""
    return as_time(value) or (as_time(f"{value}Z") if isinstance(value, str) else None)


def node(sent: Mapping[str, Any], key: str) -> dict[str, Any]:
    """Return an inner object, empty where there is none."""
    inner = sent.get(key)
    return inner if isinstance(inner, dict) else {}


def nodes(sent: Mapping[str, Any], key: str) -> list[dict[str, Any]]:
    """Return the objects of an array, empty where there is none; what is no object among them is passed over."""
    inner = sent.get(key)
    return [each for each in inner if isinstance(each, dict)] if isinstance(inner, list) else []


def text(sent: Mapping[str, Any], key: str) -> str | None:
    """Return a text that is present."""
    return as_text(sent.get(key))


def identifier(sent: Mapping[str, Any], key: str) -> str | None:
    """Return an id as text."""
    return as_identifier(sent.get(key))


def named(sent: Mapping[str, Any], key: str = "id") -> str:
    """Return the id without which a payload is about nothing.

    Raises:
        DoorError: there is none.
    """
    number = identifier(sent, key)
    if number is None:
        raise DoorError("field_missing", f"/{key}", "Send the payload with its ids.")
    return number


def lines(sent: Mapping[str, Any], key: str) -> list[tuple[str, dict[str, Any]]]:
    """Return each line of an order with its id.

    Raises:
        DoorError: a line has no id.
    """
    found: list[tuple[str, dict[str, Any]]] = []
    array = sent.get(key)
    for index, line in enumerate(array if isinstance(array, list) else ()):
        inner = line if isinstance(line, dict) else {}
        number = identifier(inner, "id")
        if number is None:
            raise DoorError("field_missing", f"/{key}/{index}/id", "Send every line with its id.")
        found.append((number, inner))
    return found


def unwrapped(payload: Mapping[str, Any], name: str) -> tuple[dict[str, Any], int]:
    """Return the object that may be wrapped as `{name: …}`, and how many values lie beside it."""
    inner = payload.get(name)
    if not isinstance(inner, dict):
        return dict(payload), 0
    return inner, sum(1 for key, value in payload.items() if key != name for _ in leaves(value))


def full_name(sent: Mapping[str, Any]) -> str | None:
    """Return `first_name` and `last_name` as one name; family name first in Chinese, Japanese or Korean characters."""
    first, last = text(sent, "first_name"), text(sent, "last_name")
    both = [last, first] if _FAMILY_FIRST.search(f"{first}{last}") else [first, last]
    return " ".join(part for part in both if part) or None


def address(sent: Mapping[str, Any], parts: Mapping[str, str]) -> dict[str, Any]:
    """Return an address; `parts` are their names to ours, and the first that is present is taken."""
    found: dict[str, Any] = {}
    for theirs, ours in parts.items():
        value = text(sent, theirs)
        if value is not None:
            found.setdefault(ours, value)
    return found


def total(sums: Iterable[str | None]) -> str | None:
    """Return what was paid back in all, as a positive decimal string; nothing where a sum is missing or too long."""
    found = list(sums)
    known = [abs(Decimal(each)) for each in found if each is not None]
    return as_amount(f"{sum(known, Decimal()):f}") if len(known) == len(found) else None


def version(at: str | None) -> int | None:
    """Return Unix milliseconds of a time, as the version of an order; nothing for a time before 1970."""
    found = moment.millis(at) if at else None
    return found if found is not None and found >= 0 else None


def present(**values: Any) -> dict[str, Any]:
    """Return the values that are present, by name."""
    return {key: value for key, value in values.items() if not absent(value) and value not in ({}, [])}
