"""What the shop is told, as a message on `results`: made here for every service that tells it something.

Pure. It does NOT decide that something is to be told, but for a hand-over that failed for good.
"""

from typing import Final, NamedTuple

import msgspec

from contracts import events as ev
from contracts import messages as m
from contracts.entries import Outcome
from contracts.results import Result
from shared.core.threads import order_of

SHOP: Final = "shop"
"""Recipient and instance of every result: the shop itself."""
PURPOSE: Final = "report"


class Told(NamedTuple):
    """One record for `results`; it goes to the partition number of what it follows from."""

    key: bytes
    value: bytes
    headers: dict[str, bytes]

    def __repr__(self) -> str:
        """Name the type, never what is told (P7)."""
        return "Told(…)"


def told(result: Result, *, key: str, source: str, trace: str = "") -> Told:
    """Return the record of a result.

    `key` keeps the results of one person in order and is no value: a subject reference, or a disclosure's id where that
    is all there is. `source` is the service that tells it, e.g. `/gateway`; `trace` a W3C `traceparent`.
    """
    pairs = {
        ev.H_SPEC: "1.0",
        ev.H_ID: result.id,
        ev.H_TYPE: m.RESULT,
        ev.H_SOURCE: source,
        ev.H_SHOP: result.shop,
        m.H_RECIPIENT: SHOP,
        m.H_INSTANCE: SHOP,
        m.H_PURPOSE: PURPOSE,
        ev.H_CONTENT: "application/json",
        **({ev.H_TRACE: trace} if trace else {}),
    }
    headers = {header: value.encode() for header, value in pairs.items()}
    return Told(key.encode(), msgspec.json.encode(result), headers)


def failed(outcome: Outcome, *, thread: str) -> Result | None:
    """Return what the shop is told of an outcome: that its message could not be handed over, or nothing.

    The id follows from the disclosure's, so that a repeat is known.
    """
    if outcome.outcome != "failed":
        return None
    return Result(
        id=f"{outcome.id}/failed",
        type="handover_failed",
        shop=outcome.shop,
        at=outcome.at,
        thread=order_of(thread),
        recipient=outcome.recipient,
        instance=outcome.instance,
        reason=outcome.reason,
    )
