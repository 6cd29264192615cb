"""What becomes of a card number: our own API refuses, a webhook loses the leaf; nobody says the number again (P11)."""

import copy
import io
import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
from fastapi import FastAPI
from hypothesis import given
from hypothesis import strategies as st

from contracts import events as ev
from services.intake.http import door
from shared.core.accept import Prepared, prepare
from shared.core.door import DoorError, gate
from shared.core.door.body import body
from shared.shell import telemetry
from tests.fixtures import card_orders
from tests.unit.intake import DOORS, EVENT, MemoryLog, MemoryNames, post, sign

CARD = "4111-1111-1111-1111"
RUN = "4111111111111111"
DOCUMENTED = (Path(__file__).parents[1] / "fixtures" / "shopify_order.json").read_bytes()

_ADDRESS = tuple(f"{name}.{part}" for name in card_orders.ADDRESSES for part in card_orders.PARTS)
LEAVES = (*card_orders.TEXTS, *_ADDRESS)


def _full() -> dict[str, Any]:
    data: dict[str, Any] = {"order": {"version": 7, "amount": "1280"}}
    for name in LEAVES:
        card_orders.put(data, name, "見本")
    data["order"]["items"] = [{"id": str(n), "title": "見本", "sku": "M-1", "seller": "mihon"} for n in range(3)]
    consent = {"recipient": "mihon", "information_version": 1, "at": "2026-04-01T09:00:00+09:00", "evidence": "aa"}
    data["consents"] = [consent, consent]
    return data


def _webhook(**changes: Any) -> Prepared:
    raw = json.dumps({**json.loads(DOCUMENTED), **changes}).encode()
    headers = {"x-shopify-topic": "orders/create", "content-type": "application/json"}
    return prepare(raw, headers, shop="netoff", key=b"k" * 32, seed=b"s" * 32)


@pytest.mark.parametrize("name", LEAVES)
def test_P11_our_own_api_refuses_in_every_leaf_and_names_the_place(name: str) -> None:
    data = _full()
    card_orders.put(data, name, f"連絡 {CARD}")
    with pytest.raises(DoorError, match="card_number_found") as refused:
        body(data)
    assert refused.value.place == f"/data/{name.replace('.', '/')}"
    assert "1111" not in f"{refused.value} {refused.value.detail} {refused.value.remedy}"


OTHERS: dict[str, tuple[dict[str, Any], str]] = {
    "an item": ({"order": {"items": [{"id": "1"}, {"id": "2", "title": RUN}]}}, "/data/order/items/1/title"),
    "an item's id": ({"order": {"items": [{"id": CARD}]}}, "/data/order/items/0/id"),
    "a number": ({"order": {"version": int(RUN)}}, "/data/order/version"),
    "a sum": ({"order": {"amount": "378282246310005"}}, "/data/order/amount"),
    "a token": ({"payment": {"card_token": f"tok_{RUN}"}}, "/data/payment/card_token"),
    "the evidence of a consent": (
        {"consents": [{"recipient": "m", "information_version": 1, "at": "2026-04-01T09:00:00Z", "evidence": RUN}]},
        "/data/consents/0/evidence",
    ),
}


@pytest.mark.parametrize("sentence", OTHERS)
def test_P11_our_own_api_refuses_outside_of_texts_too(sentence: str) -> None:
    data, place = OTHERS[sentence]
    with pytest.raises(DoorError, match="card_number_found") as refused:
        body(data)
    assert refused.value.place == place


def test_what_is_dropped_anyway_is_not_looked_at() -> None:
    _, unknown = body({"customer": {"id": "C", "nobody_knows": RUN}})
    assert unknown == 1


def test_a_platforms_long_id_is_no_card_number() -> None:
    body({"order": {"id": RUN, "items": [{"id": RUN, "sku": RUN}]}, "customer": {"id": RUN}})


def test_P11_a_webhook_loses_the_leaf_and_goes_on() -> None:
    order = json.loads(DOCUMENTED)
    order["shipping_address"]["address2"] = f"カード {CARD}"
    order["line_items"][0] |= {"title": RUN, "sku": CARD}
    prepared = _webhook(**{name: order[name] for name in ("shipping_address", "line_items")})
    told = json.loads(prepared.records[0].value)
    assert prepared.cards == 3
    assert [record.headers.get(ev.H_CARDS) for record in prepared.records] == [b"3", None]
    assert "building" not in told["shipping"]["address"]
    assert told["order"]["items"][0].keys() & {"title", "sku"} == set()
    assert b"1111" not in b"".join(record.value for record in prepared.records)


def test_a_webhook_without_a_card_number_is_as_it_was() -> None:
    prepared = _webhook()
    assert prepared.cards == 0
    assert all(ev.H_CARDS not in record.headers for record in prepared.records)


def test_a_webhook_whose_buyer_has_nothing_but_a_card_number_is_still_accepted() -> None:
    buyer = {"first_name": CARD, "last_name": None, "email": f"{RUN}@example.jp", "phone": CARD}
    shown = {"email": None, "contact_email": None, "phone": None, "billing_address": None}
    told = json.loads(_webhook(customer=buyer, **shown).records[0].value)
    assert "customer" not in told


@given(st.sets(st.sampled_from(LEAVES)), st.sets(st.integers(0, 2)), st.sampled_from(["title", "sku", "seller"]))
def test_P11_dropping_leaves_keeps_everything_else_byte_for_byte(names: set[str], items: set[int], leaf: str) -> None:
    data, expected = _full(), _full()
    for name in names:
        card_orders.put(data, name, CARD)
        _drop(expected, name)
    for index in items:
        data["order"]["items"][index][leaf] = CARD
        del expected["order"]["items"][index][leaf]
    before = copy.deepcopy(data)
    found = frozenset(gate.places(data))
    kept = msgspec.convert(gate.without(data, found), ev.Body)
    assert len(found) == len(names) + len(items)
    assert msgspec.json.encode(kept) == msgspec.json.encode(msgspec.convert(expected, ev.Body))
    assert data == before


def _drop(data: dict[str, Any], path: str) -> None:
    group, _, rest = path.partition(".")
    if rest:
        _drop(data[group], rest)
    if not rest or data[group] == {}:
        del data[group]


def test_an_item_keeps_its_place_under_a_number_of_ours() -> None:
    data = _full()
    data["order"]["items"][1]["id"] = CARD
    items = gate.without(data, frozenset(gate.places(data)))["order"]["items"]
    assert [item["id"] for item in items] == ["0", "item-2", "2"]
    assert items[1]["title"] == "見本"


def test_a_consent_that_loses_a_leaf_goes_as_a_whole() -> None:
    data = _full()
    data["consents"][0] = {**data["consents"][0], "evidence": RUN}
    assert gate.without(data, frozenset(gate.places(data)))["consents"] == [data["consents"][1]]


@pytest.fixture
def log() -> MemoryLog:
    return MemoryLog()


@pytest.fixture
def app(log: MemoryLog) -> FastAPI:
    return door(log, DOORS, MemoryNames())


async def test_P11_the_receipt_counts_what_a_webhook_lost(
    app: FastAPI, log: MemoryLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = io.StringIO()
    monkeypatch.setattr(telemetry, "_sink", said)
    order = json.loads(DOCUMENTED)
    order["line_items"][0]["title"] = CARD
    raw = json.dumps(order).encode()
    answer = await post(app, raw, sign(raw))
    assert (answer.status, answer.json["cards"]) == (200, 1)
    assert [record[4].get("ce_cards") for record in log.records] == [b"1", None]
    lines = [json.loads(line) for line in said.getvalue().splitlines()]
    (line,) = [line for line in lines if line["deed"] == "cards dropped"]
    assert line.keys() == {"at", "service", "deed", "shop", "count"}
    assert (line["shop"], line["count"]) == ("netoff", 1)


async def test_P11_a_refusal_over_http_names_place_and_remedy_and_nothing_is_written(
    app: FastAPI, log: MemoryLog
) -> None:
    answer = await post(app, {**EVENT, "data": {**EVENT["data"], "support": {"conversation": f"番号は{CARD}です"}}})
    assert (answer.status, answer.json["code"]) == (422, "card_number_found")
    assert answer.json["place"] == "/data/support/conversation"
    assert "payment.card_token" in answer.json["remedy"]
    assert "1111" not in answer.body.decode()
    assert log.records == []
