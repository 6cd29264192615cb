"""Where the records of a request belong: an order's under its first name, a restriction under every name of the person.

It writes no record, and keeps no name itself: who does is an argument. At a link the names are noted before anything is
written, so that a restriction that comes between reaches both.
"""

from typing import Protocol

from contracts import events as ev
from shared.core.accept import Record, copied, placed, restricts


class Names(Protocol):
    """What the door asks; every method raises `TransientError` while the answer cannot be had."""

    async def owner(self, shop: str, order: str, person: str) -> str:
        """Return the reference under which an order travels; `person`, if nobody else was first."""
        ...

    async def linked(self, shop: str, person: str) -> list[str]:
        """Return every other name of a person."""
        ...

    async def link(self, shop: str, one: str, other: str) -> None:
        """Note that two names are of one person."""
        ...

    async def unlink(self, shop: str, one: str, other: str) -> None:
        """Note that they are not, or no more."""
        ...


async def arrange(names: Names, shop: str, records: tuple[Record, ...]) -> list[Record]:
    """Return the records to write, in order.

    Raises:
        TransientError: the names cannot be asked; nothing was written.
    """
    found: list[Record] = []
    for record in records:
        owner = await names.owner(shop, record.order, record.person) if record.order and record.owns else record.person
        if not restricts(record):
            found.append(record if owner == record.person else placed(record, owner))
            continue
        # P5: a restriction that names an order stays with its person, and holds for the order's name too.
        linked = [name for each in (record.person, owner) for name in await names.linked(shop, each)]
        others = [name for name in dict.fromkeys((owner, *linked)) if name != record.person]
        found += [record, *(copied(record, other, n) for n, other in enumerate(others, 1))]
    await _note(names, shop, records)
    return found


async def _note(names: Names, shop: str, records: tuple[Record, ...]) -> None:
    for record in records:
        other = record.headers.get(ev.H_LINK, b"").decode()
        if other and record.type == "subject.linked":
            await names.link(shop, record.person, other)
        elif other and record.type == "subject.unlinked":
            await names.unlink(shop, record.person, other)
