"""Must a provision be recorded, under which article, and for how long? A function of what the entry itself says.

So whoever holds an entry and the table (`contracts/law.py`) comes to the same answer. It decides nothing about whether
data may be given, and does not know whether the facts that a pack or register states are true.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

from contracts.entries import Disclosed
from contracts.law import EDITIONS, KEPT_YEARS, Article, Edition
from shared.core.moment import day, day_start, years_after

HOME: Final = "JP"
_SCHEME: Final = "appi#"


class Step(NamedTuple):
    """From a moment on (Unix ms): what an entry says of the duty, under which edition, and whether documents stand."""

    since: int
    record: str
    law: str
    documents: bool


def edition_at(at: int, editions: Sequence[Edition] = EDITIONS) -> Edition:
    """Return the edition that is in force at a moment (Unix ms); before the first one that is the first."""
    today = day(at)
    return next((each for each in reversed(editions) if each.since <= today), editions[0])


def named(name: str, editions: Sequence[Edition] = EDITIONS) -> Edition | None:
    """Return an edition by its name."""
    return next((each for each in editions if each.name == name), None)


def article_of(edition: Edition, basis: str, *, country: str, abroad: str | None) -> str:
    """Return the article by which a provision is to be recorded or is not; `abroad` is the route that the pack names.

    Raises:
        KeyError: the edition has no such basis.
    """
    ground = edition.grounds[basis]
    return ground.foreign if _is_foreign(edition, country, abroad) else ground.home


def _is_foreign(edition: Edition, country: str, abroad: str | None) -> bool:
    """Tell whether a recipient is a foreign third party in the sense of Article 28(1).

    It is none where its country is designated, or its measures are equivalent (28(1) in brackets); else it is.
    """
    if country == HOME:
        return False
    return not (abroad == "equivalent" or (abroad == "designated" and country in edition.designated))


def record_of(edition: Edition, basis: str, *, country: str, abroad: str | None) -> str:
    """Return what an entry says of the duty: `required:appi#<article>` or `voluntary:appi#<article>`.

    Raises:
        KeyError: the edition has no such basis.
    """
    return _cited(edition, article_of(edition, basis, country=country, abroad=abroad))


def _cited(edition: Edition, article: str) -> str:
    return f"{'required' if edition.articles[article].required else 'voluntary'}:{_SCHEME}{article}"


def steps(
    basis: str, *, country: str, abroad: str | None, documents: str = "", editions: Sequence[Edition] = EDITIONS
) -> tuple[Step, ...]:
    """Return the duty of one party over time, the newest first; `documents` is the day from which they stand for it."""
    days = {0: editions[0].since, **{day_start(each.since): each.since for each in editions[1:]}}
    if documents:
        days[day_start(documents)] = documents
    found: list[Step] = []
    for since in sorted(days, reverse=True):
        edition = edition_at(day_start(days[since]), editions) if since else editions[0]
        article = article_of(edition, basis, country=country, abroad=abroad)
        stand = bool(documents) and since >= day_start(documents) and edition.articles[article].documents
        found.append(Step(since, _cited(edition, article), edition.name, stand))
    return tuple(found)


def step_at(over_time: Sequence[Step], now: int) -> Step:
    """Return the step that holds at a moment (Unix ms)."""
    for each in over_time:
        if each.since <= now:
            return each
    return over_time[-1]


def article_named(record: str, law: str, editions: Sequence[Edition] = EDITIONS) -> Article | None:
    """Return the article that an entry cites, in the words of the edition that it names; None if there is none."""
    edition = named(law, editions)
    return edition.articles.get(record.partition(_SCHEME)[2]) if edition else None


def agrees(entry: Disclosed, editions: Sequence[Edition] = EDITIONS) -> bool | None:
    """Tell whether an entry says of the duty what follows from what it says else; None: by an edition not known here.

    An edition that a later table brings is not known to somebody with an older one; a wrong one for the day is.
    """
    edition = edition_at(entry.at, editions)
    if named(entry.law, editions) is None:
        return None
    if entry.law != edition.name or entry.basis not in edition.grounds:
        return False
    article = article_of(edition, entry.basis, country=entry.country, abroad=entry.abroad or None)
    return entry.record == _cited(edition, article) and (edition.articles[article].documents or not entry.documents)


def is_required(entry: Disclosed) -> bool:
    """Tell whether the law asks for this record."""
    return _is_required(entry.record)


def receiver_records(entry: Disclosed, editions: Sequence[Edition] = EDITIONS) -> bool | None:
    """Tell whether the recipient must check and record too (Article 30); None: only if the Act holds for it abroad."""
    edition = named(entry.law, editions) or editions[0]
    ground = edition.grounds.get(entry.basis)
    if ground is None or not ground.receiver:
        return False
    return True if entry.country == HOME else None


def keep_until(entry: Disclosed, *, last: int, editions: Sequence[Edition] = EDITIONS) -> str:
    """Return the last day (ISO date, in Japan) on which an entry must be kept.

    A record that is made each time is kept from the day on which it was made (Rules 21 and 25); one for which contract
    documents stand, from the last provision by them, `last` (Unix ms). What no law asks for is kept by our own choice.
    """
    edition = named(entry.law, editions) or editions[0]
    if not _is_required(entry.record):
        return years_after(day(entry.at), KEPT_YEARS)
    if entry.documents:
        return years_after(day(max(entry.at, last)), edition.document_years)
    return years_after(day(entry.at), edition.years)


def _is_required(record: str) -> bool:
    return record.startswith("required:")
