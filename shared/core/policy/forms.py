"""Lesser forms in which a field may leave: a hash to match by, the year only, the last four, the area only.

Pure, from one value to one text or address. In records a field in a form is named with it: `customer.email#sha256`.
"""

import hashlib
import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

from contracts.events import Address
from contracts.terms import Form
from contracts.vocabulary import FieldType


class Made(NamedTuple):
    """One form: the types of field that it fits, how it is made, and its Japanese and English label."""

    fits: frozenset[FieldType]
    make: Callable[[Any], Any]
    ja: str
    en: str


def marked(field: str, forms: Mapping[str, Form]) -> str:
    """Return the name of a field as records give it: with its form, if it leaves in one."""
    return f"{field}#{forms[field]}" if field in forms else field


def plain(name: str) -> str:
    """Return the field of a name in a record, without its form."""
    return name.partition("#")[0]


def _matched(value: str) -> str:
    """Return the SHA-256 (hex) of a normalised e-mail address or telephone number, as matching partners compare them.

    Addresses: NFKC, trimmed, lower case. Numbers: digits only, in E.164 with Japan's country code where none is given.
    """
    text = unicodedata.normalize("NFKC", value).strip().lower()
    if "@" not in text and re.fullmatch(r"[+0-9() .\-]+", text):
        digits = re.sub(r"[^0-9]", "", text)
        text = f"+{digits}" if text.startswith("+") else f"+81{digits.removeprefix('0')}"
    return hashlib.sha256(text.encode()).hexdigest()


def _year(value: str) -> str:
    return value[:4]


def _last_four(value: str) -> str:
    """Return the last four characters; of a shorter value nothing is told but that it is there."""
    kept = 4
    return value[-kept:] if len(value) > kept else ""


def _area(value: Address) -> Address:
    return Address(country=value.country, prefecture=value.prefecture)


FORMS: Final[dict[Form, Made]] = {
    "sha256": Made(frozenset({"text"}), _matched, "照合用ハッシュ", "hash to match by"),
    "year": Made(frozenset({"date"}), _year, "年のみ", "year only"),
    "last4": Made(frozenset({"text"}), _last_four, "下4桁", "last four"),
    "area": Made(frozenset({"address"}), _area, "都道府県まで", "prefecture only"),
}
