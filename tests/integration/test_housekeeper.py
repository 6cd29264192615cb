"""Records of short-lived topics go behind their readers on a real broker, and never before (P1, P13)."""

import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

import pytest
from confluent_kafka import ConsumerGroupTopicPartitions, KafkaError, Producer, TopicPartition
from confluent_kafka.admin import ConfigResource  # type: ignore[attr-defined] # no word of what it exports
from pydantic import SecretStr

from cli.embedded.stack import EmbeddedStack
from contracts.deployment import SERVICES, readers
from contracts.topics import PARTITIONS, SHORT_LIVED, TOPICS
from services.housekeeper import sweep
from shared.shell.records import Records
from shared.shell.settings import Settings
from tests.fixtures.outside import wait_until

pytestmark = pytest.mark.timeout(120)

_DAY_MS: Final = 86_400_000
_OLD, _YOUNG = 10, 5


@pytest.fixture(scope="module")
def stack() -> Iterator[EmbeddedStack]:
    """Run broker and database."""
    with EmbeddedStack(data=None, shops=["shop-a"], endpoint_names={}, say=lambda _: None) as running:
        running.start_infrastructure()
        yield running


@pytest.fixture
def records(stack: EmbeddedStack) -> Records:
    """Return the topics as the housekeeper's own principal sees them."""
    user, password = stack.credentials("housekeeper")
    where = {"service": "housekeeper", "bootstrap": stack.bootstrap, "keys": Path()}
    settings = Settings.model_validate({**where, "user": user, "password": SecretStr(password)})
    return Records(settings, partitions=PARTITIONS)


def now() -> int:
    return int(time.time() * 1000)


def fill(stack: EmbeddedStack, topic: str, partition: int) -> None:
    """Write ten records that are eight days old, and five of now."""
    user, password = stack.credentials(next(row.name for row in SERVICES if topic in row.writes))
    access = {"security.protocol": "SASL_PLAINTEXT", "sasl.mechanism": "SCRAM-SHA-512"}
    producer = Producer(
        {**access, "bootstrap.servers": stack.bootstrap, "sasl.username": user, "sasl.password": password}
    )
    refused: list[KafkaError] = []
    for number in range(_OLD + _YOUNG):
        at = now() - (8 * _DAY_MS if number < _OLD else 0)
        producer.produce(
            topic, b"{}", partition=partition, timestamp=at, on_delivery=lambda e, _: refused.append(e) if e else None
        )
    assert producer.flush(20) == 0
    assert not refused


def commit(stack: EmbeddedStack, group: str, topic: str, position: int, partition: int) -> None:
    place = TopicPartition(topic, partition, position)
    admin = stack._infrastructure.admin
    admin.alter_consumer_group_offsets([ConsumerGroupTopicPartitions(group, [place])])[group].result()


def unread_and_gone(records: Records, topic: str, groups: Iterable[str]) -> dict[tuple[str, int], int]:
    """Count what is gone although a reader has not passed it, by reader and partition: there must be nothing."""
    begins = records.begins(topic)
    passed = {(group, p): at or 0 for group in groups for p, at in records.committed(group, topic).items()}
    return {(group, p): begins[p] - at for (group, p), at in passed.items() if begins[p] > at}


def test_P13_the_broker_has_the_settings_of_the_cards(stack: EmbeddedStack) -> None:
    wanted = [ConfigResource(ConfigResource.Type.TOPIC, card.name) for card in TOPICS]
    answers = stack._infrastructure.admin.describe_configs(wanted)
    found = {each.name: {n: e.value for n, e in answer.result().items()} for each, answer in answers.items()}
    for card in TOPICS:
        assert {name: found[card.name][name] for name, _ in card.config} == dict(card.config)
        assert found[card.name]["cleanup.policy"] == card.cleanup
    hour = "3600000"
    lost_in_time = {"segment.ms": hour, "max.compaction.lag.ms": hour, "delete.retention.ms": hour}
    for name in ("subject.state", "subject.waiting"):
        assert lost_in_time.items() <= found[name].items()
        assert found[name]["min.cleanable.dirty.ratio"] == "0.01"
    for name in SHORT_LIVED:
        assert (found[name]["retention.ms"], found[name]["segment.ms"]) == ("-1", hour)


def test_P1_what_its_reader_has_not_passed_stays_however_old(stack: EmbeddedStack, records: Records) -> None:
    fill(stack, "to.seller", 1)
    sweep.sweep(records, now=now() + 30 * _DAY_MS)
    assert records.begins("to.seller") == {0: 0, 1: 0, 2: 0, 3: 0}
    commit(stack, "seller", "to.seller", 4, 1)
    sweep.sweep(records, now=now() + 30 * _DAY_MS)
    assert records.begins("to.seller") == {0: 0, 1: 4, 2: 0, 3: 0}


def test_P13_what_its_reader_has_passed_goes_when_it_is_seven_days_old(stack: EmbeddedStack, records: Records) -> None:
    fill(stack, "to.payment", 2)
    commit(stack, "payment", "to.payment", _OLD + _YOUNG, 2)
    sweep.sweep(records, now=now())
    assert records.begins("to.payment")[2] == _OLD
    sweep.sweep(records, now=now() + 8 * _DAY_MS)
    assert records.begins("to.payment")[2] == _OLD + _YOUNG


def test_P13_the_housekeeper_itself_does_so_with_its_own_rights(stack: EmbeddedStack, records: Records) -> None:
    fill(stack, "disclosures", 0)
    commit(stack, "ledger", "disclosures", _OLD - 1, 0)
    stack.start_service("housekeeper")
    wait_until(lambda: records.begins("disclosures")[0] == _OLD - 1)
    stack.stop_service("housekeeper")
    assert not unread_and_gone(records, "disclosures", readers("disclosures"))


@pytest.mark.parametrize(("topic", "slow"), [("to.crm", 3), ("to.bank", None)])
def test_P1_one_slow_reader_is_enough_and_forgetting_it_is_found(
    stack: EmbeddedStack, records: Records, monkeypatch: pytest.MonkeyPatch, topic: str, slow: int | None
) -> None:
    partition, groups = 0, ("crm", "bank")
    monkeypatch.setattr(sweep, "readers", lambda _: groups)
    fill(stack, topic, partition)
    commit(stack, "crm", topic, _OLD, partition)
    if slow is not None:
        commit(stack, "bank", topic, slow, partition)
    sweep.sweep(records, now=now())
    assert records.begins(topic)[partition] == (slow or 0)
    assert not unread_and_gone(records, topic, groups)
    # The planted bug: the fastest reader counts.
    monkeypatch.setattr(sweep, "deletable", lambda passed, aged: min(aged, max(each or 0 for each in passed)))
    sweep.sweep(records, now=now())
    assert unread_and_gone(records, topic, groups) == {("bank", partition): _OLD - (slow or 0)}
