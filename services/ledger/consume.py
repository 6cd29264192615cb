"""Turn records of `disclosures` and `outcomes` into appends.

It decodes and hands on; what is a repeat or a gap, the store decides.
"""

from collections.abc import Awaitable, Callable, Sequence
from typing import Final, TypeVar

import msgspec
from opentelemetry.trace import Span, SpanKind

from contracts.entries import Numbered, Outcome
from services.ledger.store import Store
from shared.errors import BrokenInvariantError
from shared.shell import telemetry
from shared.shell.bus import Record

Handler = Callable[[int, Sequence[Record]], Awaitable[None]]

_T = TypeVar("_T")

_NUMBERED: Final = msgspec.json.Decoder(Numbered)
_OUTCOME: Final = msgspec.json.Decoder(Outcome)


def disclosures(store: Store) -> Handler:
    """Return the handler that appends the entries of one partition."""

    async def append(partition: int, records: Sequence[Record]) -> None:
        with telemetry.span("append disclosures", SpanKind.CONSUMER, _attributes(partition, records)) as span:
            _link(span, records)
            messages = [_read(_NUMBERED, record, "disclosure_unreadable") for record in records]
            span.set_attribute("sekisho.entries", sum(len(message.entries) for message in messages))
            await store.append(partition, messages)

    return append


def outcomes(store: Store) -> Handler:
    """Return the handler that appends outcomes."""

    async def append(partition: int, records: Sequence[Record]) -> None:
        with telemetry.span("append outcomes", SpanKind.CONSUMER, _attributes(partition, records)) as span:
            _link(span, records)
            await store.append_outcomes([_read(_OUTCOME, record, "outcome_unreadable") for record in records])

    return append


def _read(decoder: "msgspec.json.Decoder[_T]", record: Record, reason: str) -> _T:
    try:
        return decoder.decode(record.value or b"")
    except (msgspec.DecodeError, UnicodeDecodeError):
        # P1: these topics are our own; a message that cannot be read is a disclosure without a record.
        raise BrokenInvariantError(reason) from None


def _attributes(partition: int, records: Sequence[Record]) -> dict[str, str | int]:
    return {
        "messaging.system": "kafka",
        "messaging.operation.name": "process",
        "messaging.operation.type": "process",
        "messaging.destination.name": records[0].topic,
        "messaging.destination.partition.id": str(partition),
        "messaging.kafka.offset": records[0].offset,
        "messaging.batch.message_count": len(records),
    }


def _link(span: Span, records: Sequence[Record]) -> None:
    for record in records:
        parent = telemetry.parse(record.headers.get("traceparent", b"").decode("ascii", "replace"))
        if parent.is_valid:
            span.add_link(parent)
