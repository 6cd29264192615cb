"""One partner service as it runs: a record on `to.seller`, the party's own log, and the outcome on `outcomes`.

Between the service and the parties stands a wire that the test can hold, so that a crash can be placed in mid-call.
"""

import asyncio
import hashlib
import json
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

import msgspec
import psycopg
import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from cli.embedded import grants, ports
from cli.embedded.stack import ROOT, EmbeddedStack
from contracts.deployment import service
from contracts.entries import Outcome
from contracts.packs import Endpoint, Instance, Mode, Party, Register, Signed, packs_key, signing_input
from contracts.topics import OUTCOMES, PARTITIONS, POLICY_PACKS
from shared.shell import keys
from tests.fixtures.servers import infrastructure

pytestmark = pytest.mark.timeout(120)

SHOP: Final = "netoff"
LANES: Final = ("books", "toys")


class Parties:
    """The outside parties, a process that can be stopped and started."""

    def __init__(self, secrets: dict[str, str], folder: Path) -> None:
        """Choose a port; nothing runs yet."""
        self.port = ports.free(1)[0]
        self._folder = folder
        self._secrets = folder / "secrets.json"
        self._secrets.write_text(json.dumps(secrets))
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start, and return when the port answers."""
        command = ["-m", "examples.parties", "--port", str(self.port), "--secrets", str(self._secrets)]
        self._process = subprocess.Popen([sys.executable, *command, "--log", str(self._folder)], cwd=ROOT)
        wait_until(self._answers)

    def stop(self) -> None:
        """Stop, if it runs."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait(10)
            self._process = None

    def received(self, instance: str) -> list[dict[str, Any]]:
        """Return what one party has written down."""
        path = self._folder / f"{SHOP}__seller__{instance}.jsonl"
        return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []

    def bodies(self, identity: str, *, instance: str = "books") -> list[str]:
        """Return the bodies that a party has under one id."""
        return [line["body"] for line in self.received(instance) if line["webhook_id"] == identity]

    def _answers(self) -> bool:
        with suppress(OSError):
            socket.create_connection(("127.0.0.1", self.port), 1).close()
            return True
        return False


class Wire:
    """A wire to the parties on a port of its own; what comes back can be held, per instance asked for."""

    def __init__(self, port: int, target: int) -> None:
        """Take the two ports."""
        self.port, self._target = port, target
        self.held = b""
        self._tasks: set[asyncio.Task[None]] = set()

    async def open(self) -> None:
        """Begin to listen."""
        self._server = await asyncio.start_server(self._carry, "127.0.0.1", self.port)

    async def close(self) -> None:
        """Cut every connection."""
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if task is not None:
            self._tasks.add(task)
        with suppress(OSError, asyncio.CancelledError, asyncio.IncompleteReadError):
            back_reader, back_writer = await asyncio.open_connection("127.0.0.1", self._target)
            try:
                await self._pass_on(reader, writer, back_reader, back_writer)
            finally:
                back_writer.close()
        writer.close()

    async def _pass_on(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        back_reader: asyncio.StreamReader,
        back_writer: asyncio.StreamWriter,
    ) -> None:
        while head := await reader.readuntil(b"\r\n\r\n"):
            length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
            back_writer.write(head + await reader.readexactly(length))
            answer = await back_reader.readuntil(b"\r\n\r\n")
            while self.held and self.held in head:  # noqa: ASYNC110 - the test holds it from outside
                await asyncio.sleep(0.02)
            writer.write(answer)


class Flow:
    """The neighbours of the service under test: gateway, policy, ledger."""

    def __init__(self, stack: EmbeddedStack, parties: Parties, wire: Wire) -> None:
        """Keep who is who."""
        self.stack, self.parties, self.wire = stack, parties, wire
        self.outcomes: dict[str, list[Outcome]] = {}

    def access(self, principal: str) -> dict[str, str]:
        """Return how a principal reaches the broker."""
        user, password = self.stack.credentials(principal)
        return {
            "bootstrap_servers": self.stack.bootstrap,
            "security_protocol": "SASL_PLAINTEXT",
            "sasl_mechanism": "SCRAM-SHA-512",
            "sasl_plain_username": user,
            "sasl_plain_password": password,
        }

    async def disclose(
        self,
        *,
        instance: str = "books",
        person: str = "p1",
        partition: int = 1,
        drop: str = "",
        identity: str | None = None,
    ) -> str:
        """Write one disclosure to `to.seller`, as the gateway does, and return its id."""
        identity = identity or uuid.uuid4().hex
        headers = {
            "ce_id": identity,
            "ce_type": "sekisho.disclosure",
            "ce_shop": SHOP,
            "ce_recipient": "seller",
            "ce_instance": instance,
            "ce_purpose": "selling",
            "traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        }
        headers.pop(drop, None)
        producer = AIOKafkaProducer(**self.access("gateway"))
        await producer.start()
        await producer.send_and_wait(
            "to.seller",
            body_of(identity).encode(),
            key=person.encode(),
            partition=partition,
            headers=[(name, value.encode()) for name, value in headers.items()],
        )
        await producer.stop()
        return identity

    async def publish(self, version: int, *, mode: Mode = "live", forged: bool = False) -> None:
        """Publish a register, as the policy service does."""
        url = f"http://127.0.0.1:{self.wire.port}/{SHOP}/seller"
        instances = [
            Instance(name, name, "JP", "Tokyo", "somebody", Endpoint("webhook", f"{url}/{name}")) for name in LANES
        ]
        body = msgspec.json.encode(Register(SHOP, version, {"seller": Party(mode, instances)}))
        key = keys.signing_key(self.stack.data / "services" / "policy" / "keys", "policy_signing")
        signer = Ed25519PrivateKey.generate() if forged else key
        signature = signer.sign(signing_input("register", body))
        signed = Signed("register", SHOP, version, hashlib.sha256(body).hexdigest(), body, signature)
        producer = AIOKafkaProducer(**self.access("policy"))
        await producer.start()
        await producer.send_and_wait(
            POLICY_PACKS, msgspec.msgpack.encode(signed), key=packs_key("register", SHOP, version).encode(), partition=0
        )
        await producer.stop()

    async def listen(self) -> None:
        """Collect outcomes, from the beginning, as the ledger does."""
        consumer = AIOKafkaConsumer(isolation_level="read_committed", **self.access("ledger"))
        consumer.assign([TopicPartition(OUTCOMES, number) for number in range(PARTITIONS)])
        await consumer.start()
        try:
            await consumer.seek_to_beginning()
            async for record in consumer:
                outcome = msgspec.json.decode(record.value, type=Outcome)
                assert record.key == outcome.id.encode()
                self.outcomes.setdefault(outcome.id, []).append(outcome)
                assert record.partition == 1
        finally:
            await consumer.stop()

    async def outcome(self, identity: str, *, seconds: float = 30) -> Outcome:
        """Wait for the outcome of one disclosure."""
        await until(lambda: identity in self.outcomes, seconds=seconds)
        return self.outcomes[identity][0]

    def rows(self, query: Any) -> list[Any]:
        """Ask the service's own tables."""
        with psycopg.connect(self.stack.database("seller")) as connection:
            return connection.execute(query).fetchall()


def body_of(identity: str) -> str:
    """Return the exact bytes of a disclosure, as text."""
    return json.dumps({"id": identity, "data": {"customer": {"name": "小林"}}}, ensure_ascii=False)


def wait_until(true: Callable[[], bool], *, seconds: float = 20) -> None:
    """Wait until something is true."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "not reached in time"
        time.sleep(0.02)


async def until(true: Callable[[], bool], *, seconds: float = 30) -> None:
    """Wait until something is true, and let other tasks run."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "not reached in time"
        await asyncio.sleep(0.02)


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
    wire = Wire(port, parties.port)
    await wire.open()
    made = Flow(stack, parties, wire)
    listening = asyncio.create_task(made.listen())
    await made.publish(next(versions))
    yield made
    listening.cancel()
    await asyncio.gather(listening, return_exceptions=True)
    await wire.close()


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
    await flow.publish(next(versions), mode="paused")
    await asyncio.sleep(1)
    identity = await flow.disclose()
    await flow.publish(1000, forged=True)
    await flow.publish(1)
    await asyncio.sleep(1.5)
    assert flow.parties.bodies(identity) == []
    assert identity not in flow.outcomes
    assert flow.rows("select distinct state, attempt from outbox where state <> 'closed'") == [("pending", 0)]
    await flow.publish(next(versions))
    assert (await flow.outcome(identity)).outcome == "given"


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
    assert "小林" not in written
    assert "p1" not in written.replace("http1", "")
    assert "Traceback" not in written
    flow.stack.start_service("seller")
    flow.stack.wait_ready("seller")
