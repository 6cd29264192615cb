"""The auditor finds each planted bug, and nothing where the honest gateway met the same fault (P1)."""

from collections.abc import Iterator

import pytest

from tests.faults.rig import Rig
from tests.faults.scenarios import SCENARIOS

pytestmark = pytest.mark.timeout(120)


@pytest.fixture(scope="module")
def honest() -> Iterator[Rig]:
    """Run one stack for all honest runs: they leave it clean."""
    with Rig(orders=2000, seed=2) as rig:
        yield rig


@pytest.mark.parametrize(
    ("module", "bugs", "checks"),
    [
        ("offsets_outside", ("offsets_outside", "wall_down"), {"no_order_is_lost"}),
        ("entry_outside", ("entry_outside",), {"every_message_has_its_entry", "no_number_is_missing"}),
        ("refused_send", ("refused_send",), {"every_message_has_its_entry"}),
        ("retried_batch", ("retried_batch",), {"no_order_is_lost", "no_number_is_missing"}),
        ("zombie", ("zombie",), {"every_message_has_its_entry", "no_number_is_missing"}),
        ("short_restore", ("short_restore", "wall_down"), {"nothing_is_disclosed_twice", "no_number_is_missing"}),
    ],
)
def test_P1_the_auditor_finds_the_planted_bug(module: str, bugs: tuple[str, ...], checks: set[str]) -> None:
    with Rig(orders=200, seed=2) as rig:
        SCENARIOS[module](rig, module, bugs)
        verdict = rig.audit(ledger=False)
    assert not verdict["ok"]
    assert checks <= verdict["found"].keys(), verdict["found"]


@pytest.mark.parametrize("module", SCENARIOS)
def test_P1_the_honest_gateway_comes_out_of_the_same_fault_clean(honest: Rig, module: str) -> None:
    SCENARIOS[module](honest, module, ())
    assert honest.settle()
    honest.stack.stop_service("gateway")
    verdict = honest.audit(ledger=False)
    assert verdict["ok"], verdict["found"]
    assert verdict["messages"] > 0
    if module == "zombie":
        refused = [row for row in honest.log() if row["deed"] == "transaction failed"]
        assert refused, "the zombie was not refused"


def test_P8_the_ledger_holds_what_all_the_faults_left(honest: Rig) -> None:
    verdict = honest.audit()
    assert verdict["ok"], verdict["found"]


def test_P10_a_restore_that_stops_short_is_held_by_the_head(honest: Rig) -> None:
    SCENARIOS["short_restore"](honest, "short_restore", ("short_restore",))
    assert honest.settle()
    honest.stack.stop_service("gateway")
    verdict = honest.audit(ledger=False)
    assert verdict["ok"], verdict["found"]


def test_P10_a_position_without_its_state_stops_the_gateway() -> None:
    with Rig(orders=200, seed=2) as rig:
        SCENARIOS["offsets_outside"](rig, "offsets_outside", ("offsets_outside",))
        assert not rig.stack.alive("gateway")
        assert not rig.decided()
        assert rig.audit(ledger=False)["found"].keys() == {"no_order_is_lost"}
