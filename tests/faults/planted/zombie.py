"""Planted: the group's metadata is taken late, after a new join. Fault: a stop with a decided batch in hand (SIGSTOP).

Who wakes up late holds what another has long written. Metadata from before the poll is refused; newer metadata is not.
"""

import os
import signal
from typing import Any

from confluent_kafka import Producer, TopicPartition

from shared.shell.settings import Settings
from tests.faults.planted.scene import Scene


def main(settings: Settings) -> None:
    """Run the gateway with the fault, and the bug if it is asked for."""
    scene = Scene(settings)

    class Tampered(Producer):
        def begin_transaction(self) -> None:
            if scene.fires():
                os.kill(os.getpid(), signal.SIGSTOP)
                if "zombie" in scene.bugs:
                    _join_again(scene)
            super().begin_transaction()

        def send_offsets_to_transaction(
            self, positions: list[TopicPartition], group_metadata: object, *rest: Any
        ) -> None:
            if "zombie" in scene.bugs:
                group_metadata = scene.consumer.consumer_group_metadata()
            super().send_offsets_to_transaction(positions, group_metadata, *rest)

    scene.play(Tampered)


def _join_again(scene: Scene) -> None:
    """Poll with the batch in hand until the group has given partitions again."""
    assert scene.loop is not None
    while not scene.loop._restoring:
        scene.consumer.consume(1, 0.1)
