"""Sample orders and consents, as the shop would publish them. Sends nothing."""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from random import Random
from typing import Any, Final, Literal, NamedTuple

RECIPIENT: Final = "jung_sas_france"
INFORMATION_VERSION: Final = 1
SELLERS: Final = ("tokyo-phones", "osaka-tech")
START: Final = datetime.fromisoformat("2026-04-01T09:00:00+09:00")
_CLICK_AFTER: Final = 3
_EVERY: Final = 3

_FAMILIES: Final = ("見本", "例示", "架空", "試作", "仮名")
_GIVEN: Final = ("太郎", "花子", "次郎", "桜子", "三郎", "梅子")
_PLACES: Final = (("東京都", "見本区"), ("大阪府", "例示市"), ("北海道", "架空市"), ("福岡県", "試作市"))
_GOODS: Final = (
    ("tokyo-phones", "見本フォン 12", "TP-12", 64_800),
    ("tokyo-phones", "見本ケース", "TP-C1", 1_980),
    ("osaka-tech", "例示イヤホン", "OT-E5", 12_800),
    ("osaka-tech", "例示充電器", "OT-A2", 3_480),
)


class Request(NamedTuple):
    """One HTTP request's body and its headers; secrets are added when it is sent."""

    headers: Mapping[str, str]
    body: bytes


class SampleOrder(NamedTuple):
    """One order: how it is published, in one or two requests, and whether its buyer will click the consent."""

    number: int
    form: Literal["shopify", "cloudevents"]
    order_id: str
    customer_id: str
    requests: tuple[Request, ...]
    consents: bool
    at: datetime


class SampleClick(NamedTuple):
    """The buyer of one order clicks the consent for the group company in France."""

    order: SampleOrder
    request: Request


def orders(n: int, *, seed: int, start: datetime = START) -> Iterator[SampleOrder]:
    """Yield `n` orders of `n` buyers, one a minute from `start`."""
    chance = Random(seed)  # noqa: S311 - samples, not secrets
    for number in range(1, n + 1):
        buyer, items = _buyer(chance, number), _items(chance, number)
        at = start + timedelta(minutes=number)
        shopify = number % 2 == 1
        make = _webhook if shopify else _events
        order_id = str((5_500_000_000_000_000_000 if shopify else 10_000) + number)
        yield SampleOrder(
            number=number,
            form="shopify" if shopify else "cloudevents",
            order_id=order_id,
            customer_id=buyer["id"],
            requests=make(order_id, buyer, items, at),
            consents=number % _EVERY == 0,
            at=at,
        )


def journal(n: int, *, seed: int, start: datetime = START) -> Iterator[SampleOrder | SampleClick]:
    """Yield the orders, and three orders after that of every third buyer, the buyer's click."""
    open_clicks: list[SampleOrder] = []
    for order in orders(n, seed=seed, start=start):
        yield order
        if order.consents:
            open_clicks.append(order)
        while open_clicks and open_clicks[0].number + _CLICK_AFTER <= order.number:
            yield click_of(open_clicks.pop(0))
    yield from (click_of(order) for order in open_clicks)


def click_of(order: SampleOrder) -> SampleClick:
    """Return the click of this order's buyer, some minutes after the order."""
    at = order.at + timedelta(minutes=_CLICK_AFTER)
    choice = {"recipient": RECIPIENT, "information_version": INFORMATION_VERSION, "at": at.isoformat(), "given": True}
    told = {"customer": {"id": order.customer_id}, "consent": choice}
    return SampleClick(order, _event("consent.given", f"consent-{order.number}", told, at))


def _buyer(chance: Random, number: int) -> dict[str, Any]:
    prefecture, city = chance.choice(_PLACES)
    return {
        "id": str(9_000_000_000_000_000_000 + number),
        "family": chance.choice(_FAMILIES),
        "given": chance.choice(_GIVEN),
        "email": f"buyer{number}@example.jp",
        "phone": f"090-0000-{number % 10_000:04d}",
        "postal_code": f"000-{number % 10_000:04d}",
        "prefecture": prefecture,
        "city": city,
        "block": f"{chance.randint(1, 9)}丁目{chance.randint(1, 30)}番",
        "building": f"見本ハイツ{chance.randint(101, 909)}",
    }


def _items(chance: Random, number: int) -> list[dict[str, Any]]:
    """Return one to five lines; every fourth order holds lines of both sellers."""
    count = chance.randint(1, 5)
    goods = [chance.choice(_GOODS) for _ in range(count)]
    if number % 4 == 0:
        goods = [_GOODS[0], _GOODS[2], *goods[:3]]
    return [
        {"id": f"{number}{place}", "title": title, "sku": sku, "price": price, "seller": seller, "quantity": 1}
        for place, (seller, title, sku, price) in enumerate(goods, start=1)
    ]


def _webhook(order_id: str, buyer: dict[str, Any], items: list[dict[str, Any]], at: datetime) -> tuple[Request, ...]:
    address = {
        "first_name": buyer["given"],
        "last_name": buyer["family"],
        "name": f"{buyer['family']} {buyer['given']}",
        "company": None,
        "phone": buyer["phone"],
        "zip": buyer["postal_code"],
        "country": "Japan",
        "country_code": "JP",
        "province": buyer["prefecture"],
        "city": buyer["city"],
        "address1": buyer["block"],
        "address2": buyer["building"],
    }
    order = {
        "id": int(order_id),
        "checkout_id": int(order_id) - 1_000_000,
        "created_at": at.isoformat(),
        "updated_at": at.isoformat(),
        "email": buyer["email"],
        "phone": None,
        "currency": "JPY",
        "total_price": _total(items),
        "financial_status": "authorized",
        "payment_gateway_names": ["veritrans"],
        "note": "置き配希望",
        "note_attributes": [{"name": "gift_message", "value": "お誕生日おめでとう"}],
        "browser_ip": "192.0.2.7",
        "client_details": {"user_agent": "SampleBrowser/1.0"},
        "payment_details": {"credit_card_number": "•••• •••• •••• 0000", "credit_card_company": "Sample"},
        "customer": {
            "id": int(buyer["id"]),
            "first_name": buyer["given"],
            "last_name": buyer["family"],
            "email": buyer["email"],
            "phone": buyer["phone"],
            "default_address": address,
        },
        "billing_address": address,
        "shipping_address": address,
        "line_items": [
            {**{k: item[k] for k in ("title", "sku", "quantity")}, "id": int(item["id"]), "price": str(item["price"]),
             "vendor": item["seller"], "properties": []}
            for item in items
        ],
    }  # fmt: skip
    headers = {
        "content-type": "application/json",
        "x-shopify-topic": "orders/create",
        "x-shopify-shop-domain": "sample-shop.example",
        "x-shopify-webhook-id": f"webhook-{order_id}",
    }
    return (Request(headers, _json(order)),)


def _events(order_id: str, buyer: dict[str, Any], items: list[dict[str, Any]], at: datetime) -> tuple[Request, ...]:
    address = {part: buyer[part] for part in ("postal_code", "prefecture", "city", "block", "building")}
    name = f"{buyer['family']} {buyer['given']}"
    told = {
        "customer": {
            "id": buyer["id"],
            "name": name,
            "email": buyer["email"],
            "phone": buyer["phone"],
            "address": address,
        },
        "billing": {"address": address},
        "shipping": {"name": name, "phone": buyer["phone"], "address": address},
        "order": {
            "id": order_id,
            "version": int(at.timestamp() * 1000),
            "amount": _total(items),
            "currency": "JPY",
            "items": [{**item, "price": str(item["price"])} for item in items],
        },
        "payment": {"method": "card", "transaction_id": f"tx-{order_id}", "card_token": f"tok_sample_{order_id}"},
    }
    kinds = ("order.placed", "payment.requested")
    return tuple(_event(kind, f"{kind}-{order_id}", told, at) for kind in kinds)


def _event(kind: str, name: str, told: dict[str, Any], at: datetime) -> Request:
    event = {
        "specversion": "1.0",
        "id": name,
        "source": "/sample-shop/checkout",
        "type": kind,
        "time": at.isoformat(),
        "datacontenttype": "application/json",
        "data": told,
    }
    return Request({"content-type": "application/cloudevents+json"}, _json(event))


def _total(items: Iterable[dict[str, Any]]) -> str:
    return str(sum(item["price"] * item["quantity"] for item in items))


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()
