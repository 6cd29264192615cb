"""The time of stories: `31 days`, `2 months`, `2027-05-01`; moments as the shop would write them. Reads no clock."""

import re
from calendar import monthrange
from datetime import UTC, datetime, timedelta, timezone
from typing import Final

from shared.core.moment import millis

_JAPAN: Final = timezone(timedelta(hours=9))
_LENGTH: Final = re.compile(r"(\d{1,4}) (minute|hour|day|week|month|year)s?")
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_MONTHS: Final = {"month": 1, "year": 12}


def later(now: int, text: str) -> int | None:
    """Return the moment (Unix ms) that is so much later, or that is named; None if the text says neither.

    A day alone begins at midnight in Japan.
    """
    if length := _LENGTH.fullmatch(text):
        count, unit = int(length[1]), length[2]
        if unit in _MONTHS:
            return _months(now, count * _MONTHS[unit])
        return now + int(timedelta(**{f"{unit}s": count}).total_seconds() * 1000)
    return millis(f"{text}T00:00:00+09:00" if _DAY.fullmatch(text) else text)


def written(now: int) -> str:
    """Return a moment as a shop in Japan writes it (RFC 3339)."""
    return datetime.fromtimestamp(now / 1000, UTC).astimezone(_JAPAN).isoformat()


def _months(now: int, count: int) -> int:
    """Return the same day so many months on, or the last of a shorter month; by the calendar in Japan."""
    at = datetime.fromtimestamp(now / 1000, UTC).astimezone(_JAPAN)
    year, month = divmod(at.year * 12 + at.month - 1 + count, 12)
    day = min(at.day, monthrange(year, month + 1)[1])
    return int(at.replace(year=year, month=month + 1, day=day).timestamp() * 1000)
