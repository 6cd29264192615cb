"""A span for each request that brings events, under the context that the shop sent with it.

Of the shop's headers only `traceparent` is read: `tracestate` and baggage may hold anything, and end here (P7). It
answers nothing and refuses nothing.
"""

import re
from typing import Final

from opentelemetry.trace import SpanKind
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.shell import spans

_PATH: Final = re.compile(r"/shops/([^/]+)/events")
_ROUTE: Final = "/shops/{shop}/events"
_SERVER_ERROR: Final = 500


class Traced:
    """The application, with spans around what it does with events."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap `app`."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand the request on within a span, and note the status of its answer."""
        found = _PATH.fullmatch(scope["path"]) if scope["type"] == "http" and scope["method"] == "POST" else None
        if found is None:
            await self._app(scope, receive, send)
            return
        headers: dict[bytes, bytes] = dict(scope["headers"])
        attributes: spans.Attributes = {
            "http.request.method": "POST",
            "http.route": _ROUTE,
            "sekisho.shop": found[1],
        }
        parent = headers.get(b"traceparent", b"").decode("ascii", "replace")
        with spans.span(f"POST {_ROUTE}", SpanKind.SERVER, attributes, parent=parent) as span:

            async def answer(message: Message) -> None:
                if message["type"] == "http.response.start":
                    span.set_attribute("http.response.status_code", message["status"])
                    if message["status"] >= _SERVER_ERROR:
                        spans.fail(span, str(message["status"]))
                await send(message)

            await self._app(scope, receive, answer)
