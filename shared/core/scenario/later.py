"""What stories may already speak of though a later part of the product does it: event types, results, and which part.

A step that rests on one says so (`later`); once the part is there its words go from here to where they belong.
"""

from typing import Final

from shared.core.scenario.story import Subject

EVENTS: Final[dict[str, Subject]] = {
    "correction.requested": "people",
    "correction.completed": "people",
    "correction.refused": "people",
    "deletion.requested": "people",
    "deletion.ordered": "people",
    "notice.shown": "people",
    "case.disclosure": "people",
}
"""Event types that the door does not take in yet."""

RESULTS: Final[dict[str, Subject]] = {
    "hold_placed": "people",
    "hold_lifted": "people",
    "stop_confirmed": "people",
    "case_opened": "people",
    "case_due": "people",
    "case_closed": "people",
    "blocked": "hand-over",
    "unsubscribed": "hand-over",
    "handover_failed": "hand-over",
}
"""What the shop is not told yet, or not by the deciding alone."""
