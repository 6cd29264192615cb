"""Planted: the position is committed by the consumer, outside the transaction. Fault: death just before the commit.

The head check is a second wall (`wall_down` takes it away): behind it such a gateway stops and decides nothing wrongly.
"""

from typing import Any

from confluent_kafka import Producer, TopicPartition

from shared.shell.settings import Settings
from tests.faults.planted.scene import Scene
from tests.faults.planted.wall import take_down


def main(settings: Settings) -> None:
    """Run the gateway with the fault, and the bug if it is asked for."""
    scene = Scene(settings)

    class Tampered(Producer):
        def send_offsets_to_transaction(self, positions: list[TopicPartition], *rest: Any) -> None:
            if "offsets_outside" in scene.bugs:
                scene.consumer.commit(offsets=positions, asynchronous=False)
            else:
                super().send_offsets_to_transaction(positions, *rest)

        def commit_transaction(self, *args: Any) -> None:
            if scene.fires():
                scene.die()
            super().commit_transaction(*args)

    if "wall_down" in scene.bugs:
        take_down()
    scene.play(Tampered)
