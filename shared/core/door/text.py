"""Bytes to one JSON object, with every limit held before anything is parsed.

Does what Python's parsers do not: refuses duplicate keys, NaN, lone surrogates and numbers that lose digits.
It does not know what the object means.
"""

import json
import re
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from shared.core.door.refusal import DoorError, Path, pointer

MAX_BYTES: Final = 1_048_576
MAX_DEPTH: Final = 32
MAX_VALUES: Final = 10_000
_MAX_DIGITS: Final = 40
_MAX_EXPONENT: Final = 100

# A string is passed over whole, even an unterminated one, so that the scan stays linear whatever is sent.
_TOKEN: Final = re.compile(rb'"(?:[^"\\]++|\\.)*+"?|[\[\]{},]', re.DOTALL)


class _Pairs(list[tuple[str, Any]]):
    """An object as it was sent: pairs in order, duplicates and all."""


class _Bad:
    """Stands where a number was that cannot be kept; found again with its place."""

    def __init__(self, code: str) -> None:
        self.code = code


def parse(raw: bytes) -> dict[str, Any]:
    """Return the object in `raw`; numbers are int or Decimal, never float.

    Raises:
        DoorError: it is too large, too deep, too many, not UTF-8, not JSON, no object, or not to be trusted.
    """
    _limits(raw)
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        raise DoorError("body_not_utf8") from None
    try:
        value = json.loads(
            text,
            object_pairs_hook=_Pairs,
            parse_constant=lambda _: _Bad("number_not_finite"),
            parse_float=_exact,
            parse_int=_whole,
        )
    except ValueError:
        raise DoorError("body_not_json") from None
    if not isinstance(value, _Pairs):
        raise DoorError("body_not_object")
    built: dict[str, Any] = _built(value, ())
    return built


def _limits(raw: bytes) -> None:
    """Hold size, depth and count on the bytes alone (T23)."""
    if len(raw) > MAX_BYTES:
        raise DoorError("body_too_large")
    if raw.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        raise DoorError("body_has_bom")
    depth, count = 0, 1
    for token in _TOKEN.finditer(raw):
        match raw[token.start()]:
            case 0x5B | 0x7B:
                depth, count = depth + 1, count + 1
            case 0x5D | 0x7D:
                depth -= 1
            case 0x2C:
                count += 1
        if depth > MAX_DEPTH:
            raise DoorError("body_too_deep")
        if count > MAX_VALUES:
            raise DoorError("body_too_many")


def _exact(literal: str) -> Decimal | _Bad:
    if len(literal) > _MAX_DIGITS:
        return _Bad("number_not_exact")
    try:
        number = Decimal(literal)
    except InvalidOperation:
        return _Bad("number_not_exact")
    return number if abs(number.adjusted()) <= _MAX_EXPONENT else _Bad("number_not_exact")


def _whole(literal: str) -> int | _Bad:
    return int(literal) if len(literal) <= _MAX_DIGITS else _Bad("number_not_exact")


def _built(value: Any, path: Path) -> Any:
    """Return plain objects and lists; what is wrong is refused with its place."""
    match value:
        case _Pairs():
            return _object(value, path)
        case list():
            return [_built(part, (*path, index)) for index, part in enumerate(value)]
        case str():
            return _text(value, path)
        case _Bad():
            raise DoorError(value.code, pointer(path))
        case _:
            return value


def _object(pairs: _Pairs, path: Path) -> dict[str, Any]:
    built: dict[str, Any] = {}
    for key, value in pairs:
        here = (*path, key)
        if key in built:
            # T24: whoever reads later might keep the other one.
            raise DoorError("duplicate_key", pointer(here))
        built[_text(key, here)] = _built(value, here)
    return built


def _text(value: str, path: Path) -> str:
    try:
        value.encode()
    except UnicodeEncodeError:
        raise DoorError("text_not_unicode", pointer(path)) from None
    if "\0" in value:
        raise DoorError("text_has_nul", pointer(path))
    return value
