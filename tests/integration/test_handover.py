"""One partner service as it runs: a record on `to.seller`, the party's own log, and the outcome on `outcomes`.

Between the service and the parties stands a wire that the test can hold, so that a crash can be placed in mid-call.
"""

import time
from collections.abc import AsyncIterator, Iterator, Sequence

import pytest

from cli.embedded import grants, ports
from cli.embedded.stack import EmbeddedStack
from contracts.deployment import service
from tests.fixtures.neighbours import LANES, Flow, body_of, flowing, until
from tests.fixtures.outside import SHOP, Parties
from tests.fixtures.servers import infrastructure

pytestmark = pytest.mark.timeout(120)


@pytest.fixture(scope="module")
def stack() -> Iterator[EmbeddedStack]:
    """Run broker, database and the service `seller`."""
    names: Sequence[str] = [f"{SHOP}/seller/{name}" for name in LANES]
    with infrastructure({"seller": names}, shops=[SHOP]) as running:
        running.start_service("seller")
        running.wait_ready("seller")
        for name in ("gateway", "policy", "ledger"):
            grants.await_rights(service(name), running.bootstrap, running.credentials(name)[1])
        yield running


@pytest.fixture(scope="module")
def parties(stack: EmbeddedStack, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Parties]:
    """Run the outside parties."""
    names = [f"{SHOP}/seller/{name}" for name in LANES]
    made = Parties({name: stack.endpoint_secret("seller", name) for name in names}, tmp_path_factory.mktemp("parties"))
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


async def test_a_record_reaches_the_party_byte_for_byte_and_its_outcome_the_ledger(flow: Flow) -> None:
    identity = await flow.disclose()
    outcome = await flow.outcome(identity)
    assert (outcome.outcome, outcome.attempt, outcome.recipient, outcome.instance) == ("given", 1, "seller", "books")
    assert flow.parties.bodies(identity) == [body_of(identity)]
    assert flow.rows("select count(*) from outbox where body is not null") == [(0,)]


async def test_a_repeat_on_the_topic_is_not_handed_over_again(flow: Flow) -> None:
    identity = await flow.disclose()
    await flow.outcome(identity)
    await flow.disclose(identity=identity)
    last = await flow.disclose()
    await flow.outcome(last)
    assert len(flow.outcomes[identity]) == 1
    assert len(flow.parties.bodies(identity)) == 1


async def test_a_party_that_was_down_gets_it_when_it_is_back(flow: Flow) -> None:
    flow.parties.stop()
    identity = await flow.disclose()
    failed_once = "select 1 from outbox where attempt = 1 and holder is null and state <> 'closed'"
    await until(lambda: flow.rows(failed_once) != [])
    flow.parties.start()
    outcome = await flow.outcome(identity)
    assert (outcome.outcome, outcome.attempt) == ("given", 2)
    assert len(flow.parties.bodies(identity)) == 1


async def test_a_service_killed_in_mid_call_sends_the_same_id_again_and_the_party_holds_it_once(flow: Flow) -> None:
    flow.wire.held = b"/books"
    first = await flow.disclose()
    second = await flow.disclose()
    await until(lambda: flow.parties.bodies(first) != [])
    flow.stack.kill_service("seller")
    flow.wire.held = b""
    flow.stack.start_service("seller")
    outcome = await flow.outcome(first, seconds=25)  # sooner than the lease would end
    assert (outcome.outcome, outcome.attempt) == ("given", 2)
    await flow.outcome(second)
    ids = [line["webhook_id"] for line in flow.parties.received("books")]
    assert ids.count(first) == 1
    assert ids.index(first) < ids.index(second)


async def test_a_silent_party_delays_nobody_else(flow: Flow) -> None:
    flow.wire.held = b"/toys"
    silent = [await flow.disclose(instance="toys", person=f"p{number}") for number in range(10)]
    began = time.monotonic()
    identity = await flow.disclose(instance="books")
    await flow.outcome(identity)
    assert time.monotonic() - began < 3
    flow.wire.held = b""
    for each in silent:
        assert (await flow.outcome(each)).outcome == "given"


async def test_one_person_is_served_in_order(flow: Flow) -> None:
    sent = [await flow.disclose(person=f"p{number % 2}") for number in range(10)]
    for identity in sent:
        await flow.outcome(identity)
    ids = [line["webhook_id"] for line in flow.parties.received("books")]
    for person in range(2):
        places = [ids.index(identity) for identity in sent[person::2]]
        assert places == sorted(places)


async def test_a_paused_party_is_held_until_it_is_live_again(flow: Flow, versions: Iterator[int]) -> None:
    await flow.publish(paused := next(versions), mode="paused")
    await flow.in_force(paused)
    before = len(flow.said("register_in_force"))
    identity = await flow.disclose()
    await until(lambda: _open_rows(flow) == [("pending", 0)])
    await flow.publish(1000, forged=True)
    await flow.publish(1)
    # Once this one is in force, both before it have been read.
    await flow.publish(behind := next(versions), mode="paused")
    await flow.in_force(behind)
    assert [line["version"] for line in flow.said("register_in_force")[before:]] == [behind]
    assert (flow.parties.bodies(identity), identity in flow.outcomes) == ([], False)
    assert _open_rows(flow) == [("pending", 0)]
    await flow.publish(next(versions))
    assert (await flow.outcome(identity)).outcome == "given"


def _open_rows(flow: Flow) -> list[tuple[str, int]]:
    return flow.rows("select distinct state, attempt from outbox where state <> 'closed'")


async def test_a_record_that_cannot_be_read_is_parked_and_the_next_goes_on(flow: Flow) -> None:
    before = flow.rows("select count(*) from parked")[0][0]
    await flow.disclose(drop="ce_instance")
    identity = await flow.disclose()
    await flow.outcome(identity)
    reasons = flow.rows("select reason from parked")
    assert len(reasons) == before + 1
    assert reasons[-1] == ("ce_instance_unusable",)


async def test_nothing_of_a_person_is_in_logs_or_spans(flow: Flow) -> None:
    await flow.outcome(await flow.disclose())
    folder = flow.stack.data / "services" / "seller"
    flow.stack.stop_service("seller")
    written = "".join(path.read_text() for path in folder.glob("*.*") if path.name != "settings.json")
    assert "given" in written
    assert '"process to.seller"' in written
    assert "小林" not in written
    assert "p1" not in written.replace("http1", "")
    assert "Traceback" not in written
    flow.stack.start_service("seller")
    flow.stack.wait_ready("seller")
