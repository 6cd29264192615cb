"""Runs the properties over many examples, which depend on the seed alone."""

from collections.abc import Callable
from typing import Final

from hypothesis import HealthCheck, Phase, given, seed, settings

from tests.properties.drawing import ALONE
from tests.properties.example import Example, examples
from tests.properties.smaller import failing

_BATCH: Final = 25
"""Examples that Hypothesis draws from one seed."""


class BrokenPropertyError(AssertionError):
    """A property does not hold: which one, and for which example."""

    def __init__(self, name: str, example: Example) -> None:
        """Keep both."""
        super().__init__(name)
        self.name, self.example = name, example


def _nothing(_done: int) -> None:
    pass


def run(*, cases: int, seed_: int, progress: Callable[[int], None] = _nothing) -> None:
    """Hold every property for so many cases: events that are decided.

    Raises:
        BrokenPropertyError: a property does not hold.
    """
    done = 0
    while done < cases:
        done += _batch(seed_ * 1_000_003 + done)
        progress(done)


def _batch(seed_: int) -> int:
    done = 0

    @seed(seed_)
    @settings(
        max_examples=_BATCH,
        backend=ALONE,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
        print_blob=False,
        report_multiple_bugs=False,
    )
    @given(examples())
    def batch(it: Example) -> None:
        nonlocal done
        done += len(it.history)
        if name := failing(it):
            raise BrokenPropertyError(name, it)

    batch()
    return done
