"""Which rows of digits are card numbers: the issuer's range, a length of that issuer, and the check digit.

ISO/IEC 7812-1 gives the form and the check digit (Luhn); the ranges are those that the schemes publish. Brands that
Japanese shops do not take (Maestro, Mir, Elo, …) have no row. It reads digits only; where they stand, `cards` knows.
"""

import re
from typing import Final, NamedTuple


class Issuer(NamedTuple):
    """One scheme: how its numbers begin, and how many digits they have."""

    name: str
    begins: re.Pattern[str]
    lengths: frozenset[int]


def _row(name: str, begins: str, *lengths: int) -> Issuer:
    return Issuer(name, re.compile(begins), frozenset(lengths))


ISSUERS: Final = (
    _row("Visa", "4", 13, 16, 19),
    _row("Mastercard", "5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720", 16),
    _row("American Express", "3[47]", 15),
    _row("JCB", "352[89]|35[3-8]", 16, 17, 18, 19),
    _row("Diners Club", "30[0-5]|3095|3[689]", 14, 15, 16, 17, 18, 19),
    _row("Discover", "6011|64[4-9]|65", 16, 17, 18, 19),
    _row("UnionPay", "62", 16, 17, 18, 19),
)

SHORTEST: Final = 13
LONGEST: Final = 19


def is_card_number(digits: str) -> bool:
    """Tell whether a row of ASCII digits is a card number in form: range, length and check digit."""
    known = any(len(digits) in issuer.lengths and issuer.begins.match(digits) for issuer in ISSUERS)
    return known and checks(digits)


def checks(digits: str) -> bool:
    """Tell whether the last digit is the check digit of the others (Luhn, ISO/IEC 7812-1, annex B)."""
    doubled = (int(d) * (2 if i % 2 else 1) for i, d in enumerate(reversed(digits)))
    return sum(d - 9 if d > 9 else d for d in doubled) % 10 == 0  # noqa: PLR2004 - digits of a product
