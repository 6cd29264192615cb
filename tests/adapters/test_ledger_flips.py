"""One flipped bit in any byte that is stored of a log is found; the smallest forger is the disk itself."""

from base64 import b64encode
from collections.abc import Iterator
from typing import Any, Final

import psycopg
import pytest

from services.ledger.store import Store
from shared.core.ledger.audit import audit
from shared.core.ledger.export import Header, Line, encode_line, tile_line
from shared.core.ledger.note import VerifierKey, log_origin
from shared.core.ledger.tiles import WIDTH
from shared.core.ledger.verdict import Brought
from shared.shell.database import Pool
from tests.adapters.ledger_serving import PRIVATE, new_sealer
from tests.adapters.ledger_world import FRESH, Roles, World, message, outcome

pytest_plugins = ["tests.adapters.ledger_database"]
pytestmark = pytest.mark.timeout(300)

Connection = psycopg.Connection[tuple[Any, ...]]

_LEAF_BITS: Final = (1, 2, 4, 8, 16, 32, 64)


def export(connection: Connection, shop: str) -> Iterator[bytes]:
    """Give the export of a log as its tables are now, in this transaction."""
    rows = connection.execute(
        "select note, frontier from ledger.checkpoint where shop = %s order by size desc limit 1", (shop,)
    ).fetchone()
    assert rows is not None
    key = VerifierKey(log_origin(shop), PRIVATE.public_key().public_bytes_raw())
    edge = [b64encode(node).decode() for node in rows[1]]
    yield encode_line(Header(key.name, str(key), rows[0], edge, {}))
    tiles: dict[int, bytes] = dict(
        connection.execute("select number, hashes from ledger.tile where shop = %s", (shop,)).fetchall()
    )
    leaves = connection.execute("select index, leaf from ledger.leaf where shop = %s order by index", (shop,))
    for index, leaf in leaves.fetchall():
        yield encode_line(Line(index, leaf))
        number, last = divmod(index + 1, WIDTH)
        if not last:
            yield encode_line(tile_line(number - 1, tiles[number - 1]))


def found(connection: Connection, shop: str, deed: str, *given: object) -> bool:
    """Change something, have it judged, undo it, and tell whether it was found."""
    key = VerifierKey(log_origin(shop), PRIVATE.public_key().public_bytes_raw())
    try:
        with connection.transaction(force_rollback=True):
            connection.execute(deed.encode(), given)
            return not audit(export(connection, shop), key, Brought(now=3_000)).holds
    except ValueError:
        return True


async def filled(pool: Pool, size: int) -> World:
    """Append and sign a log."""
    number = next(FRESH)
    world = World(f"shop-{number}", number, f"stream-{number}")
    await Store(pool).append(world.partition, [message(world, 0, [str(n) for n in range(size)])])
    await Store(pool).append_outcomes([outcome(world, "0")])
    await new_sealer(pool).seal(world.shop)
    return world


async def test_P8_a_flipped_bit_in_any_byte_that_is_stored_is_found(ledger_pool: Pool, ledger_roles: Roles) -> None:
    world = await filled(ledger_pool, 3)
    with psycopg.connect(ledger_roles.superuser, autocommit=True) as connection:
        connection.execute("set session_replication_role = replica")
        key = VerifierKey(log_origin(world.shop), PRIVATE.public_key().public_bytes_raw())
        assert audit(export(connection, world.shop), key, Brought(now=3_000)).holds
        leaves = connection.execute("select index, leaf from ledger.leaf where shop = %s", (world.shop,)).fetchall()
        deed = "update ledger.leaf set leaf = %s where shop = %s and index = %s"
        places = [(index, leaf, n) for index, leaf in leaves for n in range(len(leaf))]
        for index, leaf, n in places:
            assert found(connection, world.shop, deed, flipped(leaf, n), world.shop, index), (index, n)
        ((note,),) = connection.execute("select note from ledger.checkpoint where shop = %s", (world.shop,)).fetchall()
        deed = "update ledger.checkpoint set note = %s where shop = %s"
        for n in range(len(note)):
            assert found(connection, world.shop, deed, flipped(note, n), world.shop), n
        deed = "update ledger.checkpoint set frontier[1] = set_byte(frontier[1], %s, get_byte(frontier[1], %s) # 16) "
        deed += "where shop = %s"
        assert [n for n in range(32) if not found(connection, world.shop, deed, n, n, world.shop)] == []


async def test_P8_a_flipped_bit_in_any_stored_hash_is_found(ledger_pool: Pool, ledger_roles: Roles) -> None:
    world = await filled(ledger_pool, WIDTH + 1)
    deed = "update ledger.tile set hashes = set_byte(hashes, %s, get_byte(hashes, %s) # %s) where shop = %s"
    with psycopg.connect(ledger_roles.superuser, autocommit=True) as connection:
        connection.execute("set session_replication_role = replica")
        places = range(0, WIDTH * 32, 61)
        assert [n for n in places if not found(connection, world.shop, deed, n, n, 1 << n % 8, world.shop)] == []


def flipped(text: str, place: int) -> str:
    """Flip one bit of a character, so that PostgreSQL still takes it for text."""
    if not text[place].isascii():
        return text[:place] + chr(ord(text[place]) ^ 1) + text[place + 1 :]
    bits = [bit for bit in _LEAF_BITS if ord(text[place]) ^ bit]
    return text[:place] + chr(ord(text[place]) ^ bits[place % len(bits)]) + text[place + 1 :]
