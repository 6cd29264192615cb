"""Examples that Hypothesis makes are judged by what they show, never by the clock; set once, in `tests/conftest.py`."""

import time

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

LONGER_THAN_THE_USUAL_DEADLINE_S = 0.25


@settings(max_examples=2)
@given(st.sampled_from([LONGER_THAN_THE_USUAL_DEADLINE_S]))
def test_a_slow_example_is_no_failure(seconds: float) -> None:
    time.sleep(seconds)


def test_nothing_but_slowness_is_forgiven() -> None:
    assert settings().suppress_health_check == (HealthCheck.too_slow,)
