"""The preview service: a look is granted once, to the officer for whom it was noted, and shows counts only."""

import json
from collections.abc import Mapping
from typing import Any

import msgspec
import pytest

from contracts import events as ev
from contracts.entries import Access
from services.preview.http import Door, application
from services.preview.looking import GOOD_FOR_MS, Log
from shared.core import http_signatures as sig
from shared.core.checkpoint.rehearse import named
from shared.core.checkpoint.step import Input
from shared.core.policy.chain import Chain
from shared.core.policy.officers import Officers, read_officers
from shared.errors import TransientError
from tests.fixtures import backmarket as bm
from tests.fixtures.officers import KEYS, OFFICERS, ROWS, chain, raw, version
from tests.scenarios.stories import backmarket as story
from tests.scenarios.story import Step, Story, event
from tests.scenarios.world import World, published
from tests.unit.asgi import Answer, call

SHOP, HOST, LOOK = "backmarket", "sekisho.example", "0" * 32
PACK = (bm.POLICIES / f"{SHOP}.yaml").read_text(encoding="utf-8")
FIELDS = "      - customer.name\n      - customer.email\n"
NEEDED = "      run_service: [customer.name, customer.email, order.items]"
NEEDED_TOO = "      run_service: [customer.name, customer.email, customer.phone, order.items]"


def wider() -> str:
    """Return the pack in which affiliates get the telephone number too."""
    before, rest = PACK.split("  affiliates:\n", 1)
    rest = rest.replace("      - customer.phone\n", "", 1).replace(FIELDS, f"{FIELDS}      - customer.phone\n", 1)
    return f"{before}  affiliates:\n{rest.replace(NEEDED, NEEDED_TOO, 1)}"


WIDER = wider()


class Memory:
    """What the service reads: a world's log with what was noted on it, and the versions of the shop."""

    def __init__(self) -> None:
        self.world, self.away = World(), False
        for number, name in enumerate("ab"):
            data = story.whole(name, 1)
            data["customer"]["adult_flag"] = True
            self.world.send(SHOP, event(Step("order.placed", data, {}), Story(SHOP, f"look-{name}", ()), number))
        self.now = self.world.now

    def note(self, *, pack: str | None = WIDER, last: int = 10, officer: str = "sora", shop: str = SHOP) -> None:
        look = ev.Look(LOOK, shop, officer, named(pack, None), last)
        headers = {ev.H_TYPE: ev.ACCESS_TYPE.encode(), ev.H_SHOP: shop.encode()}
        records = self.world.log[0]
        records.append(Input(len(records), b"@access", msgspec.json.encode(look), headers, self.now))

    def log(self) -> Log:
        if self.away:
            raise TransientError("topic_unreadable")
        return self.world.log

    def chain(self) -> Chain:
        made = chain()
        for document in published(SHOP):
            made.take(raw(version(document)), at=self.now)
        return made


async def ask(
    memory: Memory,
    *,
    by: str = "sora",
    officers: Officers = OFFICERS,
    shop: str = SHOP,
    door: Door | None = None,
    **changed: Any,
) -> Answer:
    content: Mapping[str, Any] = {"look": LOOK, "last": 10, "pack": WIDER, **changed}
    path, body = f"/shops/{shop}/previews", json.dumps(content).encode()
    request = sig.Request("POST", HOST, path, "", {}, body)
    signed = sig.signed(request, keyid=by, key=KEYS[by], created=memory.now // 1000, nonce="n-1")
    made = door or Door(officers, memory, clock=lambda: memory.now)
    headers = {"host": HOST, "content-type": "application/json", **signed}
    return await call(application(made), "POST", path, headers=headers, body=body)


async def test_a_noted_look_tells_for_how_many_orders_and_people_a_draft_would_change_what() -> None:
    memory = Memory()
    memory.note()
    answer = await ask(memory)
    assert answer.status == 200, answer.json
    assert answer.json["effects"] == [
        {
            "recipient": "affiliates",
            "kind": "more_fields",
            "what": ["customer.phone"],
            "orders": 2,
            "people": 2,
            "events": 2,
        }
    ]
    assert (answer.json["events"], answer.json["people"]) == (2, 2)


async def test_P7_the_answer_names_nobody() -> None:
    memory = Memory()
    memory.note()
    body = (await ask(memory)).body.decode()
    keys = {each.key.decode() for records in memory.world.log.values() for each in records}
    orders = {each.headers.get(ev.H_ORDER, b"-").decode() for records in memory.world.log.values() for each in records}
    assert not [name for name in (keys | orders) - {"", "-"} if name in body]


@pytest.mark.parametrize(
    "noted",
    [
        {"pack": PACK},
        {"officer": "aoi"},
        {"last": 11},
        {"shop": "netoff"},
    ],
    ids=["another draft", "another officer", "more events", "another shop"],
)
async def test_P10_what_was_not_noted_is_not_shown(noted: dict[str, Any]) -> None:
    memory = Memory()
    assert (await ask(memory)).json["code"] == "look_not_noted"
    memory.note(**noted)
    assert (await ask(memory)).json["code"] == "look_not_noted"


async def test_a_look_is_good_for_ten_minutes_and_once() -> None:
    memory = Memory()
    memory.note()
    door = Door(OFFICERS, memory, clock=lambda: memory.now)
    assert (await ask(memory, door=door)).status == 200
    assert (await ask(memory, door=door)).json["code"] == "look_used"
    memory.now += 1
    assert (await ask(memory, door=door)).json["code"] == "look_used"
    memory.now += GOOD_FOR_MS
    assert (await ask(memory)).json["code"] == "look_not_noted"


async def test_only_an_officer_with_the_role_may_look() -> None:
    memory = Memory()
    memory.note()
    others = read_officers(json.dumps({"sora": {**ROWS["sora"], "roles": ["approve"]}}).encode())
    assert (await ask(memory, officers=others)).status == 403
    strangers = read_officers(json.dumps({"aoi": ROWS["aoi"]}).encode())
    assert (await ask(memory, officers=strangers)).status == 401


async def test_a_draft_that_cannot_be_used_is_told_with_line_and_remedy() -> None:
    memory, broken = Memory(), PACK.replace("kind: seller", "kind: sellr", 1)
    memory.note(pack=broken)
    answer = await ask(memory, pack=broken)
    assert answer.status == 422
    assert "did you mean `seller`?" in answer.json["findings"][0]["remedy"]


async def test_a_draft_of_another_shop_and_a_shop_of_which_nothing_holds_are_refused() -> None:
    memory, other = Memory(), PACK.replace("shop: backmarket", "shop: meadow", 1)
    memory.note(pack=other)
    assert (await ask(memory, pack=other)).json["code"] == "shop_differs"
    memory.note(shop="meadow")
    assert (await ask(memory, shop="meadow")).json["code"] == "nothing_in_force"


async def test_P10_without_the_broker_nothing_is_shown() -> None:
    memory = Memory()
    memory.note()
    memory.away = True
    assert (await ask(memory)).status == 503


def test_the_gateway_lets_the_ledger_know_of_a_look() -> None:
    world = World()
    look = ev.Look(LOOK, SHOP, "sora", "a" * 64, 10)
    given = Input(
        len(world.log[0]), b"@access", msgspec.json.encode(look), {ev.H_TYPE: ev.ACCESS_TYPE.encode()}, world.now
    )
    (step,) = world.desk.take(0, [given])
    entries = [
        each
        for output in step.outputs
        if output.topic == "disclosures"
        for each in json.loads(output.value or b"")["entries"]
    ]
    assert entries == [msgspec.to_builtins(Access(LOOK, SHOP, "sora", "preview", "a" * 64, 10, world.now))]


def test_a_look_that_cannot_be_read_is_parked() -> None:
    world = World()
    given = Input(len(world.log[0]), b"@access", b"{", {ev.H_TYPE: ev.ACCESS_TYPE.encode()}, world.now)
    (step,) = world.desk.take(0, [given])
    assert b"look_unreadable" in b"".join(output.value or b"" for output in step.outputs)
