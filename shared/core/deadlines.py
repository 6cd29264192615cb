"""Until when an incident is to be reported: APPI 26 by days of Japan, GDPR 33 by hours. Pure; the calendar is given.

APPI (Rule 8, guideline 3-5-3-3 and 3-5-3-4): the day on which any part of the business knows is day 1; weekends and
holidays count. The final report has 30 days, or 60 where an improper purpose is feared; if the last of them is a day
on which the authority's office is closed, the next open day is the last. "Promptly" is told as 3 to 5 days: a guide
that no closed day stretches, so it stays where it falls. GDPR: 72 hours that run through nights and weekends.
Regulation 1182/71 article 3(1) does not count the hour of the event; that rounding is not made use of: who keeps to
`due` is never late.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Final

from contracts.answers import Deadline
from shared.core.moment import day

Holiday = Callable[[date], bool]
"""Whether a day is a national holiday of Japan, substitute holidays included."""

PRELIMINARY_DAYS: Final = (3, 5)
FINAL_DAYS: Final = 30
FINAL_DAYS_IMPROPER: Final = 60
HOURS: Final = 72

_YEAR_END: Final = frozenset({(12, 29), (12, 30), (12, 31), (1, 1), (1, 2), (1, 3)})
_SATURDAY, _SUNDAY = 5, 6


def closed(one: date, holiday: Holiday) -> list[str]:
    """Return why an authority of Japan is closed on a day (Act on Holidays of Administrative Organs 1), or nothing."""
    why = {
        "saturday": one.weekday() == _SATURDAY,
        "sunday": one.weekday() == _SUNDAY,
        "year_end": (one.month, one.day) in _YEAR_END,
        "holiday": holiday(one),
    }
    return [reason for reason, holds in why.items() if holds]


def of_incident(known: int, *, improper: bool, holiday: Holiday) -> tuple[Deadline, ...]:
    """Return the deadlines of an incident that became known at a moment (Unix ms), in the order in which they end."""
    first = date.fromisoformat(day(known))
    days = FINAL_DAYS_IMPROPER if improper else FINAL_DAYS
    found = [_hours(known), _preliminary(first, holiday), _final(first, days, holiday)]
    return tuple(sorted(found, key=_end))


def _end(one: Deadline) -> str:
    """Return the moment in which a deadline ends: a day of Japan ends at 15:00 UTC."""
    return one.due if "T" in one.due else f"{one.due}T15:00:00Z"


def _nth(first: date, number: int) -> date:
    """Return the n-th day, the first being day 1."""
    return first + timedelta(days=number - 1)


def _preliminary(first: date, holiday: Holiday) -> Deadline:
    early, late = (_nth(first, number) for number in PRELIMINARY_DAYS)
    return Deadline(
        law="appi",
        article="26(1), Rule 8(1)",
        what="preliminary",
        first=first.isoformat(),
        day=late.isoformat(),
        due=late.isoformat(),
        earliest=early.isoformat(),
        guide=True,
        closed=bool(closed(late, holiday)),
    )


def _final(first: date, days: int, holiday: Holiday) -> Deadline:
    last = _nth(first, days)
    passed = list(_closed_from(last, holiday))
    return Deadline(
        law="appi",
        article="26(1), Rule 8(2)",
        what="final",
        first=first.isoformat(),
        day=last.isoformat(),
        due=(last + timedelta(days=len(passed))).isoformat(),
        moved=list(dict.fromkeys(reason for why in passed for reason in why)),
    )


def _closed_from(last: date, holiday: Holiday) -> Iterator[list[str]]:
    """Give why each of the days from this one on is closed, up to the first that is open."""
    while why := closed(last, holiday):
        yield why
        last += timedelta(days=1)


def _hours(known: int) -> Deadline:
    aware = datetime.fromtimestamp(known / 1000, UTC)
    due = aware + timedelta(hours=HOURS)
    return Deadline(
        law="gdpr",
        article="33(1)",
        what="authority",
        first=_said(aware),
        day=_said(due),
        due=_said(due),
    )


def _said(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"
