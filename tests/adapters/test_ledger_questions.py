"""Questions that the ledger refuses, over HTTP and on a real PostgreSQL: what is wrong, where, and what to do."""

from typing import Any

import aiohttp
import msgspec
import pytest

from services.ledger.store import Store
from tests.adapters.ledger_asking import answer, post
from tests.adapters.ledger_world import FRESH, World, message

pytest_plugins = ["tests.adapters.ledger_database", "tests.adapters.ledger_door"]
pytestmark = pytest.mark.timeout(60)


@pytest.fixture
async def world(store: Store) -> World:
    """Give a shop with three disclosures about one person, that no other test uses."""
    number = next(FRESH)
    made = World(f"shop-{number}", number, f"stream-{number}", f"reference-{number}")
    await store.append(made.partition, [message(made, 0, ["a", "b", "c"])])
    return made


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda cursor: cursor[:-1] + ("0" if cursor[-1] != "0" else "1"), "cursor_of_another_question"),
        (lambda cursor: "x" + cursor, "cursor_invalid"),
        (lambda cursor: "2" + cursor[1:], "cursor_invalid"),
        (lambda cursor: cursor.replace(".", ".9999", 1), "cursor_invalid"),
        (lambda _cursor: "1.2", "cursor_invalid"),
        (lambda _cursor: "9" * 400, "cursor_invalid"),
    ],
)
async def test_a_cursor_that_was_not_given_out_is_refused(
    door: aiohttp.ClientSession, world: World, spoil: Any, code: str
) -> None:
    first = await answer(door, world.shop, people=[world.person], limit=1)
    asked = {"reason": "trial", "people": [world.person], "limit": 1, "cursor": spoil(first.next)}
    told = await post(door, f"/shops/{world.shop}/answers", asked)
    assert (told.status, msgspec.json.decode(told.body)["code"]) == (422, code)


async def test_a_cursor_of_another_question_gives_nothing(door: aiohttp.ClientSession, world: World) -> None:
    first = await answer(door, world.shop, people=[world.person], limit=1)
    asked = {"reason": "trial", "people": ["somebody-else"], "limit": 1, "cursor": first.next}
    told = await post(door, f"/shops/{world.shop}/answers", asked)
    assert msgspec.json.decode(told.body)["code"] == "cursor_of_another_question"


BAD: dict[str, tuple[bytes, str, str]] = {
    "no reason": (b"{}", "question_invalid", ""),
    "a reason of one's own": (b'{"reason":"Hayashi asked"}', "question_invalid", "/reason"),
    "a filter that is not there": (b'{"reason":"trial","name":"Hayashi"}', "question_invalid", ""),
    "not JSON": (b"Hayashi", "question_invalid", ""),
    "not UTF-8": (b'{"reason":"\xff"}', "question_invalid", ""),
    "a field that has no name": (b'{"reason":"trial","field":"customer.nmae"}', "field_unknown", "/field"),
    "a purpose that is none": (b'{"reason":"trial","purpose":"Hayashi"}', "purpose_unknown", "/purpose"),
    "a period that ends before": (b'{"reason":"trial","since":5,"until":5}', "period_invalid", "/until"),
    "a time before all times": (b'{"reason":"trial","since":-5}', "period_invalid", "/since"),
    "too many": (b'{"reason":"trial","limit":1001}', "question_invalid", "/limit"),
    "too few": (b'{"reason":"trial","limit":0}', "question_invalid", "/limit"),
    "a number for a text": (b'{"reason":"trial","order":5}', "question_invalid", "/order"),
    "a person without a name": (b'{"reason":"trial","people":[""]}', "question_invalid", "/people"),
    "a kind that is none": (b'{"reason":"trial","kinds":["Hayashi"]}', "question_invalid", "/kinds"),
}


@pytest.mark.parametrize("name", BAD)
async def test_P7_a_question_that_cannot_be_answered_names_place_and_remedy_and_repeats_nothing(
    door: aiohttp.ClientSession, name: str
) -> None:
    raw, code, place = BAD[name]
    async with door.post("/shops/meadow/answers", data=raw) as told:
        body = await told.read()
        problem = msgspec.json.decode(body)
        assert (told.status, problem["code"], problem.get("place", "")) == (422, code, place)
    assert problem["remedy"]
    assert b"Hayashi" not in body


async def test_an_unknown_field_is_answered_with_the_one_that_was_meant(door: aiohttp.ClientSession) -> None:
    told = await post(door, "/shops/meadow/answers", {"reason": "trial", "field": "customer.nmae"})
    assert "`customer.name`" in msgspec.json.decode(told.body)["remedy"]
