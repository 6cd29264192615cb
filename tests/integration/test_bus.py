"""The bus on a real broker: nothing lost, nothing out of order, nothing decoded, nothing committed too early."""

import asyncio
import time
import uuid
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import pytest
from pydantic import SecretStr

from cli.embedded import grants
from cli.embedded.stack import EmbeddedStack
from contracts.deployment import service
from shared.errors import BrokenInvariantError, PoisonError, TransientError
from shared.shell.bus import Bus, Record
from shared.shell.settings import Settings
from tests.fixtures.broker import Sink, committed, fill, running, topic, until
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


async def test_a_record_that_fails_twice_is_neither_lost_nor_overtaken(broker_settings: Settings) -> None:
    name = await topic(broker_settings)
    values = [b"0", b"1", b"2", b"3", b"4"]
    await fill(broker_settings, name, values)
    sink = Sink(fails={b"2": [TransientError("party_away"), TransientError("party_away")]})
    bus = Bus(broker_settings)
    bus.consume(name, sink, batch=1)
    await running(bus, lambda: until(lambda: len(sink.seen) >= 5))
    assert sink.values == values
    assert await committed(broker_settings, name) == 5


async def test_a_failing_batch_comes_again_from_its_first_record(broker_settings: Settings) -> None:
    name = await topic(broker_settings)
    await fill(broker_settings, name, [b"0", b"1", b"2"])
    sink = Sink(fails={b"1": [TransientError("party_away")]})
    bus = Bus(broker_settings)
    bus.consume(name, sink)
    await running(bus, lambda: until(lambda: b"2" in sink.values))
    assert sink.values == [b"0", b"0", b"1", b"2"]
    assert await committed(broker_settings, name) == 3


async def test_other_partitions_go_on_while_one_waits(broker_settings: Settings) -> None:
    name = await topic(broker_settings)
    await fill(broker_settings, name, [b"stuck"])
    sink = Sink(fails={b"stuck": [TransientError("party_away")] * 100})
    bus = Bus(broker_settings)
    bus.consume(name, sink)

    async def act() -> None:
        await until(lambda: bus.healthy)
        for number in range(20):
            await bus.send(name, partition=1, key=None, value=b"%d" % number, headers={})
        await until(lambda: len(sink.seen) >= 20)

    await running(bus, act)
    assert sink.values == [b"%d" % number for number in range(20)]
    assert await committed(broker_settings, name, partition=1) == 20
    assert await committed(broker_settings, name) is None


async def test_headers_that_are_not_utf8_or_null_arrive_as_they_are(broker_settings: Settings) -> None:
    name = await topic(broker_settings)
    await fill(broker_settings, name, [b"before"])
    await fill(broker_settings, name, [NOT_UTF8], headers=[("ce_id", NOT_UTF8), ("ce_shop", None)])
    await fill(broker_settings, name, [b"after"])
    sink = Sink()
    bus = Bus(broker_settings)
    bus.consume(name, sink)
    await running(bus, lambda: until(lambda: len(sink.seen) >= 3))
    assert sink.values == [b"before", NOT_UTF8, b"after"]
    assert sink.seen[1].headers == {"ce_id": NOT_UTF8, "ce_shop": b""}
    assert sink.seen[1].key == NOT_UTF8


@pytest.mark.parametrize("error", [BrokenInvariantError("two_heads"), RuntimeError("小林"), PoisonError("not_parked")])
async def test_the_process_stops_and_commits_nothing(
    broker_settings: Settings, error: Exception, capsys: pytest.CaptureFixture[str]
) -> None:
    name = await topic(broker_settings)
    await fill(broker_settings, name, [b"0", b"1", b"2"])
    sink = Sink(fails={b"1": [error]})
    bus = Bus(broker_settings)
    bus.consume(name, sink, batch=1)
    with pytest.raises(SystemExit) as stopped:
        async with asyncio.timeout(20):
            await bus.run()
    assert stopped.value.code == 70
    assert sink.values == [b"0"]
    assert await committed(broker_settings, name) == 1
    assert "小林" not in capsys.readouterr().err


async def test_what_a_stopped_process_left_is_done_by_the_next(broker_settings: Settings) -> None:
    name = await topic(broker_settings)
    await fill(broker_settings, name, [b"0", b"1", b"2"])
    first = Bus(broker_settings)
    first.consume(name, Sink(fails={b"1": [BrokenInvariantError("two_heads")]}), batch=1)
    with pytest.raises(SystemExit):
        async with asyncio.timeout(20):
            await first.run()
    sink = Sink()
    second = Bus(broker_settings)
    second.consume(name, sink)
    await running(second, lambda: until(lambda: len(sink.seen) >= 2))
    assert sink.values == [b"1", b"2"]


async def test_a_rebalance_loses_nothing(broker_settings: Settings) -> None:
    name = await topic(broker_settings, partitions=4)
    sink = Sink()

    async def slow(partition: int, records: Sequence[Record]) -> None:
        await asyncio.sleep(0.02)
        await sink(partition, records)

    first, second = Bus(broker_settings), Bus(broker_settings)
    first.consume(name, slow, batch=10)
    second.consume(name, slow, batch=10)
    sent = [b"%d" % number for number in range(200)]

    async def act() -> None:
        await until(lambda: first.healthy)
        other = asyncio.create_task(second.run())
        for number, value in enumerate(sent):
            await first.send(name, partition=number % 4, key=None, value=value, headers={})
            await asyncio.sleep(0.005)
        await until(lambda: second.healthy)
        second.stop()
        await other
        await until(lambda: set(sink.values) >= set(sent))

    await running(first, act)
    for partition in range(4):
        offsets = [record.offset for record in sink.seen if record.partition == partition]
        assert list(dict.fromkeys(offsets)) == sorted(set(offsets))
        assert await committed(broker_settings, name, partition=partition) == 50


async def test_a_followed_topic_is_read_from_its_beginning_at_each_start(broker_settings: Settings) -> None:
    name = await topic(broker_settings, partitions=1)
    await fill(broker_settings, name, [b"old"])
    for expected in ([b"old", b"new"], [b"old", b"new", b"new"]):
        seen: list[bytes | None] = []

        async def keep(records: Sequence[Record], seen: list[bytes | None] = seen) -> None:
            seen.extend(record.value for record in records)

        bus = Bus(broker_settings)
        bus.follow(name, keep)

        async def act(bus: Bus = bus, seen: list[bytes | None] = seen, count: int = len(expected)) -> None:
            await until(lambda: len(seen) >= count - 1)
            await bus.send(name, partition=0, key=None, value=b"new", headers={})
            await until(lambda: len(seen) >= count)

        await running(bus, act)
        assert seen == expected


async def test_send_answers_with_the_place_and_keeps_header_bytes(broker_settings: Settings) -> None:
    name = await topic(broker_settings)
    sink = Sink()
    bus = Bus(broker_settings)
    bus.consume(name, sink)

    async def act() -> None:
        await until(lambda: bus.healthy)
        assert await bus.send(name, partition=1, key=b"k", value=b"v", headers={"h": NOT_UTF8}) == (1, 0)
        assert await bus.send(name, partition=1, key=b"k", value=None, headers={}) == (1, 1)
        with pytest.raises(PoisonError):
            await bus.send(name, partition=1, key=None, value=b"x" * 1_100_000, headers={})
        assert await bus.send(name, partition=1, key=None, value=b"still", headers={}) == (1, 2)
        await until(lambda: len(sink.seen) >= 3)

    await running(bus, act)
    assert sink.seen[0].headers == {"h": NOT_UTF8}
    assert sink.values == [b"v", None, b"still"]


async def test_an_idle_topic_is_answered_quickly(broker_settings: Settings) -> None:
    name = await topic(broker_settings)
    delays: list[float] = []
    bus = Bus(broker_settings)

    async def measure(_partition: int, records: Sequence[Record]) -> None:
        delays.extend(time.time() - float(record.value or b"0") for record in records)

    bus.consume(name, measure)

    async def act() -> None:
        await until(lambda: bus.healthy)
        for _ in range(20):
            await bus.send(name, partition=0, key=None, value=b"%f" % time.time(), headers={})
            await asyncio.sleep(0.05)
        await until(lambda: len(delays) >= 20)

    await running(bus, act)
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
    await running(bus, lambda: until(lambda: len(tries) == 3))


async def test_without_a_broker_it_waits_and_is_not_healthy(broker_settings: Settings) -> None:
    bus = Bus(broker_settings.model_copy(update={"bootstrap": "127.0.0.1:9"}))
    task = asyncio.create_task(bus.run())
    await asyncio.sleep(0.5)
    assert not bus.healthy
    with pytest.raises(TransientError):
        await bus.send("t", partition=0, key=None, value=b"v", headers={})
    bus.stop()
    await asyncio.wait_for(task, 10)
