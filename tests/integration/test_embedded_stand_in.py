"""A stand-in service: takes its group's partitions, and ends at SIGTERM. Has no tests of its own."""

import signal
import threading

from confluent_kafka import Consumer

from shared.shell.settings import Settings


def main(settings: Settings) -> None:
    """Consume `to.<service>` until told to stop."""
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    consumer = Consumer(
        {
            "bootstrap.servers": settings.bootstrap,
            "security.protocol": "SASL_PLAINTEXT",
            "sasl.mechanism": "SCRAM-SHA-512",
            "sasl.username": settings.user,
            "sasl.password": settings.password.get_secret_value(),
            "group.id": settings.service,
            "auto.offset.reset": "earliest",
        }
    )
    consumer.subscribe([f"to.{settings.service}"])
    while not stop.is_set():
        consumer.poll(0.1)
    consumer.close()
