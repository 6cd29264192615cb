"""Deciding one event: exact fields, own items only, waiting and release, repeats."""

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.entries import Disclosed, Waiting, Withheld
from contracts.events import Body
from contracts.messages import Handed, commitment
from contracts.packs import Contract
from contracts.vocabulary import FIELDS, NEVER
from shared.core.decide import Decision, decide, revisit
from shared.core.event import Event
from shared.core.person import change as choose
from shared.core.policy.plan import Plan
from shared.core.subject import Order, Subject
from tests.fixtures import backmarket as bm

SIX = {
    "customer.company",
    "customer.email",
    "customer.title",
    "customer.name",
    "shipping.address",
    "customer.phone",
}


def made(event: Event, plan: Plan | None, subject: Subject | None = None, order: Order | None = None) -> Decision:
    decision = decide(event, plan, subject or bm.somebody(), order or bm.nothing(), now=event.at)
    assert decision is not None
    return decision


def bodies(decision: Decision) -> dict[str, Handed]:
    handed = [msgspec.json.decode(message.value, type=Handed) for message in decision.messages]
    return {
        f"{h.recipient}/{dict(m.headers)['ce_instance'].decode()}": h
        for h, m in zip(handed, decision.messages, strict=True)
    }


def leaves(data: Any, path: str = "") -> set[str]:
    if isinstance(data, dict) and path.count(".") < 2:
        return {leaf for key, value in data.items() for leaf in leaves(value, f"{path}.{key}" if path else key)}
    return {".".join(path.split(".")[:2])}


def test_P2_a_seller_gets_exactly_the_six_fields_and_the_order() -> None:
    given_ = bodies(made(bm.event(), bm.plan()))
    assert leaves(given_["seller/tokyo-phones"].data) == SIX | {"order.id", "order.items"}


def test_an_order_of_two_sellers_reaches_each_with_its_own_items_only() -> None:
    given_ = bodies(made(bm.event(), bm.plan()))
    assert [i["id"] for i in given_["seller/tokyo-phones"].data["order"]["items"]] == ["1"]
    assert [i["id"] for i in given_["seller/osaka-tech"].data["order"]["items"]] == ["2"]


def test_P3_absent_values_stay_absent() -> None:
    body = {**bm.FULL, "customer": {"name": "n"}, "shipping": {"phone": "1"}}
    data = bodies(made(bm.event(body=body), bm.plan()))["seller/tokyo-phones"].data
    assert data["customer"] == {"name": "n"}
    assert "shipping" not in data


def test_the_entry_names_what_was_given_and_withheld_and_why() -> None:
    entry = made(bm.event("payment.requested"), bm.plan()).entries[0]
    assert isinstance(entry, Disclosed)
    plain = msgspec.json.decode(msgspec.json.encode(entry))
    assert set(plain["fields"]) == {
        "payment.transaction_id",
        "payment.method",
        "payment.card_token",
        "order.id",
        "order.amount",
        "order.currency",
    }
    assert plain["withheld"]["customer.name"] == "not_needed"
    assert plain["withheld"]["support.conversation"] == "no_clause"


def test_P1_the_commitment_binds_the_bytes_with_the_salt_inside_them() -> None:
    decision = made(bm.event(), bm.plan())
    for message, entry in zip(
        decision.messages, [e for e in decision.entries if isinstance(e, Disclosed)], strict=True
    ):
        salt = bytes.fromhex(msgspec.json.decode(message.value, type=Handed).salt)
        assert entry.commitment == commitment(salt, message.value)


def test_P4_replaying_a_decision_gives_the_same_bytes() -> None:
    assert made(bm.event(), bm.plan()).messages == made(bm.event(), bm.plan()).messages


def test_two_recipients_never_share_a_pseudonym_or_an_id() -> None:
    messages = made(bm.event(), bm.plan()).messages
    assert len({m.key for m in messages}) == len(messages) == 2
    assert len({dict(m.headers)["ce_id"] for m in messages}) == 2


def test_a_pseudonym_is_the_same_for_the_next_order_of_the_same_person() -> None:
    first = made(bm.event(), bm.plan())
    second = made(bm.event(number=2, order="p" * 32, position=6), bm.plan(), first.subject)
    assert {m.key for m in first.messages} == {m.key for m in second.messages}


def test_France_waits_for_the_click_and_gets_its_message_once() -> None:
    plan, order_event = bm.plan(), bm.event()
    first = made(order_event, plan)
    (wait,) = first.subject.waits
    assert wait.reasons == {"jung_sas_france/jung-sas": "consent"}
    assert first.keep
    waiting = [e for e in first.entries if isinstance(e, Waiting)]
    clicked = choose(bm.click(), first.subject, now=bm.NOON)
    assert clicked is not None
    assert first.order is not None
    released = revisit(order_event, wait, plan, clicked.subject, first.order, now=bm.NOON)
    assert released is not None
    (entry,) = released.entries
    assert isinstance(entry, Disclosed)
    assert (entry.id, entry.waited, entry.evidence) == (waiting[0].id, "consent", bm.click().id)
    assert released.drop
    assert not released.subject.waits


@pytest.mark.parametrize("act", ["consent.refused", "consent.withdrawn"])
def test_P5_after_a_refusal_or_withdrawal_nothing_goes_to_France(act: str) -> None:
    clicked = choose(bm.click(act), bm.somebody(), now=bm.NOON)
    assert clicked is not None
    decision = made(bm.event(position=10), bm.plan(), clicked.subject)
    withheld = [e for e in decision.entries if isinstance(e, Withheld)]
    assert [(e.recipient, e.reason) for e in withheld] == [("jung_sas_france", act.split(".")[1])]
    assert all(h.recipient == "seller" for h in bodies(decision).values())


def test_a_click_on_an_older_information_text_does_not_open_the_transfer() -> None:
    plan = bm.plan(bm.party("jung_sas_france", information_version=2))
    clicked = choose(bm.click(version=1), bm.somebody(), now=bm.NOON)
    assert clicked is not None
    (wait,) = made(bm.event(position=10), plan, clicked.subject).subject.waits
    assert wait.reasons == {"jung_sas_france/jung-sas": "consent_information"}


def consents(at: str, *, given_: bool = True) -> dict[str, Any]:
    return {
        **bm.FULL,
        "consents": [{"recipient": "jung_sas_france", "information_version": 1, "at": at, "given": given_}],
    }


def test_a_consent_inside_an_order_counts_for_that_order() -> None:
    decision = made(bm.event(body=consents("2026-11-22T10:00:00+09:00")), bm.plan())
    assert "jung_sas_france/jung-sas" in bodies(decision)


def test_P5_an_old_snapshot_inside_an_order_never_undoes_a_withdrawal() -> None:
    clicked = choose(bm.click("consent.withdrawn"), bm.somebody(), now=bm.NOON)
    assert clicked is not None
    late = made(bm.event(body=consents("2026-11-21T10:00:00+09:00"), position=10), bm.plan(), clicked.subject)
    assert "jung_sas_france/jung-sas" not in bodies(late)
    newer = made(bm.event(body=consents("2026-11-23T10:00:00+09:00"), position=10), bm.plan(), clicked.subject)
    assert newer.subject.choices["jung_sas_france"].act == "withdrawn"


@pytest.mark.parametrize(
    ("facts", "event_type", "reason"),
    [
        ({"contract": None}, "payment.requested", "contract"),
        ({"contract": Contract("2020-01-01", "2026-11-21", "-")}, "payment.requested", "contract"),
        ({"mode": "paused"}, "payment.requested", "paused"),
    ],
    ids=["no contract", "a contract that has ended", "a pause"],
)
def test_an_event_waits_for(facts: dict[str, Any], event_type: str, reason: str) -> None:
    decision = made(bm.event(event_type), bm.plan(bm.party("veritrans", **facts)))
    assert decision.subject.waits[0].reasons == {"veritrans/veritrans": reason}
    assert not decision.messages


def test_P14_in_shadow_nothing_leaves_and_no_record_claims_that_it_did() -> None:
    decision = made(bm.event("payment.requested"), bm.plan(bm.party("veritrans", mode="shadow")))
    assert not decision.messages
    assert [type(e) for e in decision.entries] == [Withheld]


def test_what_never_came_within_the_term_is_withheld_for_good() -> None:
    first = made(bm.event(), bm.plan())
    (wait,) = first.subject.waits
    assert first.order is not None
    ended = revisit(bm.event(), wait, bm.plan(), first.subject, first.order, now=wait.until)
    assert ended is not None
    (entry,) = ended.entries
    assert isinstance(entry, Withheld)
    assert entry.reason == "term_ended"


def test_P10_without_a_pack_the_event_waits_whole_and_leaves_once_there_is_one() -> None:
    first = made(bm.event(), None)
    assert not first.messages
    (wait,) = first.subject.waits
    assert first.order is not None
    released = revisit(bm.event(), wait, bm.plan(), first.subject, first.order, now=bm.NOON)
    assert released is not None
    assert set(bodies(released)) == {"seller/tokyo-phones", "seller/osaka-tech"}
    assert released.subject.waits[0].reasons == {"jung_sas_france/jung-sas": "consent"}


def test_a_later_event_of_an_order_waits_behind_what_still_waits_of_it() -> None:
    plan = bm.plan()
    first = made(bm.event(), plan)
    clicked = choose(bm.click(), first.subject, now=bm.NOON)
    assert clicked is not None
    changed = {**bm.FULL, "customer": {**bm.FULL["customer"], "name": "other"}}
    later = made(bm.event(body=changed, number=2, position=10), plan, clicked.subject, first.order)
    assert later.subject.waits[-1].reasons == {"jung_sas_france/jung-sas": "behind"}


ANY_FIELDS = st.sets(st.sampled_from(sorted(set(FIELDS) - NEVER - {"order.items", "order.version"})))


@given(ANY_FIELDS, st.sampled_from(["order.placed", "payment.requested", "order.changed", "web.signal"]))
def test_P2_whatever_an_order_holds_nothing_leaves_that_the_pack_does_not_name(fields: set[str], kind: str) -> None:
    body: dict[str, Any] = {"order": {"items": [{"id": "1"}]}}
    for field in fields:
        group, leaf = field.split(".")
        value = {"text": field, "date": field, "address": {"city": field}, "flag": True, "integer": 1}[
            FIELDS[field].type
        ]
        body.setdefault(group, {})[leaf] = value
    clicked = choose(bm.click(), bm.somebody(), now=bm.NOON)
    assert clicked is not None
    decision = decide(
        bm.event(kind, body=msgspec.to_builtins(msgspec.convert(body, Body))),
        bm.plan(),
        clicked.subject,
        bm.nothing(),
        now=bm.NOON,
    )
    assert decision is not None
    rules = {rule.id: rule for rule in bm.pack().rules}
    for handed in bodies(decision).values():
        assert kind in rules[handed.recipient].on
        assert leaves(handed.data) <= set(rules[handed.recipient].fields)
        assert leaves(handed.data) - {"order.items"} == fields & set(rules[handed.recipient].fields)
