"""Planted: the state is restored to the end that `read_committed` reports. Fault: an open transaction, made by the rig.

The head check is a second wall (`wall_down` takes it away).
"""

from typing import Any

from confluent_kafka import Producer, TopicPartition

from shared.shell.restore import reader
from shared.shell.settings import Settings
from shared.shell.standby import Standby
from tests.faults.planted.scene import Scene
from tests.faults.planted.wall import take_down


def _ends(standby: Standby[Any], partition: int) -> dict[str, int]:
    asked = reader(standby._settings, "read_committed")
    try:
        return {
            topic: asked.get_watermark_offsets(TopicPartition(topic, partition), timeout=10)[1]
            for topic in standby._topics
        }
    finally:
        asked.close()


def main(settings: Settings) -> None:
    """Run the gateway with the bugs that are asked for."""
    scene = Scene(settings)
    if "short_restore" in scene.bugs:
        Standby.ends = _ends  # type: ignore[method-assign,assignment]
    if "wall_down" in scene.bugs:
        take_down()
    scene.play(Producer)
