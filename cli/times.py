"""Times as people type them: a day of Japan, or a moment with its offset. Reads no clock."""

from datetime import date

from shared.core.moment import DAY_MS, millis


class TimeError(Exception):
    """A text that is no time; the message says which form is."""


def moment(text: str, *, end: bool = False) -> int:
    """Return Unix milliseconds of a moment; of a day its beginning, or its end where the whole day is meant.

    Raises:
        TimeError: it is neither.
    """
    try:
        found = millis(text) if "T" in text else millis(f"{date.fromisoformat(text).isoformat()}T00:00:00+09:00")
    except ValueError:
        found = None
    if found is None:
        raise TimeError(f"`{text}` is no time; write 2026-11-30 for a day of Japan, or 2026-11-30T09:00:00+09:00")
    return found + DAY_MS if end and "T" not in text else found
