"""What goes to Zipkin is what Zipkin takes: no value is null, and the party that was called is the other end."""

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

import pytest
from opentelemetry.sdk.trace.export import SpanExportResult
from opentelemetry.trace import SpanKind

from shared.shell import spans
from shared.shell.zipkin import exporter
from tests.fixtures.telemetry import PARTY, caught


@pytest.fixture
def got(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Any]]:
    found: list[Any] = []

    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            found.extend(json.loads(self.rfile.read(int(self.headers["content-length"]))))
            self.send_response(202)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Door)
    Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setenv("OTEL_EXPORTER_ZIPKIN_ENDPOINT", f"http://127.0.0.1:{server.server_address[1]}/api/v2/spans")
    yield found
    server.shutdown()
    server.server_close()


def leaves(value: Any) -> Iterator[Any]:
    match value:
        case dict():
            for each in value.values():
                yield from leaves(each)
        case list():
            for each in value:
                yield from leaves(each)
        case _:
            yield value


def test_a_call_names_its_party_and_nothing_is_null(got: list[Any]) -> None:
    with caught() as out:
        with spans.span("POST", SpanKind.CLIENT, {"service.peer.name": PARTY, "http.response.status_code": 204}):
            pass
        assert exporter().export(out.get_finished_spans()) is SpanExportResult.SUCCESS
    (span,) = got
    assert span["remoteEndpoint"] == {"serviceName": PARTY}
    assert span["localEndpoint"] == {"serviceName": "seller"}
    assert None not in set(leaves(span))
