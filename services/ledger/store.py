"""Append entries and outcomes to the shops' logs, exactly once, whatever is repeated.

Each call is one transaction. It never updates or deletes a leaf, and signs nothing (`seal.py` does).
"""

import asyncio
import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Final

import msgspec

from contracts.entries import Disclosed, Numbered, Outcome, leaf_bytes
from services.ledger.book import QUERIES, Book, open_book
from shared.core.ledger.leaf import Leaf, decode_leaf, encode_leaf, person_number
from shared.core.ledger.numbering import Place, Stream, admit, place
from shared.errors import BrokenInvariantError
from shared.shell import telemetry
from shared.shell.database import Connection, Pool, transaction

_OUTCOME: Final = msgspec.json.Decoder(Outcome)

Numbers = dict[tuple[str, str], str]


class Store:
    """The logs, as the consumers see them."""

    def __init__(self, pool: Pool) -> None:
        """Keep the pool of the service's own role."""
        self._pool = pool
        self._changed = asyncio.Event()

    @property
    def changed(self) -> asyncio.Event:
        """Return an event that is set at the next append; take it before looking, then wait."""
        return self._changed

    async def append(self, partition: int, messages: Sequence[Numbered]) -> None:
        """Append the entries of messages of one partition, in order, in one transaction.

        Raises:
            BrokenInvariantError: `stream_unknown`, `stream_gap`, or `stream_conflict`: a number that is stored
                came again with another entry.
            TransientError: the database is away.
        """
        if not messages:
            return
        async with transaction(self._pool) as connection:
            admitted = admit(await _stream(connection, partition), messages)
            await _add_people(connection, admitted.fresh)
            numbers = await _people(connection, [*admitted.repeats, *admitted.fresh])
            await _compare(connection, admitted.repeats, numbers)
            named = [_named(leaf, numbers) for leaf in admitted.fresh]
            # The logs are held last and no longer than need be: other partitions and outcomes wait for them.
            book = await open_book(connection, (leaf.entry.shop for leaf in named))
            for leaf in named:
                book.add(leaf)
            await book.write()
            refused = await _settle_early(connection, book, admitted.fresh)
            await book.write()
            await connection.execute(QUERIES["set_stream"], {"partition": partition, **admitted.stream._asdict()})
        self._announce(refused)

    async def append_outcomes(self, outcomes: Sequence[Outcome]) -> None:
        """Append outcomes whose disclosure is in the log; keep those that came early; repeats do nothing.

        Raises:
            TransientError: the database is away.
        """
        if not outcomes:
            return
        refused: list[Outcome] = []
        async with transaction(self._pool) as connection:
            book = await open_book(connection, (o.shop for o in outcomes))
            for shop, some in groupby(sorted(outcomes, key=_shop), key=_shop):
                refused += await settle(connection, book, shop, outcomes=list(some))
            await book.write()
        self._announce(refused)

    def _announce(self, refused: Iterable[Outcome]) -> None:
        self._changed.set()
        self._changed = asyncio.Event()
        for outcome in refused:
            telemetry.log("outcome_refused", code="second_final_outcome", shop=outcome.shop, disclosure=outcome.id)


def _shop(outcome: Outcome) -> str:
    return outcome.shop


async def _stream(connection: Connection, partition: int) -> Stream | None:
    row = await (await connection.execute(QUERIES["lock_stream"], {"partition": partition})).fetchone()
    return Stream(*row) if row else None


def _people_of(leaf: Leaf) -> Iterator[tuple[str, str]]:
    """Yield the persons whom an entry names: whose it is, and whose data are in it besides."""
    entry = leaf.entry
    for reference in (getattr(entry, "person", ""), *getattr(entry, "also", ())):
        if reference:
            yield entry.shop, reference


def _references(leaves: Iterable[Leaf]) -> dict[str, list[str]]:
    pairs = sorted({pair for leaf in leaves for pair in _people_of(leaf)})
    return {"shops": [shop for shop, _ in pairs], "references": [reference for _, reference in pairs]}


async def _add_people(connection: Connection, leaves: Sequence[Leaf]) -> None:
    named = _references(leaves)
    # P13: a leaf names a person by chance alone; once the row is destroyed, nothing leads back.
    salts = [secrets.token_hex(16) for _ in named["shops"]]
    numbers = [person_number(salt, reference) for salt, reference in zip(salts, named["references"], strict=True)]
    await connection.execute(QUERIES["add_people"], {**named, "numbers": numbers, "salts": salts})


async def _people(connection: Connection, leaves: Sequence[Leaf]) -> Numbers:
    rows = await (await connection.execute(QUERIES["people"], _references(leaves))).fetchall()
    # P8: a number that is not made from this reference is somebody else's.
    if any(person_number(salt, reference) != number for _, reference, number, salt in rows):
        raise BrokenInvariantError("person_altered")
    return {(shop, reference): number for shop, reference, number, _ in rows}


def _named(leaf: Leaf, numbers: Numbers) -> Leaf:
    entry = leaf.entry
    person = numbers.get((entry.shop, getattr(entry, "person", "")))
    named: dict[str, object] = {} if person is None else {"person": person}
    if isinstance(entry, Disclosed) and entry.also:
        named["also"] = [numbers.get((entry.shop, reference), "") for reference in entry.also]
    return msgspec.structs.replace(leaf, entry=msgspec.structs.replace(entry, **named)) if named else leaf


async def _compare(connection: Connection, repeats: Sequence[Leaf], numbers: Numbers) -> None:
    if not repeats:
        return
    named = {"stream": repeats[0].stream, "seqs": [leaf.seq for leaf in repeats]}
    rows = await (await connection.execute(QUERIES["stored_leaves"], named)).fetchall()
    stored: dict[int, str] = dict(rows)
    differ = [leaf for leaf in repeats if stored.get(leaf.seq) != encode_leaf(_named(leaf, numbers)).decode()]
    # P1: a number means one entry for good; what comes again must be the same.
    if any(leaf.seq not in stored for leaf in differ) or not await _forgotten(connection, differ, stored, numbers):
        raise BrokenInvariantError("stream_conflict")


async def _forgotten(
    connection: Connection, differ: Sequence[Leaf], stored: Mapping[int, str], numbers: Numbers
) -> bool:
    """Tell whether entries differ from what is stored by persons alone who were forgotten since (P13).

    They have no number any more, or another one as somebody new; the number that stands there then is nobody's.
    """
    pairs = [(leaf, decode_leaf(stored[leaf.seq].encode())) for leaf in differ]
    shown = {pair for _, old in pairs for pair in _people_of(old)}
    named = {"shops": [shop for shop, _ in shown], "numbers": [number for _, number in shown]}
    known = set(await (await connection.execute(QUERIES["numbered"], named)).fetchall()) if shown else set()
    for leaf, old in pairs:
        both = zip(_people_of(leaf), _people_of(old), strict=False)
        nobody = {now: number for now, (shop, number) in both if (shop, number) not in known}
        if encode_leaf(_named(leaf, {**numbers, **nobody})) != encode_leaf(old):
            return False
    return True


async def _settle_early(connection: Connection, book: Book, fresh: Sequence[Leaf]) -> list[Outcome]:
    """Append the outcomes that were waiting for disclosures that are in the log now."""
    ids: dict[str, list[str]] = {}
    for leaf in fresh:
        if isinstance(leaf.entry, Disclosed):
            ids.setdefault(leaf.entry.shop, []).append(leaf.entry.id)
    refused: list[Outcome] = []
    for shop, some in sorted(ids.items()):
        if book.frozen(shop):
            continue
        named = {"shop": shop, "ids": some}
        rows = await (await connection.execute(QUERIES["early_outcomes"], named)).fetchall()
        if rows:
            refused += await settle(connection, book, shop, outcomes=[_OUTCOME.decode(body) for (body,) in rows])
            await connection.execute(QUERIES["drop_early"], named)
    return refused


async def settle(connection: Connection, book: Book, shop: str, *, outcomes: Sequence[Outcome]) -> list[Outcome]:
    """Put each outcome where it belongs, and return those refused for the first time; a frozen log gets none."""
    disclosed, known = await _known(connection, shop, [o.id for o in outcomes])
    refused: list[Outcome] = []
    for outcome in outcomes:
        seen = known.setdefault(outcome.id, set())
        match place(outcome, disclosed=outcome.id in disclosed and not book.frozen(shop), known=seen):
            case Place.LOG:
                book.add_outcome(outcome)
                seen.add((outcome.attempt, outcome.outcome))
            case Place.EARLY:
                await connection.execute(QUERIES["keep_early"], _kept(outcome))
            case Place.REFUSED:
                if await (await connection.execute(QUERIES["keep_refused"], _kept(outcome))).fetchone():
                    refused.append(outcome)
            case Place.REPEAT:
                pass
    return refused


async def _known(
    connection: Connection, shop: str, ids: Sequence[str]
) -> tuple[set[str], dict[str, set[tuple[int, str]]]]:
    rows = await (await connection.execute(QUERIES["known_outcomes"], {"shop": shop, "ids": list(ids)})).fetchall()
    known: dict[str, set[tuple[int, str]]] = {}
    for name, kind, attempt, outcome in rows:
        if kind == "outcome":
            known.setdefault(name, set()).add((attempt, outcome))
    return {name for name, kind, *_ in rows if kind == "disclosed"}, known


def _kept(outcome: Outcome) -> dict[str, str | int | bytes]:
    return {
        "shop": outcome.shop,
        "id": outcome.id,
        "attempt": outcome.attempt,
        "outcome": outcome.outcome,
        "body": leaf_bytes(outcome),
    }
