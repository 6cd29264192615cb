"""The ledger's door over a real server and a real PostgreSQL: who gets in, and what comes out."""

import asyncio
from typing import Any

import aiohttp
import msgspec
import pytest

from contracts.entries import OutcomeName, Waiting, Withheld
from services.ledger import consume
from services.ledger.store import Store
from shared.core.ledger.audit import audit
from shared.core.ledger.export import encode_line, read_header
from shared.core.ledger.note import parse_key
from shared.core.ledger.verdict import Brought
from shared.errors import BrokenInvariantError
from shared.shell.bus import Record
from tests.adapters.ledger_client import ask
from tests.adapters.ledger_world import FRESH, World, disclosed, message, outcome

pytest_plugins = ["tests.adapters.ledger_database", "tests.adapters.ledger_door"]
pytestmark = pytest.mark.timeout(60)

PATHS = ["/summary", "/vkey/meadow", *(f"/shops/meadow/{each}" for each in ("export", "entries", "flows"))]


@pytest.fixture
def world() -> World:
    """Give a shop, a partition and a stream that no other test uses."""
    number = next(FRESH)
    return World(f"shop-{number}", number, f"stream-{number}")


async def summary(door: aiohttp.ClientSession, query: str = "") -> dict[str, Any]:
    """Ask for the sums."""
    answer = await ask(door, f"/summary?{query}")
    assert answer.status == 200
    return dict(msgspec.json.decode(answer.body))


@pytest.mark.parametrize("token", ["", "Bearer ", "Bearer token-of-the-consolf", "token-of-the-console"])
@pytest.mark.parametrize(
    "path", ["/summary", "/vkey/meadow", *(f"/shops/meadow/{each}" for each in ("export", "entries", "flows"))]
)
async def test_without_a_readers_token_nothing_is_answered(door: aiohttp.ClientSession, path: str, token: str) -> None:
    answer = await ask(door, path, {"Authorization": token})
    assert answer.status == 401
    assert answer.type == "application/problem+json"


async def test_the_flows_sum_up_what_left_by_field_and_clause_since_a_moment(
    door: aiohttp.ClientSession, store: Store, world: World
) -> None:
    entries = [
        msgspec.structs.replace(disclosed(world, name), at=at, clause=clause, fields=["order.id", "customer.name"])
        for name, at, clause in (("a", 10, "1"), ("b", 20, "1"), ("c", 30, "2"))
    ]
    await store.append(world.partition, [message(world, 0, [], entries=entries)])
    answer = await ask(door, f"/shops/{world.shop}/flows?since=20")
    flows = msgspec.json.decode(answer.body)["flows"]
    assert [(f["field"], f["clause"], f["count"], f["first"], f["last"]) for f in flows] == [
        ("customer.name", "1", 1, 20, 20),
        ("customer.name", "2", 1, 30, 30),
        ("order.id", "1", 1, 20, 20),
        ("order.id", "2", 1, 30, 30),
    ]
    assert msgspec.json.decode((await ask(door, "/shops/another/flows")).body) == {"flows": []}


async def test_an_export_is_judged_sound_with_the_key_alone(
    door: aiohttp.ClientSession, store: Store, world: World
) -> None:
    await store.append(world.partition, [message(world, 0, ["a", "b"])])
    older = (await ask(door, f"/shops/{world.shop}/checkpoint")).body.decode()
    await store.append_outcomes([outcome(world, "a")])
    raw = (await ask(door, f"/shops/{world.shop}/export")).body
    key = parse_key((await ask(door, f"/vkey/{world.shop}")).body.decode())
    header, *lines = raw.splitlines()
    streams = {name: total for name, total in read_header(header).streams.items() if world.shop in name}
    own = msgspec.structs.replace(read_header(header), streams={**streams, world.stream: 2})
    verdict = audit([encode_line(own), *lines], key, Brought(now=3_000, older=(older,), alone=True))
    assert verdict.holds
    assert verdict.consistency.status == "passed"
    assert [o.disclosure for o in verdict.open] == [f"{world.stream}-b"]
    assert (verdict.size, verdict.signed) == (3, 3)


async def test_entries_come_page_by_page_as_they_lie_in_the_log(
    door: aiohttp.ClientSession, store: Store, world: World
) -> None:
    await store.append(world.partition, [message(world, 0, ["a", "b", "c"])])
    page = msgspec.json.decode(
        (await ask(door, f"/shops/{world.shop}/entries?person={world.person}&limit=2&reason=trial")).body
    )
    assert [entry["index"] for entry in page["entries"]] == [0, 1]
    assert page["entries"][0]["leaf"]["entry"]["kind"] == "disclosed"
    last = msgspec.json.decode(
        (await ask(door, f"/shops/{world.shop}/entries?kind=disclosed&after={page['next']}")).body
    )
    assert [entry["index"] for entry in last["entries"]] == [2]
    assert last["next"] is None


async def test_a_log_without_leaves_has_no_checkpoint(door: aiohttp.ClientSession) -> None:
    for path in ("/shops/nowhere/checkpoint", "/shops/nowhere/export"):
        assert (await ask(door, path)).status == 404


async def test_a_wrong_question_is_refused_without_repeating_it(door: aiohttp.ClientSession) -> None:
    for path in ("/shops/Mr%20Hayashi/entries", "/summary?through=Hayashi", "/shops/meadow/entries?limit=Hayashi"):
        answer = await ask(door, path)
        assert answer.status == 422
        assert b"Hayashi" not in answer.body


async def test_the_sums_count_what_still_waits_only(door: aiohttp.ClientSession, store: Store, world: World) -> None:
    waiting = [
        Waiting(name, "e", "t", world.shop, world.person, "o", "crm", "i", "1:0", "1:0", "consent", 9, 1)
        for name in ("one", "two", "three")
    ]
    ended = Withheld("two", "e", "t", world.shop, world.person, "o", "crm", "i", "1:0", "1:0", "ended", [], 1)
    given = msgspec.structs.replace(disclosed(world, "", recipient="crm"), id="three")
    await store.append(world.partition, [message(world, 0, ["a"], entries=[*waiting, ended, given], position=4)])
    found = await summary(door)
    fields = ["customer.name", "order.amount"]
    assert found["shops"][world.shop] == {
        "crm": {"disclosed": 1, "withheld": 1, "waiting": 1, "open": 1, "fields": fields},
        "payment_processor": {"disclosed": 1, "withheld": 0, "waiting": 0, "open": 1, "fields": fields},
    }
    assert found["through"][str(world.partition)] == 4


async def test_a_recipients_disclosure_is_open_until_its_final_outcome_whatever_that_is(
    door: aiohttp.ClientSession, store: Store, world: World
) -> None:
    async def opened() -> tuple[int, int]:
        found = await summary(door)
        return found["shops"][world.shop]["payment_processor"]["open"], found["open"]

    names = ("a", "b", "c", "d")
    before = (await summary(door))["open"]
    await store.append(world.partition, [message(world, 0, names)])
    assert await opened() == (4, before + 4)
    await store.append_outcomes([outcome(world, "a", "unknown")])
    assert await opened() == (4, before + 4)
    ends: tuple[OutcomeName, ...] = ("given", "withdrawn", "failed")
    for left, (name, end) in zip((3, 2, 1), zip(names, ends, strict=False), strict=True):
        await store.append_outcomes([outcome(world, name, end, attempt=2)])
        assert await opened() == (left, before + left)


async def test_a_wait_ends_as_soon_as_the_position_is_stored(
    door: aiohttp.ClientSession, store: Store, world: World
) -> None:
    waiting = asyncio.create_task(summary(door, f"wait=30&through={world.partition}:8"))
    await store.append(world.partition, [message(world, 0, ["a"], position=7)])
    await asyncio.sleep(0.1)
    assert not waiting.done()
    await store.append(world.partition, [message(world, 1, [], position=8)])
    found = await asyncio.wait_for(waiting, 5)
    assert found["reached"]
    assert found["through"][str(world.partition)] == 8


async def test_a_wait_that_is_not_fulfilled_ends_in_time_and_says_so(door: aiohttp.ClientSession) -> None:
    assert not (await summary(door, "wait=0.05&through=999999:1"))["reached"]


async def test_records_become_appends_and_an_unreadable_one_stops_the_ledger(store: Store, world: World) -> None:
    def record(value: bytes | None) -> Record:
        trace = {"traceparent": b"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"}
        return Record("disclosures", world.partition, 0, None, value, trace, 0)

    read = consume.disclosures(store)
    await read(world.partition, [record(msgspec.json.encode(message(world, 0, ["a"])))])
    await consume.outcomes(store)(world.partition, [record(msgspec.json.encode(outcome(world, "a")))])
    for value in (None, b"\xff", b'{"stream":1}'):
        with pytest.raises(BrokenInvariantError, match="disclosure_unreadable"):
            await read(world.partition, [record(value)])
