"""A WooCommerce order webhook (REST API v3) to our events. Pure; the table of leaves is in `woocommerce_leaves`.

An order has one person, the one who pays, so `billing` is read twice: as the customer and as the address of the bill.
Where several leaves mean the same, the first that is present is taken, in this order:

- customer.name: billing.first_name + last_name. Names in Chinese, Japanese or Korean characters: family name first.
- customer.address: billing. shipping.*: shipping only, nothing is filled in from billing.
- customer.id: customer_id; 0 is a guest, who has none.
- payment.method: payment_method; payment_method_title. payment.card_token has no source here and stays absent.
- address.prefecture: state; WooCommerce's codes of Japan (`JP13`) become the name, anything else is as it was sent.
- items: a line's `name` and `price`; price may be a JSON number, which becomes the same digits as text. A quotient such
  as 3.3333333333333335 is no sum of money: absent, and counted. Vendors of multi-vendor plugins stand in free text
  (`meta_data`), so no item names a seller.
- Times are those of `*_gmt`, which are UTC without saying so; the others are local to a site whose offset nobody sends.

`order.created` gives `order.placed`, and `payment.requested` where money is still to be taken: status pending or
on-hold. `order.updated` and `order.restored` give what the status says (`BY_STATUS`), else `order.changed`. An order
that is still a draft of the checkout is `checkout.unfinished`. `order.deleted` holds the id alone: `order.cancelled`,
under the reference of a guest's order, whoever placed it.

Money that went back is in `refunds`, and stays there in every later payload: while its sum is not zero,
`payment.refund_requested` comes beside, with order.amount as the sum of *all* refunds so far, positive. Its version is
the highest refund id, so that a repeat is passed over and only a further refund is told. If a refund's sum is
unreadable, the amount is absent. Of the rest it has what names the person (customer.id, customer.email), order.id,
order.currency, payment.method and payment.transaction_id.
"""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from shared.core.door import DoorError
from shared.core.platforms import reading
from shared.core.platforms.mapped import Mapped, made
from shared.core.platforms.prefectures import PREFECTURES
from shared.core.platforms.reading import as_amount, as_price, as_utc, as_whole, named, node, present, text
from shared.core.platforms.table import Table
from shared.core.platforms.woocommerce_leaves import ADDRESS, ORDER

TABLES: Final[dict[str, Table]] = dict.fromkeys(
    ("order.created", "order.updated", "order.restored", "order.deleted"), ORDER
)
"""Topics to subscribe to, and the leaves of each."""

DUE: Final = frozenset({"pending", "on-hold"})
"""States in which money is still to be taken."""

DRAFTS: Final = frozenset({"checkout-draft", "draft", "auto-draft"})
"""States of an order that nobody has placed yet."""

BY_STATUS: Final[Mapping[str | None, str]] = {
    "cancelled": "order.cancelled",
    "failed": "order.cancelled",
    "completed": "order.completed",
}
"""What an order that changed has become."""

_PREFECTURE: Final = re.compile(r"JP([0-9]{2})")


def events(payload: Mapping[str, Any], *, topic: str) -> Mapped:
    """Map one webhook.

    Raises:
        DoorError: the topic is not known, or the order or one of its lines has no id.
    """
    if topic not in TABLES:
        raise DoorError("unknown_event_type", "", f"Subscribe to {', '.join(TABLES)} only.")
    unknown, dropped = ORDER.tally(payload)
    number, kind = named(payload), _kind(topic, text(payload, "status"))
    created, modified = as_utc(payload.get("date_created_gmt")), as_utc(payload.get("date_modified_gmt"))
    body = _body(payload, number, modified)
    drafts = [(kind, body)]
    if kind == "order.placed" and text(payload, "status") in DUE:
        drafts.append(("payment.requested", body))
    refund = _refund(payload, body)
    if refund is not None:
        drafts.append(("payment.refund_requested", refund))
    occurred = created if topic == "order.created" else modified
    return Mapped(made(drafts, topic=topic, number=number, occurred=occurred), unknown, dropped)


def _kind(topic: str, status: str | None) -> str:
    if topic == "order.deleted":
        return "order.cancelled"
    if status in DRAFTS:
        return "checkout.unfinished"
    return "order.placed" if topic == "order.created" else BY_STATUS.get(status, "order.changed")


def _body(order: Mapping[str, Any], number: str, modified: str | None) -> dict[str, Any]:
    billing, shipping = node(order, "billing"), node(order, "shipping")
    customer = reading.identifier(order, "customer_id")
    # P3: what is absent stays absent; the order of precedence is the module's docstring.
    return present(
        customer=present(
            id=None if customer == "0" else customer,
            name=reading.full_name(billing),
            email=text(billing, "email"),
            phone=text(billing, "phone"),
            company=text(billing, "company"),
            address=_address(billing),
        ),
        billing=present(address=_address(billing)),
        shipping=present(
            name=reading.full_name(shipping),
            company=text(shipping, "company"),
            phone=text(shipping, "phone"),
            address=_address(shipping),
        ),
        order=present(
            id=number,
            version=reading.version(modified),
            amount=as_amount(order.get("total")),
            currency=text(order, "currency"),
            items=[_item(line, line_id) for line_id, line in reading.lines(order, "line_items")],
        ),
        payment=present(
            method=text(order, "payment_method") or text(order, "payment_method_title"),
            transaction_id=text(order, "transaction_id"),
        ),
    )


def _item(line: dict[str, Any], number: str) -> dict[str, Any]:
    return present(
        id=number,
        title=text(line, "name"),
        sku=text(line, "sku"),
        quantity=as_whole(line.get("quantity")),
        price=as_price(line.get("price")),
    )


def _address(sent: dict[str, Any]) -> dict[str, Any]:
    found = reading.address(sent, ADDRESS)
    coded = _PREFECTURE.fullmatch(found.get("prefecture", ""))
    if coded and 1 <= int(coded[1]) <= len(PREFECTURES):
        found["prefecture"] = PREFECTURES[int(coded[1]) - 1]
    return found


def _refund(order: Mapping[str, Any], body: dict[str, Any]) -> dict[str, Any] | None:
    """Return the body about the money that went back, or None where none did."""
    refunds = reading.nodes(order, "refunds")
    amount = reading.total(as_amount(each.get("total")) for each in refunds)
    if amount is not None and not Decimal(amount):
        return None
    ids = [found for each in refunds if (found := as_whole(each.get("id"))) is not None]
    whole, person = body["order"], body.get("customer", {})
    return present(
        customer=present(id=person.get("id"), email=person.get("email")),
        order=present(id=whole["id"], version=max(ids, default=None), amount=amount, currency=whole.get("currency")),
        payment=body.get("payment"),
    )
