"""KNOPETS: of an auction each side views the other's data once it is decided; a fixed price gives stores nothing."""

from typing import Any, Final

from tests.scenarios.story import ADDRESS, Step, Story

WINNER: Final = "auction.winning_price customer.name customer.address customer.phone order.id"
COMPANY: Final = f"{WINNER} customer.company customer.representative_name customer.contact_name"
SELLER: Final = "auction.winning_price seller.name seller.address seller.phone order.id"
NEXT: Final = "auction.next_bidder_decided auction.next_bid_price auction.trade_message order.id"
TOOL: Final = "customer.name shipping.name shipping.address shipping.phone auction.trade_message order.id"
CARD: Final = "payment.transaction_id payment.method payment.card_token order.id order.amount order.currency"
WALLET: Final = "payment.transaction_id payment.method order.id order.amount order.currency"
PARCEL: Final = "shipping.name shipping.address shipping.phone order.id order.delivery_id"
PAGE: Final = "member-page"
CARRIER: Final = "delivery_carrier/carrier"


def member(name: str, **more: Any) -> dict[str, Any]:
    known = {"name": "架空 花子", "email": f"{name}@example.jp", "phone": "090-0000-0006", "address": ADDRESS}
    return {"id": f"k-{name}", **known, **more}


def seller(**more: Any) -> dict[str, Any]:
    return {
        "id": "k-seller",
        "name": "架空ペット店",
        "email": "s@example.jp",
        "phone": "042-000-0007",
        "address": ADDRESS,
        **more,
    }


def lot(name: str, version: int, **more: Any) -> dict[str, Any]:
    return {"id": f"K-{name}", "version": version, **more}


def auction(name: str, **more: Any) -> dict[str, Any]:
    price = {"winning_price": "5000", "next_bid_price": "4800"}
    return {
        "customer": member(name, **more),
        "auction": price,
        "order": lot(name, 1),
        "other": {"seller_id": "k-seller"},
    }


def sold(name: str, **more: Any) -> dict[str, Any]:
    price = {"winning_price": "5000"}
    return {"seller": seller(**more), "auction": price, "order": lot(name, 1), "other": {"customer_id": f"k-{name}"}}


def decided() -> Story:
    """Return an auction that two private people have made: price, name, address, telephone, each the other's."""
    name = "decided"
    lone = {"representative_name": "架空 代表", "contact_name": "架空 担当"}
    paid = {
        "customer": {"id": f"k-{name}"},
        "order": lot(name, 2, amount="5000", currency="JPY"),
        "payment": {"transaction_id": "tx-k", "method": "card", "card_token": "tok_k"},
    }
    sent = {
        "customer": {"id": f"k-{name}"},
        "shipping": {"name": "架空 花子", "phone": "090-0000-0006", "address": ADDRESS},
        "order": lot(name, 2, delivery_id="D-k"),
    }
    steps = (
        Step("auction.decided", auction(name, **lone), {f"seller_of_auction/{PAGE}": WINNER}),
        Step("auction.decided", sold(name, **lone), {f"auction_winner/{PAGE}": SELLER}),
        Step("auction.decided", auction(name, **lone), {}),
        Step("payment.requested", paid, {"card_company/card": CARD}),
        Step("shipment.requested", sent, {CARRIER: PARCEL}),
        Step("shipment.changed", sent, {}),
        Step("shipment.cancelled", {**sent, "order": lot(name, 3)}, {CARRIER: "order.id"}),
        Step(
            "payment.cancel_requested",
            {**paid, "order": lot(name, 3)},
            {"card_company/card": "order.id payment.transaction_id"},
        ),
        Step(
            "payment.refund_requested",
            {**paid, "order": lot(name, 4)},
            {"card_company/card": "order.id payment.transaction_id payment.method"},
        ),
    )
    return Story("knopets", name, steps)


def corporate() -> Story:
    """Return an auction of two companies, whose names come too; and a next bidder, told price and message only."""
    name = "corporate"
    said = {"representative_name": "架空 代表", "contact_name": "架空 担当"}
    company = {**said, "company": "架空物産株式会社", "company_ref": "9010000000000"}
    runner = {
        "customer": member("runner"),
        "auction": {"next_bidder_decided": True, "next_bid_price": "4800", "trade_message": "次点のご連絡です"},
        "order": lot(name, 3),
        "other": {"seller_id": "k-seller"},
    }
    offered = {
        "seller": seller(),
        "auction": runner["auction"],
        "order": lot(name, 3),
        "other": {"customer_id": "k-runner"},
    }
    corporate_seller = f"{SELLER} seller.representative_name seller.contact_name"
    steps = (
        Step("auction.decided", auction(name, **company), {f"seller_of_auction/{PAGE}": COMPANY}),
        Step(
            "auction.decided",
            sold(name, **said, company_ref="9010000000001"),
            {f"auction_winner/{PAGE}": corporate_seller},
        ),
        Step(
            "order.cancelled",
            {"customer": {"id": f"k-{name}"}, "order": lot(name, 2)},
            {f"seller_of_auction/{PAGE}": "order.id"},
        ),
        Step("auction.next_bidder_decided", runner, {f"seller_next_bidder_notice/{PAGE}": NEXT}),
        Step("auction.next_bidder_decided", offered, {f"next_bidder/{PAGE}": NEXT}),
    )
    return Story("knopets", name, steps)


def fixed() -> Story:
    """Return an order at a fixed price: the store sees of its buyer only what comes by the trade tool."""
    name = "fixed"
    items = [{"id": "1", "title": "見本首輪", "quantity": 1, "price": "900", "seller": "k-seller"}]
    order = {
        "customer": member(name),
        "shipping": {"name": "架空 花子", "phone": "090-0000-0006", "address": ADDRESS},
        "order": lot(name, 1, amount="900", currency="JPY", items=items),
    }
    tool = {**order, "auction": {"trade_message": "玄関先へお願いします"}}
    paid = {**order, "payment": {"transaction_id": "tx-f", "method": "wallet"}}
    steps = (
        Step("order.placed", order, {}),
        Step("order.changed", {**order, "order": lot(name, 2)}, {}),
        Step("payment.requested", paid, {"other_payment_operator/operator": WALLET}),
        Step("trade_tool.used", tool, {f"trade_tool_counterparty/{PAGE}": TOOL}),
        Step("order.cancelled", {"customer": {"id": f"k-{name}"}, "order": lot(name, 3)}, {}),
    )
    return Story("knopets", name, steps)


STORIES: Final = (decided(), corporate(), fixed())
