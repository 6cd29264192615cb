"""Answer what is asked about people: read, note the look, and only then give.

Whether somebody may ask is settled before (`asking.py`). It holds no rule of its own: what a filter means is in the
SQL, how something has closed in `shared/core/ledger/ending.py`.
"""

import secrets
from collections.abc import AsyncIterator, Sequence
from typing import Any, LiteralString, NamedTuple

import msgspec

from contracts.answers import KINDS, Answer, AsOf, Concern, Concerned, Incident, Item, Question
from contracts.entries import Access
from services.ledger.asof import Extent, Keys, as_of, extent
from services.ledger.book import QUERIES
from services.ledger.counted import Counts, Found, concern, found
from services.ledger.noting import note
from shared.core.deadlines import Holiday
from shared.core.ledger import question as ask
from shared.core.ledger.ending import Said, handed, nothing, waited
from shared.core.ledger.leaf import person_number
from shared.errors import BrokenInvariantError
from shared.shell.database import Connection, Pool, transaction


class Look(NamedTuple):
    """Who looks, at which shop's log, and when (Unix ms)."""

    reader: str
    shop: str
    now: int


class Noted(NamedTuple):
    """What is noted of a look: the kind of question, why, its digest, the numbers of whom it is about, and how much."""

    what: str
    reason: str
    about: str
    people: Sequence[str]
    entries: int


class _Entry(msgspec.Struct):
    person: str = ""


class _Leaf(msgspec.Struct):
    entry: msgspec.Raw


class Answers:
    """The logs, for those who ask about people."""

    def __init__(self, pool: Pool, keys: Keys, *, holiday: Holiday) -> None:
        """Keep the pool, the keys of checkpoints, and the calendar by which terms are counted."""
        self._pool, self._keys, self._holiday = pool, keys, holiday

    async def answer(self, look: Look, asked: Question) -> Answer | None:
        """Return a page of an answer, once the look at it is noted; None if the shop has no log.

        Raises:
            BrokenInvariantError: the look cannot be noted, or what is stored has been altered.
            QuestionError: the cursor is none of this question's.
            TransientError: the database is away.
        """
        async with transaction(self._pool, snapshot=True) as connection:
            numbers = await _numbers(connection, look.shop, asked.people)
            about = ask.digest(asked, numbers)
            reach = await extent(connection, look.shop, now=look.now)
            if reach is None:
                return None
            page = ask.follow(asked, about, reach)
            reach = Extent(*page[:3]) if page else reach
            rows = await _rows(connection, asked, reach, shop=look.shop, page=page, numbers=numbers)
            state = await as_of(connection, look.shop, reach, self._keys)
        items = [_item(row, state, now=reach.at) for row in rows]
        people = numbers or (_people(items) if asked.order else [])
        noted = await self.note(look, Noted(ask.what(asked), asked.reason, about, people, len(items)))
        full = len(items) == asked.limit
        after = ask.After(*reach, items[-1].volume, items[-1].index) if full else None
        return Answer(noted, state, items, ask.cursor(after, about) if after else "")

    async def concerned(self, look: Look, asked: Incident) -> tuple[Concern, AsyncIterator[Concerned]] | None:
        """Return whom an incident concerns, in numbers and then one by one, once the look is noted.

        Raises:
            BrokenInvariantError: as `answer`.
            TransientError: the database is away.
        """
        counts = Counts()
        async with transaction(self._pool, snapshot=True) as connection:
            reach = await extent(connection, look.shop, now=look.now)
            if reach is None:
                return None
            state = await as_of(connection, look.shop, reach, self._keys)
            async for each in _each(connection, look.shop, asked, reach):
                counts.take(each)
        about = ask.digest(asked, [])
        noted = await self.note(look, Noted(ask.what(asked), asked.reason, about, [], counts.people))
        return concern(noted, state, counts, asked, holiday=self._holiday), self._people(look.shop, asked, reach)

    async def _people(self, shop: str, asked: Incident, reach: Extent) -> AsyncIterator[Concerned]:
        # A log only grows: within the same extent the same people are found again, and none need be kept meanwhile.
        async with transaction(self._pool, snapshot=True) as connection:
            async for each in _each(connection, shop, asked, reach):
                yield each.person

    async def note(self, look: Look, noted: Noted) -> str:
        """Note a look, and return the name of its entry.

        Raises:
            BrokenInvariantError: it cannot be noted; nothing may be shown then.
            TransientError: the database is away.
        """
        name = secrets.token_hex(16)
        person, *also = noted.people[: ask.MOST_PEOPLE] or [""]
        said = (noted.what, noted.about, noted.entries, look.now, noted.reason, person, also)
        await note(self._pool, Access(name, look.shop, look.reader, *said))
        return name


async def _numbers(connection: Connection, shop: str, people: Sequence[str]) -> list[str]:
    """Return the numbers of people who are known; with salts that bind them (P8)."""
    if not people:
        return []
    named = {"shops": [shop] * len(people), "references": list(people)}
    rows = await (await connection.execute(QUERIES["people"], named)).fetchall()
    if any(person_number(salt, reference) != number for _, reference, number, salt in rows):
        raise BrokenInvariantError("person_altered")
    return sorted({number for _, _, number, _ in rows})


async def _rows(
    connection: Connection, asked: Question, reach: Extent, *, shop: str, page: ask.After | None, numbers: list[str]
) -> list[Any]:
    if asked.people and not numbers:
        return []
    given = named(asked, reach, shop=shop, page=page, numbers=numbers)
    return await (await connection.execute(query(asked), given)).fetchall()


def query(asked: Question) -> LiteralString:
    """Return the query of a question: it begins with whom or what it names, where an index leads."""
    begin = QUERIES["of_people" if asked.people else "of_order" if asked.order else "of_log"]
    return begin + "\n" + QUERIES["answer"]


def named(
    asked: Question, reach: Extent, *, shop: str, page: ask.After | None, numbers: list[str]
) -> dict[str, object]:
    """Return what the query is given; a filter that does not matter is None."""
    after = (page.last_volume, page.last_index) if page else (0, -1)
    texts = {name: getattr(asked, name) or None for name in ("order", "recipient", "instance", "field", "purpose")}
    return {
        **texts,
        "shop": shop,
        "volume": reach.volume,
        "size": reach.size,
        "after_volume": after[0],
        "after_index": after[1],
        "kinds": list(asked.kinds or KINDS),
        "people": numbers or None,
        "pack": str(asked.pack) if asked.pack else None,
        "case": asked.case or None,
        "since": asked.since or None,
        "until": asked.until or None,
        "limit": asked.limit,
    }


def _item(row: Sequence[Any], state: AsOf, *, now: int) -> Item:
    volume, index, leaf, kind, at, outcome, attempt, ended, reason, became, became_at = row
    match kind:
        case "disclosed":
            ending = handed(Said(outcome, attempt, ended, reason) if outcome else None, at, now=now)
        case "waiting":
            ending = waited(became, became_at, at, now=now)
        case _:
            ending = nothing()
    signed = index < state.volumes[volume - 1].size
    return Item(volume, index, signed, msgspec.json.decode(leaf, type=_Leaf).entry, ending)


def _people(items: Sequence[Item]) -> list[str]:
    found = (msgspec.json.decode(item.entry, type=_Entry).person for item in items)
    return list(dict.fromkeys(number for number in found if number))


async def _each(connection: Connection, shop: str, asked: Incident, reach: Extent) -> AsyncIterator[Found]:
    """Give each person concerned, a slice at a time, however many they are."""
    named = {
        "shop": shop,
        "recipient": asked.recipient,
        "instance": asked.instance or None,
        "since": asked.since or None,
        "until": asked.until,
        "volume": reach.volume,
        "size": reach.size,
    }
    async with connection.cursor(name="concerned") as cursor:
        cursor.itersize = 1000
        await cursor.execute(QUERIES["concerned"], named)
        async for row in cursor:
            yield found(row)
