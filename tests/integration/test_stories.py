"""The stories of the five shops through the running system: each party holds exactly the messages of the tables."""

import json
from collections import Counter
from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path
from typing import Any, Final

import pytest

from cli import sample
from cli.demo import audit
from contracts.partners import PARTNERS
from contracts.topics import OUTCOMES
from tests.fixtures import awaiting
from tests.fixtures.five import republish, running
from tests.fixtures.received import due, held, less, replaced, since
from tests.fixtures.records import Record
from tests.fixtures.sweep import pieces
from tests.fixtures.system import Answer, System
from tests.scenarios.stories import STORIES, bizraku, netoff, qoo10
from tests.scenarios.stories import backmarket as bm
from tests.scenarios.story import Step, Story, event, wanted

pytestmark = pytest.mark.timeout(240)
_VALUES: Final = ("090-0000-0001", "life@example.jp", "tok_life", "1丁目2番", "見本ハイツ101")
_HOLDING: Final = {"customer.email", "payment.card_token", "customer.address", "shipping.address", "pickup.address"}
"""Fields that give one of them."""
_MAY_HOLD: Final = {
    "topic shop.events value",
    "topic subject.waiting value",
    *(f"topic to.{name} value" for name in PARTNERS),
}
_NOTHING: Final = ("mode: live", "mode: live")
"""A change that changes nothing but the version."""
_ASKED: Final = ("crm", "hosting_europe", "jung_sas_france")
_NOTICES: Final = [
    (("BM-life", "order.placed", "consent"), _ASKED),
    # What changes in an order that waits for the click asks for it again.
    (("BM-life", "order.changed", "consent"), ("hosting_europe",)),
    # Each seller waits by itself; the click is asked for once the age is known.
    (("BM-minor", "order.placed", "age"), ("seller", "seller", "affiliates", *_ASKED)),
    (("BM-overtaken", "order.placed", "consent"), _ASKED),
]
"""What the shop has to ask of its buyers: order, type of event, what is missing, and for whom."""


@pytest.fixture(scope="module")
def down(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("down") / "down"


@pytest.fixture(scope="module")
def five(tmp_path_factory: pytest.TempPathFactory, down: Path) -> Iterator[System]:
    with running(tmp_path_factory.mktemp("parties"), tmp_path_factory.mktemp("policies"), down) as made:
        yield made


def send(system: System, shop: str, kind: str, data: dict[str, Any], name: str) -> Answer:
    answer = system.event(event(Step(kind, data, {}), Story(shop, name, ()), 0), shop=shop)
    assert answer.status == 202, answer.body
    return answer


@pytest.fixture(scope="module")
def receipts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("receipts") / "receipts.jsonl"


@pytest.fixture(scope="module")
def told(five: System, receipts: Path) -> System:
    """Tell all stories side by side, step by step, and hold each step against the tables."""
    for number, row in enumerate(zip_longest(*(story.steps for story in STORIES))):
        steps = [(story, step) for story, step in zip(STORIES, row, strict=True) if step is not None]
        before, spared = held(five), replaced(five)
        answers = [five.event(event(step, story, number), shop=story.shop) for story, step in steps]
        with receipts.open("a", encoding="utf-8") as out:
            rows = ({"shop": story.shop, **each.content} for (story, _), each in zip(steps, answers, strict=True))
            out.writelines(f"{json.dumps(row)}\n" for row in rows)
        five.settle(*answers)
        assert since(before, held(five)) == less(due(steps), replaced(five) - spared), f"step {number}"
    return five


def test_P2_P3_each_party_holds_exactly_the_messages_of_the_tables(told: System) -> None:
    assert told.ledger("/summary").content["open"] == 0


def test_P7_values_of_the_five_shops_lie_on_the_log_and_in_messages_and_nowhere_else(told: System) -> None:
    found: dict[str, set[str]] = {value: set() for value in _VALUES}
    for piece in pieces(told):
        for value, places in found.items():
            if value.encode() in piece.hay:
                places.add(piece.place)
    for value, places in found.items():
        assert not places - _MAY_HOLD, f"{value}: {places - _MAY_HOLD}"
    # The search can find: the log, what waits, and everybody whom a life gives such a value.
    kept = {"topic shop.events value", "topic subject.waiting value"}
    assert kept | {f"topic to.{name} value" for name in given_values()} <= set().union(*found.values())


def given_values() -> set[str]:
    """Return the services that hand over one of the values, as the tables of the lives say."""
    lives = [(story.shop, party, each) for story, step in _told("life") for party, each in wanted(step.gets).items()]
    served = {f"{shop}/{party}" for shop, party, each in lives if _HOLDING.intersection(" ".join(each).split())}
    return {service for service, names in sample.endpoints(sample.shops()).items() if served.intersection(names)}


def _told(name: str) -> list[tuple[Story, Step]]:
    return [(story, step) for story in STORIES if story.name == name for step in story.steps]


def test_the_shop_is_asked_for_exactly_the_values_that_its_processor_may_have(told: System) -> None:
    (asked,) = [r for r in awaiting.told(told, "netoff") if r["type"] == "values_requested"]
    assert (asked.pop("at") > 0, {*netoff.ASKED.split(), "shipping.company"}) == (True, set(asked.pop("fields")))
    assert told.entries("netoff", order=asked.pop("thread"), kind="disclosed")
    name, recipient = asked["event"], "payment_processor_on_request"
    assert asked == {
        "id": f"{name}/values_requested/{recipient}",
        "type": "values_requested",
        "shop": "netoff",
        "event": name,
        "event_type": "recipient.requested",
        "order_id": "N-life",
        "customer_id": "n-life",
        "recipient": recipient,
    }


def test_the_shop_is_told_whose_consent_to_ask_for(told: System) -> None:
    notices = [r for r in awaiting.told(told, "backmarket") if r["type"] == "notice_due"]
    due = [(r["order_id"], r["event_type"], r["reason"], r["recipient"]) for r in notices]
    assert Counter(due) == Counter((*row, recipient) for row, recipients in _NOTICES for recipient in recipients)
    waits = {e["id"]: (e["reason"], e["until"]) for e in told.entries("backmarket", kind="waiting")}
    for notice in notices:
        assert (notice["reason"], notice["until"]) == waits[notice["id"].removesuffix("/notice_due")]


def outcomes(system: System, shop: str, answer: Answer, recipient: str) -> list[tuple[str, str]]:
    order = answer.content["accepted"][0]["order"]
    found = [e for e in system.entries(shop, order=order) if e["kind"] == "outcome" and e["recipient"] == recipient]
    return [(entry["outcome"], entry.get("reason", "")) for entry in found]


@pytest.fixture
def outcomes_while_down(told: System, down: Path) -> Iterator[Iterator[Record]]:
    """Take Qoo10's agency down, until a test brings it back, and give the outcomes that come."""
    down.write_text(f"qoo10/{qoo10.AGENCY}\n", encoding="utf-8")
    with awaiting.following(told, OUTCOMES) as records:
        yield records
    down.unlink(missing_ok=True)


def test_a_cancellation_before_the_hand_over_reaches_nobody_and_after_it_everybody(
    told: System, down: Path, outcomes_while_down: Iterator[Record]
) -> None:
    party, before = f"qoo10/{qoo10.AGENCY}", held(told)
    first, second = qoo10.whole("first", 1), qoo10.whole("second", 1)
    second["customer"]["id"] = first["customer"]["id"]
    pay = {"transaction_id": "tx-second", "method": "card"}
    cancel = qoo10.brief("second", 2, payment=pay, customer=first["customer"])
    answers = [send(told, "qoo10", "payment.requested", first, "first")]
    answers.append(send(told, "qoo10", "payment.requested", second, "second"))
    answers.append(send(told, "qoo10", "payment.cancel_requested", cancel, "second-cancel"))
    over = [json.loads(next(outcomes_while_down).value) for _ in range(2)]
    down.unlink()
    told.settle(*answers)
    withdrawn = [("withdrawn", "cancelled"), ("withdrawn", "nothing_to_cancel")]
    assert [(each["outcome"], each["reason"]) for each in over] == withdrawn
    assert since(before, held(told)) == {party: [" ".join(sorted(qoo10.PAY.split()))]}
    # The log takes in each outcome behind its own disclosure, whichever of the two that lets in first.
    assert sorted(outcomes(told, "qoo10", answers[1], "payment_agency")) == withdrawn
    late = send(told, "qoo10", "payment.cancel_requested", qoo10.brief("first", 2, payment=pay), "first-cancel")
    told.settle(late)
    assert outcomes(told, "qoo10", late, "payment_agency") == [("given", ""), ("given", "")]


def test_a_contract_that_comes_back_releases_the_parcel_once(told: System) -> None:
    old = '  delivery_carrier:\n    mode: live\n    contract:\n      start: "2024-04-01"'
    new = old.replace("2024", "2033")
    republish(told, "bizraku", old, new)
    before = held(told)
    answer = send(told, "bizraku", "shipment.requested", bizraku.whole("late", 1), "late")
    told.settle(answer)
    assert since(before, held(told)) == {}
    republish(told, "bizraku", *_NOTHING)
    assert since(before, held(told)) == {}
    republish(told, "bizraku", new, old)
    parcel = {f"bizraku/{bizraku.CARRIER}": [" ".join(sorted(bizraku.PARCEL.split()))]}
    assert since(before, held(told)) == parcel
    republish(told, "bizraku", *_NOTHING)
    assert since(before, held(told)) == parcel
    order = answer.content["accepted"][0]["order"]
    (entry,) = [e for e in told.entries("bizraku", order=order) if e["kind"] == "disclosed"]
    assert (entry["waited"], entry["register"].split(":")[0]) == ("contract", "4")


def test_P14_a_party_that_was_paused_gets_what_waited_once_it_is_live(told: System) -> None:
    live, paused = "  payment_agency:\n    mode: live", "  payment_agency:\n    mode: paused"
    republish(told, "qoo10", live, paused)
    before = held(told)
    answer = send(told, "qoo10", "payment.requested", qoo10.whole("paused", 1), "paused")
    told.settle(answer)
    assert since(before, held(told)) == {}
    republish(told, "qoo10", paused, live)
    assert since(before, held(told)) == {f"qoo10/{qoo10.AGENCY}": [" ".join(sorted(qoo10.PAY.split()))]}


def test_a_guest_who_joins_and_withdraws_stops_what_waits_under_the_guests_name(told: System) -> None:
    guest = {"email": "guest@example.jp", "adult_flag": True, "name": "見本 太郎"}
    order = {**bm.whole("guest", 1), "customer": guest}
    placed = send(told, "backmarket", "order.placed", order, "guest-order")
    link = {"customer": {"id": "bm-joined"}, "other": {"email": "Guest@example.jp"}}
    linked = send(told, "backmarket", "subject.linked", link, "guest-link")
    withdrawn = bm.choice("joined", "jung_sas_france")
    told.settle(placed, linked, send(told, "backmarket", "consent.withdrawn", withdrawn, "guest-withdraws"))
    entries = told.entries("backmarket", order=placed.content["accepted"][0]["order"], recipient="jung_sas_france")
    assert [(e["kind"], e["reason"]) for e in entries] == [("waiting", "consent"), ("withheld", "withdrawn")]


def test_P1_the_auditor_finds_nothing_after_all_of_this(told: System, receipts: Path, tmp_path: Path) -> None:
    shops = [s.shop for s in STORIES]
    verdict = audit(told.stack, shops, parties=told.parties, receipts=receipts)
    assert verdict["ok"], verdict["found"]
    # It can find: an order that was accepted and never came is missed.
    row = json.loads(receipts.read_text(encoding="utf-8").splitlines()[0])
    row["accepted"][0]["event"] = "0" * 32
    lost = tmp_path / "lost.jsonl"
    lost.write_text(receipts.read_text(encoding="utf-8") + json.dumps(row) + "\n", encoding="utf-8")
    assert "no_order_is_lost" in audit(told.stack, shops, parties=told.parties, receipts=lost)["found"]
