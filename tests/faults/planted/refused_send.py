"""Planted: a record that the producer refuses is passed over. Fault: a producer that takes small records only."""

from contextlib import suppress
from typing import Any, Final

from confluent_kafka import KafkaException, Producer

from shared.shell.settings import Settings
from tests.faults.planted.scene import Scene

_SMALL: Final = 40_000


def main(settings: Settings) -> None:
    """Run the gateway with the fault, and the bug if it is asked for."""
    scene = Scene(settings)

    class Tampered(Producer):
        def __init__(self, config: dict[str, Any], **named: Any) -> None:
            small = {"message.max.bytes": _SMALL} if scene.fires() else {}
            super().__init__({**config, **small}, **named)

        def produce(self, *args: Any, **named: Any) -> None:
            with suppress(*((KafkaException,) if "refused_send" in scene.bugs else ())):
                super().produce(*args, **named)

    scene.play(Tampered)
