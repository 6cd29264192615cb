"""After the keys are destroyed nothing of an order can be read from what the system holds, on topics or disks (P13).

A system of its own: its keys are destroyed.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import psycopg
import pytest
from pydantic import SecretStr

from contracts import sealed
from contracts.topics import PARTNER_TOPICS, RESULTS, SHOP_EVENTS, SUBJECT_WAITING
from services.eraser.main import erase
from shared.errors import PoisonError
from shared.shell.database import pool
from shared.shell.settings import Settings
from tests.fixtures.canary import Flock
from tests.fixtures.canary_orders import Sent, shopify
from tests.fixtures.canary_parcels import parcels
from tests.fixtures.disks import in_clear
from tests.fixtures.outside import wait_until
from tests.fixtures.system import System, running
from tests.fixtures.unsealing import Unsealing

pytestmark = pytest.mark.timeout(240)

_SEALED: Final = (SHOP_EVENTS, SUBJECT_WAITING, RESULTS, *PARTNER_TOPICS)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    """Run everything."""
    with running(tmp_path_factory.mktemp("parties"), tmp_path_factory.mktemp("policies")) as made:
        yield made


@pytest.fixture(scope="module")
def sent(house: System) -> tuple[Sent, Sent]:
    """Send two orders and wait until everything of them is handed over, but for what waits for a click."""
    orders = shopify(Flock("D", 6)), parcels(Flock("U", 7))
    for order in orders:
        send(house, order)
    return orders


def send(system: System, order: Sent) -> None:
    """Send an order without its clicks."""
    if order.webhook:
        answers = [system.adult(order.buyer), system.webhook(order.webhook)]
    else:
        answers = [system.event(event, shop=order.shop) for event in order.events]
    system.settle(*answers)
    open_rows = "select 1 from shop.outbox where state <> 'closed'"
    with psycopg.connect(system.superuser(), autocommit=True) as connection:
        wait_until(lambda: connection.execute(open_rows).fetchone() is None)


def readable(system: System, order: Sent) -> dict[str, set[str]]:
    """Return what can be read of an order on the sealed topics with every key that there is now, by topic."""
    keys, found = Unsealing(system.stack.data), dict[str, set[str]]()
    for topic in _SEALED:
        for record in system.lying(topic):
            try:
                value = keys.opened(record).value
            except PoisonError:
                continue
            if names := order.flock.found(value):
                found.setdefault(topic, set()).update(names)
    return found


async def destroy(system: System) -> None:
    """Let all keys be as old as their bound, and the eraser do its round."""
    with psycopg.connect(system.superuser()) as connection:
        days = sealed.KEY_DAYS + 1
        connection.execute("update eraser.day_key set made = now() - make_interval(days => %s)", (days,))
    conninfo = SecretStr(system.stack.database("eraser"))
    where = {"service": "eraser", "bootstrap": "", "user": "", "password": SecretStr(""), "keys": Path()}
    async with pool(Settings.model_validate({**where, "database": conninfo}), size=1) as eraser:
        await erase(eraser)


@pytest.mark.parametrize("number", [0, 1])
def test_P13_nothing_lies_on_any_disk_in_clear_but_what_is_said(
    house: System, sent: tuple[Sent, Sent], number: int
) -> None:
    assert in_clear(house, sent[number]) == {}


def test_P13_while_there_are_keys_the_readers_read(house: System, sent: tuple[Sent, Sent]) -> None:
    """A key that is not destroyed is found by the same search."""
    first, second = (readable(house, order) for order in sent)
    assert {SHOP_EVENTS, SUBJECT_WAITING, RESULTS, "to.seller", "to.payment"} <= set(first)
    assert {SHOP_EVENTS, "to.seller", "to.delivery"} <= set(second)


async def test_P13_when_the_keys_are_destroyed_nothing_can_be_read_and_the_ledger_verifies(
    house: System, sent: tuple[Sent, Sent]
) -> None:
    before = house.ledger(f"/shops/{sent[0].shop}/checkpoint").body
    await destroy(house)
    assert [readable(house, order) for order in sent] == [{}, {}]
    assert [in_clear(house, order) for order in sent] == [{}, {}]
    assert house.ledger(f"/shops/{sent[0].shop}/checkpoint").body == before
    # Life goes on, under new keys; a process that sealed under those would hold them for the rest of its day.
    for name in ("gateway", "intake"):
        house.stack.stop_service(name)
        house.stack.start_service(name)
        house.stack.wait_ready(name)
    again = shopify(Flock("V", 8))
    send(house, again)
    assert "to.payment" in readable(house, again)
    assert in_clear(house, again) == {}


def test_P13_a_topic_that_is_not_sealed_is_found(house: System, sent: tuple[Sent, Sent]) -> None:
    assert sent
    house.stack.stop_service("gateway")
    house.stack.start_service("gateway", target="tests.integration.unsealed_gateway")
    house.stack.wait_ready("gateway")
    order = shopify(Flock("W", 9))
    send(house, order)
    found = in_clear(house, order)
    assert {name.rsplit("-", 1)[0].split("/")[2] for name in found if name.startswith("kafka/")} == {"to.payment"}
