"""Bugs of P8 that only a database shows: each is planted, and what is stored and shown must give it away."""

from collections.abc import Awaitable, Callable
from typing import Any, Final

import pytest

from services.ledger import proofs, rehash, seal, store, volumes
from services.ledger.proofs import Place, Proofs
from services.ledger.seal import Sealer
from services.ledger.store import Store
from services.ledger.watch import Watch
from shared.core.ledger.logproof import check_log_proof
from shared.core.ledger.tree import ProofError
from shared.errors import BrokenInvariantError
from shared.shell.database import Pool
from tests.adapters.ledger_forger import Forger
from tests.adapters.ledger_serving import new_sealer
from tests.adapters.ledger_world import FRESH, Roles, World, message

pytest_plugins = ["tests.adapters.ledger_database"]
pytestmark = pytest.mark.timeout(60)

_EDIT: Final = "update leaf set leaf = replace(leaf, 'payment', 'display') where shop = %s and index = 3"


class Ground:
    """A log of 600 leaves that is signed, and somebody who owns the database."""

    def __init__(self, pool: Pool, roles: Roles) -> None:
        """Take a shop that no other test uses."""
        number = next(FRESH)
        self.world = World(f"shop-{number}", number, f"stream-{number}")
        self.pool, self.sealer = pool, new_sealer(pool)
        self.forger = Forger(roles.superuser, self.world.shop)

    async def grows(self, first: int, end: int) -> None:
        """Append leaves."""
        await Store(self.pool).append(
            self.world.partition, [message(self.world, first, [str(n) for n in range(first, end)])]
        )


async def nothing_is_signed_over_an_edit(ground: Ground) -> None:
    await ground.grows(0, 200)
    await ground.sealer.seal(ground.world.shop)
    await ground.grows(200, 220)
    ground.forger.does(_EDIT)
    with pytest.raises(BrokenInvariantError):
        await new_sealer(ground.pool).seal(ground.world.shop)


async def nothing_is_signed_below_what_was_signed(ground: Ground) -> None:
    await ground.grows(0, 20)
    await ground.sealer.seal(ground.world.shop)
    ground.forger.does("delete from checkpoint where shop = %s")
    with pytest.raises(BrokenInvariantError):
        await ground.sealer.seal(ground.world.shop)


async def what_was_signed_long_ago_is_looked_at(ground: Ground) -> None:
    await ground.grows(0, 600)
    watch = Watch(ground.pool, ground.sealer)
    await watch.round()
    ground.forger.does(_EDIT)
    for _ in range(3):
        await watch.round(tiles=1)
    (row,) = [row for row in await volumes.volumes(ground.pool) if row.shop == ground.world.shop]
    assert row.frozen == "leaf_altered"


async def no_false_proof_is_handed_out(ground: Ground) -> None:
    await ground.grows(0, 600)
    await ground.sealer.seal(ground.world.shop)
    ground.forger.does(_EDIT)
    made = Proofs(ground.pool, ground.sealer, witnesses=[])
    try:
        shown = await made.inclusion(ground.world.shop, Place(1, 3))
    except BrokenInvariantError:
        return
    assert shown is not None
    check_log_proof(shown, shown.extra or b"", key=ground.sealer.key(ground.world.shop))


async def a_frozen_log_takes_nothing_in(ground: Ground) -> None:
    await ground.grows(0, 20)
    await ground.sealer.seal(ground.world.shop)
    ground.forger.does("update head set frozen = 'log_rewritten' where shop = %s")
    await ground.grows(20, 30)
    assert len(ground.forger.leaves()) == 20


async def everybodys(_connection: object, _log: object, last: Any, _edge: object) -> None:
    """Stand in for hashing again."""
    del last


class Forgetful(dict[Any, Any]):
    """Remembers nothing."""

    def __setitem__(self, key: Any, value: Any) -> None:
        """Drop it."""


PLANTS: Final[dict[str, tuple[Any, str, Any, Callable[[Ground], Awaitable[None]]]]] = {
    "a checkpoint is signed without hashing what is stored": (
        seal, "extend", everybodys, nothing_is_signed_over_an_edit,
    ),
    "what was signed in this process is forgotten": (
        Sealer, "_remembered", property(lambda _self: Forgetful(), lambda _self, _value: None),
        nothing_is_signed_below_what_was_signed,
    ),
    "old leaves are not looked at again": (
        rehash, "verify_inclusion", lambda *_a, **_k: None, what_was_signed_long_ago_is_looked_at,
    ),
    "a proof is handed out unverified": (
        proofs, "verify_inclusion", lambda *_a, **_k: None, no_false_proof_is_handed_out,
    ),
    "what comes for a frozen log is appended": (
        store, "open_book", None, a_frozen_log_takes_nothing_in,
    ),
}  # fmt: skip


async def thawed(connection: Any, shops: Any) -> Any:
    """Open a book as if no log were frozen."""
    from services.ledger.book import open_book

    book = await open_book(connection, shops)
    for head in book._heads.values():
        head.frozen = ""
    return book


@pytest.mark.parametrize("sentence", PLANTS)
async def test_P8_a_bug_that_is_planted_in_the_service_is_found(
    sentence: str, ledger_pool: Pool, ledger_roles: Roles, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner, name, bug, holds = PLANTS[sentence]
    await holds(Ground(ledger_pool, ledger_roles))
    monkeypatch.setattr(owner, name, thawed if bug is None else bug, raising=False)
    with pytest.raises((AssertionError, pytest.fail.Exception, ProofError)):
        await holds(Ground(ledger_pool, ledger_roles))
