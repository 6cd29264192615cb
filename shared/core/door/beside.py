"""What stands beside a row of digits: words that make it a card number, or the number of something else.

Thirteen and fourteen digits are also JAN codes, registration numbers of invoices and ids of platforms: there the words
decide. All texts here are in the signs of `plain`. It judges no digits.
"""

import re
from typing import Final

from shared.core.door.plain import plain

NEAR: Final = 30
"""How many characters on each side are looked at."""


def _words(*words: str) -> str:
    return "|".join(plain(word) for word in words)


# Words that say: this number is a card's.
_NUMBER: Final = _words(
    r"card *(?:number|num|no|#)", r"(?<![a-z])visa(?![a-z])", r"(?<![a-z])diners", r"(?<![a-z])cv[vc]2?(?![a-z])",
    "カード *(?:番号|no|ナンバー)", "クレジット(?:番号|no)",
    "(?<![ァ-ヶ])ビザ(?![ァ-ヶ])", "ダイナース", "セキュリティ *コード",
    "カード名義",
    r"(?:有効期限|exp(?:iry|iration|ires?|\.)?)(?: *date)?[:は ]{0,3}[01]?[0-9] *[/月-]",
)  # fmt: skip
# Words that speak of paying by card: they count only directly before the number.
_PAYING: Final = _words(r"credit(?: *card)?", r"クレジット(?: *カード)?", "クレカ", "有効期限")
# Words that say what else the next number is.
_OTHER: Final = _words(
    r"(?<![a-z])(?:jan|ean|upc|gtin|isbn|imei|sku|asin|sscc)(?![a-z])", r"variant|product|order|tracking|invoice",
    r"(?:ポイント|会員|メンバーズ|ギフト|プリペイド|診察) *カード *(?:番号|no)", r"(?<![a-z])t[-: ]{0,2}$",
    "登録番号", "法人番号", "インボイス", "伝票", "追跡", "問い?合わ?せ", "注文", "商品", "品番", "型番",
    "受注", "製造番号", "管理番号", "バリエーション", "電話", "会員", "末尾", "下 *4 *桁", r"last *(?:4|four)",
)  # fmt: skip

_LABEL: Final = re.compile(rf"(?P<card>{_NUMBER})|(?P<other>{_OTHER})")
_DIRECTLY: Final = re.compile(rf"(?:{_PAYING})[:= (]{{0,3}}[はがで]?[:= (]{{0,3}}$")
_CLAUSE: Final = re.compile(r"[、。\n;|]|, |(?<![0-9])/|/(?![0-9])")
_CUT: Final = re.compile(f"[0-9]{{4,}}|{_CLAUSE.pattern}")
"""Where what is said of a number ends: at another number, and where a list or a sentence goes on."""


def speaks_of_a_card(text: str, start: int, end: int) -> bool:
    """Tell whether words within `NEAR` characters make digits at `start` to `end` a card's; the nearest label counts.

    A label belongs to the number of its own clause. What stands before the number goes before what stands behind it.
    """
    if _CLAUSE.search(text[start:end]):
        return False
    before = _CUT.split(text[max(0, start - NEAR) : start].casefold())[-1]
    if _DIRECTLY.search(before):
        return True
    behind = _CUT.split(text[end : end + NEAR].casefold())[0]
    labels = list(_LABEL.finditer(before)) or list(_LABEL.finditer(behind))[:1]
    return bool(labels) and labels[-1]["card"] is not None
