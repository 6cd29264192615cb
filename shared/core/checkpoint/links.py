"""At a link of two names of one person: the restrictions that this name has are passed on to the other one.

No values and no consents travel: what was refused or withdrawn holds for both, what was given for the one name only.
The other name lies in another partition, so this is the one record that the gateway writes to `shop.events`.
"""

from collections.abc import Mapping

import msgspec

from contracts import events as ev
from contracts.topics import SHOP_EVENTS, partition_of
from shared.core.checkpoint.step import Output
from shared.core.derive import Deriver
from shared.core.event import Event
from shared.core.passed import restrictions
from shared.core.subject import Subject

_SEED = Deriver("restriction.passed", size=32)


def pass_on(event: Event, subject: Subject, headers: Mapping[str, bytes], partitions: int) -> list[Output]:
    """Return the event that tells the other name, or nothing where there is nothing to tell.

    Id and seed are derived (P4): a repeat is known as one.
    """
    other, found = headers.get(ev.H_LINK, b"").decode("ascii", "replace"), restrictions(subject)
    if not other or not found:
        return []
    seed = _SEED.hex(event.seed)
    attributes = {
        ev.H_SPEC: "1.0",
        ev.H_ID: f"{event.id}/passed",
        ev.H_TYPE: ev.PASSED_TYPE,
        ev.H_SOURCE: "/gateway",
        ev.H_SHOP: event.shop,
        ev.H_ORDER: "",
        ev.H_SEED: seed,
        ev.H_CONTENT: "application/json",
        **({ev.H_TRACE: event.trace} if event.trace else {}),
    }
    return [
        Output(
            SHOP_EVENTS,
            other.encode(),
            msgspec.json.encode({"restrictions": found}),
            tuple((name, value.encode()) for name, value in attributes.items()),
            partition_of(other, partitions),
        )
    ]
