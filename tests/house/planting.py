"""A bug that is planted, and the test that must fail by it: what every table of planted bugs here is made of."""

from collections.abc import Callable
from typing import Any, NamedTuple

import pytest


class Plant(NamedTuple):
    """Where the bug goes, what stands there instead, and the test that must find it."""

    owner: Any
    name: str
    bug: Any
    found_by: Callable[[], object]


def found(planted: Plant, monkeypatch: pytest.MonkeyPatch, *errors: type[Exception]) -> None:
    """Hold that a test passes, and fails once the bug is there: by an assertion, or by one of these errors."""
    planted.found_by()
    monkeypatch.setattr(planted.owner, planted.name, planted.bug)
    with pytest.raises((AssertionError, pytest.fail.Exception, *errors)):
        planted.found_by()
