"""Bizraku's buyers are companies: a bill, a parcel, sometimes another place to deliver to, sometimes money back."""

from datetime import timedelta
from random import Random
from typing import Any, Final

from examples.shop.life import Kind, Life
from examples.shop.people import address, buyer, customer, receiver
from examples.shop.writing import START, Clock, Writer


def ordinary(chance: Random, number: int) -> Life:
    """Return one company's order."""
    who, key = buyer(chance, 80_000 + number), {"id": str(80_000 + number)}
    write = Writer("/bizraku/orders", f"z-{number}", Clock(START + timedelta(minutes=10 * number)))
    order = {"id": f"Z-{number}", "amount": "8800", "currency": "JPY", "delivery_id": f"D-Z-{number}"}
    items = [{"id": "1", "title": "見本用紙", "quantity": 10, "price": "880"}]
    told: dict[str, Any] = {
        "customer": customer(who, company="株式会社見本製作所", title="課長"),
        "billing": {"department": "購買部", "address": address(who)},
        "shipping": receiver(who, company="見本製作所 倉庫"),
        "order": {**order, "items": items},
        "payment": {"method": "invoice"},
    }
    made = [write(kind, told) for kind in ("order.placed", "invoice.requested", "shipment.requested")]
    if number % 2:
        moved = {**told, "shipping": receiver(buyer(chance, 85_000 + number), company="見本製作所 第2倉庫")}
        made.append(write("shipment.changed", moved))
    if number % 3 == 0:
        pay = {"customer": key, "order": order, "payment": {"method": "invoice"}}
        made += [
            write("order.cancelled", {"customer": key, "order": {"id": order["id"]}}),
            write("payment.refund_requested", pay),
        ]
    return Life("bizraku", tuple(made))


KIND: Final = Kind(5, ordinary, {})
