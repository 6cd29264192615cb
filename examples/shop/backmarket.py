"""Back Market's buyers: registered, served, asked for the click, in time or late; some withdraw, one is a minor."""

from datetime import timedelta
from random import Random
from typing import Any, Final

from examples.shop.life import Kind, Life
from examples.shop.orders import GOODS, webhook
from examples.shop.people import address, buyer, customer, goods_of, lines, receiver
from examples.shop.writing import START, Clock, Request, Writer, total

_FIRST: Final = 9_100_000_000_000_000_000
_ABROAD: Final = ("jung_sas_france", "hosting_europe")
_BOTH, _OSAKA = (GOODS[0], GOODS[2]), (GOODS[2],)


class _Buyer:
    """One buyer, and what the shop sends about one of her or his orders after the other."""

    def __init__(self, chance: Random, number: int) -> None:
        self.who, self.number = buyer(chance, _FIRST + number), number
        self.key: dict[str, Any] = {"id": self.who["id"]}
        self.write = Writer("/sample-shop/checkout", f"bm-{number}", Clock(START + timedelta(minutes=10 * number)))
        self.goods = goods_of(number, [chance.choice(GOODS), *_BOTH, chance.choice(GOODS)])
        self.orders = 0

    def aged(self, *, adult: bool = True) -> Request:
        return self.write("customer.changed", {"customer": {**self.key, "adult_flag": adult}})

    def click(self, kind: str = "consent.given", *recipients: str) -> list[Request]:
        return [self.write.choice(kind, self.key, recipient) for recipient in recipients or _ABROAD]

    def order(self, items: list[dict[str, Any]] | None = None) -> list[Request]:
        """Return an order and its payment: the first of every second buyer as Shopify's webhook."""
        self.orders += 1
        self.items = items or self.goods
        if self.number % 2 and items is None:
            self.id = str(5_510_000_000_000_000_000 + self.number)
            return list(webhook(self.id, self.who, self.items, self.write.clock.next()))
        self.id = f"{20_000 + self.number}-{self.orders}"
        paid = {"method": "card", "transaction_id": f"tx-{self.id}", "card_token": f"tok_sample_{self.id}"}
        return [self.write(kind, {**self.whole(), "payment": paid}) for kind in ("order.placed", "payment.requested")]

    def whole(self) -> dict[str, Any]:
        known = {**customer(self.who), **self.key}
        if "id" not in self.key:
            del known["id"]
        order = {"id": self.id, "amount": total(self.items), "currency": "JPY", "items": lines(self.items)}
        return {
            "customer": known,
            "billing": {"address": address(self.who)},
            "shipping": receiver(self.who),
            "order": order,
        }

    def changed(self) -> Request:
        """Return a change: one more of everything."""
        self.items = [{**item, "quantity": item["quantity"] + 1} for item in self.items]
        return self.write("order.changed", self.whole())

    def brief(self, kind: str, **more: Any) -> Request:
        return self.write(kind, {"customer": dict(self.key), "order": {"id": self.id}, **more})

    def refunded(self) -> list[Request]:
        money = {"amount": total(self.items), "currency": "JPY"}
        pay = {"transaction_id": f"tx-{self.id}", "method": "card"}
        told = {"customer": dict(self.key), "order": {"id": self.id, **money}, "payment": pay}
        return [self.brief("return.received"), self.write("payment.refund_requested", told)]


def ordinary(chance: Random, number: int) -> Life:
    """Return a buyer as most are: a click in time, late or never; a change, a cancellation or a return for some."""
    one = _Buyer(chance, number)
    clicks = one.click() if number % 3 == 0 else []
    made = [one.aged(), *clicks, *one.order()]
    if number % 3 == 1:
        made += one.click()
    if number % 2:
        made.append(one.changed())
    if number % 7 == 0:
        made += [one.brief("order.cancelled")]
    elif number % 4 == 0:
        made += one.refunded()
    return Life("backmarket", tuple(made))


def down(chance: Random, number: int) -> Life:
    """Return a buyer of a seller that is down: a first order that waits for it, a second one that is cancelled."""
    one = _Buyer(chance, number)
    first = one.order(goods_of(number, _BOTH))
    second = one.order(goods_of(number, _OSAKA))
    return Life("backmarket", (one.aged(), *first, *second, one.brief("order.cancelled")), 2, "down")


def withdraws(chance: Random, number: int) -> Life:
    """Return a buyer who agrees to be known abroad, withdraws, and orders again."""
    one = _Buyer(chance, number)
    first = [one.aged(), *one.click(), *one.order()]
    withdrawn = one.click("consent.withdrawn")
    again = one.order(goods_of(number, (GOODS[1],)))
    return Life("backmarket", (*first, *withdrawn, *again), 2, "withdraws")


def late(chance: Random, number: int) -> Life:
    """Return a buyer who clicks after the order."""
    one = _Buyer(chance, number)
    made = (one.aged(), *one.order(goods_of(number, (GOODS[0],))), *one.click())
    return Life("backmarket", made, 1, "late")


def minor(chance: Random, number: int) -> Life:
    """Return a buyer under age, whose parent approves later."""
    one = _Buyer(chance, number)
    made = [one.aged(adult=False), *one.order(goods_of(number, (GOODS[3],)))]
    at = (one.write.clock.at + timedelta(minutes=1)).isoformat()
    made.append(one.write("approval.given", {"customer": dict(one.key), "approval": {"at": at}}))
    return Life("backmarket", tuple(made), 1, "minor")


def joins(chance: Random, number: int) -> Life:
    """Return a member who refuses to be known abroad, orders as a guest, and joins the two names."""
    one = _Buyer(chance, number)
    member, guest = one.key, {"email": one.who["email"]}
    refused = [one.aged(), *one.click("consent.refused")]
    one.key = guest
    ordered = [one.aged(), *one.order(goods_of(number, (GOODS[2],)))]
    linked = one.write("subject.linked", {"customer": member, "other": guest})
    return Life("backmarket", (*refused, *ordered, linked), 1, "joins")


KIND: Final = Kind(35, ordinary, {1: down, 9: withdraws, 18: late, 27: minor, 36: joins})
