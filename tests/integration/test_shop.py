"""Orders that are changed and cancelled, at a real party of `seller`; and `shop`, which tells the shop itself."""

import json
import uuid
from collections.abc import AsyncIterator, Iterator

import psycopg
import pytest

from cli.embedded import grants, ports
from cli.embedded.stack import EmbeddedStack
from contracts.deployment import service
from tests.fixtures.neighbours import LANES, Flow, flowing, until
from tests.fixtures.outside import SHOP, Parties
from tests.fixtures.servers import infrastructure

pytestmark = pytest.mark.timeout(120)

ENDPOINTS = {"seller": [f"{SHOP}/seller/{name}" for name in LANES], "shop": [f"{SHOP}/shop/shop"]}


@pytest.fixture(scope="module")
def stack() -> Iterator[EmbeddedStack]:
    """Run broker, database and the services `seller` and `shop`."""
    with infrastructure(ENDPOINTS, shops=[SHOP]) as running:
        for name in ENDPOINTS:
            running.start_service(name)
            running.wait_ready(name)
        for name in ("gateway", "policy", "ledger"):
            grants.await_rights(service(name), running.bootstrap, running.credentials(name)[1])
        yield running


@pytest.fixture(scope="module")
def parties(stack: EmbeddedStack, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Parties]:
    """Run the outside parties, and the shop's own end."""
    secrets = {name: stack.endpoint_secret(of, name) for of, names in ENDPOINTS.items() for name in names}
    made = Parties(secrets, tmp_path_factory.mktemp("parties"))
    made.start()
    yield made
    made.stop()


@pytest.fixture(scope="module")
def versions() -> Iterator[int]:
    """Return numbers that only go up."""
    return iter(range(1, 1000))


@pytest.fixture(scope="module")
def port() -> int:
    """Return the wire's port, the same for all tests."""
    return ports.free(1)[0]


@pytest.fixture
async def flow(stack: EmbeddedStack, parties: Parties, port: int, versions: Iterator[int]) -> AsyncIterator[Flow]:
    """Put the wire up and a live register in force."""
    async with flowing(stack, parties, port=port, version=next(versions)) as made:
        yield made


async def test_P1_an_order_that_is_cancelled_before_it_was_handed_over_reaches_nobody(
    flow: Flow, versions: Iterator[int]
) -> None:
    await flow.publish(version := next(versions), mode="paused")
    await flow.in_force(version)
    thread, other = f"{uuid.uuid4().hex}/order", f"{uuid.uuid4().hex}/order"
    placed = await flow.disclose(thread=thread)
    kept = await flow.disclose(thread=other)
    changed = await flow.disclose(thread=thread, act="change")
    cancelled = await flow.disclose(thread=thread, act="end")
    found = [(o.outcome, o.attempt, o.reason) for o in [await flow.outcome(i) for i in (placed, changed, cancelled)]]
    assert found == [
        ("withdrawn", 0, "replaced"),
        ("withdrawn", 0, "cancelled"),
        ("withdrawn", 0, "nothing_to_cancel"),
    ]
    await flow.publish(next(versions))
    assert (await flow.outcome(kept)).outcome == "given"
    assert [flow.parties.bodies(identity) for identity in (placed, changed, cancelled)] == [[], [], []]


async def test_P5_an_order_that_is_cancelled_after_it_was_handed_over_is_cancelled_there_too(flow: Flow) -> None:
    thread = f"{uuid.uuid4().hex}/order"
    placed = await flow.disclose(thread=thread)
    assert (await flow.outcome(placed)).outcome == "given"
    cancelled = await flow.disclose(thread=thread, act="end")
    assert (await flow.outcome(cancelled)).outcome == "given"
    ids = [line["webhook_id"] for line in flow.parties.received("books")]
    assert ids.index(placed) < ids.index(cancelled)


async def test_P5_a_cancellation_follows_a_call_that_is_still_under_way(flow: Flow) -> None:
    thread = f"{uuid.uuid4().hex}/order"
    flow.wire.held = b"/books"
    placed = await flow.disclose(thread=thread)
    await until(lambda: flow.parties.bodies(placed) != [])
    cancelled = await flow.disclose(thread=thread, act="end")
    await until(lambda: _row(flow, cancelled) == [("pending", 0)])
    flow.wire.held = b""
    assert [(await flow.outcome(identity)).outcome for identity in (placed, cancelled)] == ["given", "given"]


async def test_a_hand_over_that_failed_for_good_is_told_to_the_shop_signed_and_once(flow: Flow) -> None:
    order = uuid.uuid4().hex
    flow.wire.gone = b"/toys"
    identity = await flow.disclose(instance="toys", thread=f"{order}/order")
    assert (await flow.outcome(identity)).outcome == "failed"
    await until(lambda: _told(flow, identity) != [])
    flow.wire.gone = b""
    (body,) = _told(flow, identity)
    told = json.loads(body)
    assert told.pop("at") > 0
    assert told == {
        "id": f"{identity}/failed",
        "type": "handover_failed",
        "shop": SHOP,
        "thread": order,
        "recipient": "seller",
        "instance": "toys",
        "reason": "http_410",
    }
    with psycopg.connect(flow.stack.database("shop")) as connection:
        assert connection.execute("select count(*) from outcome where not sent").fetchall() == [(0,)]


async def test_P10_an_expired_register_holds_every_lane_until_a_newer_one_comes(
    flow: Flow, versions: Iterator[int]
) -> None:
    await flow.publish(version := next(versions), until="2020-01-01")
    await flow.in_force(version)
    identity = await flow.disclose()
    await until(lambda: _row(flow, identity) == [("pending", 0)])
    await until(lambda: "register_expired" in [line["code"] for line in flow.said("held")])
    assert flow.parties.bodies(identity) == []
    await flow.publish(next(versions))
    assert (await flow.outcome(identity)).outcome == "given"


def _told(flow: Flow, identity: str) -> list[str]:
    lines = flow.parties.received("shop", recipient="shop")
    return [line["body"] for line in lines if line["webhook_id"] == f"{identity}/failed"]


def _row(flow: Flow, identity: str) -> list[tuple[str, int]]:
    with psycopg.connect(flow.stack.database("seller")) as connection:
        found = connection.execute("select state, attempt from outbox where id = %s", (identity,))
        return [(str(state), int(attempt)) for state, attempt in found.fetchall()]
