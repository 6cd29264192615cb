"""One situation in which a recipient may find itself: facts of the register, state of person and order, the event.

All of it invented: every field of the vocabulary has a value. Decides nothing.
"""

from collections.abc import Callable
from typing import Any, Final

import msgspec
from msgspec import UNSET

from contracts.events import Address, Body, Item
from contracts.packs import Contract, Endpoint, Instance, Notice, Party, Publication
from contracts.vocabulary import FIELDS, NEVER, FieldType
from shared.core.event import Event
from shared.core.subject import Order, Subject

NOW: Final = 1_795_316_400_000
"""A moment in November 2026 (Unix ms): the day of every situation."""
BEFORE: Final = "2020-01-01"
AFTER: Final = "2090-01-01"
POSITION: Final = 50
ORDER: Final = "o" * 32
ONE: Final = "one"
TWO: Final = "two"
"""The instances of the recipient; the first gets what names no seller."""

_VALUES: Final[dict[FieldType, Any]] = {
    "text": "other",
    "integer": 1,
    "flag": True,
    "date": "2000-01-31",
    "address": Address(postal_code="000-0001", country="JP", prefecture="東京都", city="見本市"),
    "items": [Item(id="1", title="見本"), Item(id="2", title="見本", seller=TWO)],
}
_ENDPOINT: Final = Endpoint("webhook", "http://127.0.0.1/")


class Situation(msgspec.Struct, frozen=True):
    """What one decision rests on; `party` is None where the register does not know the recipient.

    `collected`: the data were collected under an older version of the pack, which gave nothing.
    """

    recipient: str
    party: Party | None
    subject: Subject
    order: Order
    event: Event
    collected: bool = False


Turn = Callable[[Situation], Situation]
Named = tuple[str, Turn]
"""What it is called in words, and how a situation is turned to it."""
Aspect = list[Named]


def same(one: Situation) -> Situation:
    """Return the situation as it is."""
    return one


def ordinary(shop: str, recipient: str, event_type: str) -> Situation:
    """Return the situation in which nothing is missing: live, all facts on file, a full event of an unknown person."""
    event = Event("e" * 32, event_type, shop, "p" * 32, ORDER, bytes(32), "t" * 32, POSITION, NOW, full())
    return Situation(recipient, party(), Subject(POSITION - 1, bytes(32)), Order(-1), event)


def party() -> Party:
    """Return a party with every fact on file but a route, of which there are several."""
    return Party(
        mode="live",
        instances=[
            Instance(ONE, "見本一", "JP", "見本", "見本", _ENDPOINT, default=True),
            Instance(TWO, "見本二", "JP", "見本", "見本", _ENDPOINT),
        ],
        contract=Contract(BEFORE, AFTER, "-"),
        information_version=1,
        notice=Notice(BEFORE, AFTER, [name for name in FIELDS if name not in NEVER], "-"),
        publication=Publication(BEFORE, "-", "見本株式会社、見本、見本"),
    )


def full() -> Any:
    """Return a body with a value for every field of a customer, and none of a seller."""
    groups: dict[str, dict[str, Any]] = {}
    for field in FIELDS.values():
        group, leaf = field.name.split(".", 1)
        if field.name not in NEVER and group != "seller":
            groups.setdefault(group, {})[leaf] = _VALUES[field.type]
    return msgspec.convert(groups, Body, from_attributes=True)


def store() -> dict[str, Any]:
    """Return every field of a seller."""
    names = [name.removeprefix("seller.") for name in FIELDS if name.startswith("seller.")]
    return {name: _VALUES[FIELDS[f"seller.{name}"].type] for name in names}


def with_party(one: Situation, **facts: Any) -> Situation:
    """Return the situation with other facts of the register; a party that is not there has none."""
    if one.party is None:
        return one
    return msgspec.structs.replace(one, party=msgspec.structs.replace(one.party, **facts))


def with_subject(one: Situation, **facts: Any) -> Situation:
    """Return the situation with another state of the person."""
    return msgspec.structs.replace(one, subject=msgspec.structs.replace(one.subject, **facts))


def with_order(one: Situation, **facts: Any) -> Situation:
    """Return the situation with another state of the order."""
    return msgspec.structs.replace(one, order=msgspec.structs.replace(one.order, **facts))


def with_body(one: Situation, **groups: Any) -> Situation:
    """Return the situation with other groups of the event's data."""
    body = msgspec.structs.replace(one.event.body, **groups)
    return msgspec.structs.replace(one, event=msgspec.structs.replace(one.event, body=body))


def with_leaves(one: Situation, group: str, **leaves: Any) -> Situation:
    """Return the situation with other leaves of one group; a group that is not there stays away."""
    inner = getattr(one.event.body, group)
    return one if inner is UNSET else with_body(one, **{group: msgspec.structs.replace(inner, **leaves)})
