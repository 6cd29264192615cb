"""Ways out: only those that are asked for, closed each, and none of them in the way of the work."""

import os
import threading
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from opentelemetry.trace import SpanKind

from cli.embedded import ports
from shared.shell import exporting, metrics, spans
from shared.shell.settings import Settings
from tests.fixtures.collector import as_faulted, collecting, hanging, variables
from tests.fixtures.telemetry import PARTY, SHOP, faults

TRACE = f"00-{'a' * 32}-{'b' * 16}-01"


@pytest.fixture(autouse=True)
def _environment() -> Iterator[None]:
    """Let no variable of one test reach another; logging stays as it was."""
    before = dict(os.environ)
    for name in [name for name in before if name.startswith("OTEL_")]:
        del os.environ[name]
    yield
    os.environ.clear()
    os.environ.update(before)
    spans.use(None)
    metrics.use(None)
    for thread in threading.enumerate():
        if thread.name.startswith(("Otel", "telemetry-end")):
            thread.join(20)


def settings(tmp_path: Path, **given: Any) -> Settings:
    told = {"service": "seller", "bootstrap": "-", "user": "seller", "password": "-", "keys": tmp_path, **given}
    return Settings.model_validate(told)


def begun(made: Settings) -> tuple[exporting.Exports, list[str]]:
    said: list[str] = []
    return exporting.begin(made, said.append), said


def one_span(**attributes: str | int) -> None:
    with spans.span("process to.seller", SpanKind.CONSUMER, dict(attributes), parent=TRACE):
        pass


@pytest.mark.parametrize(
    ("otel", "traced", "counted", "said"),
    [
        ({}, False, False, []),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:9"}, True, True, []),
        ({"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://127.0.0.1:9/v1/traces"}, True, False, []),
        ({"OTEL_TRACES_EXPORTER": "none", "OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:9"}, False, True, []),
        ({"OTEL_SDK_DISABLED": "true", "OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:9"}, False, False, []),
        ({"OTEL_TRACES_EXPORTER": "jaeger"}, False, False, ["OTEL_TRACES_EXPORTER"]),
        (
            {"OTEL_TRACES_EXPORTER": "otlp", "OTEL_EXPORTER_OTLP_PROTOCOL": "grpc"},
            False,
            False,
            ["OTEL_TRACES_EXPORTER"],
        ),
        ({"OTEL_TRACES_EXPORTER": "zipkin"}, True, False, []),
    ],
)
def test_only_what_is_asked_for_goes_out(
    tmp_path: Path, otel: dict[str, str], traced: bool, counted: bool, said: list[str]
) -> None:
    exports, told = begun(settings(tmp_path, otel=otel))
    assert (exports.traces is not None, exports.metrics is not None, told) == (traced, counted, said)
    exports.end()


def test_P7_what_reaches_a_collector_is_closed(tmp_path: Path) -> None:
    with collecting() as (collector, otel):
        otel["OTEL_TRACES_EXPORTER"] = "otlp"
        otel["OTEL_RESOURCE_ATTRIBUTES"] = "deployment.environment.name=test,owner=taro"
        exports, _ = begun(settings(tmp_path, otel=otel))
        metrics.know(SHOP, PARTY)
        one_span(**{"sekisho.shop": SHOP, "sekisho.recipient": "taro", "customer.name": "taro"})
        metrics.add("sekisho.disclosures", 2, {"sekisho.shop": SHOP, "sekisho.recipient": "taro", "name": "taro"})
        collector.wait(lambda: collector.spans and "sekisho.disclosures" in collector.metrics)
        exports.end()
    (span,) = collector.spans
    assert not list(faults(as_faulted(span), {SHOP, PARTY}))
    assert (span.service, span.name, span.trace, span.parent) == ("seller", "process to.seller", "a" * 32, "b" * 16)
    assert span.attributes == {"sekisho.shop": SHOP}
    assert collector.metrics["sekisho.disclosures"][0] == {"sekisho.shop": SHOP, "sekisho.recipient": "_OTHER"}
    assert all("owner" not in each for each in collector.resources)
    assert all(b"taro" not in body for body in collector.raw)


@pytest.mark.parametrize("dead", ["hangs", "refuses"])
def test_P10_a_dead_collector_neither_slows_nor_stops_the_work(tmp_path: Path, dead: str) -> None:
    count = 6000
    (port,) = ports.free(1)
    with hanging() as endless:
        otel = {**(endless if dead == "hangs" else variables(port)), "OTEL_TRACES_EXPORTER": "otlp"}
        exports, _ = begun(settings(tmp_path, otel=otel))
        began, before = time.process_time(), metrics.losses().get("unsent", 0)
        for _ in range(count):
            one_span(**{"sekisho.shop": SHOP})
        spent = time.process_time() - began
        assert exports.traces is not None
        (processor,) = exports.traces._active_span_processor._span_processors
        lost = metrics.losses().get("unsent", 0) - before
        held = len(processor._batch_processor._queue)  # type: ignore[attr-defined] # the SDK's own queue
        began = time.monotonic()
        exports.end()
        ended = time.monotonic() - began
    assert held <= 2048
    assert lost >= count - 2048 - 512 or dead == "refuses", "what the queue lost is counted"
    assert spent / count < 0.002, "a span costs what it costs without a collector, some tens of microseconds"
    assert ended < exporting.STOP_SECONDS + 1


def test_prometheus_finds_the_metrics_of_the_list_at_the_port_of_the_settings(tmp_path: Path) -> None:
    (port,) = ports.free(1)
    exports, said = begun(settings(tmp_path, metrics=port))
    metrics.know(SHOP, PARTY)
    metrics.add("sekisho.disclosures", 3, {"sekisho.shop": SHOP, "sekisho.recipient": PARTY})
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=5) as answer:
        page = answer.read().decode()
    exports.end()
    assert not said
    assert f'sekisho_disclosures_total{{sekisho_recipient="{PARTY}",sekisho_shop="{SHOP}"}} 3.0' in page
    families = {line.split()[2] for line in page.splitlines() if line.startswith("# TYPE")}
    assert {name for name in families if not name.startswith("sekisho_")} == {"target_info"}


def test_a_port_that_is_taken_stops_nothing_and_is_said(tmp_path: Path) -> None:
    (port,) = ports.free(1)
    first, _ = begun(settings(tmp_path, metrics=port))
    second, said = begun(settings(tmp_path, metrics=port))
    assert (said, second.metrics) == (["metrics_port"], None)
    first.end()
    second.end()


def test_a_port_that_is_none_stops_nothing_and_is_said(tmp_path: Path) -> None:
    otel = {"OTEL_METRICS_EXPORTER": "prometheus", "OTEL_EXPORTER_PROMETHEUS_PORT": "many"}
    exports, said = begun(settings(tmp_path, otel=otel))
    assert (said, exports.metrics) == (["metrics_port"], None)


def test_a_setting_that_is_no_variable_of_OpenTelemetry_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="otel"):
        settings(tmp_path, otel={"PATH": "here"})
