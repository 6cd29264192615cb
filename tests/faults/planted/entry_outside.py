"""Planted: entries are sent by a producer of their own, outside the transaction. Fault: death before the commit."""

from typing import Any

from confluent_kafka import Producer

from contracts.topics import DISCLOSURES
from shared.shell.restore import connection
from shared.shell.settings import Settings
from tests.faults.planted.scene import Scene


def main(settings: Settings) -> None:
    """Run the gateway with the fault, and the bug if it is asked for."""
    scene = Scene(settings)
    outside = Producer(connection(settings))

    class Tampered(Producer):
        def produce(self, topic: str, *args: Any, **named: Any) -> None:
            if topic == DISCLOSURES and "entry_outside" in scene.bugs:
                outside.produce(topic, *args, **named)
                outside.flush()
            else:
                super().produce(topic, *args, **named)

        def commit_transaction(self, *args: Any) -> None:
            if scene.fires():
                scene.die()
            super().commit_transaction(*args)

    scene.play(Tampered)
