"""Back Market's sample orders and consents, as the shop would publish them. Sends nothing."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random
from typing import Any, Final, Literal, NamedTuple

from examples.shop.people import Good, address, buyer, customer, goods_of, lines, name, receiver
from examples.shop.writing import START, Request, as_json, cloud_event, total, version

RECIPIENT: Final = "jung_sas_france"
INFORMATION_VERSION: Final = 1
SELLERS: Final = ("tokyo-phones", "osaka-tech")
_CLICK_AFTER: Final = 3
_EVERY: Final = 3

GOODS: Final = (
    Good("tokyo-phones", "見本フォン 12", "TP-12", 64_800),
    Good("tokyo-phones", "見本ケース", "TP-C1", 1_980),
    Good("osaka-tech", "例示イヤホン", "OT-E5", 12_800),
    Good("osaka-tech", "例示充電器", "OT-A2", 3_480),
)


class SampleOrder(NamedTuple):
    """One order: how it is published, and whether its buyer will click the consent.

    The first of its requests registers the buyer as of age; one request, or two, follow with the order itself.
    """

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
        who, items = buyer(chance, 9_000_000_000_000_000_000 + number), _items(chance, number)
        at = start + timedelta(minutes=number)
        shopify = number % 2 == 1
        make = webhook if shopify else _events
        order_id = str((5_500_000_000_000_000_000 if shopify else 10_000) + number)
        yield SampleOrder(
            number=number,
            form="shopify" if shopify else "cloudevents",
            order_id=order_id,
            customer_id=who["id"],
            requests=(registered(who["id"], at), *make(order_id, who, items, at)),
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
    return SampleClick(order, event_of("consent.given", f"consent-{order.number}", told, at))


def registered(customer_id: str, at: datetime, *, adult: bool = True) -> Request:
    """Return the registration of a buyer, who says whether he or she is of age; until then all waits."""
    told = {"customer": {"id": customer_id, "adult_flag": adult}}
    return event_of("customer.changed", f"registered-{customer_id}", told, at - timedelta(minutes=1))


def event_of(kind: str, name: str, told: dict[str, Any], at: datetime) -> Request:
    """Return an event of this shop's own."""
    return cloud_event("/sample-shop/checkout", kind, name, told, at)


def _items(chance: Random, number: int) -> list[dict[str, Any]]:
    """Return one to five lines; every fourth order holds lines of both sellers."""
    goods = [chance.choice(GOODS) for _ in range(chance.randint(1, 5))]
    if number % 4 == 0:
        goods = [GOODS[0], GOODS[2], *goods[:3]]
    return goods_of(number, goods)


def webhook(order_id: str, who: dict[str, Any], items: list[dict[str, Any]], at: datetime) -> tuple[Request, ...]:
    """Return an order as Shopify sends it."""
    home = {
        "first_name": who["given"],
        "last_name": who["family"],
        "name": name(who),
        "company": None,
        "phone": who["phone"],
        "zip": who["postal_code"],
        "country": "Japan",
        "country_code": "JP",
        "province": who["prefecture"],
        "city": who["city"],
        "address1": who["block"],
        "address2": who["building"],
    }
    order = {
        "id": int(order_id),
        "checkout_id": int(order_id) - 1_000_000,
        "created_at": at.isoformat(),
        "updated_at": at.isoformat(),
        "email": who["email"],
        "phone": None,
        "currency": "JPY",
        "total_price": total(items),
        "financial_status": "authorized",
        "payment_gateway_names": ["veritrans"],
        "note": "置き配希望",
        "note_attributes": [{"name": "gift_message", "value": "お誕生日おめでとう"}],
        "browser_ip": "192.0.2.7",
        "client_details": {"user_agent": "SampleBrowser/1.0"},
        "payment_details": {"credit_card_number": "•••• •••• •••• 0000", "credit_card_company": "Sample"},
        "customer": {
            "id": int(who["id"]),
            "first_name": who["given"],
            "last_name": who["family"],
            "email": who["email"],
            "phone": who["phone"],
            "default_address": home,
        },
        "billing_address": home,
        "shipping_address": home,
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
    return (Request(headers, as_json(order)),)


def _events(order_id: str, who: dict[str, Any], items: list[dict[str, Any]], at: datetime) -> tuple[Request, ...]:
    told = {
        "customer": customer(who),
        "billing": {"address": address(who)},
        "shipping": receiver(who),
        "order": {
            "id": order_id,
            "version": version(at),
            "amount": total(items),
            "currency": "JPY",
            "items": lines(items),
        },
        "payment": {"method": "card", "transaction_id": f"tx-{order_id}", "card_token": f"tok_sample_{order_id}"},
    }
    kinds = ("order.placed", "payment.requested")
    return tuple(event_of(kind, f"{kind}-{order_id}", told, at) for kind in kinds)
