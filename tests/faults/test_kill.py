"""The short forms of `python -m tests.faults.kill`."""

import pytest
from rich.console import Console

from tests.faults.kill import run
from tests.faults.nemesis import Plan


@pytest.mark.timeout(240)
def test_P1_nothing_is_lost_or_doubled_when_the_gateway_is_killed_at_random_moments() -> None:
    found = run(Plan(orders=600, kills=3, seed=1), partners=False, console=Console(quiet=True))
    assert found.kills >= 3
    assert found.orders == 600
    assert found.clean, found.verdict["found"]


@pytest.mark.timeout(240)
def test_P1_nothing_is_lost_or_doubled_when_partitions_move_between_gateways_that_are_killed() -> None:
    plan = Plan(orders=1200, kills=6, seed=1, gateways=2, rebalance=5)
    found = run(plan, partners=False, console=Console(quiet=True))
    assert found.kills >= 6
    assert found.moves > 0
    assert found.versions > 0
    assert found.clean, found.verdict["found"]
