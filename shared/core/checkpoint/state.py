"""The state of one partition in memory, and the overlay that a batch works on until its transaction is certain."""

from typing import Final

import msgspec

from contracts.topics import SUBJECT_STATE, SUBJECT_WAITING
from shared.core import subject as sub
from shared.core.checkpoint.step import Output
from shared.core.derive import person_secret
from shared.core.event import Event

_RENEWED_MS: Final = 86_400_000
_ROLL_KEY: Final = b"@roll"

ROLL: Final = Output(SUBJECT_WAITING, _ROLL_KEY, b"{}")
"""Written at each tick: a quiet partition of a compacted topic rolls no segment, and keeps on disk what was deleted."""


class Kept(msgspec.Struct, frozen=True, array_like=True):
    """A waiting event as it lies on `subject.waiting`: everything that deciding it again needs.

    `collected` is the pack version under which its data were collected: the one in force when it was accepted, if it
    named no other. `written` is when it was last written there (ms).
    """

    id: str
    type: str
    shop: str
    person: str
    order: str
    seed: bytes
    trace: str
    position: int
    at: int
    body: bytes
    also: tuple[str, ...] = ()
    collected: int = 0
    written: int = 0


class _Placed(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """The first field of every state; the others are passed over."""

    position: int


_placed: Final = msgspec.msgpack.Decoder(_Placed).decode


class Replay:
    """A partition as its records tell it, one after another; the topics may be read in turns or mixed.

    A record counts once a head after it covers it. One that no head covers is passed over for the one before it: it
    was torn off its transaction.
    """

    def __init__(self) -> None:
        """Begin before the first record."""
        self.head: sub.Head | None = None
        self.records: dict[bytes, bytes] = {}
        self.waiting: dict[bytes, bytes] = {}
        self._pending: dict[bytes, list[tuple[int, bytes]]] = {}

    def add(self, topic: str, key: bytes, value: bytes | None) -> None:
        """Take the next record of a topic; a value of None deletes the key."""
        if key == _ROLL_KEY:
            return
        if topic == SUBJECT_WAITING:
            if value is None:
                self.waiting.pop(key, None)
            else:
                self.waiting[key] = value
        elif topic == SUBJECT_STATE and value is not None:
            if key == sub.HEAD_KEY:
                self._settle(sub.decode_head(value))
            else:
                self._wait(key, value)

    def _wait(self, key: bytes, value: bytes) -> None:
        """Keep a record until a head comes; an earlier one is needed only for a head that covers it alone."""
        position = _placed(value).position
        earlier = self._pending.setdefault(key, [])
        while earlier and earlier[-1][0] >= position:
            earlier.pop()
        earlier.append((position, value))

    def _settle(self, head: sub.Head) -> None:
        self.head = head
        for key, values in self._pending.items():
            covered = [value for position, value in values if position < head.next]
            if covered:
                self.records[key] = covered[-1]
        self._pending.clear()


class Partition:
    """Head, records and waiting events of one partition, with an overlay on top. States stay bytes until used."""

    def __init__(self, head: sub.Head, records: dict[bytes, bytes], waiting: dict[bytes, bytes]) -> None:
        """Take what was restored, or a new head and nothing."""
        self.head = head
        self._records, self._waiting = records, waiting
        self._new: dict[bytes, bytes] = {}
        self._new_waiting: dict[bytes, bytes | None] = {}
        self.next_head = head
        self.told = -1
        """The last position that the ledger is told of."""

    def subject(self, shop: str, person: str, seed: bytes) -> tuple[sub.Subject, bool]:
        """Return the person's state and whether the person is new: no state below a restored head is a new person."""
        value = self._get(sub.subject_key(shop, person))
        if value is None:
            return sub.Subject(position=-1, secret=person_secret(seed)), True
        return sub.decode_subject(value), False

    def order(self, shop: str, person: str, order: str) -> sub.Order:
        """Return an order's state."""
        value = self._get(sub.order_key(shop, person, order))
        return sub.Order(position=-1) if value is None else sub.decode_order(value)

    def put(self, event: Event, subject: sub.Subject, order: sub.Order | None) -> None:
        """Note new states in the overlay."""
        self._new[sub.subject_key(event.shop, event.person)] = sub.encode(subject)
        if order is not None:
            self._new[sub.order_key(event.shop, event.person, event.order)] = sub.encode(order)

    def keep(self, event: Event, body: bytes, *, collected: int) -> None:
        """Note that an event waits, and under which pack version its data were collected."""
        kept = Kept(
            event.id,
            event.type,
            event.shop,
            event.person,
            event.order,
            event.seed,
            event.trace,
            event.position,
            event.at,
            body,
            event.also,
            event.collected or collected,
            self.next_head.time,
        )
        self._new_waiting[_waiting_key(event)] = msgspec.msgpack.encode(kept)

    def renew(self, kept: Kept, now: int) -> None:
        """Write an event that waits on once more each day: it is sealed under the key of a day (P13)."""
        if now - kept.written >= _RENEWED_MS:
            key = sub.waiting_key(kept.shop, kept.person, kept.order, kept.position)
            self._new_waiting[key] = msgspec.msgpack.encode(msgspec.structs.replace(kept, written=now))

    def release(self, event: Event) -> None:
        """Note that a waiting event is done with."""
        self._new_waiting[_waiting_key(event)] = None

    def waiting(self) -> list[Kept]:
        """Return every event that waits, in the order of events."""
        found = {**self._waiting, **self._new_waiting}
        kept = [msgspec.msgpack.decode(value, type=Kept) for value in found.values() if value is not None]
        return sorted(kept, key=lambda each: each.position)

    def waiting_of(self, shop: str, person: str, waits: tuple[sub.Wait, ...]) -> list[Kept]:
        """Return one person's waiting events, in the order of events."""
        keys = [sub.waiting_key(shop, person, wait.order, wait.position) for wait in waits]
        values = [self._new_waiting.get(key, self._waiting.get(key)) for key in keys]
        return [msgspec.msgpack.decode(value, type=Kept) for value in values if value is not None]

    def outputs(self) -> list[Output]:
        """Return the overlay as records; the head comes last, so that what it covers lies before it."""
        records = [Output(SUBJECT_STATE, key, value) for key, value in self._new.items()]
        waiting = [Output(SUBJECT_WAITING, key, value) for key, value in self._new_waiting.items()]
        return [*waiting, *records, Output(SUBJECT_STATE, sub.HEAD_KEY, sub.encode(self.next_head))]

    def merge(self) -> None:
        """The transaction is certain: the overlay becomes the state."""
        self.head = self.next_head
        self._records.update(self._new)
        for key, value in self._new_waiting.items():
            if value is None:
                self._waiting.pop(key, None)
            else:
                self._waiting[key] = value
        self._new, self._new_waiting = {}, {}

    def people(self) -> int:
        """Count the persons restored, to hold against the head."""
        return sum(1 for key in self._records if key.count(b"/") == 1)

    def _get(self, key: bytes) -> bytes | None:
        return self._new.get(key) or self._records.get(key)


def _waiting_key(event: Event) -> bytes:
    return sub.waiting_key(event.shop, event.person, event.order, event.position)
