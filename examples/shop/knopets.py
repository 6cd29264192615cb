"""KNOPETS: auctions, of which each side views the other's data, next bidders, and goods at a fixed price."""

from datetime import timedelta
from random import Random
from typing import Any, Final

from examples.shop.life import Kind, Life
from examples.shop.people import address, buyer, customer, name, receiver
from examples.shop.writing import START, Clock, Request, Writer

_PASSED_ON_EVERY: Final = 5


class _Trade:
    """One trade: a buyer, a seller, a lot."""

    def __init__(self, chance: Random, number: int) -> None:
        self.who, self.seller = buyer(chance, 30_000 + number), buyer(chance, 35_000 + number)
        self.id, self.number = f"K-{number}", number
        self.write = Writer("/knopets/trades", f"k-{number}", Clock(START + timedelta(minutes=10 * number)))

    def decided(self) -> list[Request]:
        """Return both sides of a decided auction: the winner's data and the seller's."""
        price = {"winning_price": "5000", "next_bid_price": "4800"}
        shown = {"nickname": f"見本会員{self.number}", "history": f"落札 {1 + self.number % 9}件"}
        won = {
            "customer": customer(self.who, nickname=shown["nickname"]),
            "auction": {**price, "history": shown["history"]},
            "order": {"id": self.id},
            "other": {"seller_id": self.seller["id"]},
        }
        known = {
            "id": self.seller["id"],
            "name": name(self.seller),
            "email": self.seller["email"],
            "phone": self.seller["phone"],
            "address": address(self.seller),
        }
        sold = {
            "seller": known,
            "auction": price,
            "order": {"id": self.id},
            "other": {"customer_id": self.who["id"]},
        }
        return [self.write("auction.decided", won), self.write("auction.decided", sold)]

    def passed_on(self, runner: dict[str, Any]) -> list[Request]:
        """Return how the winner drops out, and both sides of what the next bidder and the seller are told."""
        left = {"customer": {"id": self.who["id"]}, "order": {"id": self.id}}
        cancelled = self.write("order.cancelled", left)  # first: what is offered next is a later version of the order
        told = {
            "auction": {"next_bidder_decided": True, "next_bid_price": "4800", "trade_message": "次点のご連絡です"},
            "order": {"id": self.id},
        }
        bid = {**told, "customer": customer(runner), "other": {"seller_id": self.seller["id"]}}
        sold = {**told, "seller": {"id": self.seller["id"]}, "other": {"customer_id": runner["id"]}}
        return [cancelled, *(self.write("auction.next_bidder_decided", each) for each in (bid, sold))]

    def paid(self, **payment: str) -> Request:
        order = {"id": self.id, "amount": "5000", "currency": "JPY"}
        pay = {"transaction_id": f"tx-{self.id}", **payment}
        return self.write("payment.requested", {"customer": {"id": self.who["id"]}, "order": order, "payment": pay})

    def parcel(self) -> Request:
        told: dict[str, Any] = {
            "customer": {"id": self.who["id"]},
            "shipping": receiver(self.who),
            "order": {"id": self.id, "delivery_id": f"D-{self.id}"},
        }
        return self.write("shipment.requested", told)

    def fixed(self) -> list[Request]:
        """Return an order at a fixed price, and the buyer's message over the trade tool."""
        items = [{"id": "1", "title": "見本首輪", "quantity": 1, "price": "5000", "seller": self.seller["id"]}]
        order = {"id": self.id, "amount": "5000", "currency": "JPY", "items": items}
        told = {"customer": customer(self.who), "shipping": receiver(self.who), "order": order}
        message = {**told, "auction": {"trade_message": "玄関先へお願いします"}}
        return [self.write("order.placed", told), self.write("trade_tool.used", message)]


def ordinary(chance: Random, number: int) -> Life:
    """Return an auction paid by card or passed on to the next bidder, or a fixed price paid by wallet."""
    one = _Trade(chance, number)
    if number % 3 and number % _PASSED_ON_EVERY == 0:
        return Life("knopets", (*one.decided(), *one.passed_on(buyer(chance, 37_000 + number))))
    if number % 3:
        card = one.paid(method="card", card_token=f"tok_sample_{one.id}")
        return Life("knopets", (*one.decided(), card, one.parcel()))
    return Life("knopets", (*one.fixed(), one.paid(method="wallet"), one.parcel()))


def auction(chance: Random, number: int) -> Life:
    """Return an auction that is told."""
    return ordinary(chance, number)._replace(story="auction")


KIND: Final = Kind(10, ordinary, {4: auction})
