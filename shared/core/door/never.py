"""What our own API never takes in: passwords, card numbers in clear, security codes, copies of documents (P11).

It knows names only; a card number in the text of any leaf is the card gate's (`gate`).
"""

import re
import unicodedata
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


def _plain(key: str) -> str:
    return _SIGNS.sub("", unicodedata.normalize("NFKC", key).casefold())


def _dotted(path: Path) -> str:
    return ".".join(str(part) for part in path[-2:])


def _present(value: Any) -> bool:
    return value is not None and value not in ("", [], {})
