"""Read leaves of a foreign payload: a scalar of the expected type, or nothing. It copies no structure (P2, P3)."""

from typing import Any

from shared.core.door.body import AMOUNT, absent


def node(sent: dict[str, Any], key: str) -> dict[str, Any]:
    """Return an inner object, empty where there is none."""
    inner = sent.get(key)
    return inner if isinstance(inner, dict) else {}


def text(sent: dict[str, Any], key: str) -> str | None:
    """Return a text that is present."""
    value = sent.get(key)
    return value if isinstance(value, str) and value else None


def amount(sent: dict[str, Any], key: str) -> str | None:
    """Return a sum of money, if it is a string of decimal digits."""
    value = text(sent, key)
    return value if value and AMOUNT.fullmatch(value) else None


def identifier(sent: dict[str, Any], key: str) -> str | None:
    """Return an id as text, whether it was sent as text or as a whole number (they exceed 2^53)."""
    value = sent.get(key)
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return value if isinstance(value, str) and value else None


def present(**values: Any) -> dict[str, Any]:
    """Return the values that are present, by name."""
    return {key: value for key, value in values.items() if not absent(value) and value not in ({}, [])}
