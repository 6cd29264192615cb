"""Logs and spans: one JSON line a deed, closed keys, no values (P7). The frameworks' own loggers stay off.

Evidence never lives here: a span may be dropped, a ledger entry may not.
"""

import logging
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final, Literal, TextIO

import msgspec
from opentelemetry import trace
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, ConsoleSpanExporter

from shared.shell.settings import Settings

Key = Literal[
    "attempt",
    "batch",
    "code",
    "count",
    "deed",
    "disclosure",
    "error",
    "event",
    "kind",
    "officer",
    "partition",
    "pack",
    "position",
    "proposal",
    "recipient",
    "register",
    "remedy",
    "service",
    "shop",
    "size",
    "topic",
    "version",
]

ATTRIBUTES: Final = frozenset(
    {
        "messaging.system",
        "messaging.operation.name",
        "messaging.operation.type",
        "messaging.destination.name",
        "messaging.destination.partition.id",
        "messaging.batch.message_count",
        "messaging.kafka.offset",
        "http.request.method",
        "http.route",
        "http.response.status_code",
        "error.type",
        "sekisho.shop",
        "sekisho.recipient",
        "sekisho.event.type",
        "sekisho.disclosure.id",
        "sekisho.entries",
    }
)
"""Every attribute that a span of ours may carry (OpenTelemetry messaging and HTTP conventions, and our own)."""

_sink: TextIO = sys.stderr
_service = ""


def start(settings: Settings) -> None:
    """Point logs and spans where the settings say; call once, first thing in `main`."""
    global _sink, _service  # noqa: PLW0603 - one process, one log
    _service = settings.service
    if settings.log is not None:
        _sink = settings.log.open("a", buffering=1)
    logging.disable(logging.CRITICAL)
    if settings.traces is not None:
        out = settings.traces.open("a", buffering=1)
        provider = TracerProvider(resource=Resource({"service.name": settings.service}))
        provider.add_span_processor(BatchSpanProcessor(ConsoleSpanExporter(out=out, formatter=_one_line)))
        trace.set_tracer_provider(provider)


def stop() -> None:
    """Flush spans that are still held."""
    provider = trace.get_tracer_provider()
    if isinstance(provider, TracerProvider):
        provider.shutdown()


def log(deed: str, **keys: str | int) -> None:
    """Write one line: what was done, and references and reason codes only. Keys are those of `Key`."""
    line = {"at": int(time.time() * 1000), "service": _service, "deed": deed, **keys}
    _sink.write(msgspec.json.encode(line).decode() + "\n")


@contextmanager
def span(
    name: str, kind: trace.SpanKind, attributes: dict[str, str | int], *, parent: str | None = None
) -> Iterator[trace.Span]:
    """Open a span; `parent` is a W3C traceparent. Exceptions are recorded by type only, never by text."""
    tracer = trace.get_tracer("sekisho")
    context = trace.set_span_in_context(trace.NonRecordingSpan(parse(parent))) if parent else None
    with tracer.start_as_current_span(
        name, context=context, kind=kind, attributes=attributes, record_exception=False, set_status_on_exception=False
    ) as current:
        try:
            yield current
        except BaseException as error:
            current.set_attribute("error.type", type(error).__name__)
            raise


def traceparent(current: trace.Span) -> str:
    """Return the W3C traceparent of a span."""
    context = current.get_span_context()
    return f"00-{context.trace_id:032x}-{context.span_id:016x}-{context.trace_flags:02x}"


def parse(parent: str) -> trace.SpanContext:
    """Read a W3C traceparent; anything malformed gives an invalid context, as the specification asks."""
    parts = parent.split("-")
    try:
        ids = int(parts[1], 16), int(parts[2], 16), int(parts[3], 16)
    except (IndexError, ValueError):
        return trace.INVALID_SPAN_CONTEXT
    return trace.SpanContext(ids[0], ids[1], is_remote=True, trace_flags=trace.TraceFlags(ids[2]))


def _one_line(span: ReadableSpan) -> str:
    return f"{span.to_json(indent=None)}\n"
