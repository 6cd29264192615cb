"""Where spans and metrics go: what the standard environment variables of OpenTelemetry ask for, and nothing unasked.

Every way out is closed (`shell/closing.py`, the views of `shell/metrics.py`). A collector that is slow, hangs or is
gone costs what lies in a bounded queue, never the work, nor more than two seconds at the end (P10). It has no global
provider: a library that traces by itself finds none.
"""

import os
import sys
from collections.abc import Callable, Iterator
from threading import Thread
from typing import Any, Final, NamedTuple

from opentelemetry.sdk.metrics import AlwaysOffExemplarFilter, MeterProvider
from opentelemetry.sdk.metrics.export import MetricExporter, MetricReader, PeriodicExportingMetricReader
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, ConsoleSpanExporter, SpanExporter

from contracts.telemetry import SCOPE
from shared.shell import metrics, spans
from shared.shell.closing import Closing, close_resource
from shared.shell.settings import Settings

STOP_SECONDS: Final = 2.0
"""How long the end of a process waits for what was not sent yet."""

Unusable = Callable[[str], None]
"""Told the name of a variable, or a code, of what was asked for and cannot be had."""


class Exports(NamedTuple):
    """What is to be ended: the providers first, and what of their exporters still tries after that."""

    traces: TracerProvider | None
    metrics: MeterProvider | None
    exporters: tuple[SpanExporter | MetricExporter, ...] = ()

    def end(self) -> None:
        """Send what is held, for at most two seconds, and let go."""
        spans.use(None)
        metrics.use(None)
        # A hanging collector holds the SDK's own shutdown for half a minute.
        ending = Thread(target=self._end, name="telemetry-end", daemon=True)
        ending.start()
        ending.join(STOP_SECONDS)
        if ending.is_alive():
            for exporter in self.exporters:
                exporter.shutdown()

    def _end(self) -> None:
        for provider in (self.traces, self.metrics):
            if provider is not None:
                provider.shutdown()


class _Queue(BatchSpanProcessor):
    """The SDK's bounded queue, which loses the oldest span when it is full; that is counted here."""

    def on_end(self, span: ReadableSpan) -> None:
        """Take a span."""
        queue: Any = self._batch_processor._queue  # noqa: SLF001 - there is no other sign of a loss
        if len(queue) == queue.maxlen:
            metrics.dropped("unsent")
        super().on_end(span)


def begin(settings: Settings, unusable: Unusable) -> Exports:
    """Open the ways out that settings and environment ask for; without any, nothing is traced or counted."""
    os.environ.update(settings.otel)
    resource = close_resource(_resource(settings), metrics.names, metrics.dropped)
    senders: list[SpanExporter | MetricExporter] = []
    readers = [] if _disabled() else list(_readers(settings, unusable, senders))
    meters = None
    if readers:
        meters = MeterProvider(
            readers,
            resource,
            # An exemplar carries the attributes that a view has left out.
            exemplar_filter=AlwaysOffExemplarFilter(),
            shutdown_on_exit=False,
            views=metrics.views(),
        )
    metrics.use(meters.get_meter(SCOPE) if meters else None)
    exporters = [] if _disabled() else list(_exporters(settings, unusable))
    tracers = None
    if exporters:
        tracers = TracerProvider(resource=resource, shutdown_on_exit=False)
        for exporter in exporters:
            tracers.add_span_processor(_Queue(Closing(exporter, metrics.names, metrics.dropped)))
    spans.use(tracers.get_tracer(SCOPE) if tracers else None)
    return Exports(tracers, meters, (*senders, *exporters))


def _resource(settings: Settings) -> Resource:
    found = Resource.create({"service.instance.id": f"{settings.service}-{settings.slot}"})
    # `OTEL_SERVICE_NAME` goes before the service's own name, as the specification has it.
    named = os.environ.get("OTEL_SERVICE_NAME") or settings.service
    return found.merge(Resource({"service.name": named}))


def _disabled() -> bool:
    return os.environ.get("OTEL_SDK_DISABLED", "").strip().lower() == "true"


def _asked(signal: str) -> list[str]:
    """Return the exporters that are asked for: by name, or OTLP where an endpoint is named."""
    named = os.environ.get(f"OTEL_{signal}_EXPORTER", "").strip().lower()
    if not named and (
        os.environ.get("OTEL_EXPORTER_OTLP_ENDPOINT") or os.environ.get(f"OTEL_EXPORTER_OTLP_{signal}_ENDPOINT")
    ):
        named = "otlp"
    return [name for each in named.split(",") if (name := each.strip()) and name != "none"]


def _exporters(settings: Settings, unusable: Unusable) -> Iterator[SpanExporter]:
    for name in _asked("TRACES"):
        match name:
            case "console":
                out = settings.traces.open("a", buffering=1) if settings.traces else sys.stdout
                yield ConsoleSpanExporter(out=out, formatter=_one_line)
            case "otlp" if _protobuf("TRACES"):
                from opentelemetry.exporter.otlp.proto.http.trace_exporter import (  # noqa: PLC0415 - only where it is asked for
                    OTLPSpanExporter,
                )

                yield OTLPSpanExporter()
            case "zipkin":
                from shared.shell.zipkin import exporter  # noqa: PLC0415 - only where it is asked for

                yield exporter()
            case _:
                unusable("OTEL_TRACES_EXPORTER")


def _readers(
    settings: Settings, unusable: Unusable, senders: list[SpanExporter | MetricExporter]
) -> Iterator[MetricReader]:
    asked = _asked("METRICS")
    if settings.metrics is not None or "prometheus" in asked:
        yield from _prometheus(settings, unusable)
    for name in asked:
        match name:
            case "otlp" if _protobuf("METRICS"):
                from opentelemetry.exporter.otlp.proto.http.metric_exporter import (  # noqa: PLC0415 - only where it is asked for
                    OTLPMetricExporter,
                )

                senders.append(sender := OTLPMetricExporter())
                yield PeriodicExportingMetricReader(sender)
            case "prometheus":
                pass
            case _:
                unusable("OTEL_METRICS_EXPORTER")


def _prometheus(settings: Settings, unusable: Unusable) -> Iterator[MetricReader]:
    from opentelemetry.exporter.prometheus import PrometheusMetricReader  # noqa: PLC0415 - only where it is asked for
    from prometheus_client import CollectorRegistry, start_http_server  # noqa: PLC0415 - likewise

    # A registry of our own: the global one tells of the machine and the interpreter, which is on no list.
    registry = CollectorRegistry()
    host = os.environ.get("OTEL_EXPORTER_PROMETHEUS_HOST") or settings.host
    port = settings.metrics or os.environ.get("OTEL_EXPORTER_PROMETHEUS_PORT") or 9464
    try:
        start_http_server(int(port), host, registry)
    except (OSError, ValueError, OverflowError):
        unusable("metrics_port")
        return
    yield PrometheusMetricReader(registry=registry, scope_info_enabled=False)


def _protobuf(signal: str) -> bool:
    spoken = os.environ.get(f"OTEL_EXPORTER_OTLP_{signal}_PROTOCOL") or os.environ.get("OTEL_EXPORTER_OTLP_PROTOCOL")
    return spoken in (None, "", "http/protobuf")


def _one_line(span: ReadableSpan) -> str:
    return f"{_text(span)}\n"


def _text(span: Any) -> str:
    return str(span.to_json(indent=None))
