"""The gateway's desk: takes a partition's events in order and turns each into what the transaction writes.

Pure deciding is in `shared/core`; this is the order of things, the numbering of entries, and the overlay. It writes
nothing itself: what it yields happens only when the transaction has been committed.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final

import msgspec

from contracts import events as ev
from contracts.entries import Access, Entry, Numbered, Parked, Version
from contracts.topics import DISCLOSURES, RESULTS, SHOP_EVENTS, partition_of
from shared.core.checkpoint import links
from shared.core.checkpoint.book import Book
from shared.core.checkpoint.state import ROLL, Kept, Partition, Replay
from shared.core.checkpoint.step import Headers, Input, Output, Step
from shared.core.decide import Decision, decide, revisit
from shared.core.event import Event
from shared.core.person import change
from shared.core.policy.plan import Plan
from shared.core.reading import Unreadable, read
from shared.core.results import told
from shared.core.subject import Head
from shared.errors import BrokenInvariantError

_SLICE: Final = 500
"""Waiting events looked at again in one transaction."""

_body: Final = msgspec.json.Decoder(ev.Body).decode
_json: Final = msgspec.json.Encoder().encode
DEPLOYMENT: Final = "@deployment"
"""Stands for the shop where an event does not even name one."""


class GatewayDesk:
    """Keeps the partitions of one gateway instance."""

    def __init__(self, book: Book, *, partitions: int, chance: Callable[[int], bytes]) -> None:
        """Begin with no partition; `partitions` is the number that every topic of the flow has.

        `chance` gives so many random bytes: for the name of a new stream, and for a person of whom only an unreadable
        event is known. No decision comes from it (P4).
        """
        self._book, self._count, self._chance = book, partitions, chance
        self._held: dict[int, Partition] = {}

    def replay(self) -> Replay:
        """Return a partition of which nothing has been read back yet."""
        return Replay()

    def seat(self, partition: int, position: int | None, restored: Replay) -> int | None:
        """Take a partition; None if head and committed position do not agree (yet), or people are missing."""
        if restored.head is None:
            if position is not None or restored.records:
                return None
            head = Head(self._chance(8).hex(), next=0, seq=0, time=0, versions={}, people=0)
            self._held[partition] = Partition(head, {}, {})
            return 0
        held = Partition(restored.head, restored.records, restored.waiting)
        # P10: lost state is noticed, not decided on: nobody's refusal may be forgotten.
        if restored.head.next != position or held.people() != restored.head.people:
            return None
        self._held[partition] = held
        return position

    def drop(self, partition: int) -> None:
        """Forget a partition that is lost or in doubt."""
        self._held.pop(partition, None)

    def keep(self, partition: int) -> None:
        """Merge what the last step wrote."""
        self._held[partition].merge()

    def take(self, partition: int, inputs: Sequence[Input]) -> Iterator[Step]:
        """Decide a batch: one step for all of it, more where a fence or a tick has many waiting events looked at."""
        held, outputs = self._held[partition], list[Output]()
        for given in inputs:
            # P1: what the head covers was decided before; a record from behind it would be decided twice.
            if given.offset < held.head.next:
                raise BrokenInvariantError("position_behind_the_head")
            now = max(given.timestamp, held.next_head.time)
            held.next_head = msgspec.structs.replace(held.next_head, next=given.offset + 1, time=now)
            kind = given.headers.get(ev.H_TYPE, b"").decode("ascii", "replace")
            if kind == ev.ACCESS_TYPE:
                outputs += self._look(held, partition, given)
            elif kind in ev.SYSTEM_TYPES:
                outputs += self._fence(held, partition, given, kind)
                for slice_ in _slices(held.waiting()):
                    if len(outputs) > _SLICE:
                        yield self._step(held, outputs, given.offset)
                        outputs = []
                    for kept in slice_:
                        outputs += self._again(held, kept, given.offset, now)
            else:
                outputs += self._one(held, partition, given, now)
        if held.told != inputs[-1].offset:
            # The ledger tells how far it has come by these, so a batch that ends without entries says so too.
            outputs.append(_numbered(held, b"@head", [], inputs[-1].offset))
        yield self._step(held, outputs, inputs[-1].offset + 1)

    def _step(self, held: Partition, outputs: list[Output], position: int) -> Step:
        held.next_head = msgspec.structs.replace(held.next_head, next=position)
        return Step([*outputs, *held.outputs()], position)

    def _one(self, held: Partition, partition: int, given: Input, now: int) -> list[Output]:
        person = given.key.decode("ascii", "replace")
        if partition_of(person, self._count) != partition:
            return self._park(held, partition, given, person, "wrong_partition", now)
        try:
            event = read(given.key, given.headers, given.value, position=given.offset, at=given.timestamp, body=_body)
        except Unreadable as error:
            return self._park(held, partition, given, person, error.reason, now)
        subject, new = held.subject(event.shop, event.person, event.seed)
        if event.type in ev.PERSON_TYPES or event.type == ev.PASSED_TYPE:
            changed = change(event, subject, now=now)
            outputs = self._apply(held, event, changed, given, new=new)
            if event.type == "subject.linked" and changed is not None:
                outputs += links.pass_on(event, subject, given.headers, self._count)
            return outputs + self._look_again(held, event, given.offset, now)
        order = held.order(event.shop, event.person, event.order)
        decision = decide(event, self._plan(held, event.shop, event.collected), subject, order, now=now)
        outputs = self._apply(held, event, decision, given, new=new)
        if decision is not None and decision.look:
            outputs += self._look_again(held, event, given.offset, now)
        return outputs

    def _apply(
        self, held: Partition, event: Event, decision: Decision | None, given: Input, *, new: bool = False
    ) -> list[Output]:
        if decision is None:
            return []
        if new:
            held.next_head = msgspec.structs.replace(held.next_head, people=held.next_head.people + 1)
        held.put(event, decision.subject, decision.order)
        if decision.keep:
            versions = held.next_head.versions.get(event.shop, (0, 0))
            held.keep(event, given.value, collected=self._book.readable(event.shop, versions[0]))
        return _outputs(held, event, decision, given.offset)

    def _look_again(self, held: Partition, event: Event, position: int, now: int) -> list[Output]:
        """Decide one person's waiting events again, in the order of events."""
        subject, _ = held.subject(event.shop, event.person, event.seed)
        outputs: list[Output] = []
        for kept in held.waiting_of(event.shop, event.person, subject.waits):
            outputs += self._again(held, kept, position, now)
        return outputs

    def _again(self, held: Partition, kept: Kept, position: int, now: int) -> list[Output]:
        event = _event(kept)
        subject, _ = held.subject(event.shop, event.person, event.seed)
        wait = next((w for w in subject.waits if w.position == event.position), None)
        if wait is None:
            held.release(event)
            return []
        order = held.order(event.shop, event.person, event.order)
        decision = revisit(event, wait, self._plan(held, event.shop, event.collected), subject, order, now=now)
        if decision is None or not decision.drop:
            held.renew(kept, now)
        if decision is None:
            return []
        held.put(event, decision.subject, decision.order)
        if decision.drop:
            held.release(event)
        return _outputs(held, event, decision, position)

    def _plan(self, held: Partition, shop: str, collected: int = 0) -> Plan | None:
        return self._book.plan(shop, held.next_head.versions.get(shop), collected)

    def _fence(self, held: Partition, partition: int, given: Input, kind: str) -> list[Output]:
        """Put a pack and register version into force; a fence at or below what is in force changes nothing."""
        if kind != "policy.activated":
            return [ROLL]
        try:
            fence = msgspec.json.decode(given.value, type=ev.Activation)
        except msgspec.DecodeError:
            return self._point(held, partition, given, DEPLOYMENT, "fence_unreadable")
        wanted, known = (fence.pack, fence.register), held.next_head.versions.get(fence.shop, (0, 0))
        if wanted == known or wanted[0] < known[0] or wanted[1] < known[1]:
            return []
        plan = self._book.plan(fence.shop, wanted)
        cited = (f"{fence.pack}:{fence.pack_digest[:16]}", f"{fence.register}:{fence.register_digest[:16]}")
        # P10: a fence that cites other content than was signed puts nothing into force.
        if plan is not None and (plan.pack, plan.register) != cited:
            return self._point(held, partition, given, fence.shop, "fence_contradicts")
        versions = {**held.next_head.versions, fence.shop: wanted}
        held.next_head = msgspec.structs.replace(held.next_head, versions=versions)
        entry = Version(
            shop=fence.shop,
            pack=cited[0],
            register=cited[1],
            partition=partition,
            position=given.offset,
            at=held.next_head.time,
        )
        return [_numbered(held, given.key, [entry], given.offset)]

    def _look(self, held: Partition, partition: int, given: Input) -> list[Output]:
        """Let the ledger know that somebody looks at what people did."""
        try:
            look = msgspec.json.decode(given.value, type=ev.Look)
        except msgspec.DecodeError:
            return self._point(held, partition, given, DEPLOYMENT, "look_unreadable")
        entry = Access(look.id, look.shop, look.officer, "preview", look.about, look.last, held.next_head.time)
        return [_numbered(held, given.key, [entry], given.offset)]

    def _park(self, held: Partition, partition: int, given: Input, person: str, reason: str, now: int) -> list[Output]:
        """Write a pointer, never the payload, and close the person: the unreadable may have been the withdrawal."""
        shop = given.headers.get(ev.H_SHOP, DEPLOYMENT.encode()).decode("ascii", "replace")
        entry = Parked(shop, person, SHOP_EVENTS, partition, given.offset, reason, now)
        subject, new = held.subject(shop, person, self._chance(32))
        if new:
            held.next_head = msgspec.structs.replace(held.next_head, people=held.next_head.people + 1)
        closed = msgspec.structs.replace(subject, position=given.offset, closed=True)
        held.put(Event("", "", shop, person, "", b"", "", given.offset, now, None), closed, None)
        return [_numbered(held, given.key, [entry], given.offset)]

    def _point(self, held: Partition, partition: int, given: Input, shop: str, reason: str) -> list[Output]:
        """Write a pointer to an event of our own that cannot be used."""
        entry = Parked(shop, "", SHOP_EVENTS, partition, given.offset, reason, held.next_head.time)
        return [_numbered(held, given.key, [entry], given.offset)]


def _event(kept: Kept) -> Event:
    typed = _body(kept.body)
    about = (kept.id, kept.type, kept.shop, kept.person, kept.order)
    return Event(*about, kept.seed, kept.trace, kept.position, kept.at, typed, kept.also, 0, kept.collected)


def _outputs(held: Partition, event: Event, decision: Decision, position: int) -> list[Output]:
    context = ((ev.H_TRACE, event.trace.encode()),) if event.trace else ()
    outputs = [Output(m.topic, m.key.encode(), m.value, m.headers + context) for m in decision.messages]
    if decision.entries:
        outputs.append(_numbered(held, event.person.encode(), decision.entries, position, context))
    results = (told(result, key=event.person, source="/gateway", trace=event.trace) for result in decision.results)
    return outputs + [Output(RESULTS, each.key, each.value, tuple(each.headers.items())) for each in results]


def _numbered(held: Partition, key: bytes, entries: Iterable[Entry], position: int, context: Headers = ()) -> Output:
    """Number entries without gaps (P1); they travel beside the messages that they are about."""
    entries, head = list(entries), held.next_head
    held.next_head = msgspec.structs.replace(head, seq=head.seq + len(entries))
    held.told = position
    return Output(DISCLOSURES, key, _json(Numbered(head.stream, head.seq, position, entries)), context)


def _slices(kept: list[Kept]) -> Iterator[list[Kept]]:
    for start in range(0, len(kept), _SLICE):
        yield kept[start : start + _SLICE]
