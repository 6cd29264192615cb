"""Proofs from a real PostgreSQL over a real door: they hold, from few rows, and none is handed out that does not."""

import time
from base64 import b64decode

import aiohttp
import msgspec
import psycopg
import pytest

from services.ledger.seal import Sealer
from services.ledger.store import Store
from shared.core.ledger.cosignature import Quorum
from shared.core.ledger.logproof import LogProof, check_log_proof, parse_log_proof
from shared.core.ledger.note import open_checkpoint, split_note
from shared.core.ledger.tiles import WIDTH
from shared.core.ledger.tree import verify_consistency
from shared.core.ledger.witness import Watched, parse_request, weigh
from shared.shell.database import Pool, transaction
from tests.adapters.ledger_client import ask, tell
from tests.adapters.ledger_world import FRESH, Roles, World, message, outcome
from tests.unit.witnesses import ONE, THREE, TWO

pytest_plugins = ["tests.adapters.ledger_database", "tests.adapters.ledger_door"]
pytestmark = pytest.mark.timeout(60)


@pytest.fixture
def world() -> World:
    """Give a shop, a partition and a stream that no other test uses."""
    number = next(FRESH)
    return World(f"shop-{number}", number, f"stream-{number}")


async def filled(store: Store, world: World, size: int, *, first: int = 0) -> None:
    """Append disclosures `first` to `size`."""
    names = [str(n) for n in range(first, size)]
    await store.append(world.partition, [message(world, first, names)])


async def proof(door: aiohttp.ClientSession, world: World, query: str) -> LogProof:
    """Ask for a proof."""
    answer = await ask(door, f"/shops/{world.shop}/proof?{query}")
    assert answer.status == 200, answer.body
    return parse_log_proof(answer.body.decode())


async def test_P8_a_proof_of_every_leaf_holds_by_itself(
    door: aiohttp.ClientSession, store: Store, sealer: Sealer, world: World
) -> None:
    size = 2 * WIDTH + 3
    await filled(store, world, size)
    for index in (0, 1, 255, 256, 300, 511, 512, size - 1):
        shown = await proof(door, world, f"index={index}")
        assert shown.extra is not None
        assert f'"id":"{world.stream}-{index}"'.encode() in shown.extra
        assert check_log_proof(shown, shown.extra, key=sealer.key(world.shop)).checkpoint.size == size


async def test_a_proof_is_found_by_disclosure_and_that_of_its_outcome(
    door: aiohttp.ClientSession, store: Store, sealer: Sealer, world: World
) -> None:
    await filled(store, world, 3)
    await store.append_outcomes([outcome(world, "1", "unknown"), outcome(world, "1")])
    for query, index in (("", 1), ("&outcome=true", 4)):
        shown = await proof(door, world, f"disclosure={world.stream}-1{query}")
        assert shown.index == index
        check_log_proof(shown, shown.extra or b"", key=sealer.key(world.shop))
    for query in ("disclosure=nobody", "index=99", f"disclosure={world.stream}-2&outcome=true", ""):
        assert (await ask(door, f"/shops/{world.shop}/proof?{query}")).status == 404


async def test_a_proof_is_under_the_checkpoint_that_was_asked_for_or_one_that_witnesses_have_seen(
    door: aiohttp.ClientSession, store: Store, sealer: Sealer, world: World
) -> None:
    notes: list[str] = []
    for size in (3, 5, 7):
        await filled(store, world, size, first=size - 2 if notes else 0)
        sealed = await sealer.seal(world.shop)
        assert sealed is not None
        notes.append(sealed.note)
    now = int(time.time())
    assert (await proof(door, world, "index=1")).checkpoint == notes[0]
    assert (await proof(door, world, "index=1&size=7")).checkpoint == notes[2]
    assert (await ask(door, f"/shops/{world.shop}/proof?index=1&size=6")).status == 404
    seen = TWO(ONE(notes[1], now), now)
    assert msgspec.json.decode((await tell(door, f"/shops/{world.shop}/cosignatures", seen)).body) == {"kept": 2}
    shown = await proof(door, world, "index=1")
    checked = check_log_proof(
        shown, shown.extra or b"", key=sealer.key(world.shop), quorum=Quorum(2, (ONE.key, TWO.key)), now=now
    )
    assert checked.checkpoint.size == 5
    assert (await ask(door, f"/shops/{world.shop}/checkpoint?size=5")).body.decode() == shown.checkpoint


async def test_only_what_known_witnesses_say_of_our_own_checkpoints_is_kept(
    door: aiohttp.ClientSession, store: Store, sealer: Sealer, world: World
) -> None:
    await filled(store, world, 3)
    sealed = await sealer.seal(world.shop)
    assert sealed is not None
    now, path = int(time.time()), f"/shops/{world.shop}/cosignatures"
    assert msgspec.json.decode((await tell(door, path, THREE(sealed.note, now))).body) == {"kept": 0}
    altered = ONE(sealed.note, now).replace("\n3\n", "\n4\n")
    for body in ("", altered, ONE(sealed.note, now + 9_999), ONE(sealed.note, now)[:-9] + "AAAAAAA=\n"):
        assert (await tell(door, path, body)).status == 422
    assert (await tell(door, path, ONE(sealed.note, now), {"Authorization": "Bearer x"})).status == 401


async def test_P8_what_a_witness_is_sent_shows_that_the_log_continues(
    door: aiohttp.ClientSession, store: Store, sealer: Sealer, world: World
) -> None:
    key, watched = sealer.key(world.shop), dict[str, Watched]()
    watched[key.name] = Watched(str(key))
    older, sizes = 0, (1, 200, 256, 257, 600)
    for size in sizes:
        await filled(store, world, size, first=older)
        request = parse_request((await ask(door, f"/shops/{world.shop}/consistency?older={older}")).body.decode())
        agreed = weigh(watched, request)
        watched[agreed.origin], older = agreed.watched, size
    final = open_checkpoint(request.note, key)
    for size in sizes:
        first = open_checkpoint((await ask(door, f"/shops/{world.shop}/checkpoint?size={size}")).body.decode(), key)
        asked = parse_request((await ask(door, f"/shops/{world.shop}/consistency?older={size}")).body.decode())
        roots = {"older_root": first.root, "newer_root": final.root}
        verify_consistency(size, 600, proof=asked.proof, **roots)
    assert (await ask(door, f"/shops/{world.shop}/consistency?older=601")).status == 422


async def test_tiles_are_kept_once_they_are_full_and_never_changed(
    ledger_pool: Pool, store: Store, sealer: Sealer, world: World
) -> None:
    async def tiles() -> list[tuple[int, int]]:
        async with transaction(ledger_pool) as connection:
            rows = await connection.execute(
                "select level, number from tile where shop = %s order by 1, 2", (world.shop,)
            )
            return [(level, number) for level, number in await rows.fetchall()]

    await filled(store, world, WIDTH - 1)
    await sealer.seal(world.shop)
    assert await tiles() == []
    await filled(store, world, 3 * WIDTH, first=WIDTH - 1)
    sealer._last.clear()
    await sealer.seal(world.shop)
    assert await tiles() == [(0, 0), (0, 1), (0, 2)]


async def test_a_proof_of_a_large_log_reads_the_second_level_of_tiles(
    ledger_pool: Pool, door: aiohttp.ClientSession, store: Store, sealer: Sealer, world: World
) -> None:
    size, step = WIDTH * WIDTH + 40, 9_000
    for first in range(0, size, step):
        await filled(store, world, min(size, first + step), first=first)
    for index in (0, 40_000, WIDTH * WIDTH, size - 1):
        shown = await proof(door, world, f"index={index}")
        check_log_proof(shown, shown.extra or b"", key=sealer.key(world.shop))
    async with transaction(ledger_pool) as connection:
        rows = await connection.execute("select count(*) from tile where shop = %s and level = 1", (world.shop,))
        assert await rows.fetchone() == (1,)


@pytest.mark.parametrize(
    "deed",
    [
        "update leaf set leaf = replace(leaf, 'payment', 'display') where shop = %s and index = 3",
        "update tile set hashes = set_byte(hashes, 8000, get_byte(hashes, 8000) # 1) where shop = %s and number = 0",
        "delete from tile where shop = %s and number = 1",
        "delete from leaf where shop = %s and index = 3",
    ],
)
async def test_P8_no_proof_is_handed_out_that_does_not_hold_and_the_log_is_frozen(
    door: aiohttp.ClientSession, store: Store, ledger_roles: Roles, world: World, deed: str
) -> None:
    await filled(store, world, 2 * WIDTH + 9)
    await proof(door, world, "index=3")
    with psycopg.connect(ledger_roles.superuser) as connection:
        connection.execute("set session_replication_role = replica")
        connection.execute("set search_path = ledger")
        connection.execute(deed.encode(), (world.shop,))
    answer = await ask(door, f"/shops/{world.shop}/proof?index=3")
    assert answer.status == 500
    assert msgspec.json.decode(answer.body)["code"] == "proof_differs"
    assert msgspec.json.decode((await ask(door, f"/shops/{world.shop}/checkpoint")).body)["code"] == "log_frozen"


def test_the_text_of_a_checkpoint_is_what_a_witness_signs() -> None:
    text, (signature,) = split_note("a.example/log\n1\n" + "A" * 43 + "=\n\n— w.example " + "A" * 96 + "\n")
    assert text.endswith("=\n")
    assert signature == ("w.example", b64decode("A" * 96))
