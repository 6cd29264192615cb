"""What becomes of a hand-over: the schedule of tries, what an answer means, and the states of a row.

Pure: the moment and the jitter come in as values. The schedule is that of Standard Webhooks. This module does NOT know
how a message travels, nor where a row lies.

A row is *pending* (never tried), *attempted* (a call may have reached the party) or *closed* (its outcome is final):

    pending --claimed--> attempted --claimed--> attempted --final answer--> closed
"""

from email.utils import parsedate_to_datetime
from typing import Final, Literal, NamedTuple

from shared.errors import BrokenInvariantError

State = Literal["pending", "attempted", "closed"]

SCHEDULE: Final = (0, 5, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400)
"""Seconds before the first try, and between one try and the next."""

LONGEST: Final = 86400
"""The longest `Retry-After` that a party may ask for, in seconds."""

UNOPENED: Final = -1
"""In place of a status: nobody was called, because the body cannot be opened any more."""

_SPREAD: Final = 0.1
_GONE: Final = 410
_ASKS_TO_WAIT: Final = frozenset({429, 503})


class Answer(NamedTuple):
    """What came back from one call. `status` 0: nothing came back, and `reason` says why."""

    status: int
    retry_after: str = ""
    reason: str = ""


class Settled(NamedTuple):
    """What follows from an answer: the row's state, and either a pause (seconds) or a final outcome."""

    state: State
    pause: float = 0.0
    outcome: Literal["given", "failed"] | None = None
    reason: str = ""


def claimed(state: State) -> State:
    """Return the state of a row that is about to be sent.

    Raises:
        BrokenInvariantError: the row is closed; its payload is gone.
    """
    if state == "closed":
        reason = "closed_row_claimed"
        raise BrokenInvariantError(reason)
    return "attempted"


def settle(answer: Answer, *, attempt: int, now: float, jitter: float) -> Settled:
    """Decide what follows from the answer to try number `attempt` (from 1); `jitter` lies in [0, 1)."""
    reason = answer.reason or f"http_{answer.status}"
    if 200 <= answer.status < 300:  # noqa: PLR2004 - the class of HTTP answers
        return Settled("closed", outcome="given")
    if answer.status in {_GONE, UNOPENED}:
        return Settled("closed", outcome="failed", reason=reason)
    if attempt >= len(SCHEDULE):
        return Settled("closed", outcome="failed", reason=f"exhausted_{reason}")
    pause = SCHEDULE[attempt] * (1 + _SPREAD * jitter)
    if answer.status in _ASKS_TO_WAIT:
        pause = max(pause, retry_after(answer.retry_after, now=now))
    return Settled("attempted", pause=pause, reason=reason)


def retry_after(value: str, *, now: float) -> float:
    """Read `Retry-After` (seconds or an HTTP date); 0 if it cannot be read, never more than `LONGEST`."""
    if value.isascii() and value.isdigit():
        return float(min(int(value[:9]), LONGEST))
    try:
        moment = parsedate_to_datetime(value).timestamp()
    except (ValueError, OverflowError):
        return 0.0
    return min(max(moment - now, 0.0), float(LONGEST))
