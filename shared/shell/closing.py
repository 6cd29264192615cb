"""The last thing before spans leave the process: each is made anew from the closed lists, so that no more leaves (P7).

It fails closed: what is not known is dropped and counted, texts of exceptions and of statuses always. It knows no
collector (`shell/exporting.py` does), and decides nothing about sampling.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SpanExporter, SpanExportResult
from opentelemetry.sdk.util.instrumentation import InstrumentationScope
from opentelemetry.trace import Link, SpanContext, Status

from contracts.telemetry import ATTRIBUTES, OTHER, RESOURCE, SCOPE, SPANS, Attribute
from shared.core.closed import admits

Dropped = Callable[[str, int], None]
"""Told what was dropped (`contracts.telemetry`, `sekisho.dropped`), and how many."""

_SCOPE: Final = InstrumentationScope(SCOPE, "")  # without a version Zipkin would refuse what its exporter writes


class Names:
    """What this process knows by name: shops and recipients that it was told of, and its classes of exceptions."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.known: set[str] = set()
        self._errors: frozenset[str] = frozenset()

    def errors(self, wanted: object) -> frozenset[str]:
        """Return the names of all classes of exceptions, looked up again if the wanted one is not among them."""
        if wanted not in self._errors:
            self._errors = frozenset(_exceptions(BaseException))
        return self._errors

    def admits(self, attribute: Attribute, value: object) -> bool:
        """Tell whether a value may be said of an attribute."""
        errors = self.errors(value) if attribute.kind == "error" and value not in attribute.words else ()
        return admits(attribute, value, names=self.known, errors=errors)

    def closed(
        self, given: Mapping[str, Any], lists: Mapping[str, Attribute], dropped: Callable[[str], None]
    ) -> dict[str, Any]:
        """Return what of the attributes is on the list and of its kind; `dropped` hears of each other one."""
        kept: dict[str, Any] = {}
        for key, value in given.items():
            known = lists.get(key)
            if known is None:
                dropped("attribute")
            elif self.admits(known, value):
                kept[key] = value
            else:
                dropped("value")
        return kept


def close_resource(resource: Resource, names: Names, dropped: Callable[[str], None]) -> Resource:
    """Return a resource with nothing but what is on its list."""
    return Resource(names.closed(resource.attributes, RESOURCE, lambda _: dropped("resource")))


class Closing(SpanExporter):
    """Hands on to a real exporter what the closed lists let through."""

    def __init__(self, exporter: SpanExporter, names: Names, dropped: Dropped) -> None:
        """Keep the exporter, what is known by name, and who counts what is dropped."""
        self._exporter, self._names, self._dropped = exporter, names, dropped
        self._resources: dict[Resource, Resource] = {}

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        """Close the spans and hand them on; what the exporter cannot send is counted too."""
        counts: Counter[str] = Counter()
        try:
            result = self._exporter.export([self._close(span, counts) for span in spans])
        except Exception:  # noqa: BLE001 - P10: whatever telemetry does, the work goes on
            result = SpanExportResult.FAILURE
        if result is not SpanExportResult.SUCCESS:
            counts["unsent"] += len(spans)
        for what, count in counts.items():
            self._dropped(what, count)
        return result

    def shutdown(self) -> None:
        """Let the exporter go."""
        self._exporter.shutdown()

    def force_flush(self, timeout_millis: int = 30_000) -> bool:
        """Let the exporter send what it holds."""
        return self._exporter.force_flush(timeout_millis)

    def _close(self, span: ReadableSpan, counts: Counter[str]) -> ReadableSpan:
        def dropped(what: str) -> None:
            counts[what] += 1

        if span.name not in SPANS:
            dropped("name")
        for _ in span.events:
            dropped("event")
        if span.status.description:
            dropped("status")
        if span.instrumentation_scope is not None and span.instrumentation_scope.name != SCOPE:
            dropped("scope")
        return ReadableSpan(
            name=span.name if span.name in SPANS else OTHER,
            context=_bare(span.context) if span.context else None,
            parent=_bare(span.parent) if span.parent else None,
            resource=self._resource(span.resource, dropped),
            attributes=self._names.closed(span.attributes or {}, ATTRIBUTES, dropped),
            events=(),
            links=[self._link(link, dropped) for link in span.links],
            kind=span.kind,
            status=Status(span.status.status_code),
            start_time=span.start_time,
            end_time=span.end_time,
            instrumentation_scope=_SCOPE,
        )

    def _resource(self, resource: Resource, dropped: Callable[[str], None]) -> Resource:
        if resource not in self._resources:
            self._resources[resource] = close_resource(resource, self._names, dropped)
        return self._resources[resource]

    def _link(self, link: Link, dropped: Callable[[str], None]) -> Link:
        for _ in link.attributes or {}:
            dropped("link")
        return Link(_bare(link.context))


def _bare(context: SpanContext) -> SpanContext:
    """Return a context without the state that others have put beside it."""
    return SpanContext(context.trace_id, context.span_id, context.is_remote, context.trace_flags)


def _exceptions(kind: type[BaseException]) -> Iterator[str]:
    yield kind.__name__
    for each in kind.__subclasses__():
        yield from _exceptions(each)
