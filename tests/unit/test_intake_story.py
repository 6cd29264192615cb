"""The clock of stories: a request says when it happens where the system was started for that, and nowhere else."""

import pytest
from fastapi import FastAPI

from contracts.topics import PARTITIONS, SHOP_EVENTS
from services.intake.http import door
from tests.unit.asgi import call
from tests.unit.intake import DOORS, EVENT, OWN, MemoryLog, MemoryNames, post

MOMENT, MILLIS = "2027-05-01T00:00:00+09:00", 1_809_097_200_000


@pytest.fixture
def log() -> MemoryLog:
    return MemoryLog()


@pytest.fixture
def app(log: MemoryLog) -> FastAPI:
    return door(log, DOORS, MemoryNames(), stories=True)


async def test_an_event_has_the_time_that_its_sender_says(app: FastAPI, log: MemoryLog) -> None:
    assert (await post(app, EVENT, {**OWN, "sekisho-time": MOMENT})).status == 202
    assert (await post(app, {**EVENT, "id": "e-2"})).status == 202
    assert log.times == [MILLIS, None]


async def test_a_time_that_is_none_is_refused(app: FastAPI, log: MemoryLog) -> None:
    answer = await post(app, EVENT, {**OWN, "sekisho-time": "soon"})
    assert (answer.status, answer.json["code"], log.records) == (422, "time_not_rfc3339", [])


async def test_time_passes_in_every_partition_at_the_word_of_a_shop(app: FastAPI, log: MemoryLog) -> None:
    headers = {"authorization": OWN["authorization"], "sekisho-time": MOMENT}
    answer = await call(app, "POST", "/shops/netoff/time", headers=headers, body=b"")
    assert (answer.status, answer.json) == (202, {"positions": [0] * PARTITIONS})
    assert [(record[0], record[1], record[4]["ce_type"]) for record in log.records] == [
        (SHOP_EVENTS, partition, b"time.ticked") for partition in range(PARTITIONS)
    ]
    assert log.times == [MILLIS] * PARTITIONS


async def test_nobody_else_lets_time_pass(app: FastAPI, log: MemoryLog) -> None:
    answer = await call(app, "POST", "/shops/revico/time", headers={**OWN, "sekisho-time": MOMENT}, body=b"")
    assert (answer.status, log.records) == (401, [])


async def test_anywhere_else_there_is_no_such_clock(log: MemoryLog) -> None:
    app = door(log, DOORS, MemoryNames())
    assert (await post(app, EVENT, {**OWN, "sekisho-time": MOMENT})).status == 202
    assert log.times == [None]
    headers = {**OWN, "sekisho-time": MOMENT}
    assert (await call(app, "POST", "/shops/netoff/time", headers=headers, body=b"")).status == 404
