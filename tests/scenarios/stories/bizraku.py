"""Bizraku: companies buy; the carrier gets the parcel, whoever bills gets the bill, nobody else anything."""

from typing import Any, Final

from tests.scenarios.story import ADDRESS, Step, Story

PARCEL: Final = "shipping.name shipping.company shipping.address shipping.phone order.id order.delivery_id"
BILL: Final = (
    "customer.company customer.name billing.department billing.address payment.method order.id order.amount "
    "order.currency"
)
REFUND: Final = "order.id payment.method order.amount order.currency"
CARRIER, BILLING = "delivery_carrier/carrier", "billing_payment/billing"


def whole(name: str, version: int) -> dict[str, Any]:
    return {
        "customer": {
            "id": f"z-{name}",
            "company": "株式会社見本製作所",
            "name": "試作 次郎",
            "email": f"{name}@example.jp",
            "phone": "03-0000-0004",
            "title": "課長",
            "industry": "製造",
            "external_id": "A-0000-1",
        },
        "billing": {"department": "購買部", "address": ADDRESS},
        "shipping": {"name": "試作 三郎", "company": "見本製作所 倉庫", "phone": "03-0000-0005", "address": ADDRESS},
        "order": {
            "id": f"Z-{name}",
            "version": version,
            "amount": "8800",
            "currency": "JPY",
            "delivery_id": f"D-{name}",
            "items": [{"id": "1", "title": "見本用紙", "quantity": 10, "price": "880"}],
        },
        "payment": {"method": "invoice"},
    }


def brief(name: str, version: int, **order: Any) -> dict[str, Any]:
    return {"customer": {"id": f"z-{name}"}, "order": {"id": f"Z-{name}", "version": version, **order}}


def life() -> Story:
    """Return the whole life of an order: nobody is told of it as such, carrier and bill each get their part."""
    name = "life"
    refund = {**brief(name, 5, amount="8800", currency="JPY"), "payment": {"method": "invoice"}}
    longer = whole(name, 2)
    longer["shipping"]["address"] = {**ADDRESS, "building": "第2倉庫"}
    steps = (
        Step("order.placed", whole(name, 1), {}),
        Step("invoice.requested", whole(name, 1), {BILLING: BILL}),
        Step("order.changed", longer, {}),
        Step("shipment.requested", longer, {CARRIER: PARCEL}),
        Step("shipment.changed", longer, {}),
        Step("order.cancelled", brief(name, 3), {CARRIER: "order.id"}),
        # The text names nobody who collects returned goods.
        Step("pickup.requested", whole(name, 4), {}),
        Step("return.received", brief(name, 4), {}),
        Step("payment.refund_requested", refund, {BILLING: REFUND}),
    )
    return Story("bizraku", name, steps)


STORIES: Final = (life(),)
