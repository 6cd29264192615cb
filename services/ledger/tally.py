"""Count what the ledger took in, for metrics: rates come from the record itself, not from spans that may be lost.

After a crash a batch may be counted twice; the log has it once.
"""

from collections import Counter
from collections.abc import Iterable

from contracts.entries import Disclosed, Numbered, Parked, Withheld
from shared.shell import metrics

_Counted = tuple[str, metrics.Labels]


def count(messages: Iterable[Numbered]) -> None:
    """Count disclosures, withholdings by reason, and what was parked."""
    if not metrics.wanted():
        return
    sums: Counter[_Counted] = Counter()
    for message in messages:
        for entry in message.entries:
            match entry:
                case Disclosed(shop=shop, recipient=recipient):
                    sums["sekisho.disclosures", _about(shop, recipient)] += 1
                case Withheld(shop=shop, recipient=recipient, reason=reason):
                    sums["sekisho.withheld", (*_about(shop, recipient), ("sekisho.reason", reason))] += 1
                case Parked(topic=topic):
                    sums["sekisho.parked", (("messaging.destination.name", topic),)] += 1
                case _:
                    pass
    for (name, attributes), number in sums.items():
        metrics.add(name, number, dict(attributes))


def _about(shop: str, recipient: str) -> metrics.Labels:
    # Both come from a pack: the gateway names no other in an entry.
    metrics.know(shop, recipient)
    return (("sekisho.shop", shop), ("sekisho.recipient", recipient))
