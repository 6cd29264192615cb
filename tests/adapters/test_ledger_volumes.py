"""A log that breaks is frozen, alone; it goes on at a keeper's word, under a new origin, and nothing is lost."""

import asyncio
from typing import Any

import aiohttp
import msgspec
import psycopg
import pytest

from services.ledger.book import open_book
from services.ledger.seal import Sealed, Sealer
from services.ledger.store import Store
from services.ledger.tiles import Log
from services.ledger.volumes import guarded
from services.ledger.watch import Watch
from shared.core.ledger.audit import audit
from shared.core.ledger.logproof import check_log_proof, parse_log_proof
from shared.core.ledger.verdict import Brought, Verdict
from shared.errors import BrokenInvariantError
from shared.shell.database import Pool, transaction
from tests.adapters.ledger_client import KEEPER, ask, tell
from tests.adapters.ledger_world import FRESH, Roles, World, disclosed, message, outcome

pytest_plugins = ["tests.adapters.ledger_database", "tests.adapters.ledger_door"]
pytestmark = pytest.mark.timeout(60)


@pytest.fixture
def world() -> World:
    """Give a shop, a partition and a stream that no other test uses."""
    number = next(FRESH)
    return World(f"shop-{number}", number, f"stream-{number}")


def forge(roles: Roles, deed: str, *given: object) -> None:
    """Do something as somebody who owns the server, whom no trigger stops."""
    with psycopg.connect(roles.superuser) as connection:
        connection.execute("set session_replication_role = replica")
        connection.execute("set search_path = ledger")
        connection.execute(deed.encode(), given)


EDIT = "update leaf set leaf = replace(leaf, 'payment', 'display') where shop = %s and index = %s"


async def volumes(door: aiohttp.ClientSession, world: World) -> list[dict[str, Any]]:
    """Ask for the volumes of a log."""
    rows: list[dict[str, Any]] = msgspec.json.decode((await ask(door, f"/shops/{world.shop}/volumes")).body)["volumes"]
    return rows


async def judged(door: aiohttp.ClientSession, sealer: Sealer, world: World, volume: int | None = None) -> Verdict:
    """Audit a volume as an outsider does."""
    query = f"?volume={volume}" if volume else ""
    raw = (await ask(door, f"/shops/{world.shop}/export{query}")).body
    return audit(raw.splitlines(), sealer.key(world.shop, volume or 1), Brought(now=3_000))


async def broken(store: Store, sealer: Sealer, roles: Roles, world: World, *, other: World) -> Sealed:
    """Sign a log of three leaves, append one more, and change one that was signed; another shop has one leaf."""
    await store.append(world.partition, [message(world, 0, ["a", "b"]), message(other, 2, ["x"])])
    await store.append_outcomes([outcome(world, "a")])
    signed = await sealer.seal(world.shop)
    assert signed is not None
    await store.append(world.partition, [message(world, 3, ["c"])])
    forge(roles, EDIT, world.shop, 1)
    return signed


async def kept_aside(store: Store, world: World, *, other: World) -> None:
    """Append for both shops, and again what came already."""
    batch = [message(world, 4, ["d"]), message(other, 5, ["y"]), message(world, 6, ["e"])]
    await store.append(world.partition, batch)
    await store.append(world.partition, batch)
    await store.append_outcomes([outcome(world, "b"), outcome(world, "d", "failed")])


@pytest.fixture
def other(world: World) -> World:
    """Give another shop in the same partition."""
    return world._replace(shop=f"{world.shop}-b")


async def test_P8_a_broken_log_is_found_before_anything_more_is_signed_and_is_frozen(
    door: aiohttp.ClientSession, store: Store, sealer: Sealer, ledger_roles: Roles, world: World, other: World
) -> None:
    await broken(store, sealer, ledger_roles, world, other=other)
    with pytest.raises(BrokenInvariantError, match="log_rewritten"):
        await sealer.seal(world.shop)
    for path in ("checkpoint", "export", "consistency?older=1"):
        answer = await ask(door, f"/shops/{world.shop}/{path}")
        assert (answer.status, msgspec.json.decode(answer.body)["code"]) == (409, "log_frozen")
    assert (await volumes(door, world))[0]["frozen"] == "log_rewritten"
    old = await judged(door, sealer, world, 1)
    assert (old.integrity.status, old.integrity.reason) == ("failed", "root_differs")


async def test_P12_the_partition_goes_on_and_what_comes_for_the_frozen_log_is_kept_aside(
    door: aiohttp.ClientSession, store: Store, sealer: Sealer, ledger_roles: Roles, world: World, other: World
) -> None:
    await broken(store, sealer, ledger_roles, world, other=other)
    with pytest.raises(BrokenInvariantError, match="log_rewritten"):
        await sealer.seal(world.shop)
    await kept_aside(store, world, other=other)
    with pytest.raises(BrokenInvariantError, match="stream_conflict"):
        await store.append(world.partition, [message(world, 4, ["another"])])
    verdict = await judged(door, sealer, other)
    assert (verdict.holds, verdict.size) == (True, 2)
    page = msgspec.json.decode((await ask(door, f"/shops/{world.shop}/entries")).body)
    assert (len(page["entries"]), page["frozen"]) == (4, "log_rewritten")


async def test_P8_at_a_keepers_word_it_goes_on_under_a_new_origin_without_loss(
    door: aiohttp.ClientSession, store: Store, sealer: Sealer, ledger_roles: Roles, world: World, other: World
) -> None:
    signed = await broken(store, sealer, ledger_roles, world, other=other)
    with pytest.raises(BrokenInvariantError, match="log_rewritten"):
        await sealer.seal(world.shop)
    await kept_aside(store, world, other=other)
    path = f"/shops/{world.shop}/volumes"
    assert (await tell(door, path)).status == 401
    answer = msgspec.json.decode((await tell(door, path, headers=KEEPER)).body)
    assert answer == {"origin": f"sekisho.local/{world.shop}/2", "vkey": str(sealer.key(world.shop, 2))}
    assert (await tell(door, path, headers=KEEPER)).status == 409

    verdict = await judged(door, sealer, world, 2)
    assert verdict.holds
    first = verdict.continues
    assert first is not None
    assert (first.origin, first.size, first.root) == (f"sekisho.local/{world.shop}", 3, signed.edge.root().hex())
    assert (first.stored, first.reason, first.by) == (4, "log_rewritten", "hayashi")
    assert first.streams == {world.stream: 4, f"outcomes:{world.shop}": 1}
    page = msgspec.json.decode((await ask(door, f"/shops/{world.shop}/entries?after=3")).body)
    rows = [(row["volume"], row["index"], row["leaf"]["entry"]) for row in page["entries"]]
    kinds = ["continued", "disclosed", "disclosed", "outcome", "outcome"]
    assert [(volume, index, entry["kind"]) for volume, index, entry in rows] == [(2, n, k) for n, k in enumerate(kinds)]
    assert {entry["id"] for _, _, entry in rows[1:]} == {f"{world.stream}-{name}" for name in "bde"}

    await store.append(world.partition, [message(world, 7, ["f"])])
    shown = parse_log_proof((await ask(door, f"/shops/{world.shop}/proof?disclosure={world.stream}-f")).body.decode())
    check_log_proof(shown, shown.extra or b"", key=sealer.key(world.shop, 2))


async def test_P8_a_volume_is_frozen_once_what_is_being_appended_to_it_has_come_to_its_end(
    ledger_pool: Pool, door: aiohttp.ClientSession, store: Store, sealer: Sealer, ledger_roles: Roles, world: World,
    other: World,
) -> None:  # fmt: skip
    await broken(store, sealer, ledger_roles, world, other=other)
    with pytest.raises(BrokenInvariantError, match="log_rewritten"):
        await sealer.seal(world.shop)
    await tell(door, f"/shops/{world.shop}/volumes", headers=KEEPER)

    async def finds() -> None:
        raise BrokenInvariantError("leaf_altered")

    async with transaction(ledger_pool) as connection:
        await open_book(connection, [world.shop])
        freezing = asyncio.create_task(guarded(ledger_pool, Log(world.shop, 2), finds()))
        assert not (await asyncio.wait({freezing}, timeout=0.5))[0]
    with pytest.raises(BrokenInvariantError, match="leaf_altered"):
        await freezing
    assert [row["frozen"] for row in await volumes(door, world)] == ["log_rewritten", "leaf_altered"]


async def test_a_sound_log_is_not_continued(door: aiohttp.ClientSession, store: Store, world: World) -> None:
    await store.append(world.partition, [message(world, 0, ["a"])])
    for shop in (world.shop, "nowhere"):
        answer = await tell(door, f"/shops/{shop}/volumes", headers=KEEPER)
        assert (answer.status, msgspec.json.decode(answer.body)["code"]) == (409, "log_not_frozen")


async def test_P12_the_watch_signs_every_log_and_goes_round_a_broken_one(
    ledger_pool: Pool, store: Store, sealer: Sealer, ledger_roles: Roles, door: aiohttp.ClientSession, world: World
) -> None:
    shops = [world._replace(shop=f"{world.shop}-{letter}") for letter in "abc"]
    await store.append(world.partition, [message(each, n, ["a"]) for n, each in enumerate(shops)])
    watch = Watch(ledger_pool, sealer)
    await watch.round()
    await store.append(world.partition, [message(each, 3 + n, ["b"]) for n, each in enumerate(shops)])
    forge(ledger_roles, EDIT, shops[0].shop, 1)
    sealer._last.clear()
    await watch.round()
    await watch.round()
    found = [(await volumes(door, each))[0] for each in shops]
    assert [(row["signed"], row["frozen"]) for row in found] == [(1, "log_rewritten"), (2, ""), (2, "")]


@pytest.mark.parametrize(
    ("deed", "reason"),
    [
        (EDIT.replace("and index = %s", "and index = 700"), "leaf_altered"),
        ("update leaf set person = 'nobody' where shop = %s and index = 5", "names_altered"),
        ("update leaf set also = '[\"somebody\"]' where shop = %s and index = 5", "names_altered"),
        ("update tile set hashes = set_byte(hashes, 5, 0) where shop = %s and number = 2", "tile_altered"),
        ("delete from leaf where shop = %s and index = 300", "log_rewritten"),
    ],
)
async def test_P8_what_was_signed_long_ago_is_looked_at_again_in_turn(
    ledger_pool: Pool, store: Store, sealer: Sealer, ledger_roles: Roles, door: aiohttp.ClientSession, world: World,
    deed: str, reason: str,
) -> None:  # fmt: skip
    await store.append(world.partition, [message(world, 0, [str(n) for n in range(1_100)])])
    watch = Watch(ledger_pool, sealer)
    await watch.round()
    await watch.round()
    assert (await volumes(door, world))[0]["frozen"] == ""
    forge(ledger_roles, deed, world.shop)
    for _ in range(4):
        await watch.round(tiles=1)
    assert (await volumes(door, world))[0]["frozen"] == reason


async def test_P8_nothing_is_signed_below_what_this_process_has_signed_itself(
    store: Store, sealer: Sealer, ledger_roles: Roles, world: World
) -> None:
    await store.append(world.partition, [message(world, 0, ["a", "b"])])
    await sealer.seal(world.shop)
    # A backup of the database is played back, checkpoints and all.
    forge(ledger_roles, "delete from checkpoint where shop = %s", world.shop)
    forge(ledger_roles, "delete from leaf where shop = %s and index = 1", world.shop)
    forge(ledger_roles, "update head set size = 1, frontier = frontier[1:1] where shop = %s", world.shop)
    with pytest.raises(BrokenInvariantError, match="checkpoint_lost"):
        await sealer.seal(world.shop)


async def test_P8_two_people_in_each_others_place_are_found_where_they_are_asked_for(
    door: aiohttp.ClientSession, store: Store, ledger_roles: Roles, world: World
) -> None:
    entries = [disclosed(world, name, person=f"reference-of-{name}") for name in "ab"]
    await store.append(world.partition, [message(world, 0, [], entries=entries)])
    _swap(ledger_roles, world.shop)
    for name in "ab":
        answer = await ask(door, f"/shops/{world.shop}/entries?person=reference-of-{name}&reason=trial")
        assert (answer.status, msgspec.json.decode(answer.body)["code"]) == (500, "person_altered")
    later = disclosed(world, "c", person="reference-of-a")
    with pytest.raises(BrokenInvariantError, match="person_altered"):
        await store.append(world.partition, [message(world, 2, [], entries=[later])])


def _swap(roles: Roles, shop: str) -> None:
    """Exchange the references of two persons."""
    for old, new in (("reference-of-a", "aside"), ("reference-of-b", "reference-of-a"), ("aside", "reference-of-b")):
        forge(roles, "update person set reference = %s where shop = %s and reference = %s", new, shop, old)
