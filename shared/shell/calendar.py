"""The national holidays of Japan, from the package `jpholiday`; nothing else of a calendar.

It computes them by the law, for years to come by the astronomy of the equinoxes, which the government fixes one year
before: what it says of a later year is a forecast.
"""

from datetime import date

import jpholiday


def national_holiday(one: date) -> bool:
    """Tell whether a day is a national holiday of Japan, or a day off by article 3 of the Act on National Holidays."""
    return bool(jpholiday.is_holiday(one))
