"""What goes out with a webhook: a trace of the party's own, the shop's own trace to the shop, and no more context."""

from collections.abc import AsyncIterator

import aiohttp
import pytest
from aiohttp import web

from shared.core.results import SHOP
from shared.shell.handover import webhook
from shared.shell.handover.message import Lane
from shared.shell.handover.outbox import Row
from shared.shell.handover.routes import Route
from tests.fixtures.telemetry import caught

TRACE = f"00-{'a' * 32}-{'b' * 16}-01"
UNSAMPLED = TRACE[:-1] + "0"
SECRET = "whsec_" + "c2VjcmV0" * 4


class Party:
    """An outside party that keeps the headers of what it gets, and answers as it is told."""

    def __init__(self, url: str, got: list[dict[str, str]]) -> None:
        self.url, self.got, self.status = url, got, 200


@pytest.fixture
async def party() -> AsyncIterator[Party]:
    async def take(request: web.Request) -> web.Response:
        made.got.append({name.lower(): value for name, value in request.headers.items()})
        return web.Response(status=made.status)

    app = web.Application()
    app.router.add_post("/", take)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    made = Party(f"http://127.0.0.1:{runner.addresses[0][1]}/", [])
    yield made
    await runner.cleanup()


async def hand(party: Party, name: str, *, recipient: str = "seller", trace: str = TRACE) -> dict[str, str]:
    async with webhook.session() as http:
        row = Row(name, 1, 0, trace, "selling", b"{}")
        await webhook.post(http, Route("webhook", party.url, SECRET), Lane("meadow", recipient, "x"), row)
    return party.got[-1]


async def test_P7_two_parties_cannot_join_what_they_got_by_its_trace(party: Party) -> None:
    with caught() as out:
        one, other = await hand(party, "1" * 32), await hand(party, "2" * 32)
        spans = out.get_finished_spans()
    assert [each["traceparent"][3:35] for each in (one, other)] == ["1" * 32, "2" * 32]
    assert one["traceparent"][36:52] != other["traceparent"][36:52]
    assert not {"tracestate", "baggage", "b3"} & set(one)
    told = "".join(f"{name}{value}" for each in (one, other) for name, value in each.items())
    assert "a" * 32 not in told
    assert "b" * 16 not in told
    assert all(f"{span.context.span_id:016x}" not in told for span in spans if span.context)


async def test_a_trace_that_is_not_sampled_here_does_not_begin_there(party: Party) -> None:
    with caught():
        assert "traceparent" not in await hand(party, "1" * 32, trace=UNSAMPLED)
    assert "traceparent" not in await hand(party, "1" * 32, trace="")


async def test_the_shop_itself_gets_its_own_trace_back(party: Party) -> None:
    with caught() as out:
        got = await hand(party, f"{'1' * 32}/failed", recipient=SHOP)
        (span,) = out.get_finished_spans()
    assert span.context is not None
    assert got["traceparent"] == f"00-{'a' * 32}-{span.context.span_id:016x}-01"


@pytest.mark.parametrize(("status", "failed"), [(200, None), (410, "410"), (503, "503")])
async def test_the_answer_is_in_the_span(party: Party, status: int, failed: str | None) -> None:
    party.status = status
    with caught() as out:
        await hand(party, "1" * 32)
        (span,) = out.get_finished_spans()
    assert (span.attributes or {})["http.response.status_code"] == status
    assert (span.attributes or {}).get("error.type") == failed


async def test_a_party_that_is_away_is_told_by_a_code(party: Party) -> None:
    party.url = "http://127.0.0.1:9/"
    async with webhook.session() as http:
        assert isinstance(http, aiohttp.ClientSession)
        with caught() as out:
            row = Row("1" * 32, 2, 0, TRACE, "selling", b"{}")
            await webhook.post(http, Route("webhook", party.url, SECRET), Lane("meadow", "seller", "x"), row)
            (span,) = out.get_finished_spans()
    found = span.attributes or {}
    assert (found["error.type"], found["http.request.resend_count"]) == ("connect", 1)
