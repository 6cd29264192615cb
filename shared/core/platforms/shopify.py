"""A Shopify order webhook to our events. Pure; the tables of leaves are in `shopify_leaves`.

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

It does not judge whether a value is plausible, and it copies no structure: what is no scalar of the expected type
is absent, and counted. An order goes on without what it may not carry (card leaves, P11).
"""

import base64
import hashlib
import hmac
import re
from collections.abc import Mapping
from typing import Any, Final

import msgspec

from contracts.events import Body
from shared.core import moment
from shared.core.door import DoorError
from shared.core.door.body import AMOUNT, is_time, leaves
from shared.core.platforms.mapped import Mapped, PlatformEvent
from shared.core.platforms.reading import amount, identifier, node, present, text
from shared.core.platforms.shopify_leaves import ADDRESS, DROPPED, MAPPED

TOPIC_HEADER: Final = "x-shopify-topic"
SIGNATURE_HEADER: Final = "x-shopify-hmac-sha256"
TOPICS: Final[dict[str, tuple[str, str]]] = {
    "orders/create": ("order.placed", "created_at"),
    "orders/updated": ("order.changed", "updated_at"),
    "orders/cancelled": ("order.cancelled", "cancelled_at"),
}
"""Topic of a webhook: the type of our event, and the leaf that says when it occurred."""

DUE: Final = frozenset({"pending", "authorized", "partially_paid"})
"""Financial states in which money is still to be taken."""

_NUMBERS: Final = frozenset({"id", "customer.id", "checkout_id", "line_items[].id", "line_items[].quantity"})
_SUMS: Final = frozenset({"total_price", "line_items[].price"})
_FAMILY_FIRST: Final = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\uff66-\uff9f]")


def verify(body: bytes, secret: str, signature: str) -> bool:
    """Tell whether the base64 HMAC-SHA256 of the raw body is right, in constant time."""
    made = base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest())
    return hmac.compare_digest(made, signature.encode())


def events(payload: Mapping[str, Any], *, topic: str) -> Mapped:
    """Map one webhook; `payload` is the order, or `{"order": …}` as the REST API wraps it.

    Raises:
        DoorError: the topic is not known, or the order or one of its lines has no id.
    """
    if topic not in TOPICS:
        raise DoorError("unknown_event_type", "", f"Subscribe to {', '.join(TOPICS)} only.")
    wrapped = payload.get("order")
    order: dict[str, Any] = wrapped if isinstance(wrapped, dict) else dict(payload)
    beside = sum(1 for key, value in payload.items() if order is wrapped and key != "order" for _ in leaves(value))
    unknown, dropped = _count(order)
    kind, time_leaf = TOPICS[topic]
    number = identifier(order, "id")
    if number is None:
        raise DoorError("field_missing", "/id", "Send the order with its id.")
    version, occurred = _version(order), text(order, time_leaf)
    body = msgspec.convert(_body(order, number, version), Body)
    # Equal for a repeat of the same content, and for nothing else; a webhook's own id is not signed.
    natural_id = f"{topic}/{number}/{version}/{hashlib.sha256(msgspec.json.encode(body)).hexdigest()}"
    kinds = [kind]
    if topic == "orders/create" and text(order, "financial_status") in DUE:
        kinds.append("payment.requested")
    made = tuple(
        PlatformEvent(
            type=each,
            body=body,
            version=version,
            occurred=occurred if occurred and is_time(occurred) else None,
            natural_id=natural_id,
        )
        for each in kinds
    )
    return Mapped(made, unknown + beside, dropped)


def _count(order: dict[str, Any]) -> tuple[int, int]:
    unknown = dropped = 0
    for path, value in leaves(order):
        name = ".".join(path).replace(".[]", "[]")  # type: ignore[arg-type]  # leaves of JSON: names only
        plain = not any(part != "[]" and ("." in str(part) or "[" in str(part)) for part in path)
        if plain and name in DROPPED:
            dropped += 1
        elif not plain or name not in MAPPED or not _fits(name, value):
            unknown += 1
    return unknown, dropped


def _fits(name: str, value: Any) -> bool:
    if isinstance(value, str):
        return name not in _SUMS or AMOUNT.fullmatch(value) is not None
    return name in _NUMBERS and isinstance(value, int) and not isinstance(value, bool)


def _body(order: dict[str, Any], number: str, version: int | None) -> dict[str, Any]:
    buyer, billing, shipping = node(order, "customer"), node(order, "billing_address"), node(order, "shipping_address")
    home = node(buyer, "default_address")
    names = order.get("payment_gateway_names")
    methods = [name for name in names if isinstance(name, str) and name] if isinstance(names, list) else []
    # P3: what is absent stays absent; the order of precedence is the module's docstring.
    return present(
        customer=present(
            id=identifier(buyer, "id"),
            name=_name(buyer) or text(billing, "name") or _name(billing),
            email=text(order, "email") or text(order, "contact_email") or text(buyer, "email"),
            phone=text(buyer, "phone") or text(order, "phone") or text(billing, "phone"),
            company=text(billing, "company") or text(home, "company"),
            address=_address(home) or _address(billing),
        ),
        billing=present(address=_address(billing)),
        shipping=present(
            name=text(shipping, "name") or _name(shipping),
            company=text(shipping, "company"),
            phone=text(shipping, "phone"),
            address=_address(shipping),
        ),
        order=present(
            id=number,
            version=version,
            amount=amount(order, "total_price"),
            currency=text(order, "currency"),
            items=_items(order.get("line_items")),
        ),
        payment=present(
            method=text(order, "gateway") or ",".join(methods),
            transaction_id=identifier(order, "checkout_id"),
        ),
    )


def _items(lines: Any) -> list[dict[str, Any]]:
    return [_item(line, index) for index, line in enumerate(lines)] if isinstance(lines, list) else []


def _item(line: Any, index: int) -> dict[str, Any]:
    sent = line if isinstance(line, dict) else {}
    number, quantity = identifier(sent, "id"), sent.get("quantity")
    if number is None:
        raise DoorError("field_missing", f"/line_items/{index}/id", "Send every line with its id.")
    return present(
        id=number,
        title=text(sent, "title"),
        sku=text(sent, "sku"),
        quantity=quantity if isinstance(quantity, int) and not isinstance(quantity, bool) else None,
        price=amount(sent, "price"),
        seller=text(sent, "vendor"),
    )


def _address(sent: dict[str, Any]) -> dict[str, Any]:
    parts: dict[str, Any] = {}
    for theirs, ours in ADDRESS.items():
        value = text(sent, theirs)
        if value is not None:
            parts.setdefault(ours, value)
    return parts


def _name(sent: dict[str, Any]) -> str | None:
    first, last = text(sent, "first_name"), text(sent, "last_name")
    both = [last, first] if _FAMILY_FIRST.search(f"{first}{last}") else [first, last]
    return " ".join(part for part in both if part) or None


def _version(order: dict[str, Any]) -> int | None:
    updated = text(order, "updated_at")
    at = moment.millis(updated) if updated and is_time(updated) else None
    return at if at is not None and at >= 0 else None
