"""NetOff: a processor with a closed list, values only when it asks, the joint user, a carrier that also collects."""

from typing import Any, Final

from tests.scenarios.story import ADDRESS, Step, Story

PAY: Final = "payment.transaction_id customer.name customer.phone customer.email order.amount payment.card_token"
ASKED: Final = (
    "customer.name customer.address customer.phone customer.email shipping.name shipping.address shipping.phone "
    "order.items payment.transaction_id"
)
SHARED: Final = (
    "customer.name customer.address customer.phone customer.birth_date customer.sex customer.email "
    "customer.trading_status"
)
PARCEL: Final = "shipping.name shipping.address shipping.phone order.id order.delivery_id"
PICKUP: Final = "pickup.name pickup.address pickup.phone pickup.time_window order.id order.delivery_id"
PROCESSOR, GATEWAY = "payment_processor/processor", "payment_processor_on_request/intermediary"
PARTNER, CARRIER = "joint_renet_recycle/renet-recycle", "delivery_carrier/carrier"


def customer(name: str, **more: Any) -> dict[str, Any]:
    return {
        "id": f"n-{name}",
        "name": "仮名 三郎",
        "email": f"{name}@example.jp",
        "phone": "052-000-0008",
        "address": ADDRESS,
        "birth_date": "1990-01-31",
        "sex": "m",
        "trading_status": "取引中",
        **more,
    }


def whole(name: str, version: int) -> dict[str, Any]:
    return {
        "customer": customer(name),
        "shipping": {"name": "仮名 三郎", "phone": "052-000-0008", "address": ADDRESS},
        "order": {
            "id": f"N-{name}",
            "version": version,
            "amount": "4200",
            "currency": "JPY",
            "delivery_id": f"D-{name}",
            "items": [{"id": "1", "title": "見本コミック 全10巻", "quantity": 1, "price": "4200"}],
        },
        "payment": {"transaction_id": f"tx-{name}", "method": "card", "card_token": f"tok_{name}"},
    }


def brief(name: str, version: int, **more: Any) -> dict[str, Any]:
    order = {"id": f"N-{name}", "version": version, **more.pop("order", {})}
    return {"customer": {"id": f"n-{name}", **more.pop("customer", {})}, "order": order, **more}


def life() -> Story:
    """Return the whole life of an order, with one request of the processor in between."""
    name = "life"
    pay = {"transaction_id": f"tx-{name}"}
    request = {
        "recipient": "payment_processor_on_request",
        "at": "2026-11-22T12:30:00+09:00",
        "evidence": "sha256:00ff",
    }
    where = {"name": "仮名 三郎", "phone": "052-000-0008", "address": ADDRESS, "time_window": "0812"}
    values = {**whole(name, 1), "request": request}
    ended = {"trading_status": "取消"}
    steps = (
        Step("checkout.unfinished", whole(name, 1), {}),
        Step("order.placed", whole(name, 1), {PARTNER: SHARED}),
        Step("payment.requested", whole(name, 1), {PROCESSOR: PAY}),
        Step("values.provided", values, {}),
        Step("recipient.requested", brief(name, 1, request=request), {}),
        Step("values.provided", {**values, "order": {**values["order"], "version": 2}}, {GATEWAY: ASKED}),
        Step("values.provided", {**values, "order": {**values["order"], "version": 3}}, {}),
        Step("order.changed", whole(name, 4), {}),
        Step("shipment.requested", whole(name, 4), {CARRIER: PARCEL}),
        Step(
            "order.cancelled", brief(name, 5, customer=ended), {PARTNER: "customer.trading_status", CARRIER: "order.id"}
        ),
        Step("pickup.requested", brief(name, 6, pickup=where, order={"delivery_id": "R-1"}), {CARRIER: PICKUP}),
        Step("return.received", brief(name, 7), {CARRIER: "order.id"}),
        Step(
            "payment.refund_requested",
            brief(name, 8, payment=pay, order={"amount": "4200"}),
            {PROCESSOR: "payment.transaction_id order.amount"},
        ),
    )
    return Story("netoff", name, steps)


STORIES: Final = (life(),)
