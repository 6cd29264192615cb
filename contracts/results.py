"""What the shop itself is told, on `results`: what waits or is withheld and why, values asked for, notices due.

It goes to the shop alone and names order and customer by the shop's own ids. It is no disclosure and has no entry: the
ledger says the same without the ids.
"""

from typing import Literal

import msgspec

ResultType = Literal["waiting", "withheld", "notice_due", "values_requested", "cards_dropped", "handover_failed"]


class Result(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """One thing that the shop is told.

    `event` is our id of the event, as in the intake's receipt; `thread` the order's reference where the shop's own
    number is not known. `reason` is a code of docs/policy-packs.md. `fields` are the names of the fields concerned;
    `until` and `at` are Unix milliseconds; `count` is the number of leaves that held a card number.
    """

    id: str
    type: ResultType
    shop: str
    at: int
    event: str = ""
    event_type: str = ""
    order_id: str = ""
    customer_id: str = ""
    thread: str = ""
    recipient: str = ""
    instance: str = ""
    reason: str = ""
    fields: list[str] = []
    until: int = 0
    count: int = 0

    def __repr__(self) -> str:
        """Name type and recipient, never an id of the shop (P7)."""
        return f"Result({self.type!r}, {self.recipient!r})"
