"""What shows only where several things are seen together: entries of one recipient, facts and the reasons for them."""

from typing import Final

import msgspec

from shared.core.policy.diff import diff, widens
from tests.unit.test_policy_diff import FACTS, FULLER, LIMITED, party

change = msgspec.structs.replace
SECOND: Final = change(FULLER, purpose="payment", on=["shipment.requested"], parts={})
SEVERAL: Final = change(LIMITED, rules=[FULLER, SECOND])
"""A recipient with two entries."""


def test_a_first_information_text_is_wider_and_the_last_one_narrower() -> None:
    without = party(information_version=0)
    assert widens(diff(without, FACTS))
    assert not widens(diff(FACTS, without))


def test_a_fact_that_is_gone_is_wider_where_a_reason_stands_for_it() -> None:
    waived = party(accepted={"contract": "for a reason"})
    assert widens(diff(waived, change(waived, parties={"full": change(waived.parties["full"], contract=None)})))


# Of several entries of one recipient each decides what a choice without a purpose opens.


def test_an_entry_less_beside_others_is_wider_and_the_whole_recipient_less_is_not() -> None:
    assert widens(diff(SEVERAL, LIMITED))
    assert widens(diff(LIMITED, SEVERAL))
    assert not widens(diff(SEVERAL, change(SEVERAL, rules=[])))


def test_a_narrowing_within_one_of_several_entries_does_not_widen_and_is_told_of_that_one() -> None:
    cut = change(SEVERAL, rules=[FULLER, change(SECOND, fields=["order.id"])])
    found = diff(SEVERAL, cut)
    assert not widens(found)
    assert {each.item for each in found} == {"customer.name", "customer.company"}
    assert {each.recipient for each in found} == {"full"}
    assert widens(diff(cut, SEVERAL))
    assert not widens(diff(SEVERAL, change(SEVERAL, rules=[SECOND, FULLER])))


def test_two_entries_of_one_name_and_type_hide_each_other_and_widen() -> None:
    assert widens(diff(SEVERAL, change(SEVERAL, rules=[FULLER, SECOND, change(SECOND, fields=[])])))


def test_an_entry_that_is_served_no_more_is_wider_for_the_one_beside_it() -> None:
    assert widens(diff(SEVERAL, change(SEVERAL, rules=[FULLER, change(SECOND, path="denied")])))


def test_of_three_entries_one_less_is_wider_for_the_others_may_have_one_purpose_then() -> None:
    three = change(SEVERAL, rules=[FULLER, SECOND, change(FULLER, on=["return.received"], parts={})])
    assert widens(diff(three, change(three, rules=[three.rules[0], three.rules[2]])))


def test_a_lesser_part_that_is_none_of_the_fields_is_wider() -> None:
    beyond = change(FULLER, parts={**FULLER.parts, "order.placed": ["customer.email"]})
    assert widens(diff(LIMITED, change(LIMITED, rules=[beyond])))
    lesser = change(FULLER, parts={**FULLER.parts, "order.placed": ["order.id"]})
    assert not widens(diff(LIMITED, change(LIMITED, rules=[lesser])))
