"""Whether a service is at work: asked from outside, as its users would. Does not start or stop anything."""

import http.client
import time
from collections.abc import Callable
from typing import Final

from confluent_kafka import KafkaException
from confluent_kafka.admin import AdminClient

_PAUSE: Final = 0.05
_SECONDS: Final = 5.0


def healthy(port: int) -> bool:
    """Tell whether `GET /health` answers 200."""
    door = http.client.HTTPConnection("127.0.0.1", port, timeout=_SECONDS)
    try:
        door.request("GET", "/health")
        return door.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        door.close()


def consuming(admin: AdminClient, group: str, *, members: int) -> bool:
    """Tell whether so many members of the group have partitions."""
    try:
        described = admin.describe_consumer_groups([group], request_timeout=_SECONDS)[group].result()
    except KafkaException:
        return False
    at_work = [each for each in described.members if each.assignment and each.assignment.topic_partitions]
    return len(at_work) >= members


def wait_until(ready: Callable[[], bool], alive: Callable[[], bool], *, seconds: float) -> bool:
    """Ask again and again until it is ready, has died, or the time is over; tell whether it is ready."""
    until = time.monotonic() + seconds
    while time.monotonic() < until and alive():
        if ready():
            return True
        time.sleep(_PAUSE)
    return False
