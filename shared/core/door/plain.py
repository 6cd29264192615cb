"""A text in the few signs that the card gate reads: ASCII digits, one kind of dash, of space and of dot.

It changes no text that goes on; what it returns is looked at and thrown away.
"""

import unicodedata
from functools import lru_cache
from typing import Final

# Signs that stand for a dash where Japanese is typed, but are letters or symbols in Unicode: ー, 一, −, box lines, ~.
_DASHES: Final = frozenset("ー一−─━~∼∽⁃")
_DOTS: Final = frozenset("・·•∙⋅‧")
_BREAKS: Final = frozenset("\r\n\v\f\x1c\x1d\x1e\x85\u2028\u2029")
_BLANK: Final = frozenset("\t\u2800")
_NOTHING: Final = frozenset("\u115f\u1160\u17b4\u17b5")


def plain(text: str) -> str:
    """Return the text in NFKC, without marks and zero-width signs; every dash is `-`, every decimal digit ASCII.

    A number in a sign of its own (①, ²) counts or refers; it is no digit of what follows, and becomes a space.
    """
    if not text.isascii():
        text = unicodedata.normalize("NFKC", "".join(map(_apart, text)))
    return "".join(map(_sign, text))


@lru_cache(maxsize=8192)
def _apart(sign: str) -> str:
    return " " if unicodedata.category(sign) == "No" else sign


@lru_cache(maxsize=8192)
def _sign(sign: str) -> str:
    category = unicodedata.category(sign)
    if sign in _BREAKS:
        return "\n"
    if category == "Zs" or sign in _BLANK:
        return " "
    if category == "Pd" or sign in _DASHES:
        return "-"
    if sign in _DOTS:
        return "."
    if category in {"Cf", "Mn", "Me"} or sign in _NOTHING:
        return ""
    return str(unicodedata.decimal(sign)) if category == "Nd" else sign
