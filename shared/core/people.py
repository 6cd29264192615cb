"""Whose event it is, and whose data it holds besides: references of people, made at the door.

An event is of the person who acts. A second person (the receiver of a gift, the other party of an auction) is named
beside, so that answers and orders find what was given about them. Pure.
"""

from typing import Any

from msgspec import UNSET

from shared.core import references


def actor(key: bytes, shop: str, body: Any) -> str:
    """Return the reference of the person who acts: the customer, else the seller, else whoever placed the order.

    Raises:
        DoorError: `person_missing`, where nobody is named.
    """
    if is_sellers(body):
        return references.seller_reference(key, shop, body.seller.id)
    return references.subject_reference(
        key,
        shop,
        customer_id=_leaf(body, "customer", "id"),
        email=_leaf(body, "customer", "email"),
        order_id=_leaf(body, "order", "id"),
    )


def is_sellers(body: Any) -> bool:
    """Tell whether it is the seller who acts: no customer is named, and a seller is."""
    return body.customer is UNSET and _leaf(body, "seller", "id") is not None


def second(key: bytes, shop: str, body: Any) -> str:
    """Return the reference of the second person whose data the event holds, empty if there is none."""
    if body.other is not UNSET:
        return named(key, shop, body.other)
    buyer, receiver = _leaf(body, "customer", "name"), _leaf(body, "shipping", "name")
    if not buyer or not receiver or references.normal_name(buyer) == references.normal_name(receiver):
        return ""
    address = UNSET if body.shipping is UNSET else body.shipping.address
    postal = UNSET if address is UNSET else address.postal_code
    return references.receiver_reference(
        key,
        shop,
        phone=_leaf(body, "shipping", "phone"),
        name=receiver,
        postal_code=postal if isinstance(postal, str) else None,
    )


def named(key: bytes, shop: str, other: Any) -> str:
    """Return the reference of somebody named by the shop's own ids (`contracts.said.Other`), empty if by nothing."""
    if other.seller_id is not UNSET:
        return references.seller_reference(key, shop, other.seller_id)
    if other.customer_id is not UNSET or other.email is not UNSET:
        return references.subject_reference(
            key, shop, customer_id=other.customer_id or None, email=other.email or None, order_id=None
        )
    phone = other.phone if isinstance(other.phone, str) else None
    return references.receiver_reference(key, shop, phone=phone, name=None, postal_code=None)


def _leaf(body: Any, group: str, leaf: str) -> str | None:
    inner = getattr(body, group)
    value = UNSET if inner is UNSET else getattr(inner, leaf)
    return value if isinstance(value, str) else None
