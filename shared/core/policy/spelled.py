"""How single words of packs and registers are spelled: names, days, countries, reasons, parts of the fields.

Each kind of word says by the code of a mistake (`mistakes`) that it is misspelled, and never repeats what was written.
"""

import re
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_core import PydanticCustomError


def _fitting(code: str, pattern: str) -> AfterValidator:
    """Return what holds a text to a pattern; `code` is that of the mistake."""
    fits = re.compile(pattern)

    def check(text: str) -> str:
        if not fits.fullmatch(text):
            raise PydanticCustomError(code, code)
        return text

    return AfterValidator(check)


def _day(text: str) -> str:
    try:
        known = date.fromisoformat(text).isoformat() == text
    except ValueError:
        known = False
    if not known:
        raise PydanticCustomError("day", "day")
    return text


def _is_part(value: Any) -> bool:
    return value == "same" or _is_list(value)


def _is_list(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(each, str) for each in value)


def _part(value: Any) -> Any:
    if not _is_part(value):
        raise PydanticCustomError("part", "part")
    return value


def _on(value: Any) -> Any:
    if not _is_list(value) and not isinstance(value, dict):
        raise PydanticCustomError("opens", "opens")
    return {kind: _part(part) for kind, part in value.items()} if isinstance(value, dict) else value


Name = Annotated[str, _fitting("name", r"[a-z][a-z0-9_-]{0,39}")]
Day = Annotated[str, AfterValidator(_day)]
Country = Annotated[str, _fitting("country", r"[A-Z]{2}")]
Category = Annotated[str, _fitting("name", r"[a-z][a-z0-9_]{0,63}")]
Letter = Annotated[str, _fitting("letter", r"[a-z]")]
Address = Annotated[str, _fitting("address", r"https?://\S+")]
Version = Annotated[int, Field(ge=1)]
Text = Annotated[str, _fitting("blank", r"(?s).*\S.*")]
Reason = Annotated[str, _fitting("reason", r"(?s)\s*\S.{18,}\S\s*")]
Count = Annotated[int, Field(ge=0)]
Part = Annotated[Literal["same"] | list[str], BeforeValidator(_part)]
On = Annotated[list[str] | dict[str, Literal["same"] | list[str]], BeforeValidator(_on)]
