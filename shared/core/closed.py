"""What telemetry may carry: a value is let through only if the closed list says so; anything else is not (P7).

Pure. It does NOT count and does NOT export (`shared/shell/closing.py` does).
"""

import re
from collections.abc import Collection
from typing import Final, assert_never

from contracts.telemetry import Attribute

_REFERENCE: Final = re.compile(r"[0-9a-f]{32}(/([0-9]{1,3}|passed|failed)){0,2}")
_DIGITS: Final = re.compile(r"0|[1-9][0-9]{0,8}")
_SETTING: Final = re.compile(r"[A-Za-z0-9._:/-]{1,128}")


def admits(attribute: Attribute, value: object, *, names: Collection[str], errors: Collection[str]) -> bool:
    """Tell whether a value is of the attribute's kind.

    `names` are the shops and recipients that this process knows, `errors` the names of its exception classes.
    """
    if attribute.kind == "number":
        return _number(attribute, value)
    if not isinstance(value, str):
        return False
    match attribute.kind:
        case "word":
            found = value in attribute.words
        case "name":
            found = value in names
        case "error":
            found = value in attribute.words or value in errors
        case "reference":
            found = _REFERENCE.fullmatch(value) is not None
        case "setting":
            found = _SETTING.fullmatch(value) is not None
        case _:
            assert_never(attribute.kind)
    return found


def _number(attribute: Attribute, value: object) -> bool:
    if isinstance(value, str) and _DIGITS.fullmatch(value):
        value = int(value)
    return isinstance(value, int) and not isinstance(value, bool) and attribute.low <= value <= attribute.high
