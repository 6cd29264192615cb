"""Platforms whose own payloads come in: for each, how to know it, how to check its signature, what it maps to.

Pure. A platform is one module and one row here; everything behind the door sees our events only.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple, Protocol

from shared.core.platforms import shopify
from shared.core.platforms.mapped import Mapped


class _Events(Protocol):
    def __call__(self, payload: Mapping[str, Any], *, topic: str) -> Mapped: ...


class Platform(NamedTuple):
    """One platform: the headers (lower case) that tell it, and its two functions. Its name names the shop's secret."""

    name: str
    topic_header: str
    signature_header: str
    verify: Callable[[bytes, str, str], bool]
    events: _Events


PLATFORMS: Final[dict[str, Platform]] = {
    "shopify": Platform("shopify", shopify.TOPIC_HEADER, shopify.SIGNATURE_HEADER, shopify.verify, shopify.events),
}


def recognised(headers: Mapping[str, str]) -> Platform | None:
    """Return the platform that these headers (lower-case names) come from, or None for our own format."""
    return next((platform for platform in PLATFORMS.values() if platform.topic_header in headers), None)
