"""What an event does for an order: it opens a thread, changes or ends it, or adds something to what was served."""

from typing import Final, Literal

Act = Literal["open", "change", "end", "more"]

ACTS: Final[dict[str, Act]] = {
    "order.changed": "change",
    "shipment.changed": "change",
    "order.cancelled": "end",
    "shipment.cancelled": "end",
    "store.unlisted": "end",
    "payment.cancel_requested": "end",
    "order.completed": "more",
    "payment.refund_requested": "more",
    "return.received": "more",
}
"""Types that follow something: they go only to those served for that order. Every other type opens (`open`)."""


def act_of(event_type: str) -> Act:
    """Return what an event does for an order: open, change, end, or add something more."""
    return ACTS.get(event_type, "open")


def family_of(event_type: str) -> str:
    """Return the thread of an order that an event belongs to: what is changed or ended is of the same one."""
    return event_type.split(".", 1)[0]


def ended_by(event_type: str) -> str:
    """Return the family that an event ends, `*` for all of the order, or nothing."""
    if act_of(event_type) != "end":
        return ""
    return "*" if event_type == "order.cancelled" else family_of(event_type)
