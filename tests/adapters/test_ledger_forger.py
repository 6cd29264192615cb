"""Whatever somebody does who owns the database, `sekisho verify` finds it with a witnessed checkpoint, and says what.

On a real PostgreSQL, over a real door; the checkpoint was cosigned by the witness command before. After the forger has
been there the ledger is started anew, so that nothing is known but what is stored. A forger with the log's key makes
everything consistent; what lies with the witness remains.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import NamedTuple

import msgspec
import pytest

from cli import verify, witness
from cli.verify import Asked, Report
from services.ledger.store import Store
from shared.core.ledger.note import COSIGNATURE, parse_key
from shared.core.ledger.verdict import Question, Result
from shared.shell.database import Pool
from tests.adapters import ledger_forger as forging
from tests.adapters.ledger_client import address
from tests.adapters.ledger_forger import Alter, Forger
from tests.adapters.ledger_serving import PRIVATE, new_sealer, serving
from tests.adapters.ledger_world import FRESH, Roles, World, disclosed, message, outcome

pytest_plugins = ["tests.adapters.ledger_database"]
pytestmark = pytest.mark.timeout(120)

WITNESSED, SIZE = 500, 800


class Scene(NamedTuple):
    """A log of 800 leaves, of which a witness has seen 500, and who may be asked about it."""

    pool: Pool
    world: World
    forger: Forger
    kept: Path
    key: str
    witness: str
    token: Path

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[Asked]:
        """Start the ledger anew, and give what the auditor brings."""
        keys = [parse_key(self.witness, kind=COSIGNATURE)]
        async with serving(self.pool, Store(self.pool), new_sealer(self.pool), witnesses=keys) as client:
            yield Asked(
                shops=(self.world.shop,),
                url=address(client),
                token=self.token,
                key=self.key,
                older=(self.kept,),
                witnesses=(self.witness,),
            )

    async def judged(self, *, kept: bool = True) -> Report:
        """Have the log judged over HTTP."""
        async with self.opened() as asked:
            return await asyncio.to_thread(verify.judged, asked if kept else asked._replace(older=()))


@pytest.fixture
async def scene(ledger_pool: Pool, ledger_roles: Roles, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Scene:
    """Fill a log, have 500 leaves witnessed, and go on."""
    number = next(FRESH)
    world, store = World(f"shop-{number}", number, f"stream-{number}"), Store(ledger_pool)
    people = [disclosed(world, str(n), person=f"reference-{n // 2}") for n in range(600)]
    await store.append(world.partition, [message(world, 0, [], entries=people[:400])])
    await store.append_outcomes([outcome(world, str(n)) for n in range(100)])
    sealer = new_sealer(ledger_pool)
    folder, kept, token = tmp_path / "w1", tmp_path / "kept", tmp_path / "token"
    token.write_text("token-of-the-console")
    key = str(sealer.key(world.shop))
    assert witness.new(folder, "witness.example/w1") == 0
    vkey = capsys.readouterr().out.strip()
    assert witness.trust(folder, key) == 0
    async with serving(ledger_pool, store, sealer, witnesses=[parse_key(vkey, kind=COSIGNATURE)]) as client:
        asked = Asked(shops=(world.shop,), url=address(client), token=token)
        assert await asyncio.to_thread(lambda: witness.visit(folder, asked, keep=kept)) == 0
    await store.append(world.partition, [message(world, 400, [], entries=people[400:])])
    await store.append_outcomes([outcome(world, str(n)) for n in range(100, 200)])
    await new_sealer(ledger_pool).seal(world.shop)
    return Scene(ledger_pool, world, Forger(ledger_roles.superuser, world.shop), kept, key, vkey, token)


def first(report: Report) -> tuple[Question, Result]:
    """Return the first disagreement."""
    assert not report.holds
    (verdict,) = report.logs
    assert verdict.first is not None
    return verdict.first


async def test_a_log_that_nobody_has_touched_holds(scene: Scene) -> None:
    report = await scene.judged()
    (verdict,) = report.logs
    assert report.holds
    assert (verdict.size, verdict.signed, verdict.consistency.status, verdict.witnesses.status) == (
        SIZE, SIZE, "passed", "passed"
    )  # fmt: skip
    assert [seen.witness for seen in verdict.cosigned] == ["witness.example/w1"]


class Case(NamedTuple):
    """What is done, and what must be found: the question, the reason, the leaf, and the one after the last."""

    alter: Alter
    question: Question
    reason: str
    at: int | None
    until: int | None = None


# With stored hashes left as they were, the leaf itself is named. The log is 3 × 256 + 32 leaves.
BY_HAND: dict[str, Case] = {
    "an edit": Case(forging.edits(300), "integrity", "leaf_altered", 300, 301),
    "an edit after the witness was here": Case(forging.edits(550), "integrity", "leaf_altered", 550, 551),
    "an edit behind the last full tile": Case(forging.edits(790), "integrity", "root_differs", 768, 800),
    "a deletion": Case(forging.deletes(300), "integrity", "leaf_removed", 300, 301),
    "an insertion": Case(forging.inserts(300), "integrity", "leaf_inserted", 300, 301),
    "another order": Case(forging.reorders(300), "integrity", "leaves_reordered", 300, 301),
    "a cut": Case(forging.truncates(450), "truncation", "leaves_missing", 450),
    "two people swapped": Case(forging.swaps(300, 304), "integrity", "people_swapped", 300, 301),
    "everything made up anew": Case(forging.rebuilds, "integrity", "leaf_altered", 0, 1),
}


@pytest.mark.parametrize("sentence", BY_HAND)
async def test_P8_what_is_changed_in_the_tables_is_named(sentence: str, scene: Scene) -> None:
    case = BY_HAND[sentence]
    scene.forger.writes(case.alter(scene.forger.leaves()))
    question, result = first(await scene.judged())
    assert (question, result.reason, result.at, result.until) == case[1:]


# Signed anew with the stolen key, hashes and all: integrity is beyond reproach; what the witness has seen is not there.
WITH_THE_KEY: dict[str, Case] = {
    "an edit": Case(forging.edits(300), "consistency", "older_root_differs", 0, WITNESSED),
    "a deletion": Case(forging.deletes(300), "consistency", "older_root_differs", 0, WITNESSED),
    "an insertion": Case(forging.inserts(300), "consistency", "older_root_differs", 0, WITNESSED),
    "another order": Case(forging.reorders(300), "consistency", "older_root_differs", 0, WITNESSED),
    "a cut below what the witness has seen": Case(
        forging.truncates(450), "truncation", "older_checkpoint_is_longer", 450
    ),
    "two people swapped": Case(forging.swaps(300, 304), "consistency", "older_root_differs", 0, WITNESSED),
    "everything made up anew": Case(forging.rebuilds, "consistency", "older_root_differs", 0, WITNESSED),
    "a deletion after the witness was here": Case(forging.deletes(750), "completeness", "number_missing", 750),
}


@pytest.mark.parametrize("sentence", WITH_THE_KEY)
async def test_P8_what_is_signed_anew_with_the_stolen_key_is_found_by_what_the_witness_has_seen(
    sentence: str, scene: Scene
) -> None:
    case = WITH_THE_KEY[sentence]
    altered = case.alter(scene.forger.leaves())
    scene.forger.writes(altered)
    scene.forger.signs([len(altered)], PRIVATE)
    report = await scene.judged()
    assert report.logs[0].integrity.status == "passed"
    question, result = first(report)
    assert (question, result.reason, result.at, result.until) == case[1:]


async def test_P8_a_cut_after_the_witness_was_here_is_found_by_the_numbers_that_are_missing(scene: Scene) -> None:
    texts = scene.forger.leaves()[:560]
    scene.forger.writes(texts)
    scene.forger.signs([560], PRIVATE)
    report = await scene.judged()
    question, result = first(report)
    assert (question, result.reason) == ("truncation", "numbers_missing_at_the_end")


async def test_P8_a_split_view_is_named_as_one(scene: Scene) -> None:
    texts = forging.edits(100)(scene.forger.leaves())[:WITNESSED]
    scene.forger.writes(texts)
    scene.forger.signs([WITNESSED], PRIVATE)
    question, result = first(await scene.judged())
    assert (question, result.reason, result.at, result.until) == ("consistency", "split_view", 0, WITNESSED)


async def test_P8_a_checkpoint_that_no_witness_has_seen_is_not_taken_for_one(scene: Scene) -> None:
    question, result = first(await scene.judged(kept=False))
    assert (question, result.reason) == ("witnesses", "witnesses_too_few")


CORNERS: dict[str, tuple[str, Question, str]] = {
    "a leaf row taken away": ("delete from leaf where shop = %s and index = 300", "integrity", "leaf_missing"),
    "a row put elsewhere": (
        "update leaf set index = 9000 where shop = %s and index = 300",
        "integrity",
        "leaf_missing",
    ),
    "the note of a checkpoint": (
        "update checkpoint set note = replace(note, E'\\n800\\n', E'\\n801\\n') where shop = %s and size = 800",
        "integrity",
        "signature_invalid",
    ),
    "the edge of a checkpoint": (
        "update checkpoint set frontier[1] = set_byte(frontier[1], 3, get_byte(frontier[1], 3) # 4) where shop = %s",
        "integrity",
        "edge_differs",
    ),
    "a stored tile": (
        "update tile set hashes = set_byte(hashes, 70, get_byte(hashes, 70) # 4) where shop = %s and number = 1",
        "integrity",
        "tile_differs",
    ),
}


@pytest.mark.parametrize("sentence", CORNERS)
async def test_P8_whatever_row_is_touched_is_found(sentence: str, scene: Scene) -> None:
    deed, question, reason = CORNERS[sentence]
    scene.forger.does(deed)
    found, result = first(await scene.judged())
    assert (found, result.reason) == (question, reason)


async def test_people_are_told_which_leaf_and_what_was_done(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SEKISHO_LANG", "en")
    scene.forger.writes(forging.swaps(300, 304)(scene.forger.leaves()))
    async with scene.opened() as asked:
        assert await asyncio.to_thread(lambda: verify.run(asked, as_json=False)) == 1
        told = capsys.readouterr().out
        assert "two people were put in each other's place (people_swapped)" in told
        assert await asyncio.to_thread(lambda: verify.run(asked, as_json=True)) == 1
    assert msgspec.json.decode(capsys.readouterr().out)["logs"][0]["integrity"]["at"] == 300
