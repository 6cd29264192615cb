"""Qoo10: sellers get the receiver, the agency payments, the carrier parcels and pick-ups, Giosis Japan the order."""

from typing import Any, Final

from tests.scenarios.story import ADDRESS, Step, Story

SELLER: Final = "customer.name shipping.name shipping.address shipping.phone order.id order.items"
GROUP: Final = "customer.name customer.email order.id order.items"
PAY: Final = "payment.transaction_id payment.method payment.card_token order.id order.amount order.currency"
REFUND: Final = "order.id payment.transaction_id payment.method order.amount order.currency"
PARCEL: Final = "shipping.name shipping.address shipping.phone shipping.time_window order.id order.delivery_id"
PICKUP: Final = "pickup.name pickup.address pickup.phone order.id order.delivery_id"
KANDA, NANIWA, GIOSIS = "seller/kanda-camera", "seller/naniwa-goods", "giosis_japan/giosis-godo"
CARRIER, AGENCY = "delivery_carrier/carrier", "payment_agency/agency"

CAMERA: Final = {"id": "1", "title": "見本カメラ", "quantity": 1, "price": "30000", "seller": "Kanda Camera"}
STRAP: Final = {"id": "2", "title": "見本ストラップ", "quantity": 1, "price": "1500", "seller": "naniwa-goods"}


def whole(name: str, version: int, **more: Any) -> dict[str, Any]:
    return {
        "customer": {"id": f"q-{name}", "name": "例示 桜子", "email": f"{name}@example.jp", "phone": "090-0000-0002"},
        "shipping": {
            "name": "例示 梅子",
            "phone": "06-0000-0003",
            "address": ADDRESS,
            "time_window": "1416",
        },
        "order": {
            "id": f"Q-{name}",
            "version": version,
            "amount": "31500",
            "currency": "JPY",
            "items": [CAMERA, STRAP],
        },
        "payment": {"transaction_id": f"tx-{name}", "method": "card", "card_token": f"tok_{name}"},
        **more,
    }


def brief(name: str, version: int, **more: Any) -> dict[str, Any]:
    order = {"id": f"Q-{name}", "version": version, **more.pop("order", {})}
    return {"customer": {"id": f"q-{name}"}, "order": order, **more}


def parcel(name: str, version: int) -> dict[str, Any]:
    made = whole(name, version)
    made["order"]["delivery_id"] = f"D-{name}"
    return made


def pickup(name: str, version: int) -> dict[str, Any]:
    where = {"name": "例示 桜子", "phone": "090-0000-0002", "address": ADDRESS}
    return brief(name, version, pickup=where, order={"delivery_id": f"R-{name}"})


def life() -> Story:
    """Return the whole life of an order: shipped, re-addressed, cancelled, picked up, returned, refunded."""
    name = "life"
    pay = {"transaction_id": f"tx-{name}", "method": "card"}
    moved = parcel(name, 2)
    moved["shipping"]["address"] = {**ADDRESS, "block": "9丁目9番"}
    money = {"amount": "31500", "currency": "JPY"}
    steps = (
        Step("order.placed", whole(name, 1), {KANDA: SELLER, NANIWA: SELLER, GIOSIS: GROUP}),
        Step("order.placed", whole(name, 1), {}),
        Step("payment.requested", whole(name, 1), {AGENCY: PAY}),
        Step("shipment.requested", parcel(name, 1), {CARRIER: PARCEL}),
        Step("shipment.changed", moved, {CARRIER: PARCEL}),
        Step("order.changed", moved, {KANDA: SELLER, NANIWA: SELLER}),
        Step(
            "order.cancelled",
            brief(name, 3),
            {KANDA: "order.id", NANIWA: "order.id", GIOSIS: "order.id", CARRIER: "order.id"},
        ),
        Step("shipment.changed", parcel(name, 4), {}),
        Step("pickup.requested", pickup(name, 4), {CARRIER: PICKUP}),
        Step("return.received", brief(name, 5), {KANDA: "order.id", NANIWA: "order.id"}),
        Step("payment.refund_requested", brief(name, 6, payment=pay, order=money), {AGENCY: REFUND}),
    )
    return Story("qoo10", name, steps)


def unpaid() -> Story:
    """Return an order whose payment is taken back before it was ever asked for, and a parcel that is called off."""
    name = "unpaid"
    pay = {"transaction_id": f"tx-{name}", "method": "card"}
    steps = (
        Step("order.placed", whole(name, 1), {KANDA: SELLER, NANIWA: SELLER, GIOSIS: GROUP}),
        Step("shipment.requested", parcel(name, 1), {CARRIER: PARCEL}),
        Step(
            "shipment.cancelled",
            brief(name, 2, order={"delivery_id": "D-unpaid"}),
            {CARRIER: "order.id order.delivery_id"},
        ),
        Step("payment.refund_requested", brief(name, 2, payment=pay), {}),
        Step("shipment.requested", parcel(name, 3), {CARRIER: PARCEL}),
        Step("order.completed", brief(name, 4), {}),
    )
    return Story("qoo10", name, steps)


STORIES: Final = (life(), unpaid())
