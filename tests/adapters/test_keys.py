"""Day keys on a real PostgreSQL: who makes and fetches which, what is destroyed, and what then still opens."""

from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any, Final

import psycopg
import pytest
from pydantic import SecretStr

from cli.embedded import wrapping
from contracts import sealed
from contracts.deployment import PRINCIPALS
from services.eraser.main import erase
from shared.core.delivery import UNOPENED, Answer, settle
from shared.core.sealing import Place
from shared.errors import BrokenInvariantError, PoisonError, TransientError
from shared.shell.database import Pool, pool
from shared.shell.handover.message import Lane, Message
from shared.shell.handover.opening import Expiry, opening
from shared.shell.handover.outbox import Outbox, Row
from shared.shell.handover.routes import Route
from shared.shell.sealing.ring import Ring
from shared.shell.settings import Settings
from tests.fixtures.servers import Conninfo

pytestmark = pytest.mark.timeout(60)

DAY: Final = 86_400.0
LANE: Final = Lane("netoff", "seller", "books")
AT: Final = Place("to.seller", *LANE, "d1")
_fresh = count()

Rings = Callable[..., Ring]


@pytest.fixture
def shop() -> str:
    """Return a shop that no other test uses."""
    return f"keys-{next(_fresh)}"


@pytest.fixture
def settings(server: Conninfo, tmp_path: Path) -> Callable[[str], Settings]:
    """Return the settings of a service, with its own role and its own key file."""
    known = wrapping.renew(tmp_path / "wrapping")
    rows = {row.name: row for row in PRINCIPALS}

    def made(name: str) -> Settings:
        folder = tmp_path / name
        folder.mkdir(exist_ok=True)
        wrapping.share(rows[name], folder, known)
        conninfo = SecretStr(server(name))
        return Settings(service=name, bootstrap="", user="", password=SecretStr(""), database=conninfo, keys=folder)

    return made


@pytest.fixture
def rings(settings: Callable[[str], Settings]) -> Rings:
    """Return a ring of a service; `clock` is that of its process."""
    return lambda name, **more: Ring(settings(name), **more)


async def erased(settings: Settings) -> None:
    """Let the eraser do a round."""
    async with pool(settings, size=1) as opened:
        await erase(opened)


def age(server: Conninfo, shop: str, days: float) -> None:
    """Let the keys of a shop be so old."""
    with psycopg.connect(server("postgres")) as connection:
        connection.execute(
            "update eraser.day_key set made = now() - make_interval(secs => %s) where shop = %s", (days * DAY, shop)
        )


def rows(server: Conninfo, shop: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(server("postgres")) as connection:
        return connection.execute("select id, service from eraser.day_key where shop = %s", (shop,)).fetchall()


def test_what_the_gateway_seals_its_service_opens_and_nobody_else(rings: Rings, shop: str) -> None:
    at = AT._replace(shop=shop)
    value = rings("gateway").seal(at, b"body")
    assert rings("seller").open(at, value) == b"body"
    assert rings("auditor").open(at, value) == b"body"
    # P9: the database shows a role no key of another service, so to others it is as if it were destroyed.
    for other in ("payment", "intake", "preview", "gateway"):
        with pytest.raises((PoisonError, BrokenInvariantError)):
            rings(other).open(at, value)


def test_P9_nobody_makes_a_key_of_a_service_that_it_does_not_write_to(rings: Rings, shop: str) -> None:
    for name in ("seller", "intake", "preview", "auditor"):
        with pytest.raises(BrokenInvariantError):
            rings(name).seal(AT._replace(shop=shop), b"body")


def test_P13_a_process_makes_a_key_of_its_own_and_a_new_one_each_day(rings: Rings, server: Conninfo, shop: str) -> None:
    at, now = AT._replace(shop=shop), [0.0]
    with psycopg.connect(server("postgres")) as connection:
        (now[0],) = connection.execute("select extract(epoch from now())::float8").fetchone() or (0.0,)
    one, two = (rings("gateway", clock=lambda: now[0]) for _ in range(2))
    values = [one.seal(at, b"a"), one.seal(at, b"b"), two.seal(at, b"c")]
    assert len({sealed.taken_apart(value).key for value in values}) == len(rows(server, shop)) == 2
    now[0] += DAY + 60
    assert sealed.taken_apart(one.seal(at, b"d")).key not in {sealed.taken_apart(value).key for value in values}


async def test_P13_after_fourteen_days_the_key_is_gone_and_nothing_opens(
    rings: Rings, settings: Callable[[str], Settings], server: Conninfo, shop: str
) -> None:
    at = AT._replace(shop=shop)
    value = rings("gateway").seal(at, b"body")
    age(server, shop, 13.9)
    await erased(settings("eraser"))
    assert rings("seller").open(at, value) == b"body"
    age(server, shop, 14.1)
    await erased(settings("eraser"))
    assert rows(server, shop) == []
    with pytest.raises(PoisonError, match="expired"):
        rings("seller").open(at, value)


def test_P13_a_process_that_holds_the_key_forgets_it_by_itself(rings: Rings, server: Conninfo, shop: str) -> None:
    at, now = AT._replace(shop=shop), [0.0]
    with psycopg.connect(server("postgres")) as connection:
        (now[0],) = connection.execute("select extract(epoch from now())::float8").fetchone() or (0.0,)
    seller = rings("seller", clock=lambda: now[0])
    value = rings("gateway").seal(at, b"body")
    assert seller.open(at, value) == b"body"
    now[0] += 14 * DAY + 60
    with pytest.raises(PoisonError, match="expired"):
        seller.open(at, value)
    assert not [key for key in seller._met.values() if key]


def test_P10_without_the_database_nothing_is_sealed_and_nothing_passes(
    settings: Callable[[str], Settings], tmp_path: Path, shop: str
) -> None:
    away = settings("gateway").model_copy(update={"database": SecretStr(f"host={tmp_path} dbname=sekisho")})
    with pytest.raises(TransientError):
        Ring(away).seal(AT._replace(shop=shop), b"body")
    with pytest.raises(TransientError):
        Ring(away).open(AT, sealed.put_together(b"k" * 16, 0, b"x" * 20))


@pytest.mark.parametrize(
    "statement", ["select wrapped from eraser.day_key", "insert into eraser.day_key values ('a', 'b', 'c')"]
)
def test_P9_the_eraser_sees_no_secret(server: Conninfo, statement: str) -> None:
    with psycopg.connect(server("eraser")) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute(statement.encode())


@pytest.mark.parametrize("name", ["gateway", "seller", "intake", "auditor"])
def test_P13_nobody_but_the_eraser_destroys_or_prolongs(server: Conninfo, name: str) -> None:
    for statement in (b"delete from eraser.day_key", b"update eraser.day_key set made = now()"):
        with psycopg.connect(server(name)) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(statement)


def _message(name: str, shop: str, body: bytes, *, person: str = "p1") -> Message:
    return Message(name, LANE._replace(shop=shop), person, "selling", "", 0, 0, body)


async def test_P13_a_row_whose_key_is_destroyed_ends_as_failed_with_its_reason(
    connections: Pool, rings: Rings, settings: Callable[[str], Settings], server: Conninfo, shop: str
) -> None:
    outbox, gateway, woken = Outbox(connections, slot=0), rings("gateway"), list[bool]()
    old = _message("old", shop, gateway.seal(AT._replace(shop=shop, name="old"), b"body"))
    young = _message("young", f"{shop}-y", gateway.seal(AT._replace(shop=f"{shop}-y", name="young"), b"body"))
    await outbox.take([old, young, _message("clear", shop, b"{}")])
    age(server, shop, 15)
    expiry = Expiry(connections, closed=lambda: woken.append(True))
    assert await expiry.close() == 0
    await erased(settings("eraser"))
    assert await expiry.close() == 1
    assert woken == [True]
    (told,) = await outbox.unsent()
    assert (told.id, b'"failed"' in told.value, b'"expired"' in told.value) == ("old", True, True)
    async with connections.connection() as connection:
        left = await (await connection.execute("select id, state, body is null from outbox order by id")).fetchall()
    assert left == [("clear", "pending", False), ("old", "closed", True), ("young", "pending", False)]


async def test_P13_a_body_is_opened_for_the_call_alone(rings: Rings, shop: str) -> None:
    handed: list[bytes] = []

    async def call(_route: Route, _lane: Lane, row: Row) -> Answer:
        handed.append(row.body)
        return Answer(200)

    way = opening(call, rings("seller"), "to.seller")
    lane, gateway = LANE._replace(shop=shop), rings("gateway")
    value = gateway.seal(AT._replace(shop=shop), b"body")
    row, route = Row("d1", 1, 0, "", "selling", value), Route("webhook", "", "")
    assert await way(route, lane, row) == Answer(200)
    moved = await way(route, lane, row._replace(id="d2"))
    assert (moved, handed) == (Answer(UNOPENED, reason="seal_broken"), [b"body"])
    assert settle(moved, attempt=1, now=0, jitter=0).outcome == "failed"
