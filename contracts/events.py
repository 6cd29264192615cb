"""What a shop's event looks like on `shop.events`: closed types, header names, and the typed body.

CloudEvents 1.0, Kafka binding, binary mode: attributes in `ce_*` headers, the data as JSON in the value.
The body mirrors the vocabulary: field `customer.name` is `data.customer.name`. Leaves are typed scalars, never raw:
an object where a string is expected is refused, not copied through (P2).
"""

from collections.abc import Iterable
from typing import Any, Final

import msgspec
from msgspec import UNSET, UnsetType

from contracts.said import Approval, Consent, Other, Preference, Quiet, Request, Restriction, Stop
from contracts.vocabulary import FIELDS, NEVER, FieldType

EVENT_TYPES: Final[dict[str, tuple[str, ...]]] = {
    "order": ("order.placed", "order.changed", "order.cancelled", "order.completed", "checkout.unfinished"),
    "money": (
        "payment.requested",
        "payment.cancel_requested",
        "payment.refund_requested",
        "invoice.requested",
        "payout.requested",
        "collection.requested",
    ),
    "goods": (
        "shipment.requested",
        "shipment.changed",
        "shipment.cancelled",
        "pickup.requested",
        "return.received",
    ),
    "auction": (
        "auction.decided",
        "auction.next_bidder_decided",
        "trade_tool.used",
        "store.listed",
        "store.unlisted",
        "post.published",
        "prize.entered",
    ),
    "marketing": ("support.requested", "campaign.audience", "message.important", "web.signal", "points.earned"),
    "person": (
        "consent.given",
        "consent.refused",
        "consent.withdrawn",
        "approval.given",
        "preference.changed",
        "provision.stopped",
        "use.stopped",
        "customer.left",
        "customer.changed",
        "subject.linked",
        "subject.unlinked",
    ),
    "case": ("recipient.requested", "values.provided"),
    "system": ("policy.activated", "time.ticked", "restriction.passed", "access.noted"),
}
"""Closed list, by group. Types of groups that no service decides yet are added with the service that does."""

CONSENT_TYPES: Final = frozenset({"consent.given", "consent.refused", "consent.withdrawn"})
STOP_TYPES: Final[dict[str, str]] = {"provision.stopped": "provision", "use.stopped": "use", "customer.left": "leaving"}
"""Types by which a person ends what was allowed → the act, as entries of a pack name it (`STOPS`)."""
RESTRICTING_TYPES: Final = frozenset({"consent.refused", "consent.withdrawn", "preference.changed", *STOP_TYPES})
"""Types that hold for every reference under which the person is known, linked ones too.

Of a `preference.changed` only the no is passed on (`shared.core.accept.restricts`).
"""
LINK_TYPES: Final = frozenset({"subject.linked", "subject.unlinked"})
PERSON_TYPES: Final = frozenset(EVENT_TYPES["person"])
"""Types that change what is known of a person, and disclose nothing by themselves."""
PASSED_TYPE: Final = "restriction.passed"
"""The gateway's own event: at a link, the restrictions of one reference are passed on to the other."""
ACCESS_TYPE: Final = "access.noted"
"""Our own event: an officer looks at what people did. It is noted before anything is shown."""
SYSTEM_TYPES: Final = frozenset({"policy.activated", "time.ticked", ACCESS_TYPE})
"""Types that concern a partition, no person."""

SHOP_TYPES: Final = frozenset(t for group, types in EVENT_TYPES.items() if group != "system" for t in types)
"""Types that a shop may publish through the door."""

# Header names of the Kafka binding, and our extension attributes.
H_ID: Final = "ce_id"
H_TYPE: Final = "ce_type"
H_SOURCE: Final = "ce_source"
H_SPEC: Final = "ce_specversion"
H_TIME: Final = "ce_time"
H_SHOP: Final = "ce_shop"
H_ORDER: Final = "ce_order"
H_SEED: Final = "ce_seed"
H_ALSO: Final = "ce_also"
"""References of second persons whose data the event holds, separated by commas."""
H_CARDS: Final = "ce_cards"
"""How many leaves of a platform's payload held a card number and were dropped at the door; absent if none."""
H_LINK: Final = "ce_link"
"""The other reference of the same person, of a `subject.linked`."""
H_TRACE: Final = "traceparent"
H_CONTENT: Final = "content-type"


class Address(Quiet, frozen=True, omit_defaults=True, gc=False):
    """A postal address; the postal code is part of it (住所)."""

    postal_code: str | UnsetType = UNSET
    country: str | UnsetType = UNSET
    prefecture: str | UnsetType = UNSET
    city: str | UnsetType = UNSET
    block: str | UnsetType = UNSET
    building: str | UnsetType = UNSET


class Item(Quiet, frozen=True, omit_defaults=True, gc=False):
    """One line of an order. `seller` is the shop's name for the seller; absent means the shop's default seller."""

    id: str
    title: str | UnsetType = UNSET
    sku: str | UnsetType = UNSET
    quantity: int | UnsetType = UNSET
    price: str | UnsetType = UNSET
    seller: str | UnsetType = UNSET


class Look(msgspec.Struct, frozen=True):
    """What is noted before an officer looks at the last events of a shop: see `contracts.entries.Access`."""

    id: str
    shop: str
    officer: str
    about: str
    last: int


class Activation(msgspec.Struct, frozen=True):
    """The fence of one pack and register version: from its position on, these are in force."""

    shop: str
    pack: int
    pack_digest: str
    register: int
    register_digest: str


_TYPES: Final[dict[FieldType, Any]] = {
    "text": str,
    "integer": int,
    "flag": bool,
    "date": str,
    "address": Address,
    "items": list[Item],
}


def body_struct(
    name: str, fields: Iterable[str], *, extra: Iterable[tuple[str, Any, Any]] = ()
) -> type[msgspec.Struct]:
    """Build a struct that has a place for exactly `fields`, grouped as in the vocabulary, and for nothing else (P2).

    Every field may be absent; absent stays absent (P3).

    Raises:
        KeyError: a field is not in the vocabulary.
    """
    groups: dict[str, list[tuple[str, Any, Any]]] = {}
    for field in fields:
        group, leaf = field.split(".", 1)
        groups.setdefault(group, []).append((leaf, _TYPES[FIELDS[field].type] | UnsetType, UNSET))
    members: list[Any] = [
        (group, _struct(f"{name}_{group}", leaves) | UnsetType, UNSET) for group, leaves in groups.items()
    ]
    return _struct(name, [*members, *extra])


def _struct(name: str, members: list[Any]) -> type[msgspec.Struct]:
    return msgspec.defstruct(name, members, bases=(Quiet,), frozen=True, omit_defaults=True, gc=False)


EXTRAS: Final[dict[str, Any]] = {
    "restrictions": list[Restriction],
    "consents": list[Consent],
    "consent": Consent,
    "approval": Approval,
    "preference": Preference,
    "stop": Stop,
    "request": Request,
    "other": Other,
    "collected": int,
}
"""What an event's data may hold beside fields of the vocabulary."""

Body: Final = body_struct(
    "Body",
    (name for name in FIELDS if name not in NEVER),
    extra=((name, kind | UnsetType, UNSET) for name, kind in EXTRAS.items()),
)
"""The body of every event of a shop: any field of the vocabulary, and what came with them (`EXTRAS`).

`other` names a second person (the receiver of a gift, the other party of an auction), or at a link the other name of
the same person. `collected` is the version of the pack under which the data were collected, if another is in force now.
`restrictions` come with the gateway's own `restriction.passed` only; the door takes none.
"""
