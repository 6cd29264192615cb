"""The names of orders and people: the double that unit tests use and the real PostgreSQL, by one suite."""

from collections.abc import AsyncIterator, Iterator
from itertools import count
from pathlib import Path

import pytest
from pydantic import SecretStr

from services.intake.names import StoredNames
from shared.core.names import Names
from shared.shell.database import pool
from shared.shell.settings import Settings
from tests.fixtures.servers import database
from tests.unit.intake import MemoryNames

pytestmark = pytest.mark.timeout(60)
_fresh = count()


@pytest.fixture(scope="module")
def conninfo() -> Iterator[str]:
    with database() as found:
        yield found("intake")


@pytest.fixture
async def names(request: pytest.FixtureRequest) -> AsyncIterator[Names]:
    if request.param == "double":
        yield MemoryNames()
        return
    secret = SecretStr(request.getfixturevalue("conninfo"))
    settings = Settings(service="intake", bootstrap="", user="", password=SecretStr(""), database=secret, keys=Path())
    async with pool(settings) as opened:
        yield StoredNames(opened)


@pytest.fixture
def shop() -> str:
    return f"shop-{next(_fresh)}"


both = pytest.mark.parametrize("names", ["double", "real"], indirect=True)


@both
async def test_the_first_reference_of_an_order_wins(names: Names, shop: str) -> None:
    assert [await names.owner(shop, "o", person) for person in ("guest", "member", "guest")] == ["guest"] * 3
    assert await names.owner(shop, "p", "member") == "member"


@both
async def test_P12_the_same_order_of_another_shop_is_another(names: Names, shop: str) -> None:
    assert await names.owner(shop, "o", "a") == "a"
    assert await names.owner(f"{shop}-other", "o", "b") == "b"


@both
async def test_links_hold_both_ways_and_over_others(names: Names, shop: str) -> None:
    await names.link(shop, "guest", "member")
    await names.link(shop, "member", "merged")
    await names.link(shop, "member", "merged")
    assert await names.linked(shop, "guest") == ["member", "merged"]
    assert await names.linked(shop, "merged") == ["guest", "member"]
    assert await names.linked(f"{shop}-other", "guest") == []


@both
async def test_an_unlinked_name_is_nobodys(names: Names, shop: str) -> None:
    await names.link(shop, "guest", "member")
    await names.unlink(shop, "member", "guest")
    assert await names.linked(shop, "guest") == []
