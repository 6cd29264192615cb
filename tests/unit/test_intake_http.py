"""The door over HTTP: an answer means a place in the log; while the log is away, the caller keeps the event."""

import asyncio
import json
import re
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI

from contracts.topics import PARTITIONS, SHOP_EVENTS
from examples.shop import orders
from examples.shop.send import signed
from services.intake import accept as intake
from services.intake.accept import doors
from services.intake.http import door
from shared.errors import BrokenInvariantError, PoisonError, TransientError
from tests.unit.asgi import Answer, call
from tests.unit.intake import CANARY, DOCUMENTED, DOORS, EVENT, OWN, SECRET, TOKEN, MemoryLog, MemoryNames, post, sign


@pytest.fixture
def log() -> MemoryLog:
    return MemoryLog()


@pytest.fixture
def app(log: MemoryLog) -> FastAPI:
    return door(log, DOORS, MemoryNames())


async def test_an_event_is_acknowledged_with_its_place(app: FastAPI, log: MemoryLog) -> None:
    answer = await post(app, EVENT)
    (record,) = log.records
    assert answer.status == 202
    (accepted,) = answer.json["accepted"]
    assert record[:3] == (SHOP_EVENTS, accepted["partition"], accepted["person"].encode())
    assert accepted["type"] == "order.placed"
    assert 0 <= accepted["partition"] < PARTITIONS
    assert accepted["position"] == 0
    assert CANARY.encode() in (record[3] or b"")
    assert CANARY not in answer.body.decode()


async def test_a_webhook_is_answered_200_and_counted(app: FastAPI, log: MemoryLog) -> None:
    answer = await post(app, DOCUMENTED, sign(DOCUMENTED))
    assert answer.status == 200
    assert [event["type"] for event in answer.json["accepted"]] == ["order.placed", "payment.requested"]
    assert [event["position"] for event in answer.json["accepted"]] == [0, 1]
    assert answer.json["dropped"] > 200
    assert len(log.records) == 2


async def test_a_binary_event_is_accepted(app: FastAPI) -> None:
    headers = {
        **OWN,
        "content-type": "application/json",
        "ce-specversion": "1.0",
        "ce-id": "e-1",
        "ce-source": "/x",
        "ce-type": "order.placed",
    }
    binary, structured = await post(app, EVENT["data"], headers), await post(app, EVENT)
    assert binary.json["accepted"][0]["event"] == structured.json["accepted"][0]["event"]


async def test_P4_every_request_has_a_seed_of_its_own(app: FastAPI, log: MemoryLog) -> None:
    for _ in range(3):
        await post(app, EVENT)
    assert len({record[4]["ce_seed"] for record in log.records}) == 3
    assert len({record[4]["ce_id"] for record in log.records}) == 1


async def test_every_sample_order_is_accepted(app: FastAPI) -> None:
    for order in orders(6, seed=4):
        for request in order.requests:
            answer = await post(app, request.body, signed(request, TOKEN, {"shopify": SECRET}))
            assert answer.status in (200, 202)


async def test_P10_while_the_log_is_away_the_caller_is_told_to_come_again(app: FastAPI, log: MemoryLog) -> None:
    log.failures = [TransientError("send_KafkaConnectionError")]
    refused = await post(app, EVENT)
    assert (refused.status, refused.json["code"], refused.headers["retry-after"]) == (503, "log_unavailable", "5")
    assert (await post(app, EVENT)).status == 202


async def test_P10_a_repeat_after_half_a_webhook_has_the_same_ids(app: FastAPI, log: MemoryLog) -> None:
    ok = log.send
    log.failures = []
    first = await post(app, DOCUMENTED, sign(DOCUMENTED))

    async def once(*args: Any, **named: Any) -> tuple[int, int]:
        if len(log.records) == 3:
            raise TransientError("send_KafkaTimeoutError")
        return await ok(*args, **named)

    log.send = once  # type: ignore[method-assign]  # the second record of this request is refused
    assert (await post(app, DOCUMENTED, sign(DOCUMENTED))).status == 503
    log.send = ok  # type: ignore[method-assign]
    again = await post(app, DOCUMENTED, sign(DOCUMENTED))
    assert [e["event"] for e in again.json["accepted"]] == [e["event"] for e in first.json["accepted"]]


async def test_P10_a_silent_log_is_not_waited_for_without_end(
    app: FastAPI, log: MemoryLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "SEND_SECONDS", 0.0)

    async def silent(*_: Any, **__: Any) -> tuple[int, int]:
        await asyncio.sleep(60)
        return 0, 0

    log.send = silent  # type: ignore[method-assign]  # never answers
    assert (await post(app, EVENT)).status == 503


async def test_a_refusal_for_good_stops_the_process(app: FastAPI, log: MemoryLog) -> None:
    log.failures = [BrokenInvariantError("send_TopicAuthorizationFailedError")]
    assert (await post(app, EVENT)).status == 503
    assert len(log.broken) == 1


async def test_a_record_beyond_the_topic_is_too_large(app: FastAPI, log: MemoryLog) -> None:
    log.failures = [PoisonError("record_too_large")]
    assert (await post(app, EVENT)).status == 413


async def _ask(app: FastAPI, body: dict[str, Any], headers: dict[str, str]) -> Answer:
    raw = json.dumps(body).encode()
    told = {"content-type": "application/json", **headers}
    return await call(app, "POST", "/shops/netoff/references", headers=told, body=raw)


async def test_the_references_are_those_of_the_events(app: FastAPI) -> None:
    accepted = (await post(app, EVENT)).json["accepted"][0]
    asked = await _ask(app, {"customer_id": "C-1", "order_id": "A-1"}, {"authorization": f"Bearer {TOKEN}"})
    person = accepted["person"]
    assert asked.json == {"person": person, "order": accepted["order"], "names": [person]}


async def test_the_references_follow_links_from_either_name(app: FastAPI) -> None:
    bearer = {"authorization": f"Bearer {TOKEN}"}
    alone = await _ask(app, {"customer_id": "C-7"}, bearer)
    data = {"customer": {"id": "C-7"}, "other": {"email": "g@example.jp"}}
    assert (await post(app, {**EVENT, "id": "link-1", "type": "subject.linked", "data": data})).status == 202
    member, guest = await _ask(app, {"customer_id": "C-7"}, bearer), await _ask(app, {"email": "g@example.jp"}, bearer)
    assert alone.json["names"] == [member.json["person"]]
    assert member.json["names"] == [member.json["person"], guest.json["person"]]
    assert guest.json["names"] == [guest.json["person"], member.json["person"]]


async def test_P7_references_are_refused_without_repeating_the_question(app: FastAPI) -> None:
    bearer = {"authorization": f"Bearer {TOKEN}"}
    questions = {
        "token_wrong": ({"email": CANARY}, {}),
        "request_invalid": ({CANARY: CANARY}, bearer),
        "person_missing": ({}, bearer),
    }
    for code, (body, headers) in questions.items():
        answer = await _ask(app, body, headers)
        assert answer.json["code"] == code
        assert CANARY not in answer.body.decode()
    wrong = await _ask(app, {"email": [CANARY]}, bearer)
    assert (wrong.status, wrong.json["place"]) == (422, "/email")
    assert CANARY not in wrong.body.decode()


async def test_health_is_that_of_the_log(app: FastAPI, log: MemoryLog) -> None:
    assert (await call(app, "GET", "/health")).json == {"healthy": True}
    log.healthy = False
    assert (await call(app, "GET", "/health")).status == 503


async def test_P7_a_failure_of_ours_says_nothing(app: FastAPI, log: MemoryLog) -> None:
    log.failures = [RuntimeError(CANARY)]
    with pytest.raises(RuntimeError):
        await post(app, EVENT)


async def test_the_published_description_is_whole_and_needs_no_other_host(app: FastAPI) -> None:
    answer = await call(app, "GET", "/openapi.json")
    calls = answer.json["paths"]
    assert set(calls) == {"/shops/{shop}/events", "/shops/{shop}/references", "/health"}
    said = calls["/shops/{shop}/events"]["post"]
    assert {"200", "202", "400", "401", "404", "413", "415", "422", "503"} <= set(said["responses"])
    assert said["security"] == [{"HTTPBearer": []}]
    event = said["requestBody"]["content"]["application/cloudevents+json"]
    assert event["schema"]["properties"]["data"]["properties"]["customer"]["properties"]["name"] == {"type": "string"}
    assert (await post(app, event["example"])).status == 202
    assert not re.findall(r"https?://", answer.body.decode())
    for path in ("/docs", "/redoc", "/docs/oauth2-redirect"):
        assert (await call(app, "GET", path)).status == 404


def test_the_key_files_are_read_and_a_shop_without_a_key_is_refused(tmp_path: Path) -> None:
    (tmp_path / "shops").write_text(json.dumps({"netoff": {"token": "t", "shopify": "s"}}))
    (tmp_path / "references").write_text(json.dumps({"netoff": "ab" * 32}))
    assert doors(tmp_path).references == {"netoff": b"\xab" * 32}
    (tmp_path / "references").write_text(json.dumps({"revico": "ab" * 32}))
    with pytest.raises(ValueError, match="reference_key_missing"):
        doors(tmp_path)
