"""NetOff's buyers: the joint user learns of the order, the processor may ask, the carrier delivers and collects."""

from datetime import timedelta
from random import Random
from typing import Any, Final

from examples.shop.life import Kind, Life
from examples.shop.people import buyer, customer, receiver
from examples.shop.writing import START, Clock, Request, Writer


class _Buyer:
    """One buyer and one order."""

    def __init__(self, chance: Random, number: int) -> None:
        self.who, self.id = buyer(chance, 40_000 + number), f"N-{number}"
        self.write = Writer("/netoff/orders", f"n-{number}", Clock(START + timedelta(minutes=10 * number)))
        items = [{"id": "1", "title": "見本コミック 全10巻", "quantity": 1, "price": "4200"}]
        order = {"id": self.id, "amount": "4200", "currency": "JPY", "delivery_id": f"D-{self.id}", "items": items}
        self.whole: dict[str, Any] = {
            "customer": customer(self.who, birth_date="1990-01-31", sex="m", trading_status="取引中"),
            "shipping": receiver(self.who),
            "order": order,
            "payment": {"transaction_id": f"tx-{self.id}", "method": "card", "card_token": f"tok_sample_{self.id}"},
        }

    def brief(self, kind: str, order: dict[str, str] | None = None, **more: Any) -> Request:
        told = {"customer": {"id": self.who["id"]}, "order": {"id": self.id, **(order or {})}}
        return self.write(kind, {**told, **more})

    def asked(self) -> list[Request]:
        """Return the processor's request as the shop logs it, and the values that the shop is asked for."""
        at = (self.write.clock.at + timedelta(minutes=1)).isoformat()
        request = {"recipient": "payment_processor_on_request", "at": at, "evidence": "sha256:00ff"}
        values = {**self.whole, "request": request}
        return [self.brief("recipient.requested", request=request), self.write("values.provided", values)]

    def collected(self) -> list[Request]:
        """Return how the goods come back."""
        where = receiver(self.who, time_window="0812")
        return [
            self.brief("pickup.requested", {"delivery_id": f"R-{self.id}"}, pickup=where),
            self.brief("return.received"),
            self.brief("payment.refund_requested", {"amount": "4200"}, payment={"transaction_id": f"tx-{self.id}"}),
        ]


def ordinary(chance: Random, number: int) -> Life:
    """Return a buyer: for every second order the processor asks, every third one comes back."""
    one = _Buyer(chance, number)
    made = [one.write(kind, one.whole) for kind in ("order.placed", "payment.requested")]
    if number % 2:
        made += one.asked()
    made.append(one.write("shipment.requested", one.whole))
    if number % 3 == 0:
        made += one.collected()
    elif number % 7 == 0:
        made.append(one.brief("order.cancelled"))
    return Life("netoff", tuple(made))


KIND: Final = Kind(20, ordinary, {})
