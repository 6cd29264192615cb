"""Every platform's webhooks at the door: signed they are taken in, a ping is answered and takes in nothing."""

import pytest
from fastapi import FastAPI

from services.intake.http import door
from shared.core.platforms import PLATFORMS
from tests.fixtures.platforms import documented
from tests.unit.asgi import call
from tests.unit.intake import DOORS, SECRET, MemoryLog, MemoryNames, post

FORM = {"content-type": "application/x-www-form-urlencoded"}
TOPICS = [(platform.name, topic) for platform in PLATFORMS.values() for topic in platform.topics]


@pytest.fixture
def log() -> MemoryLog:
    return MemoryLog()


@pytest.fixture
def app(log: MemoryLog) -> FastAPI:
    return door(log, DOORS, MemoryNames())


@pytest.mark.parametrize(("platform", "topic"), TOPICS)
async def test_every_topic_is_taken_in_for_one_person_in_one_partition(
    platform: str, topic: str, app: FastAPI, log: MemoryLog
) -> None:
    row, raw = PLATFORMS[platform], documented(platform, topic)
    headers = {"content-type": "application/json", row.topic_header: topic}
    answer = await post(app, raw, {**headers, row.signature_header: row.scheme.sign(raw, SECRET)})
    assert answer.status == 200
    accepted = answer.json["accepted"]
    assert len(log.records) == len(accepted) >= 1
    assert len({(each["person"], each["partition"], each["order"]) for each in accepted}) == 1
    assert len({each["event"] for each in accepted}) == len(accepted)
    forged = await post(app, raw, {**headers, row.signature_header: row.scheme.sign(raw, "guess")})
    assert (forged.status, forged.json["code"]) == (401, "signature_wrong")


async def test_a_ping_is_answered_and_nothing_is_taken_in(app: FastAPI, log: MemoryLog) -> None:
    answer = await post(app, b"webhook_id=17", FORM)
    assert (answer.status, answer.json) == (200, {"accepted": [], "dropped": 0, "unknown": 0, "cards": 0})
    assert not log.records


async def test_P12_a_ping_of_no_shop_and_another_form_are_refused(app: FastAPI, log: MemoryLog) -> None:
    nowhere = await post(app, b"webhook_id=17", FORM, "nowhere")
    assert (nowhere.status, nowhere.json["code"]) == (404, "shop_unknown")
    form = await post(app, b"webhook_id=17&order=1", FORM)
    assert (form.status, form.json["code"]) == (401, "token_wrong")
    assert not log.records


async def test_the_published_description_names_every_platforms_headers(app: FastAPI) -> None:
    said = (await call(app, "GET", "/openapi.json")).json["paths"]["/shops/{shop}/events"]["post"]
    told = {each["name"]: each["description"] for each in said["parameters"] if each["in"] == "header"}
    for row in PLATFORMS.values():
        assert all(topic in told[row.topic_header] for topic in row.topics)
        assert "HMAC-SHA256" in told[row.signature_header]
