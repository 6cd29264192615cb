"""Planted: what the standby has read is thrown away when a partition is assigned. Fault: the other gateway dies.

It loses nothing; it only takes as long as there is state. The log's count must show it.
"""

from typing import Any

from confluent_kafka import Producer

from shared.shell.settings import Settings
from shared.shell.standby import Standby
from tests.faults.planted.scene import Scene


def main(settings: Settings) -> None:
    """Run the gateway with the bug if it is asked for."""
    scene, want = Scene(settings), Standby.want

    def late(standby: Standby[Any], partition: int) -> None:
        standby.follow(partition)
        want(standby, partition)

    if "late_standby" in scene.bugs:
        Standby.want = late  # type: ignore[method-assign,assignment]
    scene.play(Producer)
