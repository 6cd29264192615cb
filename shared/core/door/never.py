"""What our own API never takes in: passwords, card numbers in clear, security codes, copies of documents (P11).

It knows names, and the shape of a card number where a token belongs; it does not search free text.
"""

import re
import unicodedata
from collections.abc import Mapping
from typing import Any, Final

from contracts.vocabulary import NEVER
from shared.core.door.refusal import DoorError, Path, pointer

_SIGNS: Final = re.compile(r"[^a-z0-9]")
_NAMES: Final = frozenset(
    {
        "password", "passwd", "pwd", "passphrase", "documentcopy", "cardnumber", "cardno", "creditcard",
        "creditcardnumber", "ccnumber", "pan", "cardexpiry", "cardexpiration", "cvv", "cvv2", "cvc", "cvc2",
        "csc", "securitycode", "cardcode", "verificationvalue", "cardpin", "mynumber", "individualnumber",
        "track1", "track2",
    }
)  # fmt: skip
_TOKENS: Final = ("payment.card_token", "payment.registered_info")
_CARD: Final = re.compile(r"[3-6][0-9]{12,18}")


def refuse_never(value: Any, path: Path) -> None:
    """Refuse a value under a forbidden name, however deep and in whatever spelling. Absent values are no value.

    Raises:
        DoorError: `never_accepted`, with the place.
    """
    match value:
        case dict():
            for key, inner in value.items():
                here = (*path, key)
                if _present(inner) and (_plain(key) in _NAMES or _dotted(here) in NEVER):
                    raise DoorError("never_accepted", pointer(here))
                refuse_never(inner, here)
        case list():
            for index, inner in enumerate(value):
                refuse_never(inner, (*path, index))


def refuse_card_as_token(payment: Mapping[str, Any], path: Path) -> None:
    """Refuse a card number in clear where the processor's token belongs, full-width digits and spaces included.

    Raises:
        DoorError: `never_accepted`, with the place.
    """
    for field in _TOKENS:
        leaf = field.split(".", 1)[1]
        given = payment.get(leaf)
        if isinstance(given, str) and _is_card(given):
            raise DoorError("never_accepted", pointer((*path, leaf)), "Send the processor's token, not a card number.")


def _plain(key: str) -> str:
    return _SIGNS.sub("", unicodedata.normalize("NFKC", key).casefold())


def _dotted(path: Path) -> str:
    return ".".join(str(part) for part in path[-2:])


def _present(value: Any) -> bool:
    return value is not None and value not in ("", [], {})


def _is_card(text: str) -> bool:
    digits = re.sub(r"[\s\-_.]", "", unicodedata.normalize("NFKC", text))
    if not _CARD.fullmatch(digits):
        return False
    doubled = [int(d) * (2 if i % 2 else 1) for i, d in enumerate(reversed(digits))]
    return sum(d - 9 if d > 9 else d for d in doubled) % 10 == 0  # noqa: PLR2004 - Luhn (ISO/IEC 7812-1)
