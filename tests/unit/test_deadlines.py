"""Terms of an incident, counted by hand beside calendars of 2026 and 2027."""

from datetime import UTC, date, datetime, timedelta

import pytest

from shared.core.deadlines import closed, of_incident
from shared.shell.calendar import national_holiday

# The Cabinet Office's list of national holidays, with substitute and citizens' holidays, as announced.
HOLIDAYS = {
    2026: "01-01 01-12 02-11 02-23 03-20 04-29 05-03 05-04 05-05 05-06 07-20 08-11 09-21 09-22 09-23 10-12 11-03 11-23",
    2027: "01-01 01-11 02-11 02-23 03-21 03-22 04-29 05-03 05-04 05-05 07-19 08-11 09-20 09-23 10-11 11-03 11-23",
}


def ms(text: str) -> int:
    """Return a moment that is written with its offset."""
    return int(datetime.fromisoformat(text).timestamp() * 1000)


@pytest.mark.parametrize("year", HOLIDAYS)
def test_the_calendar_is_that_of_the_cabinet_office(year: int) -> None:
    days = (date(year, 1, 1) + timedelta(days=n) for n in range(365))
    assert [f"{each:%m-%d}" for each in days if national_holiday(each)] == HOLIDAYS[year].split()


@pytest.mark.parametrize(
    ("day", "why"),
    [
        ("2026-11-20", []),  # a Friday
        ("2026-11-21", ["saturday"]),
        ("2026-11-22", ["sunday"]),
        ("2026-11-23", ["holiday"]),  # Labour Thanksgiving Day, a Monday
        ("2026-05-03", ["sunday", "holiday"]),
        ("2026-05-06", ["holiday"]),  # in place of the Sunday
        ("2026-09-22", ["holiday"]),  # between two holidays
        ("2026-12-28", []),
        ("2026-12-29", ["year_end"]),
        ("2027-01-01", ["year_end", "holiday"]),
        ("2027-01-03", ["sunday", "year_end"]),
        ("2027-01-04", []),
    ],
)
def test_an_authority_is_closed_on_weekends_holidays_and_at_the_turn_of_the_year(day: str, why: list[str]) -> None:
    assert closed(date.fromisoformat(day), national_holiday) == why


# known, of an improper purpose → days 3 and 5; day 30 (60), and until when
APPI = {
    "weekends count": ("2026-10-01T09:00+09:00", False, "2026-10-03", "2026-10-05", "2026-10-30", "2026-10-30"),
    "just before midnight": ("2026-10-01T23:59+09:00", False, "2026-10-03", "2026-10-05", "2026-10-30", "2026-10-30"),
    "midnight is the next day": (
        "2026-10-02T00:00+09:00",
        False,
        "2026-10-04",
        "2026-10-06",
        "2026-10-31",  # a Saturday
        "2026-11-02",
    ),
    "the evening in Paris is the next day": (
        "2026-10-01T17:30+02:00",
        False,
        "2026-10-04",
        "2026-10-06",
        "2026-10-31",
        "2026-11-02",
    ),
    "a Saturday before a holiday": (
        "2026-10-23T10:00+09:00",
        False,
        "2026-10-25",
        "2026-10-27",
        "2026-11-21",  # Saturday, Sunday, Labour Thanksgiving Day
        "2026-11-24",
    ),
    "five holidays in a row": (
        "2026-04-04T10:00+09:00",
        False,
        "2026-04-06",
        "2026-04-08",
        "2026-05-03",
        "2026-05-07",
    ),
    "the turn of the year": (
        "2026-11-30T10:00+09:00",
        False,
        "2026-12-02",
        "2026-12-04",
        "2026-12-29",
        "2027-01-04",
    ),
    "the third of January": (
        "2026-12-05T10:00+09:00",
        False,
        "2026-12-07",
        "2026-12-09",
        "2027-01-03",
        "2027-01-04",
    ),
    "sixty days": ("2026-10-01T09:00+09:00", True, "2026-10-03", "2026-10-05", "2026-11-29", "2026-11-30"),
    "sixty days over the turn of the year": (
        "2026-11-25T09:00+09:00",
        True,
        "2026-11-27",
        "2026-11-29",
        "2027-01-23",  # a Saturday
        "2027-01-25",
    ),
    "a leap day counts": ("2028-02-01T09:00+09:00", False, "2028-02-03", "2028-02-05", "2028-03-01", "2028-03-01"),
}


@pytest.mark.parametrize("name", APPI)
def test_the_terms_of_the_act_are_counted_from_the_day_of_knowing(name: str) -> None:
    known, improper, third, fifth, last, due = APPI[name]
    terms = {term.what: term for term in of_incident(ms(known), improper=improper, holiday=national_holiday)}
    preliminary, final = terms["preliminary"], terms["final"]
    assert (preliminary.earliest, preliminary.due, preliminary.guide) == (third, fifth, True)
    assert (final.day, final.due, bool(final.moved)) == (last, due, last != due)


def test_a_preliminary_report_is_not_put_off_by_a_weekend_and_says_that_the_office_is_closed() -> None:
    # Known on a Tuesday: the fifth day is a Saturday.
    terms = of_incident(ms("2026-11-17T09:00+09:00"), improper=False, holiday=national_holiday)
    preliminary = next(term for term in terms if term.what == "preliminary")
    assert (preliminary.due, preliminary.closed, preliminary.moved) == ("2026-11-21", True, [])


@pytest.mark.parametrize(
    ("aware", "due"),
    [
        ("2026-11-20T16:45:30+01:00", "2026-11-23T15:45:30Z"),  # over a weekend
        ("2026-10-24T12:00:00+02:00", "2026-10-27T10:00:00Z"),  # over the end of summer time: 72 hours all the same
        ("2026-12-31T23:00:00+09:00", "2027-01-03T14:00:00Z"),
    ],
)
def test_the_hours_of_the_regulation_run_through(aware: str, due: str) -> None:
    terms = of_incident(ms(aware), improper=False, holiday=national_holiday)
    authority = next(term for term in terms if term.law == "gdpr")
    assert (authority.due, authority.day, authority.moved) == (due, due, [])
    assert ms(authority.due) - ms(authority.first) == 72 * 3_600_000


def test_terms_come_in_the_order_in_which_they_end() -> None:
    at = datetime(2026, 11, 25, tzinfo=UTC)
    terms = of_incident(int(at.timestamp() * 1000), improper=True, holiday=lambda _day: False)
    assert [term.what for term in terms] == ["authority", "preliminary", "final"]


def test_without_the_calendar_a_term_ends_on_a_holiday() -> None:
    """Planted: nobody knows holidays. The table above must notice."""
    known, improper, *_, due = APPI["a Saturday before a holiday"]
    terms = of_incident(ms(known), improper=improper, holiday=lambda _day: False)
    assert next(term.due for term in terms if term.what == "final") != due
