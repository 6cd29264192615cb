"""Lesser forms in which a field may leave: a hash to match by, the year only, the last four, the area only.

Pure, from one value to one text or address. In records a field in a form is named with it: `customer.email#sha256`.
A form fits the fields whose values it makes less of: a hash of a name or a sex would tell it, and is none.
"""

import hashlib
import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

from msgspec import UNSET, UnsetType

from contracts.events import Address
from contracts.terms import Form
from contracts.vocabulary import FIELDS, Field


class Made(NamedTuple):
    """One form: which fields it fits, how it is made, and its Japanese and English label."""

    fits: Callable[[Field], bool]
    make: Callable[[Any], Any]
    ja: str
    en: str


def marked(field: str, forms: Mapping[str, Form]) -> str:
    """Return the name of a field as records give it: with its form, if it leaves in one."""
    return f"{field}#{forms[field]}" if field in forms else field


def plain(name: str) -> str:
    """Return the field of a name in a record, without its form."""
    return name.partition("#")[0]


def fitting(field: str) -> list[Form]:
    """Return the forms in which a field may leave."""
    return [name for name, made in FORMS.items() if made.fits(FIELDS[field])]


_MATCHED: Final = frozenset({"EmailAddress", "TelephoneNumber"})
_NUMBERED: Final = frozenset({"TelephoneNumber", "FaxNumber", "FinancialAccountNumber"})


def _is_matched(field: Field) -> bool:
    """Tell whether a field is an e-mail address or a telephone number: what partners match by."""
    return field.type == "text" and field.dpv in _MATCHED


def _is_numbered(field: Field) -> bool:
    """Tell whether a field is a number whose end tells one from another: of a telephone, an account, a transaction."""
    return field.dpv in _NUMBERED or field.name == "payment.transaction_id"


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


_SHORTEST: Final = 7
"""Of fewer characters the last four would be most of the value. Japanese account numbers have seven."""


def _last_four(value: str) -> str:
    """Return the last four characters; of a short value nothing is told but that it is there."""
    text = value.strip()
    return text[-4:] if len(text) >= _SHORTEST else ""


_PREFECTURE: Final = re.compile(r"東京都|北海道|(?:京都|大阪)府|[^\s\d]{2,3}?県")
_ONE_WORD: Final = re.compile(r"[A-Z]{2}-\w{1,3}|[A-Za-zÀ-ɏ]+(?:-[A-Za-zÀ-ɏ]+)*")
"""A prefecture or state in other writings: `JP-13`, `Tokyo`, `Île-de-France`."""


def _area(value: Address) -> Address:
    """Return country and prefecture; what follows the prefecture in its own field, as some shops write it, is cut."""
    return Address(country=value.country, prefecture=_prefecture(value.prefecture))


def _prefecture(text: str | UnsetType) -> str | UnsetType:
    if text is UNSET:
        return UNSET
    said = unicodedata.normalize("NFKC", text).strip()
    named = _PREFECTURE.match(said) or _ONE_WORD.fullmatch(said)
    # What is no prefecture by its form may be any part of the address, so it is not given.
    return named[0] if named else UNSET


FORMS: Final[dict[Form, Made]] = {
    "sha256": Made(_is_matched, _matched, "照合用ハッシュ", "hash to match by"),
    "year": Made(lambda field: field.type == "date", _year, "年のみ", "year only"),
    "last4": Made(_is_numbered, _last_four, "下4桁", "last four"),
    "area": Made(lambda field: field.type == "address", _area, "都道府県まで", "prefecture only"),
}
