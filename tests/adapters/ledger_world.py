"""Entries and outcomes for the ledger's tests: small, and no value of anybody."""

from collections.abc import Iterator, Sequence
from itertools import count
from typing import Final, NamedTuple

from contracts.entries import Disclosed, Entry, Numbered, Outcome, OutcomeName

FRESH: Final[Iterator[int]] = count(1_000)
"""Numbers for shops, partitions and streams that no other test of the same database uses."""


class Roles(NamedTuple):
    """How each role connects."""

    superuser: str
    migrator: str
    ledger: str
    pruner: str
    eraser: str


class World(NamedTuple):
    """A shop, a partition and its stream, and one person."""

    shop: str
    partition: int
    stream: str
    person: str = "reference-of-one"


def disclosed(
    world: World, name: str, *, person: str = "", order: str = "o-1", recipient: str = "payment_processor"
) -> Disclosed:
    """Return a disclosure."""
    return Disclosed(
        id=f"{world.stream}-{name}",
        event="e-1",
        type="payment.requested",
        shop=world.shop,
        person=person or world.person,
        order=order,
        recipient=recipient,
        recipient_kind="payment",
        instance="default",
        country="JP",
        pack="1:00",
        register="1:00",
        purpose="payment",
        basis="entrustment",
        clause="2.(5)",
        fields=["customer.name", "order.amount"],
        withheld={},
        record="voluntary:entrustment",
        commitment="00",
        trace="",
        at=1_000,
    )


def message(
    world: World,
    seq: int,
    names: Sequence[str],
    *,
    position: int = 0,
    shops: Sequence[str] = (),
    entries: Sequence[Entry] = (),
) -> Numbered:
    """Return a message with a disclosure for each name, in turn of these shops, or with these entries."""
    places = shops or [world.shop] * len(names)
    made = [disclosed(world._replace(shop=shop), name) for name, shop in zip(names, places, strict=True)]
    return Numbered(world.stream, seq, position, [*made, *entries])


def outcome(
    world: World, name: str, said: OutcomeName = "given", *, attempt: int = 1, recipient: str = "payment_processor"
) -> Outcome:
    """Return an outcome of a disclosure."""
    return Outcome(f"{world.stream}-{name}", world.shop, recipient, "default", said, attempt, 2_000)
