"""Who may take leaves out of the ledger: the pruner, what is entered and signed as over; nobody anything else."""

import aiohttp
import psycopg
import pytest

from services.ledger.store import Store
from shared.errors import BrokenInvariantError
from shared.shell.database import Pool, transaction
from tests.adapters.ledger_pruning import STUB, TRUE, YOUNG, announced, fill, gave
from tests.adapters.ledger_world import FRESH, Roles, World

pytest_plugins = ["tests.adapters.ledger_database", "tests.adapters.ledger_door"]
pytestmark = pytest.mark.timeout(120)


@pytest.fixture
def world() -> World:
    """Give a shop, a partition and a stream that no other test uses."""
    number = next(FRESH)
    return World(f"shop-{number}", number, f"stream-{number}")


DEEDS = {
    "another leaf": "delete from leaf where shop = '{}' and index = 258",
    "all leaves": "delete from leaf where shop = '{}'",
    "a leaf's text": "update leaf set leaf = '' where shop = '{}'",
    "a stub": "delete from pruned where shop = '{}'",
    "a stub of its own": "insert into pruned select shop, volume, 258, act, stream, -1, hash, until, stub from pruned",
    "a person who is there": "delete from person where shop = '{}'",
    "who a person is": "select reference from person where shop = '{}'",
    "a checkpoint": "delete from checkpoint where shop = '{}'",
    "a head": "select * from head where shop = '{}'",
    "another schema": "select * from seller.outbox where shop = '{}'",
}


@pytest.mark.parametrize("deed", DEEDS.values(), ids=DEEDS)
async def test_P9_the_pruner_can_take_out_nothing_else(
    door: aiohttp.ClientSession, store: Store, ledger_roles: Roles, world: World, deed: str
) -> None:
    await fill(store, world, later=[gave(world, "young", at=YOUNG)], ended=("young",))
    await announced(door, world)
    refused = (psycopg.errors.InsufficientPrivilege, psycopg.errors.CheckViolation)
    with psycopg.connect(ledger_roles.pruner) as connection, pytest.raises(refused):
        connection.execute(deed.format(world.shop).encode())


async def test_P9_the_ledger_itself_takes_nothing_out(
    door: aiohttp.ClientSession, store: Store, ledger_pool: Pool, world: World
) -> None:
    await fill(store, world)
    await announced(door, world)
    for deed in ("delete from leaf", "delete from person", "update pruned set until = '2000-01-01'"):
        with pytest.raises(BrokenInvariantError, match="database_42501"):
            async with transaction(ledger_pool) as connection:
                await connection.execute(deed.encode())


@pytest.mark.parametrize(
    "lie", [{"hash": "sha256('other')"}, {"until": "current_date + 1"}, {"act": "7"}], ids=["hash", "term", "entry"]
)
async def test_P13_not_even_the_owner_deletes_what_is_not_over(
    door: aiohttp.ClientSession, store: Store, ledger_roles: Roles, world: World, lie: dict[str, str]
) -> None:
    """The stub must hold the leaf's hash, its term must be over, and its entry must be signed."""
    await fill(store, world)
    await announced(door, world)
    take = "delete from ledger.leaf where shop = %s and index = 258"
    with psycopg.connect(ledger_roles.migrator) as connection:
        connection.execute(STUB.format(**{**TRUE, **lie}).encode(), (world.shop,))
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(take.encode(), (world.shop,))
        connection.rollback()
        connection.execute(STUB.format(**TRUE).encode(), (world.shop,))
        connection.execute(take.encode(), (world.shop,))
        connection.rollback()
