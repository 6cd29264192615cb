"""Qoo10's buyers, some of them under WooCommerce: parcels, a gift to somebody else, goods that come back."""

from datetime import UTC, timedelta
from random import Random
from typing import Any, Final

from examples.shop.life import Kind, Life
from examples.shop.people import Good, address, buyer, customer, goods_of, lines, receiver
from examples.shop.writing import START, Clock, Request, Writer, as_json, total

_GOODS: Final = (
    Good("kanda-camera", "見本カメラ", "KC-1", 30_000),
    Good("naniwa-goods", "見本ストラップ", "NG-2", 1_500),
    Good("kanda-camera", "例示レンズ", "KC-7", 42_000),
)
_PICK_UP_EVERY: Final = 4


class _Buyer:
    """One buyer and one order."""

    def __init__(self, chance: Random, number: int) -> None:
        self.who, self.to = buyer(chance, 60_000 + number), buyer(chance, 65_000 + number)
        self.number, self.id = number, str(70_000 + number)
        self.key = {"id": self.who["id"]}
        self.write = Writer("/qoo10/orders", f"q-{number}", Clock(START + timedelta(minutes=10 * number)))
        self.items = goods_of(number, (_GOODS[0], _GOODS[1], chance.choice(_GOODS)))
        self.receiver = receiver(self.who, time_window="1416")

    def order(self) -> list[Request]:
        pay = {"transaction_id": f"tx-{self.id}", "method": "card", "card_token": f"tok_sample_{self.id}"}
        kinds = ("order.placed", "payment.requested")
        return [self.write(kind, {**self.whole(), "payment": pay}) for kind in kinds]

    def whole(self) -> dict[str, Any]:
        order = {"id": self.id, "amount": total(self.items), "currency": "JPY", "items": lines(self.items)}
        return {"customer": customer(self.who), "shipping": self.receiver, "order": order}

    def parcel(self, kind: str = "shipment.requested") -> Request:
        told = self.whole()
        told["order"]["delivery_id"] = f"D-{self.id}"
        return self.write(kind, told)

    def brief(self, kind: str, **order: str) -> Request:
        return self.write(kind, {"customer": self.key, "order": {"id": self.id, **order}})

    def returned(self) -> list[Request]:
        """Return how the parcel comes back: it is picked up, received, and the money goes back."""
        picked = {
            "customer": self.key,
            "pickup": receiver(self.who),
            "order": {"id": self.id, "delivery_id": f"R-{self.id}"},
        }
        refund = {
            "customer": self.key,
            "order": {"id": self.id, "amount": total(self.items), "currency": "JPY"},
            "payment": {"transaction_id": f"tx-{self.id}", "method": "card"},
        }
        return [
            self.write("pickup.requested", picked),
            self.brief("return.received"),
            self.write("payment.refund_requested", refund),
        ]

    def woocommerce(self) -> Request:
        """Return the order as WooCommerce sends it; its lines name no seller."""
        at = self.write.clock.next().astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S")
        order = {
            "id": int(self.id),
            "status": "pending",
            "currency": "JPY",
            "date_created_gmt": at,
            "date_modified_gmt": at,
            "total": total(self.items),
            "customer_id": int(self.who["id"]),
            "billing": {**_address(self.who), "email": self.who["email"]},
            "shipping": _address(self.who),
            "payment_method": "card",
            "transaction_id": f"tx-{self.id}",
            "line_items": [
                {
                    "id": int(item["id"]),
                    "name": item["title"],
                    "sku": item["sku"],
                    "quantity": 1,
                    "price": item["price"],
                }
                for item in self.items
            ],
        }
        headers = {
            "content-type": "application/json",
            "x-wc-webhook-topic": "order.created",
            "x-wc-webhook-source": "https://sample-shop.example/",
            "x-wc-webhook-id": "1",
            "x-wc-webhook-delivery-id": f"delivery-{self.id}",
        }
        return Request(headers, as_json(order))


def _address(who: dict[str, Any]) -> dict[str, str]:
    parts = address(who)
    return {
        "first_name": who["given"],
        "last_name": who["family"],
        "address_1": parts["block"],
        "address_2": parts["building"],
        "city": parts["city"],
        "state": parts["prefecture"],
        "postcode": parts["postal_code"],
        "country": "JP",
        "phone": who["phone"],
    }


def ordinary(chance: Random, number: int) -> Life:
    """Return a buyer as most are: paid and shipped; the address changes for some, the goods come back from others."""
    one = _Buyer(chance, number)
    made = [one.woocommerce()] if number % 3 == 0 else one.order()
    made.append(one.parcel())
    if number % 2:
        one.receiver = receiver(one.to)
        made += [one.parcel("shipment.changed"), one.write("order.changed", one.whole())]
    if number % 9 == 0:
        made.append(one.brief("order.cancelled"))
    elif number % _PICK_UP_EVERY == 0:
        made += one.returned()
    return Life("qoo10", tuple(made))


def returned(chance: Random, number: int) -> Life:
    """Return a buyer whose parcel comes back."""
    one = _Buyer(chance, number)
    return Life("qoo10", (*one.order(), one.parcel(), *one.returned()), 1, "returned")


def gift(chance: Random, number: int) -> Life:
    """Return a buyer who has the goods sent to somebody else, a second person of the order."""
    one = _Buyer(chance, number)
    one.receiver = receiver(one.to)
    other = {"other": {"phone": one.to["phone"]}}
    pay = {"transaction_id": f"tx-{one.id}", "method": "card", "card_token": f"tok_sample_{one.id}"}
    ordered = one.write("order.placed", {**one.whole(), **other})
    paid = one.write("payment.requested", {**one.whole(), "payment": pay})
    return Life("qoo10", (ordered, paid, one.parcel()), 1, "gift")


KIND: Final = Kind(30, ordinary, {5: returned, 14: gift})
