"""What a payload in a file is: the headers that would come with it. It signs nothing and sends nothing."""

from typing import Any

from cli.words import say
from shared.core.door import CONTENT_TYPE, DoorError, parse
from shared.core.door.body import leaves
from shared.core.platforms import PLATFORMS, Platform
from shared.core.platforms.reading import unwrapped


class PayloadError(Exception):
    """What was said about the payload cannot be; the message says why."""


def headers_of(raw: bytes, *, platform: str | None = None, topic: str | None = None) -> dict[str, str]:
    """Return the headers that would come with a payload: those of its platform, or of a structured CloudEvent.

    Raises:
        PayloadError: there is no such platform, the platform has no such topic, or a topic has no platform.
    """
    sender = _named(platform) if platform else _guessed(raw)
    if sender is None and topic is None:
        return {"content-type": CONTENT_TYPE}
    if sender is None:
        raise PayloadError(say("topic_alone").format(", ".join(PLATFORMS)))
    said = topic or sender.usual_topic
    if said not in sender.topics:
        raise PayloadError(say("no_topic").format(sender.title, said, ", ".join(sender.topics)))
    return {"content-type": "application/json", sender.topic_header: said}


def _named(platform: str) -> Platform:
    if platform not in PLATFORMS:
        raise PayloadError(say("no_platform").format(platform, ", ".join(PLATFORMS)))
    return PLATFORMS[platform]


def _guessed(raw: bytes) -> Platform | None:
    """Return the platform that knows most of the payload's leaves, if it knows more than half of them."""
    try:
        content = parse(raw)
    except DoorError:
        return None
    order, _ = unwrapped(content, "order")
    unknown = {name: _unknown(platform, order) for name, platform in PLATFORMS.items()}
    best = min(unknown, key=lambda name: unknown[name])
    return PLATFORMS[best] if "specversion" not in content and unknown[best] * 2 < _size(order) else None


def _unknown(platform: Platform, order: dict[str, Any]) -> int:
    return platform.topics[platform.usual_topic].tally(order)[0]


def _size(order: dict[str, Any]) -> int:
    return sum(1 for _ in leaves(order))
