"""`sekisho demo --traces`: the trace of one order in a real Zipkin where that can be had, or what is said where not."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

import pytest

from cli.running import UNAVAILABLE, AnswerError, call
from tests.fixtures.telemetry import faults
from tests.house import reading

pytestmark = pytest.mark.timeout(240)

LINE: Final = re.compile(r"(http://127\.0\.0\.1:\d+)/zipkin/traces/([0-9a-f]{32})\b")
SECONDS: Final = 30.0
PROCESS: Final = frozenset(
    {
        "error",
        "otel.library.name",
        "otel.library.version",
        "otel.scope.name",
        "otel.scope.version",
        "otel.status_code",
        "service.instance.id",
        "service.name",
        "telemetry.sdk.language",
        "telemetry.sdk.name",
        "telemetry.sdk.version",
    }
)
"""Tags by which Zipkin's format tells the process and the status."""


def demo(tmp_path: Path, *args: str, **environment: str) -> "subprocess.Popen[str]":
    place = {"PYTHONPATH": str(reading.ROOT), "XDG_STATE_HOME": str(tmp_path / "state"), "SEKISHO_LANG": "en"}
    return subprocess.Popen(
        [sys.executable, "-P", "-m", "cli", "demo", "--traces", *args],
        cwd=tmp_path,
        env={**os.environ, **place, **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.fixture(scope="module")
def trace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[dict[str, Any]]]:
    """Run the demonstration until it has named a trace, and return the trace as Zipkin has it; then end it politely."""
    running = demo(tmp_path_factory.mktemp("zipkin"), "--orders", "20")
    assert running.stderr is not None
    try:
        found = next((match for line in running.stderr if (match := LINE.search(line))), None)
        if found is None:
            assert running.wait(SECONDS) == UNAVAILABLE
            pytest.skip("Zipkin cannot be fetched here")
        yield _whole(found[1], found[2])
        running.send_signal(signal.SIGINT)
        assert running.wait(SECONDS) == 0
    finally:
        running.kill()
        running.wait()


def _whole(address: str, name: str) -> list[dict[str, Any]]:
    """Ask until the ledger's part is there: each service sends by itself."""
    until = time.monotonic() + SECONDS
    while True:
        spans: list[dict[str, Any]] = []
        with suppress(AnswerError):  # Zipkin answers 404 while it knows nothing of a trace
            spans = json.loads(call(f"{address}/api/v2/trace/{name}", headers={}))
        names = [span["name"] for span in spans]
        if names.count("process outcomes") >= names.count("post") > 0 or time.monotonic() > until:
            return spans
        time.sleep(0.2)


def test_one_trace_in_Zipkin_shows_the_order_from_the_door_to_the_ledger(trace: list[dict[str, Any]]) -> None:
    services = {span["localEndpoint"]["serviceName"] for span in trace}
    assert {"intake", "gateway", "seller", "ledger"} <= services
    ids = {span["id"]: span for span in trace}
    roots = [span["name"] for span in trace if span.get("parentId") not in ids]
    assert roots == ["post /shops/{shop}/events"]
    answered = [span for span in trace if span["name"] == "post"]
    assert all(ids[span["parentId"]]["name"].startswith(("process to.", "process results")) for span in answered)
    assert {span["remoteEndpoint"]["serviceName"] for span in answered} >= {"seller"}


def test_P7_nothing_personal_is_in_Zipkin(trace: list[dict[str, Any]]) -> None:
    known = {
        "backmarket",
        "shop",
        *(span["remoteEndpoint"]["serviceName"] for span in trace if "remoteEndpoint" in span),
    }
    for span in trace:
        tags = {key: value for key, value in span["tags"].items() if key not in PROCESS}
        name = span["name"].replace("post", "POST", 1)
        assert not list(faults({"name": name, "attributes": tags, "more": []}, known))
        assert span["tags"].get("otel.scope.name", "sekisho") == "sekisho"
        assert "annotations" not in span


def test_where_Zipkin_cannot_be_fetched_that_is_said_and_nothing_is_started(tmp_path: Path) -> None:
    (tmp_path / "maven").mkdir()
    place = {"SEKISHO_MAVEN": (tmp_path / "maven").as_uri(), "XDG_CACHE_HOME": str(tmp_path / "cache")}
    running = demo(tmp_path, "--once", **place)
    _, said = running.communicate(timeout=60)
    assert running.returncode == UNAVAILABLE
    assert "leave --traces out" in said
    assert "zipkin-server-3.5.1-exec.jar" in said
    assert "Kafka" not in said
