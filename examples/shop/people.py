"""Obviously fictitious people of Japan and what they buy. Knows no shop."""

from collections.abc import Iterable
from random import Random
from typing import Any, Final, NamedTuple

_FAMILIES: Final = ("見本", "例示", "架空", "試作", "仮名")
_GIVEN: Final = ("太郎", "花子", "次郎", "桜子", "三郎", "梅子")
_PLACES: Final = (("東京都", "見本区"), ("大阪府", "例示市"), ("北海道", "架空市"), ("福岡県", "試作市"))
_PARTS: Final = ("postal_code", "prefecture", "city", "block", "building")


class Good(NamedTuple):
    """One thing on sale: by whom, what it is called, its number and its price in yen."""

    seller: str
    title: str
    sku: str
    price: int


def buyer(chance: Random, number: int) -> dict[str, Any]:
    """Return somebody with this number as customer id."""
    prefecture, city = chance.choice(_PLACES)
    place = number % 10_000
    return {
        "id": str(number),
        "family": chance.choice(_FAMILIES),
        "given": chance.choice(_GIVEN),
        "email": f"buyer{place}@example.jp",
        "phone": f"090-0000-{place:04d}",
        "postal_code": f"000-{place:04d}",
        "prefecture": prefecture,
        "city": city,
        "block": f"{chance.randint(1, 9)}丁目{chance.randint(1, 30)}番",
        "building": f"見本ハイツ{chance.randint(101, 909)}",
    }


def address(who: dict[str, Any]) -> dict[str, str]:
    """Return somebody's address, as the vocabulary has it."""
    return {part: who[part] for part in _PARTS}


def name(who: dict[str, Any]) -> str:
    """Return somebody's name, family name first."""
    return f"{who['family']} {who['given']}"


def customer(who: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Return somebody as the customer of an event."""
    known = {"id": who["id"], "name": name(who), "email": who["email"], "phone": who["phone"]}
    return {**known, "address": address(who), **more}


def receiver(who: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Return somebody as the one who receives a parcel."""
    return {"name": name(who), "phone": who["phone"], "address": address(who), **more}


def goods_of(number: int, goods: Iterable[Good]) -> list[dict[str, Any]]:
    """Return the lines of an order."""
    return [
        {"id": f"{number}{place}", "title": good.title, "sku": good.sku, "price": good.price, "seller": good.seller,
         "quantity": 1}
        for place, good in enumerate(goods, start=1)
    ]  # fmt: skip


def lines(items: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the lines with prices as text, as the vocabulary has them."""
    return [{**item, "price": str(item["price"])} for item in items]
