"""A Shopify refund to our event. Pure; its leaves are in `shopify_refund_leaves`.

`refunds/create` gives `payment.refund_requested` with the order's id, currency, and in `order.amount` the sum of the
transactions of kind `refund` of *this* refund; those that failed (status failure or error) return nothing and do not
count. A refund that returns no money, such as one that only restocks goods, is `order.changed`.

payment.method: the transactions' gateways, each once, joined by commas. payment.transaction_id has no source: a refund
names its own transactions, not the checkout under which the order was paid. Where transactions are of several
currencies, or a sum is unreadable, amount and currency are absent: a wrong sum is worse than none. There is no version:
each refund stands for itself, and none supersedes another.

A refund names the order and no person, so it travels under the reference of a guest's order, whoever placed it.
"""

from collections.abc import Mapping
from typing import Any, Final

from shared.core.platforms.mapped import Mapped, made
from shared.core.platforms.reading import as_amount, as_time, named, nodes, present, text, total, unwrapped
from shared.core.platforms.shopify_refund_leaves import REFUND

__all__ = ["REFUND", "TOPIC", "events"]

TOPIC: Final = "refunds/create"
_FAILED: Final = frozenset({"failure", "error"})


def events(payload: Mapping[str, Any]) -> Mapped:
    """Map one webhook; `payload` is the refund, or `{"refund": …}` as the REST API wraps it.

    Raises:
        DoorError: the refund names no order, or has no id.
    """
    refund, beside = unwrapped(payload, "refund")
    unknown, dropped = REFUND.tally(refund)
    number, order = named(refund), named(refund, "order_id")
    paid = [
        each
        for each in nodes(refund, "transactions")
        if text(each, "kind") == "refund" and text(each, "status") not in _FAILED
    ]
    currencies = {text(each, "currency") for each in paid}
    amount = total(as_amount(each.get("amount")) for each in paid) if len(currencies) == 1 else None
    body = present(
        order=present(id=order, amount=amount, currency=currencies.pop() if amount else None),
        payment=present(method=",".join(dict.fromkeys(filter(None, (text(each, "gateway") for each in paid))))),
    )
    drafts = [("payment.refund_requested", body)] if paid else [("order.changed", present(order={"id": order}))]
    occurred = as_time(refund.get("created_at"))
    return Mapped(made(drafts, topic=TOPIC, number=number, occurred=occurred), unknown + beside, dropped)
