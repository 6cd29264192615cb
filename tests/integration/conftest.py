"""One running system for all tests that ask for it. They come last, so that no other stack runs beside it."""

import os
from collections.abc import Iterator

import pytest

from tests.fixtures.system import System, running


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the tests that share the system behind all others, in their own order."""
    items.sort(key=lambda item: "system" in getattr(item, "fixturenames", ()))


@pytest.fixture(scope="session")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    """Run every service, the outside parties, and four shops; commands find it as the stack that runs here."""
    before = os.environ.get("XDG_STATE_HOME")
    os.environ["XDG_STATE_HOME"] = str(tmp_path_factory.mktemp("state"))
    try:
        with running(tmp_path_factory.mktemp("parties"), tmp_path_factory.mktemp("policies")) as made:
            yield made
    finally:
        os.environ.pop("XDG_STATE_HOME")
        if before is not None:
            os.environ["XDG_STATE_HOME"] = before
