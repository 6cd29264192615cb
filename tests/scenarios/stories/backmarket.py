"""Back Market: two sellers, Veritrans, affiliates, the host in Europe and JUNG SAS after the click, the CRM never."""

from typing import Any, Final

from tests.scenarios.story import ADDRESS, Step, Story

SIX: Final = (
    "customer.company customer.email customer.title customer.name shipping.address customer.phone order.id order.items"
)
GROUP: Final = "customer.name customer.email order.id order.items"
FRANCE: Final = f"{GROUP} order.amount order.currency"
HOST: Final = f"{FRANCE} customer.phone shipping.address"
REFUND: Final = "order.id payment.transaction_id payment.method order.amount order.currency"

PHONE: Final = {"id": "1", "title": "見本フォン", "quantity": 1, "price": "60000", "seller": "tokyo-phones"}
CASE: Final = {"id": "2", "title": "見本ケース", "quantity": 1, "price": "2000", "seller": "Osaka Tech"}


def buyer(name: str) -> dict[str, Any]:
    return {
        "id": f"bm-{name}",
        "name": "見本 太郎",
        "title": "部長",
        "company": "見本商事",
        "email": f"{name}@example.jp",
        "phone": "090-0000-0001",
        "address": ADDRESS,
        "birth_date": "1980-02-29",
    }


def order(
    name: str, version: int, *, items: list[dict[str, Any]] | None = None, amount: str = "62000"
) -> dict[str, Any]:
    lines = [PHONE, CASE] if items is None else items
    return {"id": f"BM-{name}", "version": version, "amount": amount, "currency": "JPY", "items": lines}


def whole(name: str, version: int, **changed: Any) -> dict[str, Any]:
    return {
        "customer": buyer(name),
        "shipping": {"name": "見本 太郎", "phone": "090-0000-0001", "address": ADDRESS},
        "billing": {"address": ADDRESS},
        "order": order(name, version, **changed),
        "payment": {"transaction_id": f"tx-{name}", "method": "card", "card_token": f"tok_{name}"},
        "web": {"cookie": "c-1"},
    }


def brief(name: str, version: int, **more: Any) -> dict[str, Any]:
    return {"customer": {"id": f"bm-{name}"}, "order": {"id": f"BM-{name}", "version": version}, **more}


def choice(name: str, recipient: str, version: int = 1) -> dict[str, Any]:
    chosen = {"recipient": recipient, "information_version": version, "at": "2026-11-22T12:05:00+09:00"}
    return {"customer": {"id": f"bm-{name}"}, "consent": chosen}


def adult(name: str) -> Step:
    return Step("customer.changed", {"customer": {"id": f"bm-{name}", "adult_flag": True}}, {})


TOKYO, OSAKA, AFFILIATE = "seller/tokyo-phones", "seller/osaka-tech", "affiliates/group-japan"
ABROAD, PROCESSOR = "jung_sas_france/jung-sas", "veritrans/veritrans"


def life() -> Story:
    """Return the whole life of an order: changed, cancelled after it was given, returned, refunded."""
    return Story("backmarket", "life", (*beginning("life"), *end("life")))


def beginning(name: str) -> tuple[Step, ...]:
    """Return an order that is placed, paid, agreed to be known abroad, and changed."""
    return (
        adult(name),
        Step("order.placed", whole(name, 1), {TOKYO: SIX, OSAKA: SIX, AFFILIATE: GROUP}),
        Step(
            "payment.requested",
            whole(name, 1),
            {
                PROCESSOR: "payment.transaction_id payment.method payment.card_token order.id order.amount "
                "order.currency"
            },
        ),
        Step("consent.given", choice(name, "jung_sas_france"), {ABROAD: FRANCE}),
        # The seller whose lines go learns of it; the other one's part is the same as before.
        Step(
            "order.changed",
            whole(name, 2, items=[PHONE], amount="60000"),
            {OSAKA: SIX, AFFILIATE: GROUP, ABROAD: FRANCE},
        ),
    )


def end(name: str) -> tuple[Step, ...]:
    """Return how it is cancelled after it was given, returned and refunded."""
    pay = {"transaction_id": f"tx-{name}", "method": "card"}
    refund = brief(name, 4, payment=pay)
    refund["order"] |= {"amount": "62000", "currency": "JPY"}
    return (
        # Back Market's text names no carrier.
        Step("shipment.requested", whole(name, 2), {}),
        # The host has never had a click: what waited for it is withdrawn, and it gets no cancellation either.
        Step(
            "order.cancelled",
            brief(name, 3),
            {
                TOKYO: "order.id",
                OSAKA: "order.id",
                AFFILIATE: "order.id",
                ABROAD: "order.id",
            },
        ),
        Step("consent.given", choice(name, "hosting_europe"), {}),
        Step("return.received", brief(name, 3), {TOKYO: "order.id", OSAKA: "order.id"}),
        Step("payment.cancel_requested", brief(name, 3, payment=pay), {PROCESSOR: "order.id payment.transaction_id"}),
        Step("payment.refund_requested", refund, {PROCESSOR: REFUND}),
        Step("order.changed", whole(name, 5), {}),
    )


def minor() -> Story:
    """Return an order of somebody under age: nothing at all before the approval, everything once after it."""
    name = "minor"
    young = {"customer": {"id": f"bm-{name}", "adult_flag": False}}
    approval = {"customer": {"id": f"bm-{name}"}, "approval": {"at": "2026-11-22T12:10:00+09:00"}}
    steps = (
        Step("order.placed", whole(name, 1), {}),
        Step("customer.changed", young, {}),
        Step("consent.given", choice(name, "jung_sas_france"), {}),
        Step(
            "approval.given",
            approval,
            {
                TOKYO: SIX,
                OSAKA: SIX,
                AFFILIATE: GROUP,
                ABROAD: FRANCE,
            },
        ),
        Step("approval.given", approval, {}),
    )
    return Story("backmarket", name, steps)


def late() -> Story:
    """Return an order whose change and cancellation overtake it on the way in: nobody gets anything."""
    name = "late"
    steps = (
        adult(name),
        Step("order.cancelled", brief(name, 3), {}),
        Step("order.changed", whole(name, 2), {}),
        Step("order.placed", whole(name, 1), {}),
        Step("payment.refund_requested", brief(name, 4), {}),
    )
    return Story("backmarket", name, steps)


def overtaken() -> Story:
    """Return an order whose change arrives before it: first the order, then, by itself, the change."""
    name = "overtaken"
    changed = whole(name, 2, items=[PHONE], amount="60000")
    steps = (
        adult(name),
        Step("order.changed", changed, {}),
        Step("order.placed", whole(name, 1), {TOKYO: SIX, OSAKA: (SIX, SIX), AFFILIATE: (GROUP, GROUP)}),
    )
    return Story("backmarket", name, steps)


STORIES: Final = (life(), minor(), late(), overtaken())
