"""Names under which people, orders and events travel: keyed hashes, so that no topic, key or log holds the shop's own.

Pure. Each name has a domain of its own: the same text as customer id and as order id gives two references.
"""

import hashlib
import hmac
import unicodedata

from shared.core.door import DoorError


def subject_reference(
    key: bytes, shop: str, *, customer_id: str | None, email: str | None, order_id: str | None
) -> str:
    """Return the reference of the person who acts: by customer id, else by e-mail address, else by order (32 hex).

    Raises:
        DoorError: `person_missing`, where there is none of the three.
    """
    if customer_id:
        return _hash(key, shop, "customer", customer_id)
    if email and (normal := normal_email(email)):
        return _hash(key, shop, "email", normal)
    if order_id:
        return _hash(key, shop, "guest-order", order_id)
    raise DoorError("person_missing")


def seller_reference(key: bytes, shop: str, seller_id: str) -> str:
    """Return the reference of a seller who acts: whose own data leave (32 hex)."""
    return _hash(key, shop, "seller", seller_id)


def receiver_reference(key: bytes, shop: str, *, phone: str | None, name: str | None, postal_code: str | None) -> str:
    """Return the reference of somebody to whom a parcel goes, whom the shop knows no further; empty if by nothing.

    By telephone number (its digits), else by name and postal code.
    """
    if phone and (digits := "".join(c for c in unicodedata.normalize("NFKC", phone) if c.isdigit())):
        return _hash(key, shop, "phone", digits)
    if name and postal_code:
        return _hash(key, shop, "receiver", normal_name(name), normal_name(postal_code))
    return ""


def normal_name(name: str) -> str:
    """Return the form in which two spellings of a name are the same: NFKC, case folded, without spaces."""
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())


def order_reference(key: bytes, shop: str, order_id: str) -> str:
    """Return the reference of an order (32 hex)."""
    return _hash(key, shop, "order", order_id)


def event_id(key: bytes, shop: str, source: str, given_id: str, n: int) -> str:
    """Return our id of the n-th event of one payload: equal for equal input, so that a repeat is known as one."""
    name = _hash(key, shop, "event", source, given_id)
    return f"{name}/{n}" if n else name


def normal_email(email: str) -> str:
    """Return the form in which two spellings of an address are the same person: NFKC, case folded, trimmed."""
    return unicodedata.normalize("NFKC", email).casefold().strip()


def _hash(key: bytes, *parts: str) -> str:
    # Lengths first: no two lists of parts have the same bytes.
    encoded = [part.encode() for part in parts]
    message = b"".join(len(part).to_bytes(4) + part for part in encoded)
    return hmac.new(key, message, hashlib.sha256).hexdigest()[:32]
