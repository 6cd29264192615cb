"""Decide a shop's past events once more, under a draft: what would change for whom, and how far back one can look.

Two desks go over the same records, one with what is in force now, one with the draft; both begin without a past, so
what people chose before the first record is not known to either. Pure; nothing that is decided here leaves.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence

import msgspec

from contracts import events as ev
from contracts.entries import Entry, Numbered
from contracts.topics import DISCLOSURES, PARTITIONS
from shared.core.checkpoint.desk import GatewayDesk
from shared.core.checkpoint.step import Input
from shared.core.policy.effect import Effect, effects
from shared.core.policy.plan import Plan
from shared.errors import BrokenInvariantError

Compiled = Callable[[int], Plan | None]
"""The plan of a version, for data collected under an older pack version (0: under this one)."""


class Rehearsal(msgspec.Struct, frozen=True):
    """What a draft would change for the last events of a shop.

    `events`, `orders` and `people` are what was looked at; `since` is the moment (Unix ms) of the first of these
    events, `history` that of the first record read: what people chose before is not counted.
    """

    shop: str
    events: int
    orders: int
    people: int
    since: int
    history: int
    effects: list[Effect]


def named(pack: str | None, register: str | None) -> str:
    """Return the digest (SHA-256, hex) of a draft's texts: by it a look at its effects is noted."""
    return hashlib.sha256(msgspec.json.encode([pack, register])).hexdigest()


def rehearse(
    log: Mapping[int, Sequence[Input]], shop: str, in_force: Compiled, draft: Compiled, *, last: int
) -> Rehearsal:
    """Lay both versions beside each other on the last `last` events of a shop that may disclose something.

    `log` is `shop.events` by partition, from as far back as it is kept.

    Raises:
        BrokenInvariantError: one of the two plans is not there.
    """
    own = {partition: [each for each in records if _concerns(each, shop)] for partition, records in log.items()}
    told = sorted((each for records in own.values() for each in records if _may_disclose(each)), key=_time)[-last:]
    looked_at = {_header(each, ev.H_ID) for each in told}
    before, after = (_only(_decided(own, shop, plan), looked_at) for plan in (in_force, draft))
    orders = {order for each in told if (order := _header(each, ev.H_ORDER))}
    return Rehearsal(
        shop=shop,
        events=len(told),
        orders=len(orders),
        people=len({each.key for each in told}),
        since=min(map(_time, told), default=0),
        history=min((_time(each) for records in log.values() for each in records), default=0),
        effects=effects(before, after),
    )


class _Fixed:
    """A book with one version, whatever is asked for: past fences put nothing else into force."""

    def __init__(self, shop: str, plan: Compiled) -> None:
        self._shop, self._plan = shop, plan

    def plan(self, shop: str, versions: tuple[int, int] | None, collected: int = 0) -> Plan | None:
        """Return the plan, for the one shop that is looked at."""
        return self._plan(collected) if shop == self._shop and versions is not None else None

    def readable(self, shop: str, version: int) -> int:
        """Return that data were collected under what is looked at."""
        del shop, version
        return 0


def _decided(log: Mapping[int, Sequence[Input]], shop: str, plan: Compiled) -> Iterator[Entry]:
    desk = GatewayDesk(_Fixed(shop, plan), partitions=PARTITIONS, chance=bytes)
    for partition, records in log.items():
        desk.seat(partition, None, desk.replay())
        for given in (_fence(plan(0), records), *(each._replace(offset=each.offset + 1) for each in records)):
            for step in desk.take(partition, [given]):
                desk.keep(partition)
                for output in step.outputs:
                    if output.topic == DISCLOSURES:
                        yield from msgspec.json.decode(output.value or b"", type=Numbered).entries


def _fence(plan: Plan | None, records: Sequence[Input]) -> Input:
    """Return the fence that puts the one version into force before the first record."""
    if plan is None:
        raise BrokenInvariantError("nothing_to_rehearse")
    (pack, pack_digest), (register, register_digest) = plan.pack.split(":"), plan.register.split(":")
    fence = msgspec.json.encode(ev.Activation(plan.shop, int(pack), pack_digest, int(register), register_digest))
    headers = {ev.H_TYPE: b"policy.activated", ev.H_SHOP: plan.shop.encode()}
    return Input(0, b"@policy", fence, headers, min(map(_time, records), default=0))


def _only(entries: Iterator[Entry], events: set[str]) -> list[Entry]:
    return [entry for entry in entries if getattr(entry, "event", "") in events]


def _concerns(given: Input, shop: str) -> bool:
    """Tell whether a record counts: the shop's own events, and time; not its fences."""
    kind = _header(given, ev.H_TYPE)
    return kind == "time.ticked" or (_header(given, ev.H_SHOP) == shop and kind not in ev.SYSTEM_TYPES)


def _may_disclose(given: Input) -> bool:
    kind = _header(given, ev.H_TYPE)
    return kind in ev.SHOP_TYPES and kind not in ev.PERSON_TYPES


def _header(given: Input, name: str) -> str:
    return given.headers.get(name, b"").decode("ascii", "replace")


def _time(given: Input) -> int:
    return given.timestamp
