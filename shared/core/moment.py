"""Times as values: RFC 3339 text to Unix milliseconds, and the Japanese calendar day of a moment. Reads no clock."""

from datetime import date, datetime
from functools import lru_cache
from typing import Final

DAY_MS: Final = 86_400_000
_JST_MS: Final = 9 * 3_600_000
_EPOCH_ORDINAL: Final = date(1970, 1, 1).toordinal()


def millis(text: str) -> int | None:
    """Return Unix milliseconds of an RFC 3339 time with an offset, or None if it is none."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return int(moment.timestamp() * 1000) if moment.tzinfo is not None else None


def spoken(text: str, now: int, *, opens: bool) -> int:
    """Return when a person said something, as the shop dates it, never later than `now` (ms).

    What cannot be read is as old as can be where it opens something, and as new as can be where it shuts.
    """
    at = millis(text)
    return min(at, now) if at is not None else 0 if opens else now


def day(at: int) -> str:
    """Return the ISO date, in Japan, of a moment in Unix milliseconds; contracts begin and end by it."""
    return _iso((at + _JST_MS) // DAY_MS)


@lru_cache(maxsize=64)
def _iso(days: int) -> str:
    return date.fromordinal(_EPOCH_ORDINAL + days).isoformat()


def day_start(iso: str) -> int:
    """Return the moment (Unix ms) at which a day (ISO date) begins in Japan."""
    return (date.fromisoformat(iso).toordinal() - _EPOCH_ORDINAL) * DAY_MS - _JST_MS


def year_after(iso: str) -> str:
    """Return the same day of the next year (ISO date); of 29 February the 28th."""
    return years_after(iso, 1)


def years_after(iso: str, years: int) -> str:
    """Return the same day so many years later (ISO date); of 29 February the 28th where there is none."""
    one = date.fromisoformat(iso)
    try:
        return one.replace(year=one.year + years).isoformat()
    except ValueError:
        return one.replace(year=one.year + years, day=28).isoformat()
