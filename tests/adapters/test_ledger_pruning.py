"""What has not to be kept any longer goes, by two rights; its hash stays, proofs hold, and nothing else can go."""

import asyncio
from base64 import b64encode
from functools import partial
from pathlib import Path
from typing import Any

import aiohttp
import msgspec
import psycopg
import pytest

from cli import prune
from cli.verify import Asked
from contracts.entries import State
from services.ledger.seal import Sealer
from services.ledger.store import Store
from services.ledger.watch import Watch
from shared.core.ledger.audit import audit
from shared.core.ledger.logproof import check_log_proof, parse_log_proof
from shared.core.ledger.tree import leaf_hash, verify_inclusion
from shared.core.ledger.verdict import Brought, Verdict
from shared.core.moment import DAY_MS, day, years_after
from shared.shell.database import Pool
from tests.adapters.ledger_client import KEEPER, ask, tell
from tests.adapters.ledger_pruning import MANY, NOW, OLD, STUB, TRUE, YOUNG, announced, fill, gave, removed
from tests.adapters.ledger_world import FRESH, Roles, World
from tests.fixtures.golang import built, called

pytest_plugins = ["tests.adapters.ledger_database", "tests.adapters.ledger_door"]
pytestmark = pytest.mark.timeout(120)


@pytest.fixture
def world() -> World:
    """Give a shop, a partition and a stream that no other test uses."""
    number = next(FRESH)
    return World(f"shop-{number}", number, f"stream-{number}")


async def judged(door: aiohttp.ClientSession, sealer: Sealer, world: World) -> Verdict:
    """Audit the log as an outsider does."""
    raw = (await ask(door, f"/shops/{world.shop}/export")).body
    return audit(raw.splitlines(), sealer.key(world.shop), Brought(now=NOW, alone=False))


def texts(roles: Roles, world: World) -> list[str]:
    with psycopg.connect(roles.superuser) as connection:
        rows = connection.execute("select leaf from ledger.leaf where shop = %s order by index", (world.shop,))
        return [text for (text,) in rows]


async def test_P13_what_is_over_goes_and_the_log_is_proven_as_before(
    door: aiohttp.ClientSession, store: Store, sealer: Sealer, ledger_pool: Pool, ledger_roles: Roles, world: World
) -> None:
    await fill(store, world, later=[gave(world, "young", at=YOUNG, person="another")], ended=("young",))
    kept = (await ask(door, f"/shops/{world.shop}/proof?index=1")).body.decode()
    assert await announced(door, world) == {"pruned": 248, "until": years_after(day(OLD), 3), "more": False}
    assert removed(ledger_roles, world) == (248, 0)
    verdict = await judged(door, sealer, world)
    assert verdict.holds, verdict.first
    assert (verdict.pruned.count, verdict.law.status) == (248, "passed")
    key, proof = sealer.key(world.shop), parse_log_proof(kept)
    assert proof.extra is not None
    check_log_proof(proof, proof.extra, key=key)
    new = parse_log_proof((await ask(door, f"/shops/{world.shop}/proof?index=1")).body.decode())
    assert new.extra is None
    shown = check_log_proof(new, proof.extra, key=key)
    verify_inclusion(
        leaf_hash(proof.extra), 1, size=shown.checkpoint.size, proof=new.hashes, root=shown.checkpoint.root
    )
    await Watch(ledger_pool, sealer).round()
    assert await announced(door, world) == {"pruned": 0, "until": "", "more": False}


async def test_P13_of_whom_nothing_is_left_nobody_knows(
    door: aiohttp.ClientSession, store: Store, ledger_roles: Roles, world: World
) -> None:
    gone = gave(world, "gone", person="somebody")
    chose = State("e", world.shop, "somebody", "consent.given", "crm", 1, OLD - 1)
    await fill(store, world, chose, gone, ended=("gone",))
    await announced(door, world)
    # What the person chose is the evidence of what was given, and goes after it.
    assert await announced(door, world) == {"pruned": 1, "until": years_after(day(OLD - 1), 3), "more": False}
    assert removed(ledger_roles, world)[1] == 1
    with psycopg.connect(ledger_roles.superuser) as connection:
        found = connection.execute("select count(*) from ledger.person where shop = %s", (world.shop,)).fetchone()
    assert found == (1,), "the other person has records still"


@pytest.mark.parametrize(
    ("special", "ends"),
    [
        ({"at": YOUNG}, True),
        # It has not ended: nobody knows yet whether it was given.
        ({}, False),
        # Documents stand for it since then, and the last provision by them is of this year.
        ({"documents": True, "order": "of-two"}, True),
        # An edition that this release does not know might ask for more.
        ({"law": "jp-2031"}, True),
    ],
)
async def test_P13_what_is_not_over_stays(
    door: aiohttp.ClientSession, store: Store, world: World, special: dict[str, Any], ends: bool
) -> None:
    last = gave(world, "last", at=NOW - 30 * DAY_MS, documents=True, order="of-two")
    it = gave(world, "it", **special)
    await fill(store, world, later=[it, last], ended=("it", "last") if ends else ("last",))
    await announced(door, world)
    raw = (await ask(door, f"/shops/{world.shop}/export")).body
    assert (it.id.encode() in raw, gave(world, "o3").id.encode() in raw) == (True, False)


async def test_where_documents_stand_for_it_a_record_goes_after_a_year(
    door: aiohttp.ClientSession, store: Store, world: World
) -> None:
    it = gave(world, "it", at=NOW - 367 * DAY_MS, documents=True, order="of-one")
    await fill(store, world, later=[it], ended=("it",))
    await announced(door, world)
    assert it.id.encode() not in (await ask(door, f"/shops/{world.shop}/export")).body


async def test_only_a_keeper_prunes(door: aiohttp.ClientSession, world: World) -> None:
    assert (await tell(door, f"/shops/{world.shop}/prunings")).status == 401


async def test_P8_the_second_verifier_follows_a_log_that_was_pruned(
    door: aiohttp.ClientSession, store: Store, sealer: Sealer, ledger_roles: Roles, world: World, tmp_path: Path
) -> None:
    await fill(store, world, later=[gave(world, "young", at=YOUNG)], ended=("young",))
    await announced(door, world)
    removed(ledger_roles, world)
    raw, file = (await ask(door, f"/shops/{world.shop}/export")).body, tmp_path / "export"
    program, key = built("examples/verifier-go", tmp_path), str(sealer.key(world.shop))
    file.write_bytes(raw)
    done = called(program, "export", key, file)
    assert done.code == 0, done.err
    for altered in (raw.replace(b'"hash":"', b'"hash":"A', 1), raw.replace(b'"seq":100,', b'"seq":99,', 1)):
        file.write_bytes(altered)
        assert (altered != raw, called(program, "export", key, file).code) == (True, 1)


async def test_P8_what_was_altered_is_evidence_and_is_not_pruned(
    door: aiohttp.ClientSession, store: Store, sealer: Sealer, ledger_roles: Roles, world: World
) -> None:
    await fill(store, world)
    await sealer.seal(world.shop)
    with psycopg.connect(ledger_roles.superuser) as connection:
        connection.execute("set session_replication_role = replica")
        change = "update ledger.leaf set leaf = replace(leaf, 'payment', 'display') where shop = %s and index = 3"
        connection.execute(change.encode(), (world.shop,))
    answer = await tell(door, f"/shops/{world.shop}/prunings", "", KEEPER)
    assert (answer.status, b"leaf_altered" in answer.body) == (500, True)
    assert b"log_frozen" in (await tell(door, f"/shops/{world.shop}/prunings", "", KEEPER)).body


async def test_P13_the_owner_of_the_server_who_prunes_in_silence_is_found_out(
    door: aiohttp.ClientSession, store: Store, sealer: Sealer, ledger_roles: Roles, world: World
) -> None:
    """Planted: with all triggers off, a record of this year is taken out behind a stub that says it was old."""
    await fill(store, world, later=[gave(world, "young", at=YOUNG)], ended=("young",))
    await announced(door, world)
    line = texts(ledger_roles, world)[MANY]
    stub = msgspec.json.encode(
        {
            "act": 9, "at": OLD, "documents": False, "hash": _hash(line), "index": MANY, "kind": "disclosed",
            "law": "jp-2022", "record": "required:appi#27-1-consent", "seq": MANY, "stream": world.stream,
            "until": "2020-01-01",
        },
        order="sorted",
    )  # fmt: skip
    with psycopg.connect(ledger_roles.superuser) as connection:
        connection.execute("set session_replication_role = replica")
        forged = STUB.format(**{**TRUE, "act": "9", "at": str(MANY)}).replace("'' from", "%s from")
        connection.execute(forged.encode(), (stub.decode(), world.shop))
        connection.execute("delete from ledger.leaf where shop = %s and index = %s", (world.shop, MANY))
    verdict = await judged(door, sealer, world)
    assert verdict.integrity.status == "passed", "the hash is the one that was signed"
    assert (verdict.law.reason, verdict.law.at) == ("pruned_too_short", MANY)


def _hash(leaf: str) -> str:
    return b64encode(leaf_hash(leaf.encode())).decode()


async def test_a_command_prunes_and_may_be_repeated(
    door: aiohttp.ClientSession, store: Store, ledger_roles: Roles, world: World, tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    await fill(store, world)
    (tmp_path / "token").write_text(KEEPER["Authorization"].removeprefix("Bearer "))
    (tmp_path / "database").write_text(ledger_roles.pruner)
    asked = Asked((world.shop,), url=str(door._base_url).rstrip("/"), token=tmp_path / "token")
    for leaves in (252, 0):
        run = partial(prune.run, asked, database=tmp_path / "database", as_json=True)
        assert await asyncio.to_thread(run) == 0
        assert msgspec.json.decode(capsys.readouterr().out)["leaves"] == leaves
    (tmp_path / "database").write_text(ledger_roles.ledger)
    assert await asyncio.to_thread(run) == 65, "the ledger's own role takes nothing out"
