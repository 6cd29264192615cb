"""What the shop itself is told of a decision, by its own ids: what waits, what is withheld, which notice is due.

Pure. What the shop has settled itself (a mode, an unchanged order) is not told.
"""

from collections.abc import Iterable, Iterator
from typing import Any, Final

import msgspec
from msgspec import UNSET

from contracts.entries import Waiting, Withheld
from contracts.results import Result, ResultType
from shared.core.event import Event

_NOTICES: Final = frozenset({"consent", "consent_information", "approval", "age"})
"""Reasons that only the person can take away: the shop has to ask."""

_OWN: Final = frozenset({"mode_off", "mode_shadow", "nothing_to_give", "not_served", "unchanged", "behind"})
"""Reasons that are nothing for the shop to act on."""


def told(entry: Waiting | Withheld, body: Any, fields: Iterable[str]) -> Iterator[Result]:
    """Yield what the shop is told about one entry, if anything."""
    if entry.reason in _OWN:
        return
    waiting = isinstance(entry, Waiting)
    kind: ResultType = "withheld" if not waiting else "notice_due" if entry.reason in _NOTICES else "waiting"
    yield Result(
        id=f"{entry.id}/{kind}",
        type=kind,
        shop=entry.shop,
        at=entry.at,
        event=entry.event,
        event_type=entry.type,
        order_id=_leaf(body, "order"),
        customer_id=_leaf(body, "customer"),
        thread=entry.order,
        recipient=entry.recipient,
        instance=entry.instance,
        reason=entry.reason,
        fields=list(fields),
        until=entry.until if isinstance(entry, Waiting) else 0,
    )


def asked(event: Event, recipient: str, fields: Iterable[str], *, at: int) -> Result:
    """Return the request to the shop for the values that a recipient has asked for; `event` is the request's event."""
    about = _about(event, "values_requested", at)
    return msgspec.structs.replace(about, id=f"{about.id}/{recipient}", recipient=recipient, fields=list(fields))


def dropped(event: Event, *, at: int) -> Result:
    """Return the word to the shop that its platform sent card numbers, and how many leaves were dropped (P11)."""
    return msgspec.structs.replace(_about(event, "cards_dropped", at), count=event.cards)


def _about(event: Event, kind: ResultType, at: int) -> Result:
    return Result(
        id=f"{event.id}/{kind}",
        type=kind,
        shop=event.shop,
        at=at,
        event=event.id,
        event_type=event.type,
        order_id=_leaf(event.body, "order"),
        customer_id=_leaf(event.body, "customer"),
        thread=event.order,
    )


def _leaf(body: Any, group: str) -> str:
    inner = getattr(body, group)
    value = UNSET if inner is UNSET else inner.id
    return value if isinstance(value, str) else ""
