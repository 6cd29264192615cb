"""What an outsider sent, to the records that go to `shop.events`: the whole of the door, without the world.

Pure: the shop, its key and the seed come in as values; who may send, and the writing, are the intake's.
"""

import hashlib
import hmac
from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

import msgspec
from msgspec import UNSET

from contracts import events as ev
from contracts.topics import SHOP_EVENTS, partition_of
from shared.core import door, people, references
from shared.core.door import DoorError, Given, gate
from shared.core.door.refusal import Path
from shared.core.platforms import PLATFORMS, recognised

BINARY_TYPE: Final = "application/json"


class Record(NamedTuple):
    """One record to write, and what the receipt says of it; `owns`: its person is the customer of the order."""

    topic: str
    partition: int
    key: bytes
    value: bytes
    headers: dict[str, bytes]
    event: str
    type: str
    person: str
    order: str
    owns: bool = True

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


_body: Final[Callable[[bytes], Any]] = msgspec.json.Decoder(ev.Body).decode


def prepare(
    raw: bytes, headers: Mapping[str, str], *, shop: str, key: bytes, seed: bytes, traceparent: str = ""
) -> Prepared:
    """Return the records for one request; `headers` have lower-case names, `seed` is 32 random bytes.

    Raises:
        DoorError: the request is refused, all of it.
    """
    platform = recognised(headers)
    made = _own(raw, headers) if platform is None else _platform(raw, platform.name, headers[platform.topic_header])
    maker = _Maker(made, shop, key, seed, traceparent)
    records = [record for event in made.events for record in maker.records(event)]
    return Prepared(tuple(records), made.dropped, made.unknown, made.cards)


def restricts(record: Record) -> bool:
    """Tell whether a record restricts what leaves about its person: it then holds for all names of that person."""
    if record.type != "preference.changed":
        return record.type in ev.RESTRICTING_TYPES
    said = _body(record.value).preference
    return said is not UNSET and not said.wanted


def copied(record: Record, reference: str, n: int) -> Record:
    """Return a restricting event for another name of the same person: the same deed, with id and seed of its own."""
    event = f"{record.event}/{n}"
    seed = _seed(bytes.fromhex(record.headers[ev.H_SEED].decode()), n).hex()
    headers = {**record.headers, ev.H_ID: event.encode(), ev.H_SEED: seed.encode()}
    return placed(record._replace(headers=headers, event=event), reference)


def placed(record: Record, reference: str) -> Record:
    """Return a record in the place of a reference: its key, and its partition."""
    return record._replace(partition=partition_of(reference), key=reference.encode(), person=reference)


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


class _Maker:
    """Makes the records of one request, numbered in the order in which they are written."""

    def __init__(self, made: _Made, shop: str, key: bytes, seed: bytes, traceparent: str) -> None:
        self._from, self._shop, self._key, self._seed, self._trace = made, shop, key, seed, traceparent
        self._made = 0

    def records(self, event: tuple[str, Any, str | None]) -> list[Record]:
        """Return the records of one event: one, or at a link one for each of the two names."""
        kind, body, time = event
        person, other = people.actor(self._key, self._shop, body), people.second(self._key, self._shop, body)
        # P7: the shop's own ids of the second person end here.
        body = msgspec.structs.replace(body, other=UNSET)
        if kind not in ev.LINK_TYPES:
            return [self._record(kind, body, time, person, {ev.H_ALSO: other})]
        if not other or other == person:
            raise DoorError("other_missing", "/data/other")
        pairs = ((person, other), (other, person))
        return [self._record(kind, body, time, one, {ev.H_LINK: another}) for one, another in pairs]

    def _record(self, kind: str, body: Any, time: str | None, person: str, more: dict[str, str]) -> Record:
        n, self._made = self._made, self._made + 1
        number = _thread(kind, body, person)
        order = references.order_reference(self._key, self._shop, number) if number else ""
        # P7: the sender's own ids and source may hold anything; they end here.
        event = references.event_id(self._key, self._shop, self._from.source, self._from.id, n)
        attributes = {
            ev.H_ID: event,
            ev.H_TYPE: kind,
            ev.H_SOURCE: f"/shops/{self._shop}",
            ev.H_SPEC: "1.0",
            ev.H_SHOP: self._shop,
            ev.H_ORDER: order,
            ev.H_SEED: _seed(self._seed, n).hex(),
            ev.H_CONTENT: BINARY_TYPE,
            **({ev.H_TIME: time} if time else {}),
            **({ev.H_TRACE: self._trace} if self._trace else {}),
            # P11: the shop is told once for a webhook, by its first event.
            **({ev.H_CARDS: str(self._from.cards)} if self._from.cards and not n else {}),
            **{name: value for name, value in more.items() if value},
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
            owns=not people.is_sellers(body),
        )


def _thread(kind: str, body: Any, person: str) -> str:
    """Return the number under which events belong together: the order's, or for a store's listing the person's."""
    if kind.startswith("store."):
        return f"\0store/{person}"
    number = UNSET if body.order is UNSET else body.order.id
    return number if isinstance(number, str) else ""


def _seed(seed: bytes, n: int) -> bytes:
    """Return the seed of the n-th event of one request: chance enters once, at the door (P4)."""
    return hmac.new(seed, f"event/{n}".encode(), hashlib.sha256).digest()
