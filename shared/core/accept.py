"""What an outsider sent, to the records that go to `shop.events`: the whole of the door, without the world.

Pure: the shop, its key and the seed come in as values; who may send, and the writing, are the intake's.
"""

import hashlib
import hmac
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

import msgspec

from contracts import events as ev
from contracts.topics import SHOP_EVENTS, partition_of
from shared.core import door, references
from shared.core.door import DoorError, Given, gate
from shared.core.door.refusal import Path
from shared.core.platforms import PLATFORMS, recognised

BINARY_TYPE: Final = "application/json"


class Record(NamedTuple):
    """One record to write, and what the receipt says of it."""

    topic: str
    partition: int
    key: bytes
    value: bytes
    headers: dict[str, bytes]
    event: str
    type: str
    person: str
    order: str

    def __repr__(self) -> str:
        """Name event and type, never the value (P7)."""
        return f"Record(event={self.event!r}, type={self.type!r})"


class Prepared(NamedTuple):
    """The records of one request, in the order in which they are written, and what came no further than the door.

    `cards` counts the leaves of a platform's webhook that held a card number, and were dropped for it.
    """

    records: tuple[Record, ...]
    dropped: int
    unknown: int
    cards: int


class _Made(NamedTuple):
    """The events of one request, before they get names: `source` and `id` are the sender's."""

    source: str
    id: str
    events: tuple[tuple[str, msgspec.Struct, str | None], ...]
    dropped: int
    unknown: int
    cards: int = 0


def prepare(
    raw: bytes, headers: Mapping[str, str], *, shop: str, key: bytes, seed: bytes, traceparent: str = ""
) -> Prepared:
    """Return the records for one request; `headers` have lower-case names, `seed` is 32 random bytes.

    Raises:
        DoorError: the request is refused, all of it.
    """
    platform = recognised(headers)
    made = _own(raw, headers) if platform is None else _platform(raw, platform.name, headers[platform.topic_header])
    records = tuple(
        _record(made, n, shop=shop, key=key, seed=seed, traceparent=traceparent) for n in range(len(made.events))
    )
    return Prepared(records, made.dropped, made.unknown, made.cards)


def _own(raw: bytes, headers: Mapping[str, str]) -> _Made:
    content = headers.get("content-type", "").split(";")[0].strip().lower()
    if content == door.CONTENT_TYPE:
        given = door.structured(raw)
    elif content == BINARY_TYPE and "ce-specversion" in headers:
        given = door.binary(raw, headers)
    else:
        raise DoorError("content_type_unknown")
    return _of(given)


def _of(given: Given) -> _Made:
    return _Made(given.source, given.id, ((given.type, given.body, given.time),), 0, given.unknown)


def _platform(raw: bytes, name: str, topic: str) -> _Made:
    mapped = PLATFORMS[name].events(door.parse(raw), topic=topic)
    cleaned = [_without_cards(event.body) for event in mapped.events]
    events = tuple((event.type, body, event.occurred) for event, (body, _) in zip(mapped.events, cleaned, strict=True))
    # The events of one webhook tell the same order: a place counts once.
    cards = frozenset[Path]().union(*(found for _, found in cleaned))
    return _Made(name, mapped.events[0].natural_id, events, mapped.dropped, mapped.unknown, len(cards))


def _without_cards(body: msgspec.Struct) -> tuple[msgspec.Struct, frozenset[Path]]:
    """Return the body without the leaves that hold a card number, and their places (P11)."""
    data = msgspec.to_builtins(body)
    found = frozenset(gate.places(data))
    return (msgspec.convert(gate.without(data, found), type(body)), found) if found else (body, found)


def _record(made: _Made, n: int, *, shop: str, key: bytes, seed: bytes, traceparent: str) -> Record:
    kind, body, time = made.events[n]
    order_id = _leaf(body, "order", "id")
    person = references.subject_reference(
        key, shop, customer_id=_leaf(body, "customer", "id"), email=_leaf(body, "customer", "email"), order_id=order_id
    )
    order = references.order_reference(key, shop, order_id) if order_id else ""
    # P7: the sender's own ids and source may hold anything; they end here.
    event = references.event_id(key, shop, made.source, made.id, n)
    attributes = {
        ev.H_ID: event,
        ev.H_TYPE: kind,
        ev.H_SOURCE: f"/shops/{shop}",
        ev.H_SPEC: "1.0",
        ev.H_SHOP: shop,
        ev.H_ORDER: order,
        ev.H_SEED: _seed(seed, n).hex(),
        ev.H_CONTENT: BINARY_TYPE,
        **({ev.H_TIME: time} if time else {}),
        **({ev.H_CARDS: str(made.cards)} if made.cards else {}),
        **({ev.H_TRACE: traceparent} if traceparent else {}),
    }
    return Record(
        topic=SHOP_EVENTS,
        partition=partition_of(person),
        key=person.encode(),
        value=msgspec.json.encode(body),
        headers={name: value.encode() for name, value in attributes.items()},
        event=event,
        type=kind,
        person=person,
        order=order,
    )


def _seed(seed: bytes, n: int) -> bytes:
    """Return the seed of the n-th event of one request: chance enters once, at the door (P4)."""
    return hmac.new(seed, f"event/{n}".encode(), hashlib.sha256).digest()


def _leaf(body: Any, group: str, leaf: str) -> str | None:
    inner = getattr(body, group)
    value = msgspec.UNSET if inner is msgspec.UNSET else getattr(inner, leaf)
    return value if isinstance(value, str) else None
