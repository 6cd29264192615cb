"""The channel `webhook`: one signed POST of the exact bytes, and its answer read as little as possible.

It does NOT follow redirects (they could lead the data elsewhere), keeps no cookies, asks no proxy, and does NOT repeat
anything: a lane decides on that. Duplicate rule: *key*, the `webhook-id` is the disclosure id at every try.
"""

import secrets
import time
from typing import Final

import aiohttp
from opentelemetry.trace import SpanKind

from contracts.events import H_CONTENT, H_TRACE
from shared.core.delivery import Answer
from shared.core.results import SHOP
from shared.core.signatures import H_ID, H_SIGNATURE, H_TIMESTAMP, sign
from shared.shell import spans
from shared.shell.handover.message import Lane
from shared.shell.handover.outbox import Row
from shared.shell.handover.routes import Route

SECONDS: Final = 15
_ANSWER_BYTES: Final = 4096
_ERRORS: Final = 400


def session() -> aiohttp.ClientSession:
    """Open a session for all parties; the lanes bound how many calls one party can hold."""
    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=0),
        timeout=aiohttp.ClientTimeout(total=SECONDS),
        cookie_jar=aiohttp.DummyCookieJar(),
        auto_decompress=False,
        max_line_size=_ANSWER_BYTES,
        max_field_size=_ANSWER_BYTES,
    )


async def post(http: aiohttp.ClientSession, route: Route, lane: Lane, row: Row) -> Answer:
    """Hand a row over once and return what came back; silence is an answer too."""
    attributes: spans.Attributes = {
        "http.request.method": "POST",
        "http.request.resend_count": row.attempt - 1,
        "service.peer.name": lane.recipient,
        "sekisho.shop": lane.shop,
        "sekisho.recipient": lane.recipient,
        **({} if lane.recipient == SHOP else {"sekisho.disclosure.id": row.id}),
    }
    with spans.span("POST", SpanKind.CLIENT, attributes, parent=row.trace) as span:
        answer = await _call(http, route, row, _context(lane, row, spans.traceparent(span)))
        if answer.status:
            span.set_attribute("http.response.status_code", answer.status)
        if answer.status >= _ERRORS or not answer.status:
            spans.fail(span, str(answer.status or answer.reason))
        return answer


def _context(lane: Lane, row: Row, own: str) -> str:
    """Return the trace context that goes out: the shop's own trace to the shop, to anybody else one of its own (P7)."""
    if lane.recipient == SHOP:
        return own
    # The disclosure's id is all that this party and we have in common.
    return spans.restarted(row.id, own, chance=secrets.token_bytes)


async def _call(http: aiohttp.ClientSession, route: Route, row: Row, trace: str) -> Answer:
    headers = _headers(route, row, trace)
    try:
        async with http.post(route.url, data=row.body, headers=headers, allow_redirects=False) as response:
            await response.content.read(_ANSWER_BYTES)
            return Answer(response.status, response.headers.get("retry-after", ""))
    except TimeoutError:
        return Answer(0, reason="timeout")
    except aiohttp.ClientConnectorError:
        return Answer(0, reason="connect")
    except (aiohttp.ClientError, OSError, ValueError) as error:
        return Answer(0, reason=type(error).__name__)


def _headers(route: Route, row: Row, trace: str) -> dict[str, str]:
    timestamp = int(time.time())
    headers = {
        H_CONTENT: "application/json",
        H_ID: row.id,
        H_TIMESTAMP: str(timestamp),
        H_SIGNATURE: sign(route.secret, row.id, timestamp=timestamp, body=row.body),
    }
    return {**headers, H_TRACE: trace} if trace else headers
