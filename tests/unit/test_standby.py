"""One follower for all partitions that are not held: what it reads, from where, and what a rebalance asks of it."""

from pathlib import Path
from typing import Any, Final, NamedTuple, cast

import pytest
from confluent_kafka import KafkaError, Producer, TopicPartition

from contracts.topics import SHOP_EVENTS
from shared.shell import standby, transaction
from shared.shell.desk import Desk
from shared.shell.settings import Settings
from shared.shell.standby import Standby
from shared.shell.transaction import TransactionalLoop

TOPIC: Final = "state"


class Rows:
    """A replay that only writes down."""

    def __init__(self) -> None:
        self.seen: list[tuple[str, bytes, bytes | None]] = []

    def add(self, topic: str, key: bytes, value: bytes | None) -> None:
        self.seen.append((topic, key, value))


class Row(NamedTuple):
    """A record, or with an error the end of a partition, as the client gives it."""

    at: int
    where: int = 0
    failed: KafkaError | None = None

    def topic(self) -> str:
        return TOPIC

    def partition(self) -> int:
        return self.where

    def offset(self) -> int:
        return self.at

    def error(self) -> KafkaError | None:
        return self.failed

    def key(self) -> bytes:
        return b"key"

    def value(self) -> bytes:
        return b"%d" % self.at


def end(at: int, where: int = 0) -> Row:
    return Row(at, where, KafkaError(KafkaError._PARTITION_EOF))


class Broker:
    """Stands for the client: gives what lies ready, and keeps where it was told to read."""

    def __init__(self) -> None:
        self.ready: list[Row] = []
        self.told: list[dict[int, int]] = []
        self.waits: list[float] = []
        self.end = 0

    def assign(self, places: list[TopicPartition]) -> None:
        self.told.append({place.partition: place.offset for place in places})

    def consume(self, _most: int, wait: float) -> list[Row]:
        self.waits.append(wait)
        ready, self.ready = self.ready, []
        return ready

    def get_watermark_offsets(self, _place: TopicPartition, timeout: float) -> tuple[int, int]:
        assert timeout > 0
        return 0, self.end


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    known = {"service": "gateway", "bootstrap": "127.0.0.1:1", "user": "gateway", "password": "none"}
    return Settings.model_validate({**known, "keys": tmp_path})


@pytest.fixture
def broker(monkeypatch: pytest.MonkeyPatch) -> Broker:
    made = Broker()
    monkeypatch.setattr(standby, "reader", lambda *_given, **_named: made)
    return made


@pytest.fixture
def follower(settings: Settings, broker: Broker) -> Standby[Rows]:
    assert not broker.told
    return Standby(settings, [TOPIC], partitions=2, replay=Rows)


def test_all_partitions_are_followed_from_their_beginning_without_waiting(
    follower: Standby[Rows], broker: Broker
) -> None:
    follower.turn()
    assert (broker.told, broker.waits) == ([{0: 0, 1: 0}], [0])


def test_what_was_read_before_the_assignment_is_not_read_again_nor_counted(
    follower: Standby[Rows], broker: Broker
) -> None:
    broker.ready = [Row(0), Row(1), end(2)]
    follower.turn()
    follower.want(0)
    broker.end = 4
    assert follower.whole(0) is None
    broker.ready = [Row(2), end(4)]
    follower.turn()
    whole = follower.whole(0)
    assert whole is not None
    assert [value for _, _, value in whole.seen] == [b"0", b"1", b"2"]
    assert follower.taken(0) == 1
    follower.turn()
    assert broker.told == [{0: 0, 1: 0}, {1: 0}]


def test_the_end_is_that_of_the_first_time_asked_until_asked_again(follower: Standby[Rows], broker: Broker) -> None:
    follower.want(0)
    assert follower.whole(0) is not None
    broker.end = 1
    assert follower.whole(0) is not None
    follower.again(0)
    assert follower.whole(0) is None


def test_a_record_that_comes_twice_counts_once(follower: Standby[Rows], broker: Broker) -> None:
    broker.ready = [Row(0), Row(1), Row(0), Row(1)]
    follower.turn()
    follower.want(0)
    whole = follower.whole(0)
    assert whole is not None
    assert len(whole.seen) == 2


def test_a_partition_that_was_held_is_followed_anew_and_the_others_go_on(
    follower: Standby[Rows], broker: Broker
) -> None:
    broker.ready = [Row(0, 0), Row(0, 1)]
    follower.turn()
    follower.want(0)
    follower.taken(0)
    follower.follow(0)
    follower.turn()
    assert broker.told[-1] == {0: 0, 1: 1}


class Member:
    """Stands for the group's member: keeps what it was told."""

    def __init__(self) -> None:
        self.calls: list[str] = []

    def __getattr__(self, name: str) -> Any:
        return lambda *_given: self.calls.append(name)


class Seats:
    """A desk that forgets."""

    def __init__(self) -> None:
        self.dropped: list[int] = []

    def replay(self) -> Rows:
        return Rows()

    def drop(self, partition: int) -> None:
        self.dropped.append(partition)


@pytest.fixture
def loop(settings: Settings, broker: Broker, monkeypatch: pytest.MonkeyPatch) -> TransactionalLoop[Rows]:
    assert not broker.told
    monkeypatch.setattr(transaction, "member", lambda _settings: Member())
    desk = cast("Desk[Rows]", Seats())
    return TransactionalLoop(settings, topic=SHOP_EVENTS, partitions=2, changelogs=[TOPIC], desk=desk)


def given(loop: TransactionalLoop[Rows], *partitions: int) -> list[str]:
    made = cast("Any", Member())
    loop._assigned(made, [TopicPartition(SHOP_EVENTS, partition) for partition in partitions])
    return cast("Member", made).calls


def gone(loop: TransactionalLoop[Rows], *partitions: int) -> None:
    loop._gone(cast("Any", Member()), [TopicPartition(SHOP_EVENTS, partition) for partition in partitions])


def calls(loop: TransactionalLoop[Rows]) -> list[str]:
    return cast("Member", loop._consumer).calls


def test_a_rebalance_asks_the_broker_for_nothing_and_pauses_what_it_gives(
    loop: TransactionalLoop[Rows], broker: Broker
) -> None:
    assert given(loop, 0, 1) == ["incremental_assign"]
    assert calls(loop) == ["pause", "pause"]
    gone(loop, 0)
    assert (loop._restoring, broker.told, broker.waits) == ({1}, [], [])


def test_a_partition_that_is_revoked_while_it_is_restored_keeps_what_was_read(
    loop: TransactionalLoop[Rows], broker: Broker
) -> None:
    broker.ready = [Row(0)]
    given(loop, 0)
    loop._standby.turn()
    gone(loop, 0)
    loop._standby.turn()
    assert len(broker.told) == 1
    given(loop, 0)
    broker.end = 1
    whole = loop._standby.whole(0)
    assert whole is not None
    assert len(whole.seen) == 1
    assert loop._standby.taken(0) == 0


def test_P1_a_doubt_about_a_partition_that_has_gone_does_not_take_it_back(loop: TransactionalLoop[Rows]) -> None:
    given(loop, 0, 1)
    for partition in (0, 1):
        loop._standby.taken(partition)
        loop._restoring.discard(partition)
        loop._seated.add(partition)
    gone(loop, 0)
    closed = Member()
    loop._producer = cast("Producer", closed)
    loop._reset(0)
    assert (loop._restoring, loop._seated, closed.calls) == (set(), {1}, ["close"])
    loop._reset(1)
    assert (loop._restoring, loop._seated) == ({1}, set())
