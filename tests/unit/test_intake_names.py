"""Under which name events travel: an order under its first, a restriction under each, a second person beside."""

from typing import Any

import msgspec
import pytest
from fastapi import FastAPI

from contracts import events as ev
from contracts.topics import partition_of
from services.intake.http import door
from shared.errors import TransientError
from tests.unit.intake import DOORS, EVENT, MemoryLog, MemoryNames, post


@pytest.fixture
def log() -> MemoryLog:
    return MemoryLog()


@pytest.fixture
def names() -> MemoryNames:
    return MemoryNames()


@pytest.fixture
def app(log: MemoryLog, names: MemoryNames) -> FastAPI:
    return door(log, DOORS, names)


def event(kind: str, number: int, **data: Any) -> dict[str, Any]:
    return {**EVENT, "id": f"e-{number}", "type": kind, "data": data}


GUEST, MEMBER = {"email": "Guest@example.jp"}, {"id": "C-1"}
CHOICE = {"recipient": "jung_sas_france", "information_version": 1, "at": "2026-11-22T00:00:00+09:00"}


async def test_an_order_stays_under_the_name_that_placed_it(app: FastAPI, log: MemoryLog) -> None:
    placed = await post(app, event("order.placed", 1, customer=GUEST, order={"id": "A-1"}))
    parcel = await post(app, event("shipment.requested", 2, customer=MEMBER, order={"id": "A-1"}))
    nobody = await post(app, event("payment.refund_requested", 3, order={"id": "A-1"}))
    people = [answer.json["accepted"][0]["person"] for answer in (placed, parcel, nobody)]
    assert len(set(people)) == 1
    assert {record[2] for record in log.records} == {people[0].encode()}
    assert {record[1] for record in log.records} == {partition_of(people[0])}


async def test_P5_a_withdrawal_is_written_under_every_name_of_the_person(app: FastAPI, log: MemoryLog) -> None:
    linked = await post(app, event("subject.linked", 1, customer=MEMBER, other=GUEST))
    one, other = (accepted["person"] for accepted in linked.json["accepted"])
    assert [record[4][ev.H_LINK].decode() for record in log.records] == [other, one]
    withdrawn = await post(app, event("consent.withdrawn", 2, customer=MEMBER, consent=CHOICE))
    told = withdrawn.json["accepted"]
    assert [each["person"] for each in told] == [one, other]
    assert len({each["event"] for each in told}) == 2
    assert [each["partition"] for each in told] == [partition_of(one), partition_of(other)]
    seeds = [record[4][ev.H_SEED] for record in log.records]
    assert len(set(seeds)) == len(seeds)


async def test_P5_a_restriction_that_names_an_order_holds_for_its_person_and_for_the_orders_name(
    app: FastAPI, log: MemoryLog
) -> None:
    placed = await post(app, event("order.placed", 1, customer=GUEST, order={"id": "A-1"}))
    told = await post(app, event("provision.stopped", 2, customer=MEMBER, order={"id": "A-1"}))
    alone = await post(app, event("provision.stopped", 3, customer=MEMBER))
    member, guest = alone.json["accepted"][0]["person"], placed.json["accepted"][0]["person"]
    assert [each["person"] for each in told.json["accepted"]] == [member, guest]
    assert len({record[4][ev.H_ID] for record in log.records}) == len(log.records)


async def test_P5_of_preferences_a_no_is_written_under_every_name_and_a_yes_under_one(app: FastAPI) -> None:
    await post(app, event("subject.linked", 1, customer=MEMBER, other=GUEST))
    word = {"category": "news", "at": "2026-11-22T00:00:00+09:00"}
    no = await post(app, event("preference.changed", 2, customer=MEMBER, preference={**word, "wanted": False}))
    yes = await post(app, event("preference.changed", 3, customer=MEMBER, preference={**word, "wanted": True}))
    assert (len(no.json["accepted"]), len(yes.json["accepted"])) == (2, 1)


async def test_P12_the_listing_of_a_store_is_a_thread_of_its_own_person(app: FastAPI) -> None:
    sellers = ({"seller": {"id": "S-1"}}, {"seller": {"id": "S-2"}}, {"customer": MEMBER}, {"customer": {"id": "C-2"}})
    listed = [await post(app, event("store.listed", n, **each)) for n, each in enumerate(sellers)]
    ended = [await post(app, event("store.unlisted", n, **each)) for n, each in enumerate(sellers, 9)]
    told, over = ([each.json["accepted"][0] for each in answers] for answers in (listed, ended))
    assert [each["order"] for each in told] == [each["order"] for each in over]
    assert [each["person"] for each in told] == [each["person"] for each in over]
    assert len({each["order"] for each in told}) == len({each["person"] for each in told}) == 4
    both = await post(app, event("store.listed", 20, customer={"id": "C-3"}, seller={"name": "見本"}))
    assert both.json["accepted"][0]["person"] not in {each["person"] for each in told}


async def test_a_consent_is_written_under_the_name_that_gave_it_only(app: FastAPI, log: MemoryLog) -> None:
    await post(app, event("subject.linked", 1, customer=MEMBER, other=GUEST))
    given = await post(app, event("consent.given", 2, customer=MEMBER, consent=CHOICE))
    assert len(given.json["accepted"]) == 1
    await post(app, event("subject.unlinked", 3, customer=MEMBER, other=GUEST))
    withdrawn = await post(app, event("consent.withdrawn", 4, customer=MEMBER, consent=CHOICE))
    assert len(withdrawn.json["accepted"]) == 1
    assert len(log.records) == 6


async def test_a_link_that_names_nobody_else_is_refused(app: FastAPI, log: MemoryLog) -> None:
    for other in ({}, {"other": MEMBER}, {"other": {"customer_id": "C-1"}}):
        answer = await post(app, event("subject.linked", 1, customer=MEMBER, **other))
        assert answer.status == 422
    assert not log.records


async def test_a_gift_names_its_receiver_beside_and_holds_none_of_the_shops_ids(app: FastAPI, log: MemoryLog) -> None:
    buyer, receiver = {**MEMBER, "name": "見本 太郎"}, {"name": "見本 花子", "phone": "090-0000-0001"}
    await post(app, event("order.placed", 1, customer=buyer, shipping=receiver, order={"id": "A-1"}))
    own = {"name": "見本　太郎", "phone": "090-0000-0001"}
    await post(app, event("order.placed", 2, customer=buyer, shipping=own, order={"id": "A-2"}))
    told = {"customer_id": "C-2"}
    await post(app, event("order.placed", 3, customer=buyer, shipping=receiver, order={"id": "A-3"}, other=told))
    also = [record[4].get(ev.H_ALSO, b"") for record in log.records]
    assert [len(each) for each in also] == [32, 0, 32]
    assert also[0] != also[2]
    assert all("other" not in msgspec.json.decode(record[3] or b"") for record in log.records)


async def test_of_an_auction_each_party_acts_for_its_own_data(app: FastAPI) -> None:
    about = {"auction": {"winning_price": "5000"}, "order": {"id": "L-1"}}
    winner = event("auction.decided", 1, customer=MEMBER, **about, other={"seller_id": "S-1"})
    seller = event("auction.decided", 2, seller={"id": "S-1"}, **about, other={"customer_id": "C-1"})
    told = [(await post(app, each)).json["accepted"][0] for each in (winner, seller)]
    assert told[0]["order"] == told[1]["order"]
    assert told[0]["person"] != told[1]["person"]


async def test_P10_while_the_names_cannot_be_asked_the_caller_comes_again_and_nothing_is_written(
    app: FastAPI, log: MemoryLog, names: MemoryNames
) -> None:
    names.failures.append(TransientError("database_unreachable"))
    answer = await post(app, EVENT)
    assert (answer.status, log.records) == (503, [])
    assert (await post(app, EVENT)).status == 202
