"""Deciding: repeats, what holds no order, what is opened again and by what, and what holds nothing to give."""

import msgspec

from contracts.entries import Disclosed, State, Withheld
from shared.core.decide import Decision, decide
from shared.core.event import Event
from shared.core.person import change as choose
from shared.core.policy.plan import Plan
from shared.core.subject import Order, Subject
from tests.fixtures import backmarket as bm


def _made(event: Event, plan: Plan, subject: Subject | None = None, order: Order | None = None) -> Decision:
    decision = decide(event, plan, subject or bm.somebody(), order or bm.nothing(), now=event.at)
    assert decision is not None
    return decision


def test_a_repeat_at_another_position_is_passed_over_and_a_retried_batch_is_not() -> None:
    first = _made(bm.event(position=5), bm.plan())
    assert first.order is not None
    assert decide(bm.event(position=6), bm.plan(), first.subject, first.order, now=bm.NOON) is None
    assert decide(bm.event(position=5), bm.plan(), bm.somebody(), first.order, now=bm.NOON) is not None


def test_an_unchanged_projection_is_not_disclosed_again() -> None:
    first = _made(bm.event(), bm.plan())
    again = _made(bm.event(number=2, position=6), bm.plan(), first.subject, first.order)
    assert not again.messages


def test_an_older_version_of_an_order_is_passed_over() -> None:
    newer = {**bm.FULL, "order": {**bm.FULL["order"], "version": 2}}
    older = {**bm.FULL, "order": {**bm.FULL["order"], "version": 1}}
    first = _made(bm.event(body=newer), bm.plan())
    assert first.order is not None
    late = _made(bm.event(body=older, number=2, position=6), bm.plan(), first.subject, first.order)
    assert not late.messages
    assert [e.reason for e in late.entries if isinstance(e, Withheld)] == ["older_version"]


def test_P1_an_event_without_an_order_is_known_as_a_repeat_too() -> None:
    body = {name: group for name, group in bm.FULL.items() if name != "order"}
    first = decide(
        bm.event("payment.requested", body=body, order=""), bm.plan(), bm.somebody(), bm.nothing(), now=bm.NOON
    )
    assert first is not None
    assert first.order is not None
    again = bm.event("payment.requested", body=body, order="", position=6)
    assert decide(again, bm.plan(), first.subject, first.order, now=bm.NOON) is None


def test_P5_a_consent_without_evidence_does_not_undo_a_withdrawal() -> None:
    withdrawn = choose(bm.click("consent.withdrawn"), bm.somebody(), now=bm.NOON)
    assert withdrawn is not None
    late = choose(bm.click(number=10, position=10), withdrawn.subject, now=bm.NOON)
    assert late is not None
    assert late.subject.choices["jung_sas_france"].act == "withdrawn"
    (entry,) = late.entries
    assert isinstance(entry, State)
    assert entry.change == "consent.given.without_evidence"


def test_P5_a_consent_with_evidence_opens_again_what_was_withdrawn() -> None:
    withdrawn = choose(bm.click("consent.withdrawn"), bm.somebody(), now=bm.NOON)
    assert withdrawn is not None
    body = {
        "consent": {
            "recipient": "jung_sas_france",
            "information_version": 1,
            "at": "2026-11-22T12:00:00+09:00",
            "evidence": "d" * 64,
        }
    }
    given = bm.event("consent.given", body=body, number=10, position=10, order="")
    opened = choose(given, withdrawn.subject, now=bm.NOON)
    assert opened is not None
    assert opened.subject.choices["jung_sas_france"].act == "given"


def test_a_recipient_for_whom_nothing_is_there_gets_no_message() -> None:
    decision = decide(bm.event(body={"web": {"cookie": "c"}}), bm.plan(), bm.somebody(), bm.nothing(), now=bm.NOON)
    assert decision is not None
    assert not decision.messages
    assert {e.reason for e in decision.entries if isinstance(e, Withheld)} == {"nothing_to_give"}


def test_P12_the_same_person_has_other_names_with_another_seed() -> None:
    names = set()
    for number in (1, 2):
        subject = msgspec.structs.replace(bm.somebody(), secret=bytes([number]) * 32)
        decision = decide(bm.event(), bm.plan(), subject, bm.nothing(), now=bm.NOON)
        assert decision is not None
        assert all(isinstance(e, Disclosed) for e in decision.entries[:2])
        names |= {message.key for message in decision.messages}
    assert len(names) == 4


def test_an_order_without_items_gives_no_seller_anything_and_says_so() -> None:
    body = {**bm.FULL, "order": {"id": "o-1", "amount": "1", "currency": "JPY"}}
    decision = decide(bm.event(body=body), bm.plan(), bm.somebody(), bm.nothing(), now=bm.NOON)
    assert decision is not None
    withheld = [(e.recipient, e.reason) for e in decision.entries if isinstance(e, Withheld)]
    assert withheld == [("seller", "nothing_to_give")]


def test_an_item_of_a_seller_who_is_not_registered_waits_for_the_register() -> None:
    body = {**bm.FULL, "order": {"id": "o-1", "items": [{"id": "1", "seller": "Stranger"}]}}
    decision = _made(bm.event(body=body), bm.plan())
    assert decision.subject.waits[0].reasons["seller/"] == "party_unknown"
