"""Serve HTTP: one server, one shape of error (RFC 9457), a limit on bodies, and no value in any answer to a mistake.

It does not know a single route, and it does not authenticate: that is the service's. It installs no signal handler,
writes no access log (paths and queries may name a person, P7) and never repeats what was sent.
"""

import asyncio
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http import HTTPStatus
from types import MappingProxyType
from typing import Any, Final

import msgspec
import uvicorn
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.telemetry import TelemetryConfig
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.core.said import Said
from shared.errors import BrokenInvariantError
from shared.shell import telemetry
from shared.shell.refusals import REFUSALS
from shared.shell.settings import Settings

MAX_BODY: Final = 1_048_576
"""Bytes of a request's body that are taken in, whatever it declares."""

PROBLEM: Final = "application/problem+json"
_PATIENCE: Final = 16
_STOP_S: Final = 3
_QUIET: Final[TelemetryConfig] = {
    "tracing": False,
    "metrics": False,
    "logs": False,
    "operation_spans": False,
    "auto_configure": False,
}


def problem(
    status: int,
    code: str,
    detail: str | Said,
    *,
    remedy: str | Said,
    place: str | None = None,
    headers: dict[str, str] | None = None,
    more: Mapping[str, object] = MappingProxyType({}),
) -> Response:
    """Answer a mistake or a failure: what happened, where, and what to do. None of the texts may hold a value (P7).

    A text in both languages is given in English, and in Japanese beside it (`detail_ja`, `remedy_ja`). `more` are
    members that this service adds to those of all (RFC 9457, 3.2).
    """
    content = {
        "type": f"urn:sekisho:problem:{code}",
        "title": code.replace("_", " ").capitalize(),
        "status": status,
        "code": code,
        **_texts("detail", detail),
        "place": place,
        **_texts("remedy", remedy),
    }
    said = {key: value for key, value in content.items() if value is not None}
    return Response(msgspec.json.encode({**said, **more}), status_code=status, media_type=PROBLEM, headers=headers)


def _texts(name: str, text: str | Said) -> dict[str, str]:
    return {name: text} if isinstance(text, str) else {name: text.en, f"{name}_ja": text.ja}


def application(title: str, *, limit: int = MAX_BODY) -> FastAPI:
    """Return a guarded application; routes are the service's.

    FastAPI's documentation pages fetch scripts from foreign hosts: off; `/openapi.json` stays.
    """
    app = FastAPI(title=title, docs_url=None, redoc_url=None, telemetry=_QUIET)
    guard(app, limit=limit)
    return app


def guard(app: FastAPI, *, limit: int = MAX_BODY) -> None:
    """Put the limit on bodies before the application, our errors in place of the framework's, its telemetry off."""
    # P7: on by default, it records paths, queries and the texts of exceptions wherever a tracer is set.
    app._telemetry.update(_QUIET)  # noqa: SLF001 - there is no public way after the constructor; a test holds it
    app.add_middleware(BodyLimit, limit=limit)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _refused)
    app.add_exception_handler(Exception, _broken)


async def serve(app: FastAPI, settings: Settings) -> None:
    """Serve until cancelled; then let open requests end, for three seconds at most, and close the socket.

    Raises:
        BrokenInvariantError: the settings give this service no port.
        OSError: the port is taken.
    """
    if settings.port is None:
        raise BrokenInvariantError("http_port_missing")
    config = uvicorn.Config(
        app, log_config=None, access_log=False, server_header=False, lifespan="on", timeout_graceful_shutdown=_STOP_S
    )
    server = _Quiet(config)
    with socket.create_server((settings.host, settings.port), backlog=config.backlog) as listener:
        # asyncio does it only for sockets that name their protocol; without it an answer in two pieces waits 40 ms.
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        running = asyncio.create_task(server.serve(sockets=[listener]))
        try:
            await asyncio.shield(running)
        except asyncio.CancelledError:
            server.should_exit = True
            await running
            raise


class _Quiet(uvicorn.Server):
    """A server that leaves the process's signals to whoever started it."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Install nothing."""
        yield


class BodyLimit:
    """Count a body while it arrives and refuse it with 413 before anybody parses it (T23).

    Compressed bodies are refused outright, so that the count is of what will be parsed.
    """

    def __init__(self, app: ASGIApp, *, limit: int = MAX_BODY) -> None:
        """Guard `app`; `limit` is in bytes."""
        self._app = app
        self._limit = limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand the request on with its whole body, or answer 413 or 415."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers: dict[bytes, bytes] = dict(scope["headers"])
        if headers.get(b"content-encoding", b"identity") != b"identity":
            await _compressed()(scope, receive, send)
            return
        taken = await self._take(receive)
        if taken is None:
            await _too_large(self._limit)(scope, receive, send)
            return
        await self._app(scope, _replay(taken, receive), send)

    async def _take(self, receive: Receive) -> list[Message] | None:
        """Keep at most the limit; read on and forget what is above it, so that the caller gets to see the answer."""
        taken: list[Message] = []
        count = 0
        while True:
            message = await receive()
            count += len(message.get("body", b""))
            if count > self._limit:
                taken.clear()
            else:
                taken.append(message)
            if message["type"] != "http.request" or not message.get("more_body", False):
                return taken if count <= self._limit else None
            if count > _PATIENCE * self._limit:
                return None


def _replay(taken: list[Message], receive: Receive) -> Receive:
    left = iter(taken)

    async def again() -> Message:
        message = next(left, None)
        return message if message is not None else await receive()

    return again


def _too_large(limit: int) -> Response:
    detail, remedy = REFUSALS["body_too_large"]
    status, said = HTTPStatus.REQUEST_ENTITY_TOO_LARGE, detail.filled(limit=str(limit))
    return problem(status, "body_too_large", said, remedy=remedy, headers={"connection": "close"})


def _compressed() -> Response:
    (detail, remedy), status = REFUSALS["body_compressed"], HTTPStatus.UNSUPPORTED_MEDIA_TYPE
    return problem(status, "body_compressed", detail, remedy=remedy, headers={"connection": "close"})


def _invalid(request: Request, error: Exception) -> Response:
    # P7: pydantic's own texts and `input` repeat what was sent; only its closed error types and our names go out.
    errors = error.errors() if isinstance(error, RequestValidationError) else []
    first: dict[str, Any] = dict(errors[0]) if errors else {"type": "invalid", "loc": ()}
    known = _names(request.app.openapi())
    parts = (str(part) if isinstance(part, int) or part in known else "?" for part in first["loc"][1:])
    (detail, remedy), status = REFUSALS["request_invalid"], HTTPStatus.UNPROCESSABLE_ENTITY
    said, place = detail.filled(kind=first["type"]), "/" + "/".join(parts)
    return problem(status, "request_invalid", said, place=place, remedy=remedy)


def _names(schema: object) -> set[str]:
    """Return every name that our own schema declares; any other name may be personal data."""
    match schema:
        case dict():
            declared = set(schema["properties"]) if isinstance(schema.get("properties"), dict) else set()
            if "in" in schema and isinstance(schema.get("name"), str):
                declared.add(schema["name"])
            return declared.union(*(_names(value) for value in schema.values()))
        case list():
            return set().union(*(_names(value) for value in schema))
        case _:
            return set()


def _refused(request: Request, error: Exception) -> Response:
    del request
    status = error.status_code if isinstance(error, HTTPException) else HTTPStatus.INTERNAL_SERVER_ERROR
    phrase, (detail, remedy) = HTTPStatus(status).phrase, REFUSALS["http"]
    return problem(
        status,
        phrase.lower().replace(" ", "_"),
        detail.filled(phrase=phrase),
        remedy=remedy,
        headers=dict(error.headers or {}) if isinstance(error, HTTPException) else None,
    )


def _broken(request: Request, error: Exception) -> Response:
    del request
    telemetry.log("http.broken", error=type(error).__name__)
    detail, remedy = REFUSALS["internal_error"]
    return problem(HTTPStatus.INTERNAL_SERVER_ERROR, "internal_error", detail, remedy=remedy)
