"""Spans: opened under the context that a message or request brought, and re-issued to what follows from it.

It holds the tracer of the process and exports nothing (`shell/exporting.py`). While nobody asked for spans there is a
tracer that does nothing, and a context only passes through. Contexts are W3C `traceparent`; `tracestate` and baggage
are neither read nor sent on.

A batch has one span that links to its messages, as the messaging conventions ask, and each message that is sampled has
one of its own beside it, under the message's context: a link does not lead from an order to what became of it in every
viewer, a parent does. Both end when the batch is done, so none claims what was not committed.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import MappingProxyType
from typing import Final, Protocol

from opentelemetry.context import Context
from opentelemetry.trace import (
    INVALID_SPAN_CONTEXT,
    Link,
    NonRecordingSpan,
    NoOpTracer,
    Span,
    SpanContext,
    SpanKind,
    StatusCode,
    TraceFlags,
    Tracer,
    set_span_in_context,
)

from contracts.events import H_ID, H_SHOP, H_TRACE, H_TYPE
from shared.core.checkpoint.step import Output

Attributes = dict[str, str | int]

_OWN: Final = re.compile("(?!0+$)[0-9a-f]{32}")
_TRACE: Final = re.compile("00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})")
EVENT: Final = MappingProxyType({H_TYPE: "sekisho.event.type", H_ID: "sekisho.event.id", H_SHOP: "sekisho.shop"})
"""What the headers of an event say of it."""

_ODD: Final = tuple(digit.to_bytes() for digit in b"13579bdf")
_LINKS: Final = 128
"""Links that the SDK keeps of a span, unless it is told otherwise."""

_off: Final[Tracer] = NoOpTracer()
_tracer: Tracer = _off


def use(tracer: Tracer | None) -> None:
    """Open spans by this tracer from now on; by none, with None."""
    global _tracer  # noqa: PLW0603 - one process, one tracer
    _tracer = tracer or _off


@contextmanager
def span(name: str, kind: SpanKind, attributes: Attributes, *, parent: str | None = None) -> Iterator[Span]:
    """Open a span; `parent` is a `traceparent`, and without one the span that is open already.

    An exception is told by its type only, never by its text.
    """
    context = _under(parse(parent)) if parent else None
    with _tracer.start_as_current_span(
        name, context=context, kind=kind, attributes=attributes, record_exception=False, set_status_on_exception=False
    ) as current:
        try:
            yield current
        except BaseException as error:
            fail(current, type(error).__name__)
            raise


def fail(current: Span, reason: str) -> None:
    """Note that what a span is about failed; `reason` is a code or the name of a class of exceptions."""
    current.set_attribute("error.type", reason)
    current.set_status(StatusCode.ERROR)


def traceparent(current: Span) -> str:
    """Return the `traceparent` of a span, empty if there is none."""
    context = current.get_span_context()
    if not context.is_valid:
        return ""
    # Of the flags only "sampled" is ours to say.
    return f"00-{context.trace_id:032x}-{context.span_id:016x}-{context.trace_flags & TraceFlags.SAMPLED:02x}"


def parse(parent: str) -> SpanContext:
    """Read a `traceparent` of version 00; anything else gives an invalid context, as the specification asks."""
    found = _TRACE.fullmatch(parent)
    if found is None:
        return INVALID_SPAN_CONTEXT
    trace, own, flags = (int(part, 16) for part in found.groups())
    return SpanContext(trace, own, is_remote=True, trace_flags=TraceFlags(flags & TraceFlags.SAMPLED))


def restarted(trace: str, parent: str, *, chance: Callable[[int], bytes]) -> str:
    """Return the `traceparent` for an outsider: a trace of its own, sampled as ours is; empty if ours is not sampled.

    `trace` is 32 hex digits that only this outsider knows, `parent` our own context. Two outsiders cannot join what
    they got by it, and none learns of the trace that it is part of here.
    """
    if not parse(parent).trace_flags.sampled or not _OWN.fullmatch(trace):
        return ""
    return f"00-{trace}-{chance(8).hex()}-01"


class Headed(Protocol):
    """A record, as far as spans need it."""

    @property
    def headers(self) -> dict[str, bytes]:
        """Return its headers."""


class Batch:
    """The spans of one batch; without a tracer, or without a sampled message, it does nothing."""

    def __init__(self, name: str, common: Attributes) -> None:
        """Begin; `common` are attributes of all its spans. Spans are opened by `batch`."""
        self._name, self._common = name, common
        self._whole: Span | None = None
        self._own: dict[str, Span] = {}

    def open(self, records: Sequence[Headed], said: Mapping[str, str]) -> None:
        """Open the span of the batch, and those of its messages (`said` as in `batch`)."""
        sampled = {trace: each for each in records if (trace := _sampled(each.headers.get(H_TRACE, b"")))}
        if not sampled:
            return
        links = [Link(parse(trace)) for trace in sampled][:_LINKS]
        count: Attributes = {"messaging.batch.message_count": len(records)}
        # A root: it belongs to no order's trace, and to none that may be open around it.
        self._whole = _tracer.start_span(
            self._name, context=Context(), kind=SpanKind.CONSUMER, attributes={**self._common, **count}, links=links
        )
        for trace, record in sampled.items():
            found = {name: _text(record.headers[header]) for header, name in said.items() if header in record.headers}
            self._message(trace, dict(found))

    def follow(self, trace: str) -> str:
        """Return the context for what follows from a message: that of the message's span, if it has one."""
        if not _sampled(trace.encode()):
            return trace
        return traceparent(self._own.get(trace) or self._message(trace, {}))

    def reissue(self, outputs: Sequence[Output]) -> Sequence[Output]:
        """Return records as they are written, with their contexts re-issued; a context is the last header."""
        return [self._reissued(each) for each in outputs]

    def fail(self, reason: str) -> None:
        """Note that what the batch did came to nothing."""
        for each in (self._whole, *self._own.values()):
            if each is not None:
                fail(each, reason)

    def close(self) -> None:
        """End all spans."""
        for each in (*self._own.values(), self._whole):
            if each is not None:
                each.end()

    def _reissued(self, output: Output) -> Output:
        headers = output.headers
        if not headers or headers[-1][0] != H_TRACE or not (trace := _sampled(headers[-1][1])):
            return output
        return output._replace(headers=(*headers[:-1], (H_TRACE, self.follow(trace).encode())))

    def _message(self, trace: str, attributes: Attributes) -> Span:
        links = [Link(self._whole.get_span_context())] if self._whole is not None else []
        made = _tracer.start_span(
            self._name,
            context=_under(parse(trace)),
            kind=SpanKind.CONSUMER,
            attributes={**self._common, **attributes},
            links=links,
        )
        self._own[trace] = made
        return made


class _Off(Batch):
    """A batch that has no spans."""

    def open(self, records: Sequence[Headed], said: Mapping[str, str]) -> None:
        """Open nothing."""

    def follow(self, trace: str) -> str:
        """Let the context through."""
        return trace

    def reissue(self, outputs: Sequence[Output]) -> Sequence[Output]:
        """Leave the records as they are."""
        return outputs


NOTHING: Final[Batch] = _Off("", {})
"""The batch without spans."""


@contextmanager
def batch(
    topic: str, partition: int, group: str, records: Sequence[Headed], said: Mapping[str, str] = MappingProxyType({})
) -> Iterator[Batch]:
    """Open the spans of a batch of records of one partition; `said` are attributes by the headers that hold them."""
    if _tracer is _off:
        yield NOTHING
        return
    made = Batch(f"process {topic}", messaging("process", topic, partition=partition, group=group))
    made.open(records, said)
    try:
        yield made
    except BaseException as error:
        made.fail(type(error).__name__)
        raise
    finally:
        made.close()


def messaging(deed: str, topic: str, *, partition: int | None = None, group: str = "") -> Attributes:
    """Return the attributes of the messaging conventions for `send` or `process`."""
    found: Attributes = {
        "messaging.system": "kafka",
        "messaging.operation.name": deed,
        "messaging.operation.type": deed,
        "messaging.destination.name": topic,
    }
    if partition is not None:
        found["messaging.destination.partition.id"] = str(partition)
    if group:
        found["messaging.consumer.group.name"] = group
    return found


def _sampled(value: bytes) -> str:
    """Return a context as text if it is one, and sampled; else nothing."""
    # The last digit first: most are not sampled, and this is asked of every record.
    if value[-1:] not in _ODD:
        return ""
    trace = _text(value)
    return trace if parse(trace).trace_flags.sampled else ""


def _text(value: bytes) -> str:
    return value.decode("ascii", "replace")


def _under(parent: SpanContext) -> Context:
    return set_span_in_context(NonRecordingSpan(parent), Context())
