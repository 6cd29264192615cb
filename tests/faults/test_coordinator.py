"""A lost coordinator is seen: its line in the producer's log is the only trace of a torn transaction."""

import os
import signal
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from cli import sample
from cli.embedded.stack import EmbeddedStack
from contracts.topics import PARTITIONS, SHOP_EVENTS, SUBJECT_STATE
from shared.core.checkpoint.step import Input, Step
from shared.shell.settings import Settings
from shared.shell.transaction import TransactionalLoop
from tests.faults.rig import Rig


class _Nothing:
    """Keeps nothing."""

    def add(self, _topic: str, _key: bytes, _value: bytes | None) -> None: ...


class _Nobody:
    """A desk that decides nothing."""

    def replay(self) -> _Nothing:
        return _Nothing()

    def seat(self, _partition: int, _position: int | None, _restored: _Nothing) -> int | None:
        return None

    def take(self, _partition: int, _inputs: Sequence[Input]) -> Iterator[Step]:
        yield from ()

    def keep(self, _partition: int) -> None: ...

    def drop(self, _partition: int) -> None: ...


@pytest.mark.timeout(90)
def test_P1_a_coordinator_that_is_lost_puts_the_transaction_in_doubt(tmp_path: Path) -> None:
    shops = sample.shops()
    with EmbeddedStack(
        data=None,
        shops=list(shops),
        endpoint_names=sample.endpoints(shops),
        say=lambda _: None,
    ) as stack:
        stack.start_infrastructure()
        user, password = stack.credentials("gateway")
        settings = Settings.model_validate(
            {
                "service": "gateway",
                "bootstrap": stack.bootstrap,
                "user": user,
                "password": password,
                "keys": tmp_path,
            }
        )
        loop = TransactionalLoop(
            settings, topic=SHOP_EVENTS, partitions=PARTITIONS, changelogs=(SUBJECT_STATE,), desk=_Nobody()
        )
        producer = loop._open()
        assert not loop._doubts.doubt
        os.kill(stack.pids()["kafka"], signal.SIGKILL)
        assert Rig.within(lambda: producer.poll(0) >= 0 and loop._doubts.doubt, seconds=10)
        producer.close()
        loop._consumer.close()
