"""The commands for whoever checks a log, against a real door: what they keep is all that a verifier needs."""

import asyncio
import json
from collections.abc import Callable
from functools import partial
from pathlib import Path

import aiohttp
import pytest

from cli import logs, prove, verify
from cli.verify import Asked
from services.ledger.seal import Sealer
from services.ledger.store import Store
from shared.errors import BrokenInvariantError
from tests.adapters.ledger_client import address
from tests.adapters.ledger_forger import Forger
from tests.adapters.ledger_world import FRESH, Roles, World, message

pytest_plugins = ["tests.adapters.ledger_database", "tests.adapters.ledger_door"]
pytestmark = pytest.mark.timeout(60)

EDIT = "update leaf set leaf = replace(leaf, 'payment', 'display') where shop = %s and index = 1"


@pytest.fixture
def world() -> World:
    """Give a shop, a partition and a stream that no other test uses."""
    number = next(FRESH)
    return World(f"shop-{number}", number, f"stream-{number}")


class Terminal:
    """Where somebody types commands about one log, with the token of a reader or of the keeper."""

    def __init__(self, url: str, shop: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """Write the tokens into files."""
        self._url, self._shop, self._folder, self._capsys = url, shop, folder, capsys
        for who in ("console", "keeper"):
            (folder / who).write_text(f"token-of-the-{who}\n")

    def asked(self, who: str = "console", *, volume: int | None = None) -> Asked:
        """Return what a command is given."""
        return Asked((self._shop,), url=self._url, token=self._folder / who, volume=volume)

    async def says(self, verb: Callable[[], int], code: int = 0) -> str:
        """Run a command, and return what it printed, on standard error where it is refused."""
        self._capsys.readouterr()
        assert await asyncio.to_thread(verb) == code
        told = self._capsys.readouterr()
        return told.out if code == 0 else told.err


@pytest.fixture
def terminal(door: aiohttp.ClientSession, world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Terminal:
    """Give a terminal for one shop's log."""
    return Terminal(address(door), world.shop, tmp_path, capsys)


async def test_P8_what_they_keep_is_all_that_a_verifier_needs(
    terminal: Terminal, store: Store, world: World, tmp_path: Path
) -> None:
    kept, export, proof = tmp_path / "kept", tmp_path / "log.ndjson", tmp_path / "given.tlog-proof"
    asked = terminal.asked()
    await store.append(world.partition, [message(world, 0, ["a", "b"])])
    key = await terminal.says(lambda: logs.key(asked))
    await terminal.says(lambda: logs.checkpoint(asked, kept))
    await store.append(world.partition, [message(world, 2, ["c"])])
    await terminal.says(lambda: logs.export(asked, export))
    await terminal.says(lambda: prove.fetch(asked, query={"index": 0}, out=proof))
    brought = Asked(exports=(export,), key=key, older=(kept,))
    await terminal.says(lambda: verify.run(brought, as_json=True))
    await terminal.says(lambda: prove.check(proof, Asked(key=key), leaf=None, as_json=True))
    kept.write_text(kept.read_text().replace("\n2\n", "\n1\n"))
    await terminal.says(lambda: verify.run(brought, as_json=True), 1)


async def test_P8_a_frozen_log_is_shown_with_its_reason_and_goes_on_at_a_keepers_word_only(
    terminal: Terminal, store: Store, sealer: Sealer, ledger_roles: Roles, world: World, tmp_path: Path
) -> None:
    asked, kept, keys = terminal.asked(), tmp_path / "kept", tmp_path / "keys"
    await store.append(world.partition, [message(world, 0, ["a", "b"])])
    await terminal.says(lambda: logs.checkpoint(asked, kept))
    old = await terminal.says(lambda: logs.key(asked))
    assert "log_not_frozen" in await terminal.says(lambda: logs.go_on(terminal.asked("keeper")), 65)
    Forger(ledger_roles.superuser, world.shop).does(EDIT)
    await store.append(world.partition, [message(world, 2, ["c"])])
    with pytest.raises(BrokenInvariantError, match="log_rewritten"):
        await sealer.seal(world.shop)
    assert "log_frozen" in await terminal.says(lambda: logs.checkpoint(asked, None), 65)
    assert "log_rewritten" in await terminal.says(lambda: logs.volumes(asked, as_json=True))
    assert await terminal.says(lambda: logs.go_on(asked), 65)
    new = await terminal.says(lambda: logs.go_on(terminal.asked("keeper")))
    assert new == await terminal.says(lambda: logs.key(terminal.asked(volume=2)))

    keys.write_text(new + old)
    for brought, volumes in ((asked._replace(key=new), 1), (asked._replace(key=str(keys)), 2)):
        found = json.loads(await terminal.says(partial(verify.run, brought, as_json=True)))
        assert len([*found["logs"], *found["frozen"]]) == volumes
    # What was kept of the volume that broke tells what became of that part of it.
    denied = asked._replace(key=str(keys), older=(kept,))
    await terminal.says(lambda: verify.run(denied, as_json=True), 1)


async def test_where_nobody_answers_there_is_another_exit_code(world: World, tmp_path: Path) -> None:
    (tmp_path / "console").write_text("token")
    asked = Asked((world.shop,), url="http://127.0.0.1:9", token=tmp_path / "console")
    assert await asyncio.to_thread(logs.key, asked) == 69
