"""Who may send for a shop, and the writing of what was prepared. It maps nothing and knows no HTTP framework."""

import asyncio
import hmac
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Final, NamedTuple, Protocol

from opentelemetry.trace import SpanKind

from contracts.topics import SHOP_EVENTS
from shared.core.accept import Prepared, Record, prepare
from shared.core.names import Names, arrange
from shared.core.platforms import recognised
from shared.errors import BrokenInvariantError, SekishoError, TransientError
from shared.shell import keys, metrics, spans, telemetry

SEND_SECONDS: Final = 10.0
"""How long the broker may take to acknowledge one record before the caller is told to come again."""


class Log(Protocol):
    """What intake needs of the bus."""

    async def send(
        self,
        topic: str,
        *,
        partition: int,
        key: bytes | None,
        value: bytes | None,
        headers: dict[str, bytes],
        at: int | None = None,
    ) -> tuple[int, int]:
        """Write one record and return its place, acknowledged; `at` is its time, where the topic keeps it."""
        ...

    def fail(self, error: Exception) -> None:
        """Stop the process after a broken invariant."""
        ...

    @property
    def healthy(self) -> bool:
        """Whether records can be written."""
        ...


class Doors(NamedTuple):
    """The secrets of every shop, by name: bearer token, webhook secrets, and the key of its references. Never shown."""

    shops: Mapping[str, Mapping[str, str]]
    references: Mapping[str, bytes]

    def __repr__(self) -> str:
        """Show nothing."""
        return "Doors(…)"


class RefusedError(SekishoError):
    """The sender may not: `shop_unknown`, `token_wrong` or `signature_wrong`."""


class Place(NamedTuple):
    """Where a record lies in the log."""

    partition: int
    position: int


def doors(folder: Path) -> Doors:
    """Read the key files.

    Raises:
        OSError: a file is missing.
        ValueError: a file is malformed (msgspec.ValidationError included), or a shop has no key of 32 bytes.
    """
    shops = keys.tables(folder, "shops")
    made = {shop: bytes.fromhex(text) for shop, text in keys.table(folder, "references").items()}
    if any(len(made.get(shop, b"")) != 32 for shop in shops):  # noqa: PLR2004 - bytes of a key
        message = "reference_key_missing"
        raise ValueError(message)
    return Doors(shops, made)


def check_shop(known: Doors, shop: str) -> None:
    """Let through whoever asks for a shop that is here; enough only where nothing is told and nothing is written.

    Raises:
        RefusedError: the shop is unknown.
    """
    _secrets(known, shop)


def check_token(known: Doors, shop: str, headers: Mapping[str, str]) -> None:
    """Let through whoever shows this shop's token, and nobody else's (P12).

    Raises:
        RefusedError: the shop is unknown, or the token is missing or not this shop's.
    """
    expected = _secrets(known, shop).get("token")
    scheme, _, shown = headers.get("authorization", "").partition(" ")
    if not expected or scheme.lower() != "bearer" or not hmac.compare_digest(shown.encode(), expected.encode()):
        raise RefusedError("token_wrong")


def check_sender(known: Doors, shop: str, headers: Mapping[str, str], raw: bytes) -> None:
    """Check the platform's signature where its headers are there, else the token.

    Raises:
        RefusedError: the shop is unknown, or signature or token are missing or wrong.
    """
    platform = recognised(headers)
    if platform is None:
        check_token(known, shop, headers)
        return
    secret = _secrets(known, shop).get(platform.name)
    if not secret or not platform.scheme.verify(raw, secret, headers.get(platform.signature_header, "")):
        raise RefusedError("signature_wrong")


async def accept(
    log: Log, known: Doors, names: Names, *, shop: str, headers: Mapping[str, str], raw: bytes, at: int | None = None
) -> tuple[Prepared, list[Place]]:
    """Prepare the records and write them one after another; return when the broker has acknowledged all.

    `at` is the time of a story (Unix ms), in a stack started for scenarios only.

    Where a later record fails, the caller is told to send the same again: ids are derived, so nothing happens twice.

    Raises:
        DoorError: the request is refused; nothing was written.
        TransientError: the broker did not acknowledge in time, or the names of orders and people cannot be asked.
        PoisonError: a record is too large for the topic.
    """
    attributes = {**spans.messaging("send", SHOP_EVENTS), "sekisho.shop": shop}
    with spans.span(f"send {SHOP_EVENTS}", SpanKind.PRODUCER, attributes) as span:
        trace, seed = spans.traceparent(span), secrets.token_bytes(32)
        prepared = prepare(raw, headers, shop=shop, key=known.references[shop], seed=seed, traceparent=trace)
        prepared = prepared._replace(records=tuple(await arrange(names, shop, prepared.records)))
        span.set_attribute("messaging.batch.message_count", len(prepared.records))
        places = [await _write(log, record, at) for record in prepared.records]
    for record, place in zip(prepared.records, places, strict=True):
        telemetry.log("accepted", shop=shop, event=record.event, kind=record.type, **place._asdict())
        metrics.add("sekisho.events.accepted", 1, {"sekisho.shop": shop, "sekisho.event.type": record.type})
    if prepared.cards:
        telemetry.log("cards dropped", shop=shop, count=prepared.cards)
    return prepared, places


async def _write(log: Log, record: Record, at: int | None) -> Place:
    try:
        async with asyncio.timeout(SEND_SECONDS):
            place = await log.send(
                record.topic,
                partition=record.partition,
                key=record.key,
                value=record.value,
                headers=record.headers,
                at=at,
            )
    except TimeoutError:
        # P10: it may lie there all the same; only a repeat with the same id makes it certain.
        raise TransientError("broker_silent") from None
    except BrokenInvariantError as error:
        log.fail(error)
        raise TransientError("broker_refuses") from None
    return Place(*place)


def _secrets(known: Doors, shop: str) -> Mapping[str, str]:
    if shop not in known.shops:
        raise RefusedError("shop_unknown")
    return known.shops[shop]
