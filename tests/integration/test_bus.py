"""The bus on a real broker: nothing lost, nothing out of order, nothing decoded, nothing committed too early."""

import asyncio
import time
import uuid
from collections.abc import Awaitable, Callable, Iterator, Sequence
from pathlib import Path
from typing import Final

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from pydantic import SecretStr

from cli.embedded import grants
from cli.embedded.stack import EmbeddedStack
from contracts.deployment import service
from shared.errors import BrokenInvariantError, PoisonError, TransientError
from shared.shell.bus import Bus, Record
from shared.shell.settings import Settings
from tests.fixtures.servers import allow_everything, infrastructure

pytestmark = pytest.mark.timeout(60)

NOT_UTF8: Final = b"\xff\xfe\x00"


@pytest.fixture(scope="module")
def stack() -> Iterator[EmbeddedStack]:
    """Run a broker for all tests of this file."""
    with infrastructure({}, shops=()) as running:
        grants.await_rights(service("gateway"), running.bootstrap, running.credentials("gateway")[1])
        allow_everything(running._infrastructure.admin, "gateway")  # tests make topics of their own
        yield running


@pytest.fixture
def broker_settings(stack: EmbeddedStack, tmp_path: Path) -> Settings:
    """Return settings with a group of its own."""
    user, password = stack.credentials("gateway")
    group = f"g-{uuid.uuid4().hex}"
    return Settings(service=group, bootstrap=stack.bootstrap, user=user, password=SecretStr(password), keys=tmp_path)


def _access(settings: Settings) -> dict[str, str]:
    return {
        "bootstrap_servers": settings.bootstrap,
        "security_protocol": "SASL_PLAINTEXT",
        "sasl_mechanism": "SCRAM-SHA-512",
        "sasl_plain_username": settings.user,
        "sasl_plain_password": settings.password.get_secret_value(),
    }


async def _topic(settings: Settings, *, partitions: int = 2) -> str:
    name = f"t-{uuid.uuid4().hex}"
    admin = AIOKafkaAdminClient(**_access(settings))
    await admin.start()
    await admin.create_topics([NewTopic(name, partitions, 1)])
    await admin.close()
    return name


async def _fill(
    settings: Settings, topic: str, values: Sequence[bytes], *, headers: Sequence[tuple[str, bytes | None]] = ()
) -> None:
    producer = AIOKafkaProducer(**_access(settings))
    await producer.start()
    for value in values:
        await producer.send_and_wait(topic, value, key=value, partition=0, headers=list(headers))
    await producer.stop()


async def _committed(settings: Settings, topic: str, *, partition: int = 0) -> int | None:
    consumer = AIOKafkaConsumer(group_id=settings.service, **_access(settings))
    await consumer.start()
    committed: int | None = await consumer.committed(TopicPartition(topic, partition))
    await consumer.stop()
    return committed


async def _until(true: Callable[[], bool], *, seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "not reached in time"
        await asyncio.sleep(0.02)


async def _running(bus: Bus, act: Callable[[], Awaitable[None]]) -> None:
    task = asyncio.create_task(bus.run())
    try:
        await act()
    finally:
        bus.stop()
        await asyncio.wait_for(task, 20)


class Sink:
    """A handler that keeps what it got and can fail on request."""

    def __init__(self, *, fails: dict[bytes, list[Exception]] | None = None) -> None:
        """Take the failures, by value: each is raised once."""
        self.seen: list[Record] = []
        self._fails = fails or {}

    async def __call__(self, _partition: int, records: Sequence[Record]) -> None:
        """Keep each record, in order, unless it is to fail."""
        for record in records:
            waiting = self._fails.get(record.value or b"")
            if waiting:
                raise waiting.pop(0)
            self.seen.append(record)

    @property
    def values(self) -> list[bytes | None]:
        """Return the values in the order in which they were kept."""
        return [record.value for record in self.seen]


async def test_a_record_that_fails_twice_is_neither_lost_nor_overtaken(broker_settings: Settings) -> None:
    topic = await _topic(broker_settings)
    values = [b"0", b"1", b"2", b"3", b"4"]
    await _fill(broker_settings, topic, values)
    sink = Sink(fails={b"2": [TransientError("party_away"), TransientError("party_away")]})
    bus = Bus(broker_settings)
    bus.consume(topic, sink, batch=1)
    await _running(bus, lambda: _until(lambda: len(sink.seen) >= 5))
    assert sink.values == values
    assert await _committed(broker_settings, topic) == 5


async def test_a_failing_batch_comes_again_from_its_first_record(broker_settings: Settings) -> None:
    topic = await _topic(broker_settings)
    await _fill(broker_settings, topic, [b"0", b"1", b"2"])
    sink = Sink(fails={b"1": [TransientError("party_away")]})
    bus = Bus(broker_settings)
    bus.consume(topic, sink)
    await _running(bus, lambda: _until(lambda: b"2" in sink.values))
    assert sink.values == [b"0", b"0", b"1", b"2"]
    assert await _committed(broker_settings, topic) == 3


async def test_other_partitions_go_on_while_one_waits(broker_settings: Settings) -> None:
    topic = await _topic(broker_settings)
    await _fill(broker_settings, topic, [b"stuck"])
    sink = Sink(fails={b"stuck": [TransientError("party_away")] * 100})
    bus = Bus(broker_settings)
    bus.consume(topic, sink)

    async def act() -> None:
        await _until(lambda: bus.healthy)
        for number in range(20):
            await bus.send(topic, partition=1, key=None, value=b"%d" % number, headers={})
        await _until(lambda: len(sink.seen) >= 20)

    await _running(bus, act)
    assert sink.values == [b"%d" % number for number in range(20)]
    assert await _committed(broker_settings, topic, partition=1) == 20
    assert await _committed(broker_settings, topic) is None


async def test_headers_that_are_not_utf8_or_null_arrive_as_they_are(broker_settings: Settings) -> None:
    topic = await _topic(broker_settings)
    await _fill(broker_settings, topic, [b"before"])
    await _fill(broker_settings, topic, [NOT_UTF8], headers=[("ce_id", NOT_UTF8), ("ce_shop", None)])
    await _fill(broker_settings, topic, [b"after"])
    sink = Sink()
    bus = Bus(broker_settings)
    bus.consume(topic, sink)
    await _running(bus, lambda: _until(lambda: len(sink.seen) >= 3))
    assert sink.values == [b"before", NOT_UTF8, b"after"]
    assert sink.seen[1].headers == {"ce_id": NOT_UTF8, "ce_shop": b""}
    assert sink.seen[1].key == NOT_UTF8


@pytest.mark.parametrize("error", [BrokenInvariantError("two_heads"), RuntimeError("小林"), PoisonError("not_parked")])
async def test_the_process_stops_and_commits_nothing(
    broker_settings: Settings, error: Exception, capsys: pytest.CaptureFixture[str]
) -> None:
    topic = await _topic(broker_settings)
    await _fill(broker_settings, topic, [b"0", b"1", b"2"])
    sink = Sink(fails={b"1": [error]})
    bus = Bus(broker_settings)
    bus.consume(topic, sink, batch=1)
    with pytest.raises(SystemExit) as stopped:
        async with asyncio.timeout(20):
            await bus.run()
    assert stopped.value.code == 70
    assert sink.values == [b"0"]
    assert await _committed(broker_settings, topic) == 1
    assert "小林" not in capsys.readouterr().err


async def test_what_a_stopped_process_left_is_done_by_the_next(broker_settings: Settings) -> None:
    topic = await _topic(broker_settings)
    await _fill(broker_settings, topic, [b"0", b"1", b"2"])
    first = Bus(broker_settings)
    first.consume(topic, Sink(fails={b"1": [BrokenInvariantError("two_heads")]}), batch=1)
    with pytest.raises(SystemExit):
        async with asyncio.timeout(20):
            await first.run()
    sink = Sink()
    second = Bus(broker_settings)
    second.consume(topic, sink)
    await _running(second, lambda: _until(lambda: len(sink.seen) >= 2))
    assert sink.values == [b"1", b"2"]


async def test_a_rebalance_loses_nothing(broker_settings: Settings) -> None:
    topic = await _topic(broker_settings, partitions=4)
    sink = Sink()

    async def slow(partition: int, records: Sequence[Record]) -> None:
        await asyncio.sleep(0.02)
        await sink(partition, records)

    first, second = Bus(broker_settings), Bus(broker_settings)
    first.consume(topic, slow, batch=10)
    second.consume(topic, slow, batch=10)
    sent = [b"%d" % number for number in range(200)]

    async def act() -> None:
        await _until(lambda: first.healthy)
        other = asyncio.create_task(second.run())
        for number, value in enumerate(sent):
            await first.send(topic, partition=number % 4, key=None, value=value, headers={})
            await asyncio.sleep(0.005)
        await _until(lambda: second.healthy)
        second.stop()
        await other
        await _until(lambda: set(sink.values) >= set(sent))

    await _running(first, act)
    for partition in range(4):
        offsets = [record.offset for record in sink.seen if record.partition == partition]
        assert list(dict.fromkeys(offsets)) == sorted(set(offsets))
        assert await _committed(broker_settings, topic, partition=partition) == 50


async def test_a_followed_topic_is_read_from_its_beginning_at_each_start(broker_settings: Settings) -> None:
    topic = await _topic(broker_settings, partitions=1)
    await _fill(broker_settings, topic, [b"old"])
    for expected in ([b"old", b"new"], [b"old", b"new", b"new"]):
        seen: list[bytes | None] = []

        async def keep(records: Sequence[Record], seen: list[bytes | None] = seen) -> None:
            seen.extend(record.value for record in records)

        bus = Bus(broker_settings)
        bus.follow(topic, keep)

        async def act(bus: Bus = bus, seen: list[bytes | None] = seen, count: int = len(expected)) -> None:
            await _until(lambda: len(seen) >= count - 1)
            await bus.send(topic, partition=0, key=None, value=b"new", headers={})
            await _until(lambda: len(seen) >= count)

        await _running(bus, act)
        assert seen == expected


async def test_send_answers_with_the_place_and_keeps_header_bytes(broker_settings: Settings) -> None:
    topic = await _topic(broker_settings)
    sink = Sink()
    bus = Bus(broker_settings)
    bus.consume(topic, sink)

    async def act() -> None:
        await _until(lambda: bus.healthy)
        assert await bus.send(topic, partition=1, key=b"k", value=b"v", headers={"h": NOT_UTF8}) == (1, 0)
        assert await bus.send(topic, partition=1, key=b"k", value=None, headers={}) == (1, 1)
        with pytest.raises(PoisonError):
            await bus.send(topic, partition=1, key=None, value=b"x" * 1_100_000, headers={})
        assert await bus.send(topic, partition=1, key=None, value=b"still", headers={}) == (1, 2)
        await _until(lambda: len(sink.seen) >= 3)

    await _running(bus, act)
    assert sink.seen[0].headers == {"h": NOT_UTF8}
    assert sink.values == [b"v", None, b"still"]


async def test_an_idle_topic_is_answered_quickly(broker_settings: Settings) -> None:
    topic = await _topic(broker_settings)
    delays: list[float] = []
    bus = Bus(broker_settings)

    async def measure(_partition: int, records: Sequence[Record]) -> None:
        delays.extend(time.time() - float(record.value or b"0") for record in records)

    bus.consume(topic, measure)

    async def act() -> None:
        await _until(lambda: bus.healthy)
        for _ in range(20):
            await bus.send(topic, partition=0, key=None, value=b"%f" % time.time(), headers={})
            await asyncio.sleep(0.05)
        await _until(lambda: len(delays) >= 20)

    await _running(bus, act)
    assert sorted(delays)[10] < 0.06


async def test_work_beside_is_run_again_after_a_transient_failure(broker_settings: Settings) -> None:
    tries: list[int] = []
    bus = Bus(broker_settings)

    async def work() -> None:
        tries.append(1)
        if len(tries) < 3:
            reason = "not_yet"
            raise TransientError(reason)

    bus.beside(work)
    await _running(bus, lambda: _until(lambda: len(tries) == 3))


async def test_without_a_broker_it_waits_and_is_not_healthy(broker_settings: Settings) -> None:
    bus = Bus(broker_settings.model_copy(update={"bootstrap": "127.0.0.1:9"}))
    task = asyncio.create_task(bus.run())
    await asyncio.sleep(0.5)
    assert not bus.healthy
    with pytest.raises(TransientError):
        await bus.send("t", partition=0, key=None, value=b"v", headers={})
    bus.stop()
    await asyncio.wait_for(task, 10)
