"""A person's row is destroyed: every proof holds as before, and nothing leads from the person to a leaf (P13)."""

import time
from typing import Any

import aiohttp
import msgspec
import psycopg
import pytest
from psycopg import sql

from cli.forget import forgotten
from services.eraser.main import erase
from services.ledger.reads import Reads, Wanted
from services.ledger.seal import Sealer
from services.ledger.store import Store
from shared.core.ledger.leaf import decode_leaf
from shared.core.ledger.logproof import check_log_proof, parse_log_proof
from shared.errors import BrokenInvariantError
from shared.shell.database import Pool
from tests.adapters.ledger_client import ask
from tests.adapters.ledger_serving import pooled
from tests.adapters.ledger_world import FRESH, Roles, World, disclosed, message

pytest_plugins = ["tests.adapters.ledger_database", "tests.adapters.ledger_door"]
pytestmark = pytest.mark.timeout(60)

_TABLES = "select tablename from pg_tables where schemaname = 'ledger'"


@pytest.fixture
def world() -> World:
    """Give a shop, a partition, a stream and a person that no other test uses."""
    number = next(FRESH)
    return World(f"shop-{number}", number, f"stream-{number}", f"{number:032x}")


def resolving(roles: Roles, reference: str) -> list[str]:
    """Name the tables of the ledger in which a reference stands, in a row that anybody could read."""
    with psycopg.connect(roles.superuser) as connection:
        names = [name for (name,) in connection.execute(_TABLES)]
        found = {
            name: connection.execute(
                sql.SQL("select count(*) from {} t where t::text like %s").format(sql.Identifier("ledger", name)),
                (f"%{reference}%",),
            ).fetchone()
            for name in names
        }
    return [name for name, row in found.items() if row and row[0]]


async def numbers(pool: Pool, world: World) -> list[str]:
    """Return the person's number in each leaf of the shop, in order."""
    found = await Reads(pool).entries(world.shop, Wanted(), after=-1, limit=100)
    return [decode_leaf(each.leaf.encode()).entry.person for each in found]  # type: ignore[union-attr]  # disclosed only


async def proven(door: aiohttp.ClientSession, sealer: Sealer, world: World, size: int) -> list[int]:
    """Return the places whose proof holds."""
    held: list[int] = []
    for index in range(size):
        answer = await ask(door, f"/shops/{world.shop}/proof?index={index}")
        shown = parse_log_proof(answer.body.decode())
        check_log_proof(shown, shown.extra or b"", key=sealer.key(world.shop))
        held.append(index)
    return held


async def test_P13_once_forgotten_proofs_hold_and_nothing_resolves(
    door: aiohttp.ClientSession, store: Store, sealer: Sealer, ledger_pool: Pool, ledger_roles: Roles, world: World
) -> None:
    other = disclosed(world, "x", person="f" * 32)
    await store.append(world.partition, [message(world, 0, ["a", "b"], entries=[other])])
    before, wanted = await ask(door, f"/shops/{world.shop}/checkpoint"), Wanted(person=world.person)
    assert resolving(ledger_roles, world.person) == ["person"]
    assert len(await Reads(ledger_pool).entries(world.shop, wanted, after=-1, limit=9)) == 2
    assert forgotten(ledger_roles.eraser, world.shop, world.person) == 1
    assert resolving(ledger_roles, world.person) == []
    assert await Reads(ledger_pool).entries(world.shop, wanted, after=-1, limit=9) == []
    assert await proven(door, sealer, world, 3) == [0, 1, 2]
    assert (await ask(door, f"/shops/{world.shop}/checkpoint")).body == before.body
    # Somebody else is found as before, and to forget again changes nothing.
    assert len(await Reads(ledger_pool).entries(world.shop, Wanted(person="f" * 32), after=-1, limit=9)) == 1
    assert forgotten(ledger_roles.eraser, world.shop, world.person) == 0


async def test_P13_what_comes_again_of_somebody_forgotten_is_known_and_what_is_new_is_somebody_new(
    store: Store, ledger_pool: Pool, ledger_roles: Roles, world: World
) -> None:
    batch = [message(world, 0, ["a", "b"])]
    await store.append(world.partition, batch)
    assert forgotten(ledger_roles.eraser, world.shop, world.person) == 1
    await store.append(world.partition, batch)
    await store.append(world.partition, [*batch, message(world, 2, ["c"])])
    await store.append(world.partition, batch)
    old, again, new = await numbers(ledger_pool, world)
    assert old == again != new


async def test_P1_another_person_in_what_comes_again_still_stops_the_ledger(store: Store, world: World) -> None:
    await store.append(
        world.partition, [message(world, 0, ["a"]), message(world, 1, [], entries=[_of(world, "b", "e")])]
    )
    with pytest.raises(BrokenInvariantError, match="stream_conflict"):
        await store.append(world.partition, [message(world, 0, [], entries=[_of(world, "a", "e")])])


def _of(world: World, name: str, digit: str) -> Any:
    return disclosed(world, name, person=digit * 32)


@pytest.mark.parametrize(("record", "years", "kept"), [("required:consent", 0, True), ("required:consent", 4, False)])
async def test_P13_what_the_law_asks_for_keeps_the_row_until_its_term_is_over(
    store: Store, ledger_roles: Roles, world: World, record: str, years: int, *, kept: bool
) -> None:
    at = int((time.time() - years * 365.25 * 86_400) * 1000)
    entry = msgspec.structs.replace(disclosed(world, "a"), record=record, at=at)
    await store.append(world.partition, [message(world, 0, [], entries=[entry])])
    if kept:
        with pytest.raises(psycopg.errors.CheckViolation) as refused:
            forgotten(ledger_roles.eraser, world.shop, world.person)
        assert refused.value.diag.constraint_name == "needed_until"
        assert resolving(ledger_roles, world.person) == ["person"]
        # Not even who owns the tables gets round it.
        with psycopg.connect(ledger_roles.superuser) as connection, pytest.raises(psycopg.errors.CheckViolation):
            connection.execute("delete from ledger.person where reference = %s", (world.person,))
    else:
        assert forgotten(ledger_roles.eraser, world.shop, world.person) == 1


async def test_P13_when_all_terms_are_over_the_row_goes_by_itself(
    store: Store, ledger_roles: Roles, world: World
) -> None:
    young = int(time.time() * 1000)
    later = msgspec.structs.replace(disclosed(world, "b", person="d" * 32), at=young)
    await store.append(world.partition, [message(world, 0, ["a"], entries=[later])])
    async with pooled(ledger_roles.eraser) as eraser:
        await erase(eraser)
    assert resolving(ledger_roles, world.person) == []
    assert resolving(ledger_roles, "d" * 32) == ["person"]


@pytest.mark.parametrize(
    "statement",
    [
        "select reference from ledger.person",
        "select leaf from ledger.leaf",
        "delete from ledger.person",
        "delete from ledger.leaf",
        "insert into ledger.person values ('a', 'b', 'c', 'd')",
    ],
)
def test_P9_the_eraser_sees_nothing_and_destroys_by_its_functions_only(ledger_roles: Roles, statement: str) -> None:
    with psycopg.connect(ledger_roles.eraser) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute(statement.encode())


def test_P9_the_ledger_itself_destroys_nobody(ledger_roles: Roles) -> None:
    for statement in (b"delete from ledger.person", b"select ledger.forget('a', 'b')"):
        with psycopg.connect(ledger_roles.ledger) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(statement)


async def test_P13_a_row_that_was_only_emptied_or_copied_is_found(
    store: Store, ledger_roles: Roles, world: World
) -> None:
    await store.append(world.partition, [message(world, 0, ["a"])])
    with psycopg.connect(ledger_roles.superuser) as connection:
        connection.execute("create table ledger.kept as select * from ledger.person")
    try:
        assert forgotten(ledger_roles.eraser, world.shop, world.person) == 1
        assert resolving(ledger_roles, world.person) == ["kept"]
    finally:
        with psycopg.connect(ledger_roles.superuser) as connection:
            connection.execute("drop table ledger.kept")
