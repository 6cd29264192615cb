"""Platforms whose own payloads come in: for each, how to know it, how it signs, what it maps to.

Pure. A platform is one module and one row here; everything behind the door sees our events only.
"""

import re
from collections.abc import Mapping
from typing import Any, Final, NamedTuple, Protocol

from shared.core.platforms import shopify, woocommerce
from shared.core.platforms.mapped import Mapped
from shared.core.platforms.signature import BASE64_SHA256, Scheme
from shared.core.platforms.table import Table


class _Events(Protocol):
    def __call__(self, payload: Mapping[str, Any], *, topic: str) -> Mapped: ...


class Platform(NamedTuple):
    """One platform; its name names the shop's secret, `title` is for people, headers are in lower case.

    `topics` are those that it may be subscribed to, each with the table of its payload; the first is the usual one.
    `ping` is the unsigned body, if any, with which the platform tries an address.
    """

    name: str
    title: str
    topic_header: str
    signature_header: str
    scheme: Scheme
    topics: Mapping[str, Table]
    events: _Events
    ping: re.Pattern[bytes] | None = None

    @property
    def usual_topic(self) -> str:
        """The topic of a payload of which nothing else is known."""
        return next(iter(self.topics))


_ROWS: Final = (
    Platform(
        name="shopify",
        title="Shopify",
        topic_header="x-shopify-topic",
        signature_header="x-shopify-hmac-sha256",
        scheme=BASE64_SHA256,
        topics=shopify.TABLES,
        events=shopify.events,
    ),
    Platform(
        name="woocommerce",
        title="WooCommerce",
        topic_header="x-wc-webhook-topic",
        signature_header="x-wc-webhook-signature",
        scheme=BASE64_SHA256,
        topics=woocommerce.TABLES,
        events=woocommerce.events,
        ping=re.compile(rb"webhook_id=[0-9]{1,20}"),
    ),
)
PLATFORMS: Final[dict[str, Platform]] = {row.name: row for row in _ROWS}

FORM: Final = "application/x-www-form-urlencoded"
"""The content type of a ping."""


def recognised(headers: Mapping[str, str]) -> Platform | None:
    """Return the platform that these headers (lower-case names) come from, or None for our own format."""
    return next((platform for platform in PLATFORMS.values() if platform.topic_header in headers), None)


def is_ping(raw: bytes, headers: Mapping[str, str]) -> bool:
    """Tell whether a platform only tries whether somebody answers here; such a request says nothing else."""
    form = headers.get("content-type", "").split(";")[0].strip().lower() == FORM
    tries = (platform.ping for platform in PLATFORMS.values() if platform.ping is not None)
    return form and recognised(headers) is None and any(ping.fullmatch(raw) for ping in tries)
