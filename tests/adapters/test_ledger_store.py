"""The ledger's store on a real PostgreSQL: exactly once, append-only, and never signed over.

Only the server is shared by the tests: each has shops, partitions and streams of its own.
"""

import asyncio

import msgspec
import psycopg
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from services.ledger.reads import Reads, Wanted
from services.ledger.seal import Sealer
from services.ledger.store import Store
from services.ledger.tiles import Log
from shared.core.ledger.export import Line
from shared.core.ledger.leaf import decode_leaf
from shared.core.ledger.note import open_checkpoint
from shared.errors import BrokenInvariantError
from shared.shell.database import Pool, transaction
from tests.adapters.ledger_world import FRESH, Roles, World, disclosed, message, outcome

pytest_plugins = ["tests.adapters.ledger_database"]
pytestmark = pytest.mark.timeout(60)

PRIVATE = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = PRIVATE.public_key().public_bytes_raw()


@pytest.fixture
def world() -> World:
    """Give a shop, a partition and a stream that no other test uses."""
    number = next(FRESH)
    return World(f"shop-{number}", number, f"stream-{number}")


async def leaves(ledger_pool: Pool, shop: str) -> list[str]:
    """Return the text of every leaf of a shop."""
    return [line.leaf async for line in Reads(ledger_pool).leaves(Log(shop, 1), 10_000) if isinstance(line, Line)]


async def test_entries_become_leaves_in_the_order_of_their_numbers(ledger_pool: Pool, world: World) -> None:
    store = Store(ledger_pool)
    await store.append(world.partition, [message(world, 0, ["a", "b"]), message(world, 2, ["c"])])
    found = [decode_leaf(text.encode()) for text in await leaves(ledger_pool, world.shop)]
    assert [(leaf.stream, leaf.seq) for leaf in found] == [(world.stream, n) for n in range(3)]


async def test_a_leaf_names_a_person_by_a_number_that_stays_the_same(ledger_pool: Pool, world: World) -> None:
    store = Store(ledger_pool)
    await store.append(world.partition, [message(world, 0, ["a"])])
    await store.append(world.partition, [message(world, 1, ["b"])])
    texts = await leaves(ledger_pool, world.shop)
    assert all(world.person not in text for text in texts)
    numbers = {decode_leaf(text.encode()).entry.person for text in texts}  # type: ignore[union-attr]  # disclosed only
    assert len(numbers) == 1
    assert len(numbers.pop()) == 32


async def test_messages_that_come_again_after_a_crash_change_nothing(ledger_pool: Pool, world: World) -> None:
    batch = [message(world, 0, ["a", "b"]), message(world, 2, ["c"])]
    await Store(ledger_pool).append(world.partition, batch)
    before = await leaves(ledger_pool, world.shop)
    # The process died between PostgreSQL's commit and Kafka's: a new one is given the same messages, and more.
    await Store(ledger_pool).append(world.partition, [*batch, message(world, 3, ["d"])])
    await Store(ledger_pool).append(world.partition, batch)
    after = await leaves(ledger_pool, world.shop)
    assert after[:3] == before
    assert len(after) == 4


async def test_a_number_that_comes_again_with_another_entry_stops_the_ledger(ledger_pool: Pool, world: World) -> None:
    store = Store(ledger_pool)
    await store.append(world.partition, [message(world, 0, ["a"])])
    with pytest.raises(BrokenInvariantError, match="stream_conflict"):
        await store.append(world.partition, [message(world, 0, ["b"])])


async def test_a_gap_stops_the_ledger_and_nothing_of_the_batch_stays(ledger_pool: Pool, world: World) -> None:
    store = Store(ledger_pool)
    with pytest.raises(BrokenInvariantError, match="stream_gap"):
        await store.append(world.partition, [message(world, 0, ["a"]), message(world, 2, ["c"])])
    assert await leaves(ledger_pool, world.shop) == []


async def test_another_stream_in_the_same_partition_stops_the_ledger(ledger_pool: Pool, world: World) -> None:
    store = Store(ledger_pool)
    await store.append(world.partition, [message(world, 0, ["a"])])
    with pytest.raises(BrokenInvariantError, match="stream_unknown"):
        await store.append(world.partition, [message(world._replace(stream="made anew"), 0, ["a"])])


async def test_a_stream_first_seen_in_its_middle_stops_the_ledger(ledger_pool: Pool, world: World) -> None:
    with pytest.raises(BrokenInvariantError, match="stream_unknown"):
        await Store(ledger_pool).append(world.partition, [message(world, 5, ["a"])])


async def test_a_message_without_entries_moves_the_position_only(ledger_pool: Pool, world: World) -> None:
    store = Store(ledger_pool)
    await store.append(world.partition, [message(world, 0, ["a"], position=7), message(world, 1, [], position=9)])
    assert (await Reads(ledger_pool).positions())[world.partition] == 9
    assert len(await leaves(ledger_pool, world.shop)) == 1


async def test_partitions_that_share_shops_append_at_the_same_time(ledger_pool: Pool, world: World) -> None:
    store = Store(ledger_pool)
    sides = [world._replace(partition=next(FRESH), stream=f"{world.stream}-{n}") for n in range(4)]
    other = f"{world.shop}-b"
    for step in range(5):
        batches = [
            message(side, 2 * step, [f"{n}-{step}-a", f"{n}-{step}-b"], shops=[world.shop, other][:: 1 - 2 * (n % 2)])
            for n, side in enumerate(sides)
        ]
        await asyncio.gather(*(store.append(s.partition, [b]) for s, b in zip(sides, batches, strict=True)))
    assert [len(await leaves(ledger_pool, shop)) for shop in (world.shop, other)] == [20, 20]
    assert await Sealer(ledger_pool, public=PUBLIC, signer=PRIVATE.sign).seal(other) is not None


@pytest.mark.parametrize("deed", ["update leaf set leaf = leaf", "delete from leaf", "truncate leaf"])
async def test_the_service_cannot_change_a_leaf(ledger_pool: Pool, deed: str) -> None:
    with pytest.raises(BrokenInvariantError, match="database_42501"):
        async with transaction(ledger_pool) as connection:
            await connection.execute(deed.encode())


@pytest.mark.parametrize("deed", ["update leaf set leaf = leaf", "delete from leaf", "truncate leaf"])
@pytest.mark.parametrize("table", ["leaf", "checkpoint", "outcome_refused"])
async def test_not_even_the_owner_of_the_tables_can_by_accident(
    ledger_pool: Pool, ledger_roles: Roles, world: World, deed: str, table: str
) -> None:
    await Store(ledger_pool).append(world.partition, [message(world, 0, ["a"])])
    statement = deed.replace("set leaf = leaf", "set shop = shop").replace("leaf", f"ledger.{table} cascade")
    with (
        psycopg.connect(ledger_roles.migrator) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege, match="append-only"),
    ):
        connection.execute((statement if "truncate" in deed else statement.replace(" cascade", "")).encode())


async def test_an_outcome_follows_its_disclosure_under_the_ledgers_own_numbers(ledger_pool: Pool, world: World) -> None:
    store = Store(ledger_pool)
    await store.append(world.partition, [message(world, 0, ["a", "b"])])
    await store.append_outcomes([outcome(world, "a", "unknown"), outcome(world, "a", "given"), outcome(world, "b")])
    found = [decode_leaf(text.encode()) for text in await leaves(ledger_pool, world.shop)][2:]
    assert [(leaf.stream, leaf.seq) for leaf in found] == [(f"outcomes:{world.shop}", n) for n in range(3)]


async def test_an_outcome_that_comes_again_changes_nothing(ledger_pool: Pool, world: World) -> None:
    store = Store(ledger_pool)
    await store.append(world.partition, [message(world, 0, ["a"])])
    for _ in range(2):
        await store.append_outcomes([outcome(world, "a"), outcome(world, "a")])
    assert len(await leaves(ledger_pool, world.shop)) == 2


async def test_an_outcome_before_its_disclosure_waits_outside_the_log(ledger_pool: Pool, world: World) -> None:
    store = Store(ledger_pool)
    await store.append_outcomes([outcome(world, "a"), outcome(world, "a", "unknown")])
    await store.append_outcomes([outcome(world, "a")])
    assert await leaves(ledger_pool, world.shop) == []
    await store.append(world.partition, [message(world, 0, ["a"])])
    entries = [decode_leaf(text.encode()).entry for text in await leaves(ledger_pool, world.shop)]
    assert [getattr(entry, "outcome", "disclosed") for entry in entries] == ["disclosed", "unknown", "given"]


async def test_a_second_final_outcome_is_kept_out_of_the_log_for_an_officer(ledger_pool: Pool, world: World) -> None:
    store = Store(ledger_pool)
    await store.append(world.partition, [message(world, 0, ["a"])])
    await store.append_outcomes([outcome(world, "a", "failed")])
    await store.append_outcomes([outcome(world, "a", "given", attempt=2), outcome(world, "a", "withdrawn")])
    assert len(await leaves(ledger_pool, world.shop)) == 2
    async with transaction(ledger_pool) as connection:
        rows = await connection.execute("select outcome from outcome_refused where shop = %s order by 1", (world.shop,))
        assert await rows.fetchall() == [("given",), ("withdrawn",)]


async def test_entries_are_found_by_person_order_recipient_and_kind_with_their_outcomes(
    ledger_pool: Pool, world: World
) -> None:
    store, reads = Store(ledger_pool), Reads(ledger_pool)
    other = disclosed(world, "c", person=f"{world.person}-2", order="o-2", recipient="carrier")
    await store.append(world.partition, [message(world, 0, ["a", "b"]), message(world, 2, [], entries=[other])])
    await store.append_outcomes([outcome(world, "a"), outcome(world, "c", recipient="carrier")])

    async def indexes(wanted: Wanted, after: int = -1) -> list[int]:
        return [line.place for line in await reads.entries(world.shop, wanted, after=after, limit=10)]

    assert await indexes(Wanted()) == [0, 1, 2, 3, 4]
    assert await indexes(Wanted(), after=2) == [3, 4]
    assert await indexes(Wanted(person=world.person)) == [0, 1, 3]
    assert await indexes(Wanted(order="o-2")) == [2, 4]
    assert await indexes(Wanted(recipient="carrier", kind="outcome")) == [4]
    assert await indexes(Wanted(person="nobody")) == []


async def test_a_checkpoint_covers_what_is_stored_and_is_signed_once_for_each_size(
    ledger_pool: Pool, world: World
) -> None:
    store, sealer = Store(ledger_pool), Sealer(ledger_pool, public=PUBLIC, signer=PRIVATE.sign)
    assert await sealer.seal(world.shop) is None
    await store.append(world.partition, [message(world, 0, ["a", "b"])])
    first = await sealer.seal(world.shop)
    assert first == await sealer.seal(world.shop)
    await store.append(world.partition, [message(world, 2, ["c"])])
    second = await sealer.seal(world.shop)
    assert first is not None
    assert second is not None
    assert [open_checkpoint(s.note, sealer.key(world.shop)).size for s in (first, second)] == [2, 3]
    assert second.streams[world.stream] == 3


@pytest.mark.parametrize(
    ("deed", "reason"),
    [
        ("update leaf set leaf = replace(leaf, 'payment', 'display') where shop = %s and index = 2", "log_rewritten"),
        ("delete from leaf where shop = %s and index = 2", "log_rewritten"),
        ("update head set size = 1, frontier = frontier[1:1] where shop = %s", "log_shortened"),
        ("update head set frontier = array[decode(repeat('00', 32), 'hex')] || frontier[2:] where shop = %s", "log_re"),
        ("update checkpoint set note = replace(note, E'\\n2\\n', E'\\n1\\n') where shop = %s", "checkpoint_altered"),
    ],
)
async def test_nothing_is_signed_over_what_was_changed_behind_the_service(
    ledger_pool: Pool, ledger_roles: Roles, world: World, deed: str, reason: str
) -> None:
    store, sealer = Store(ledger_pool), Sealer(ledger_pool, public=PUBLIC, signer=PRIVATE.sign)
    await store.append(world.partition, [message(world, 0, ["a", "b"])])
    await sealer.seal(world.shop)
    await store.append(world.partition, [message(world, 2, ["c"])])
    with psycopg.connect(ledger_roles.superuser) as connection:
        # As somebody who owns the server would: even the triggers are off.
        connection.execute("set session_replication_role = replica")
        connection.execute("set search_path = ledger")
        connection.execute(deed.encode(), (world.shop,))
    with pytest.raises(BrokenInvariantError, match=reason):
        await sealer.seal(world.shop)


async def test_P13_a_second_person_is_named_by_a_number_too_and_found_by_it(ledger_pool: Pool, world: World) -> None:
    gift = msgspec.structs.replace(disclosed(world, "gift"), also=["reference-of-another"])
    await Store(ledger_pool).append(world.partition, [message(world, 0, [], entries=[gift])])
    (text,) = await leaves(ledger_pool, world.shop)
    assert "reference-of" not in text
    found = await Reads(ledger_pool).entries(world.shop, Wanted(person="reference-of-another"), after=-1, limit=9)
    assert [line.leaf for line in found] == [text]
