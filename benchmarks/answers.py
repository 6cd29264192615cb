"""`python -m benchmarks.answers [--records N] [--json]`: answers about people from one log, over HTTP, each look noted.

The orders of a person lie all over the log, as they do in earnest. Every answer is one that a person would wait for:
asked over HTTP, read from PostgreSQL, noted in the log and synced to the disk before it is given. It exits 1 if a bound
is missed, or if the answer about a person would read the whole log.
"""

import asyncio
import sys
import time
from collections.abc import Iterator
from hashlib import sha256
from random import Random
from statistics import quantiles
from typing import Any, Final, NamedTuple

import aiohttp
import msgspec
import psycopg

from benchmarks import entries
from benchmarks.processes import memory_mb
from benchmarks.telling import missed, tell
from contracts.answers import Question
from services.ledger import consume
from services.ledger.answers import named, query
from services.ledger.asof import Extent
from services.ledger.store import Store
from shared.shell.database import Pool, transaction
from tests.adapters.ledger_serving import new_sealer, pooled, serving
from tests.fixtures.database import Database

PERSON_P95_MS: Final = 50.0
GROWTH_MB: Final = 64.0

_MESSAGES: Final = 500
_ASKED: Final = 1_000
_BUSY: Final = 40
_FEW: Final = 5


class Result(NamedTuple):
    """What was measured: milliseconds of answers, and what the ledger's memory grew by meanwhile."""

    records: int
    people: int
    entries_each: float
    person_p50_ms: float
    person_p95_ms: float
    busy_p95_ms: float
    order_ms: float
    person_purpose_ms: float
    recipient_ms: float
    case_nobody_ms: float
    incident_ms: float
    incident_people: int
    growth_mb: float
    reads_all: bool

    def missed(self) -> list[str]:
        """Return the bounds that were missed."""
        return missed(
            {
                "p95 of an answer about a person": self.person_p95_ms <= PERSON_P95_MS,
                "memory": self.growth_mb <= GROWTH_MB,
                "an index for a person": not self.reads_all,
            }
        )


async def run(records: int) -> Result:
    """Measure once."""
    orders = -(-records // entries.LEAVES)
    with Database(durable=True) as server:
        async with pooled(server.conninfo("ledger")) as opened:
            store, sealer = Store(opened), new_sealer(opened)
            await _fill(store, orders)
            await sealer.seal(entries.SHOP)
            with psycopg.connect(server.conninfo("postgres")) as superuser:
                superuser.execute("analyze ledger.leaf")  # as autovacuum does a moment later
            reads_all = await _reads_all(opened, orders)
            async with serving(opened, store, sealer, witnesses=[]) as client:
                return await _ask(client, store, orders, reads_all=reads_all)


def _people(orders: int) -> int:
    return max(1, orders // 10)


def _whose(orders: int, order: int) -> str:
    """Return the person of an order: one of a tenth as many people, anywhere."""
    number = int.from_bytes(sha256(f"w{order}".encode()).digest()[:8]) % _people(orders)
    return entries.person(10 * number)


async def _fill(store: Store, orders: int) -> None:
    takes, ends = consume.disclosures(store), consume.outcomes(store)
    for at in range(0, orders, _MESSAGES):
        count = min(_MESSAGES, orders - at)
        await takes(0, list(entries.disclosures(at, count, whose=lambda order: _whose(orders, order))))
        await ends(0, list(entries.outcomes(at, count)))


async def _reads_all(opened: Pool, orders: int) -> bool:
    """Tell whether the plan of an answer about a person reads the log from end to end."""
    asked = Question("trial", people=[_whose(orders, 0)])
    async with transaction(opened) as connection:
        row = await (
            await connection.execute("select number from person where reference = %s", (asked.people[0],))
        ).fetchone()
        given = named(asked, Extent(1, 2**40, 0), shop=entries.SHOP, page=None, numbers=[row[0] if row else ""])
        rows = await (await connection.execute("explain " + query(asked), given)).fetchall()
    plan = "\n".join(line for (line,) in rows)
    return "Seq Scan" in plan or "leaf_person" not in plan or "leaf_pkey" in plan


async def _ask(client: aiohttp.ClientSession, store: Store, orders: int, *, reads_all: bool) -> Result:
    random = Random(1)  # noqa: S311 - which people
    before = memory_mb()
    took, counts = list[float](), list[int]()
    for _ in range(_ASKED):
        spent, found = await _timed(client, people=[_whose(orders, random.randrange(orders))], limit=1000)
        took.append(spent)
        counts.append(len(found["items"]))
    busy = await _busy(client, store, orders, random)
    incident_ms, people = await _incident(client)
    grown = memory_mb() - before
    one, other = random.randrange(orders), random.randrange(orders)
    cuts = quantiles(took, n=20)
    return Result(
        records=orders * entries.LEAVES,
        people=_people(orders),
        entries_each=sum(counts) / len(counts),
        person_p50_ms=cuts[9],
        person_p95_ms=cuts[18],
        busy_p95_ms=busy,
        order_ms=await _least(client, order=entries.reference(one)),
        person_purpose_ms=await _least(client, people=[_whose(orders, other)], purpose="payment", pack=1),
        recipient_ms=await _least(client, recipient=entries.RECIPIENTS[0], since=1, limit=100),
        case_nobody_ms=await _least(client, case="nothing"),
        incident_ms=incident_ms,
        incident_people=people,
        growth_mb=grown,
        reads_all=reads_all,
    )


async def _busy(client: aiohttp.ClientSession, store: Store, orders: int, random: Random) -> float:
    """Ask while the log grows as fast as it can."""

    async def grow() -> None:
        takes = consume.disclosures(store)
        for at in range(orders, 2**40, _MESSAGES):
            await takes(0, list(entries.disclosures(at, _MESSAGES, whose=lambda order: _whose(orders, order))))

    growing = asyncio.create_task(grow())
    people = [_whose(orders, random.randrange(orders)) for _ in range(_BUSY)]
    took = [(await _timed(client, people=[each], limit=1000))[0] for each in people]
    growing.cancel()
    await asyncio.gather(growing, return_exceptions=True)
    return quantiles(took, n=20)[18]


async def _timed(client: aiohttp.ClientSession, **asked: Any) -> tuple[float, dict[str, Any]]:
    body = msgspec.json.encode({"reason": "trial", **asked})
    begun = time.perf_counter()
    async with client.post(f"/shops/{entries.SHOP}/answers", data=body, raise_for_status=True) as told:
        raw = await told.read()
    return (time.perf_counter() - begun) * 1000, msgspec.json.decode(raw)


async def _least(client: aiohttp.ClientSession, **asked: Any) -> float:
    return min([(await _timed(client, **asked))[0] for _ in range(_FEW)])


async def _incident(client: aiohttp.ClientSession) -> tuple[float, int]:
    """Ask whom an incident concerns at a recipient that has something of everybody."""
    body = msgspec.json.encode({"recipient": entries.RECIPIENTS[0], "until": 2**50})
    begun, lines = time.perf_counter(), 0
    async with client.post(f"/shops/{entries.SHOP}/concerned", data=body, raise_for_status=True) as told:
        async for piece in told.content.iter_chunked(1 << 16):
            lines += piece.count(b"\n")
    return (time.perf_counter() - begun) * 1000, lines - 1


def told(found: Result) -> Iterator[str]:
    """Say the figures."""
    yield f"{found.records:,} records of {found.people:,} people, {found.entries_each:.0f} entries an answer"
    yield f"about a person, noted: p50 {found.person_p50_ms:.1f} ms, p95 {found.person_p95_ms:.1f} ms"
    yield f"the same while the log grows as fast as it can: p95 {found.busy_p95_ms:.1f} ms"
    yield f"an order {found.order_ms:.1f} ms, person and purpose and version {found.person_purpose_ms:.1f} ms"
    yield f"a page of a recipient {found.recipient_ms:.1f} ms, a case of nobody {found.case_nobody_ms:.0f} ms"
    yield f"an incident: {found.incident_people:,} people in {found.incident_ms / 1000:.1f} s"
    yield f"the ledger's memory grew by {found.growth_mb:.0f} MB"


if __name__ == "__main__":
    sys.exit(tell("answers", "Ask one log about people, orders and incidents", run, told))
