"""What the ledger hands out is accepted by implementations that others wrote, and by a second verifier of ours in Go.

The others: golang.org/x/mod/sumdb/note, transparency-dev/merkle and transparency-dev/formats. Where there is no Go,
these tests are skipped and say so.
"""

import time
from pathlib import Path
from typing import NamedTuple

import aiohttp
import pytest

from cli import prove, verify
from services.ledger.seal import Sealer
from services.ledger.store import Store
from tests.adapters.ledger_client import ask, tell
from tests.adapters.ledger_world import FRESH, World, message, outcome
from tests.fixtures.golang import ROOT, built, called
from tests.unit.ledger_log import KEY, exported, signed
from tests.unit.test_ledger_course import FORGED, LEAVES, OLDER, STREAMS, Alter
from tests.unit.witnesses import ONE, TWO

pytest_plugins = ["tests.adapters.ledger_database", "tests.adapters.ledger_door"]
pytestmark = pytest.mark.timeout(300)

VECTORS = ROOT / "tests" / "fixtures" / "vectors"


@pytest.fixture(scope="session")
def others(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the program that calls the implementations of others."""
    return built("tests/fixtures/outsiders-go", tmp_path_factory.mktemp("outsiders"))


@pytest.fixture(scope="session")
def second(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the second verifier."""
    return built("examples/verifier-go", tmp_path_factory.mktemp("verifier"))


class Handed(NamedTuple):
    """Files that the ledger has handed out of one log, and its key."""

    key: str
    older: Path
    cosigned: Path
    export: Path
    proofs: list[Path]
    request: Path


@pytest.fixture
async def handed(door: aiohttp.ClientSession, store: Store, sealer: Sealer, tmp_path: Path) -> Handed:
    """Fill a log, and fetch everything that outsiders may have of it."""
    number = next(FRESH)
    world = World(f"shop-{number}", number, f"stream-{number}")

    async def fetched(path: str, name: str) -> Path:
        answer = await ask(door, f"/shops/{world.shop}/{path}")
        assert answer.status == 200, answer.body
        (tmp_path / name).write_bytes(answer.body)
        return tmp_path / name

    await store.append(world.partition, [message(world, 0, [str(n) for n in range(300)])])
    older = await fetched("checkpoint", "older")
    await store.append(world.partition, [message(world, 300, [str(n) for n in range(300, 700)])])
    assert (await ask(door, f"/shops/{world.shop}/entries?person={world.person}&limit=1&reason=trial")).status == 200
    await store.append_outcomes([outcome(world, str(n)) for n in range(0, 700, 3)])
    request = await fetched("consistency?older=300", "request")
    note = (await fetched("checkpoint", "newest")).read_text(encoding="utf-8")
    now = int(time.time())
    assert (await tell(door, f"/shops/{world.shop}/cosignatures", TWO(ONE(note, now), now))).status == 200
    proofs = [await fetched(f"proof?index={n}&size=935", f"{n}.tlog-proof") for n in (0, 255, 256, 699, 934)]
    cosigned = await fetched("checkpoint?size=935", "cosigned")
    export = await fetched("export", "export")
    return Handed(str(sealer.key(world.shop)), older, cosigned, export, proofs, request)


def test_P8_the_vectors_are_those_of_the_module_but_for_what_a_size_of_zero_means(others: Path) -> None:
    found = called(others, "vectors", VECTORS)
    assert found.out.splitlines() == [
        "consistency: both sizes zero/nothing differs",
        "consistency: first size zero/no proof",
        "consistency: first size zero/empty root and another",
    ]


def test_P8_the_second_verifier_agrees_on_the_published_vectors(second: Path) -> None:
    assert called(second, "vectors", VECTORS).out.splitlines() == ["inclusion: 98 agree", "consistency: 98 agree"]


async def test_P8_implementations_of_others_accept_checkpoints_cosignatures_and_proofs(
    handed: Handed, others: Path
) -> None:
    for note, size in ((handed.older, 300), (handed.cosigned, 935)):
        found = called(others, "checkpoint", handed.key, note)
        assert found.out.split()[:2] == [handed.key.split("+")[0], str(size)], found.err
    for proof in handed.proofs:
        assert called(others, "proof", handed.key, proof, str(ONE.key), str(TWO.key)).code == 0
    assert called(others, "consistency", handed.key, handed.older, handed.request).code == 0


async def test_what_they_accept_they_refuse_once_it_is_altered(handed: Handed, others: Path, tmp_path: Path) -> None:
    altered = tmp_path / "altered"
    for name, verb, rest in (
        (handed.proofs[3], "proof", ()),
        (handed.older, "checkpoint", ()),
        (handed.request, "consistency", (handed.older,)),
    ):
        text = name.read_text(encoding="utf-8")
        place = len(text) // 3
        altered.write_text(text[:place] + ("A" if text[place] != "A" else "B") + text[place + 1 :], encoding="utf-8")
        assert called(others, verb, handed.key, *rest, altered).code == 1


async def test_P8_the_second_verifier_says_of_an_export_and_of_proofs_what_ours_says(
    handed: Handed, second: Path, tmp_path: Path
) -> None:
    policy = ("2", str(ONE.key), str(TWO.key))
    asked = verify.Asked(exports=(handed.export,), key=handed.key, older=(handed.older,))
    assert (
        called(second, "export", handed.key, handed.export, handed.older).code == verify.run(asked, as_json=True) == 0
    )
    witnesses = verify.Asked(key=handed.key, witnesses=policy[1:])
    for proof in handed.proofs:
        theirs = called(second, "proof", handed.key, proof, *policy)
        assert theirs.code == prove.check(proof, witnesses, leaf=None, as_json=True) == 0
    text, altered = handed.proofs[1].read_text(encoding="utf-8"), tmp_path / "altered"
    for place in range(0, len(text), 7):
        altered.write_text(text[:place] + ("A" if text[place] != "A" else "B") + text[place + 1 :], encoding="utf-8")
        theirs = called(second, "proof", handed.key, altered, *policy)
        assert theirs.code == prove.check(altered, witnesses, leaf=None, as_json=True) == 1, place


@pytest.mark.parametrize("case", FORGED.values(), ids=FORGED.keys())
@pytest.mark.parametrize("anew", [False, True], ids=["under the true signature", "signed anew"])
def test_P8_the_second_verifier_finds_what_ours_finds(
    case: tuple[Alter, str, int], anew: bool, second: Path, tmp_path: Path
) -> None:
    altered = case[0](LEAVES)
    older, export = tmp_path / "older", tmp_path / "export"
    older.write_text(OLDER, encoding="utf-8")
    export.write_bytes(b"".join(exported(altered, signed(altered if anew else LEAVES), STREAMS, stored=LEAVES)))
    theirs = called(second, "export", str(KEY), export, older)
    asked = verify.Asked(exports=(export,), key=str(KEY), older=(older,))
    assert theirs.code == verify.run(asked, as_json=True) == 1
    assert called(second, "export", str(KEY), export).code == verify.run(asked._replace(older=()), as_json=True)
