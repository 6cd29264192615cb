"""Read one record of `shop.events` into an event, or say by a reason code why it cannot be read.

Decode errors become reason codes here, before anything could log them: msgspec repeats names and values (P7).
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

import msgspec
from msgspec import UNSET

from contracts import events as ev
from shared.core.event import Event
from shared.errors import PoisonError

H_UNREADABLE: Final = "unreadable"
"""Our own mark on an event that could not be opened, never on a topic: the reason code."""
_TRACE_LENGTH: Final = 55
"""Characters of a W3C `traceparent`."""


class Unreadable(PoisonError):  # noqa: N818 - named for what the event is
    """An event that cannot be decided."""


def read(
    key: bytes,
    headers: Mapping[str, bytes],
    value: bytes,
    *,
    position: int,
    at: int,
    body: Callable[[bytes], Any],
) -> Event:
    """Read a record; `at` is its append time in Unix milliseconds, `body` decodes the value.

    Raises:
        Unreadable: a header is missing or malformed, or the body is not of the published form.
    """
    if reason := headers.get(H_UNREADABLE):
        raise Unreadable(reason.decode("ascii", "replace"))
    try:
        shop, event_type = headers[ev.H_SHOP].decode("ascii"), headers[ev.H_TYPE].decode("ascii")
        event_id, person = headers[ev.H_ID].decode("ascii"), key.decode("ascii")
        seed = bytes.fromhex(headers[ev.H_SEED].decode("ascii"))
        order = headers.get(ev.H_ORDER, b"").decode("ascii")
        trace = headers.get(ev.H_TRACE, b"").decode("ascii", "replace")
        also = tuple(filter(None, headers.get(ev.H_ALSO, b"").decode("ascii").split(",")))
        cards = int(headers.get(ev.H_CARDS, b"0"))
    except KeyError:
        raise Unreadable("header_missing") from None
    except ValueError:
        raise Unreadable("header_malformed") from None
    if event_type not in ev.SHOP_TYPES and event_type != ev.PASSED_TYPE:
        raise Unreadable("event_type_unknown")
    if len(seed) != 32 or not person:  # noqa: PLR2004 - bytes of a seed
        raise Unreadable("header_malformed")
    try:
        typed = body(value)
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise Unreadable("body_not_of_the_published_form") from None
    collected = 0 if typed.collected is UNSET else typed.collected
    trace = trace if len(trace) == _TRACE_LENGTH else ""
    return Event(event_id, event_type, shop, person, order, seed, trace, position, at, typed, also, cards, collected)
