"""Entries of the size and kind that real orders lead to, for the ledger's benchmark: deterministic, and nobody's."""

from collections.abc import Callable, Iterator
from hashlib import sha256
from typing import Final

import msgspec

from contracts.entries import Disclosed, Entry, Numbered, Outcome, Withheld
from contracts.topics import DISCLOSURES, OUTCOMES
from shared.shell.reading import Record

SHOP: Final = "meadow"
STREAM: Final = "4f1c0a52a9f0c6b1"
LEAVES: Final = 9
"""Leaves that one order leads to: four disclosures, a withholding, and four outcomes."""

_FIELDS: Final = ["customer.email", "customer.name", "customer.phone", "order.amount", "payment.transaction_id"]
_AT: Final = 1_760_000_000_000


def person(order: int) -> str:
    """Return the reference of the person of an order: one of each ten orders, side by side."""
    return _hash(f"p{order // 10}")[:32]


def reference(order: int) -> str:
    """Return the reference of an order."""
    return f"45{order:08}"


def disclosures(first: int, count: int, *, whose: Callable[[int], str] = person) -> Iterator[Record]:
    """Give the messages of some orders, as the gateway writes them."""
    for order in range(first, first + count):
        entries: list[Entry] = [*(_disclosed(order, n, whose(order)) for n in range(4)), _withheld(order, whose(order))]
        yield _record(DISCLOSURES, order, msgspec.json.encode(Numbered(STREAM, 5 * order, order, entries)))


def outcomes(first: int, count: int) -> Iterator[Record]:
    """Give what became of their disclosures, as partner services write it."""
    for order in range(first, first + count):
        for n in range(4):
            said = Outcome(_hash(f"d{order}/{n}"), SHOP, RECIPIENTS[n], "default", "given", 1, _AT + order)
            yield _record(OUTCOMES, order, msgspec.json.encode(said))


RECIPIENTS: Final = ("payment_processor", "delivery", "crm", "seller")


def _disclosed(order: int, n: int, whose: str) -> Disclosed:
    return Disclosed(
        id=_hash(f"d{order}/{n}"),
        event=_hash(f"e{order}")[:32],
        type="payment.requested",
        shop=SHOP,
        person=whose,
        order=reference(order),
        recipient=RECIPIENTS[n],
        recipient_kind="payment",
        instance="default",
        country="JP",
        pack="1:6c1f0e7a3b5d9842",
        register="3:0d4a7b1c9e2f5a68",
        purpose="payment",
        basis="entrustment",
        clause="2.(5)",
        fields=_FIELDS,
        withheld={"customer.address": "no_clause"},
        record="voluntary:entrustment",
        commitment=_hash(f"c{order}/{n}"),
        trace=_hash(f"t{order}")[:32],
        at=_AT + order,
    )


def _withheld(order: int, whose: str) -> Withheld:
    return Withheld(
        _hash(f"w{order}"), _hash(f"e{order}")[:32], "payment.requested", SHOP, whose, reference(order),
        "jung_sas_france", "jung-sas", "1:6c1f0e7a3b5d9842", "3:0d4a7b1c9e2f5a68", "consent", [], _AT + order,
    )  # fmt: skip


def _record(topic: str, order: int, value: bytes) -> Record:
    return Record(topic, 0, order, None, value, {}, 0)


def _hash(text: str) -> str:
    return sha256(text.encode()).hexdigest()
