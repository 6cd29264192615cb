"""The short form of `python -m tests.faults.kill`."""

import pytest
from rich.console import Console

from tests.faults.kill import run


@pytest.mark.timeout(240)
def test_P1_nothing_is_lost_or_doubled_when_the_gateway_is_killed_at_random_moments() -> None:
    found = run(orders=600, kills=3, seed=1, partners=False, console=Console(quiet=True))
    assert found.kills >= 3
    assert found.orders == 600
    assert found.clean, found.verdict["found"]
