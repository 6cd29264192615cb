"""A Shopify webhook to our events. Pure; leaves of an order are in `shopify_leaves`, refunds in `shopify_refund`.

Where several leaves mean the same, the first that is present is taken, in this order:

- customer.name: customer.first_name + last_name; billing_address.name; billing_address.first_name + last_name
- customer.email: email; contact_email; customer.email
- customer.phone: customer.phone; phone; billing_address.phone
- customer.company: billing_address.company; customer.default_address.company
- customer.address: customer.default_address; billing_address (a whole address, never parts of two)
- shipping.name: shipping_address.name; shipping_address.first_name + last_name
- country: country_code; country. payment.method: gateway; payment_gateway_names, joined by commas
- Names in Chinese, Japanese or Korean characters are joined family name first.
- payment.transaction_id: checkout_id, the reference under which a checkout is paid. `token` and `checkout_token` open
  the order's page to whoever holds them: they are dropped. payment.card_token has no source here and stays absent.

`orders/create` gives `order.placed`, and `payment.requested` where money is still to be taken: financial_status
pending, authorized or partially_paid. Paid, voided, refunded, expired or absent: no processor needs it for that.
`orders/paid` is no topic here: nobody asks for anything when an order is paid.

It does not judge whether a value is plausible, and it copies no structure: what is no scalar of the expected type
is absent, and counted. An order goes on without what it may not carry (card leaves, P11).
"""

from collections.abc import Mapping
from typing import Any, Final

from shared.core.door import DoorError
from shared.core.platforms import shopify_refund
from shared.core.platforms.mapped import Mapped, made
from shared.core.platforms.reading import (
    address,
    as_amount,
    as_text,
    as_time,
    as_whole,
    full_name,
    identifier,
    lines,
    named,
    node,
    present,
    text,
    unwrapped,
    version,
)
from shared.core.platforms.shopify_leaves import ADDRESS, ORDER
from shared.core.platforms.table import Table

_ORDERS: Final[dict[str, tuple[str, str]]] = {
    "orders/create": ("order.placed", "created_at"),
    "orders/updated": ("order.changed", "updated_at"),
    "orders/cancelled": ("order.cancelled", "cancelled_at"),
    "orders/fulfilled": ("order.completed", "updated_at"),
}
"""Topic of a webhook: the type of our event, and the leaf that says when it occurred."""

TABLES: Final[dict[str, Table]] = {**dict.fromkeys(_ORDERS, ORDER), shopify_refund.TOPIC: shopify_refund.REFUND}
"""Topics to subscribe to, and the leaves of each."""

DUE: Final = frozenset({"pending", "authorized", "partially_paid"})
"""Financial states in which money is still to be taken."""


def events(payload: Mapping[str, Any], *, topic: str) -> Mapped:
    """Map one webhook; `payload` is the order or refund, or `{"order": …}` as the REST API wraps it.

    Raises:
        DoorError: the topic is not known, or an id is missing: of the order, of a line, of the refund.
    """
    if topic == shopify_refund.TOPIC:
        return shopify_refund.events(payload)
    if topic not in _ORDERS:
        raise DoorError("unknown_event_type", "", f"Subscribe to {', '.join(TABLES)} only.")
    order, beside = unwrapped(payload, "order")
    unknown, dropped = ORDER.tally(order)
    kind, time_leaf = _ORDERS[topic]
    number, occurred = named(order), as_time(order.get(time_leaf))
    body = _body(order, number)
    drafts = [(kind, body)]
    if topic == "orders/create" and text(order, "financial_status") in DUE:
        drafts.append(("payment.requested", body))
    return Mapped(made(drafts, topic=topic, number=number, occurred=occurred), unknown + beside, dropped)


def _body(order: dict[str, Any], number: str) -> dict[str, Any]:
    buyer, billing, shipping = node(order, "customer"), node(order, "billing_address"), node(order, "shipping_address")
    home = node(buyer, "default_address")
    names = order.get("payment_gateway_names")
    methods = [name for name in map(as_text, names if isinstance(names, list) else ()) if name]
    # P3: what is absent stays absent; the order of precedence is the module's docstring.
    return present(
        customer=present(
            id=identifier(buyer, "id"),
            name=full_name(buyer) or text(billing, "name") or full_name(billing),
            email=text(order, "email") or text(order, "contact_email") or text(buyer, "email"),
            phone=text(buyer, "phone") or text(order, "phone") or text(billing, "phone"),
            company=text(billing, "company") or text(home, "company"),
            address=address(home, ADDRESS) or address(billing, ADDRESS),
        ),
        billing=present(address=address(billing, ADDRESS)),
        shipping=present(
            name=text(shipping, "name") or full_name(shipping),
            company=text(shipping, "company"),
            phone=text(shipping, "phone"),
            address=address(shipping, ADDRESS),
        ),
        order=present(
            id=number,
            version=version(as_time(order.get("updated_at"))),
            amount=as_amount(order.get("total_price")),
            currency=text(order, "currency"),
            items=[_item(line, line_id) for line_id, line in lines(order, "line_items")],
        ),
        payment=present(
            method=text(order, "gateway") or ",".join(methods),
            transaction_id=identifier(order, "checkout_id"),
        ),
    )


def _item(line: dict[str, Any], number: str) -> dict[str, Any]:
    return present(
        id=number,
        title=text(line, "title"),
        sku=text(line, "sku"),
        quantity=as_whole(line.get("quantity")),
        price=as_amount(line.get("price")),
        seller=text(line, "vendor"),
    )
