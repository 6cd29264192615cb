"""Running a story: what is expected must be what happens, whatever of it is written; nothing wrong passes."""

from typing import Final

import pytest

from shared.core.scenario.report import Report
from shared.core.scenario.run import run
from tests.unit.scenarios import story

GIVES: Final = "gives: {seller/tokyo-phones: seller, affiliates: group}"
WAITS: Final = "waits: {jung_sas_france: consent}"
SELLER: Final = "seller/tokyo-phones: seller"


def told(*changes: tuple[str, str], more: str = "") -> Report:
    return run(story(*changes, more=more))


def differences(report: Report) -> list[str]:
    return [each for step in report.steps for each in step.differences]


WRONG: Final[dict[str, tuple[tuple[str, str], str]]] = {
    "a field too many is given": (
        ("seller: six order.id order.items", "seller: six order.id"),
        "seller/tokyo-phones gets order.items too",
    ),
    "a field is not given": (
        ("seller: six order.id order.items", "seller: six order.id order.items customer.fax"),
        "seller/tokyo-phones does not get customer.fax",
    ),
    "somebody else gets something": ((", affiliates: group", ""), "affiliates/group-japan gets 1 messages, not 0:"),
    "somebody gets nothing": (
        (GIVES, "gives: {seller/tokyo-phones: seller, affiliates: group, seller/osaka-tech: seller}"),
        "seller/osaka-tech gets 0 messages, not 1: nothing",
    ),
    "everybody gets something": ((GIVES, "changes: []"), "seller/tokyo-phones gets 1 messages, not 0:"),
    "one message is two": (
        (SELLER, "seller/tokyo-phones: [[seller], [seller]]"),
        "seller/tokyo-phones gets 1 messages, not 2:",
    ),
    "another reason to wait": ((WAITS, "waits: {jung_sas_france: route}"), "waits for consent, not for route"),
    "somebody who does not wait": ((WAITS, "waits: {seller: consent}"), "nothing waits for seller (consent)"),
    "somebody waits": ((WAITS, "waits: {}"), "jung_sas_france/jung-sas waits for consent"),
    "somebody waits beside": (
        ("shop: backmarket", "shop: backmarket\nexact: [waits]"),
        "hosting_europe/host waits for consent",
    ),
    "waiting is not for good": (
        (WAITS, "withheld: {jung_sas_france: consent}"),
        "nothing is withheld for jung_sas_france (consent)",
    ),
    "the shop is told otherwise": (
        (WAITS, "told: {notice_due: {jung_sas_france: age}}"),
        "the shop is told notice_due of jung_sas_france: consent, not age",
    ),
    "the shop is not told": (
        (WAITS, "told: {values_requested: {seller: customer.name}}"),
        "the shop is not told values_requested of seller",
    ),
    "the shop is told": ((WAITS, "told: {}"), "the shop is told notice_due of jung_sas_france/jung-sas"),
    "nothing of the person changed": ((WAITS, "changes: [consent.given]"), "changes are nothing, not consent.given"),
    "the door takes it": ((f"{GIVES}\n      {WAITS}", "refused: person_missing"), "the door took it"),
    "another value": (
        (SELLER, "seller/tokyo-phones: {fields: seller, values: {customer.name: 別人}}"),
        "seller/tokyo-phones gets another value of customer.name",
    ),
    "another value of an item": (
        (SELLER, "seller/tokyo-phones: {fields: seller, values: {order.items.title: [別の品]}}"),
        "seller/tokyo-phones gets another value of order.items.title",
    ),
    "another ground": (
        (SELLER, "seller/tokyo-phones: {fields: seller, basis: entrustment}"),
        "seller/tokyo-phones is given with basis deemed_consent, not entrustment",
    ),
    "another reason for a field": (
        (SELLER, "seller/tokyo-phones: {fields: seller, withheld: {customer.fax: not_needed}}"),
        "seller/tokyo-phones: customer.fax is left out for no_clause, not for not_needed",
    ),
}


@pytest.mark.parametrize("what", WRONG)
def test_a_wrong_expectation_fails(what: str) -> None:
    assert told().holds
    change, message = WRONG[what]
    report = told(change)
    assert not report.holds
    assert any(message in each for each in differences(report)), differences(report)


def test_a_message_that_differs_is_told_without_a_value() -> None:
    report = told((SELLER, "seller/tokyo-phones: {fields: seller, values: {customer.name: 別人}}"))
    assert "見本" not in "".join(differences(report))
    assert "別人" not in "".join(differences(report))


def test_what_the_door_refuses_fails_unless_it_was_expected() -> None:
    more = "  - event: order.placed\n    unknown: {customer: {id: bm-1, password: x}}\n"
    assert differences(told(more=more)) == ["the door refused it: never_accepted at /data/customer/password"]
    assert told(more=f"{more}    expect: {{refused: never_accepted}}\n").holds


TRADE: Final = "  trade: customer.name shipping.name shipping.address shipping.phone order.id order.items\n"
LATER: Final = ("shop: backmarket", "shop: backmarket\nsubject: people")


def test_a_step_of_a_later_part_is_not_yet() -> None:
    report = told(LATER, more="  - case: correction\n    later: people\n    fields: customer.email\n")
    assert (report.holds, report.steps[-1].verdict, report.waiting_for) == (True, "not yet", ["people"])


def test_what_the_door_does_not_know_yet_is_not_yet_though_nothing_was_expected() -> None:
    report = told(LATER, more="  - event: correction.requested\n    later: people\n")
    assert (report.holds, report.steps[-1].verdict) == (True, "not yet")


def test_a_mark_that_is_not_needed_any_more_fails() -> None:
    report = told(LATER, (WAITS, f"{WAITS}\n    later: people"))
    assert (report.holds, report.steps[0].verdict) == (False, "holds already")


def test_an_expectation_that_only_a_later_part_can_keep_is_not_yet() -> None:
    more = "  - event: order.placed\n    later: people\n    of: everything\n    data: {order.id: o-2}\n"
    orders = more + "    expect: {orders: {seller/tokyo-phones: {delete: order.id}}}\n"
    assert told(LATER, more=orders).steps[-1].verdict == "not yet"


def test_one_event_twice_is_one_and_what_was_never_sent_is_withheld_from_nobody() -> None:
    again = "  - event: order.placed\n    of: everything taro\n    id: '1'\n"
    assert told(more=f"{again}    expect: {{waits: {{}}, withheld: {{}}, told: {{}}}}\n").holds


def test_two_shops_know_nothing_of_each_other() -> None:
    more = (
        "  - shop: qoo10\n    event: order.placed\n    of: everything taro\n"
        "    expect: {gives: {seller/kanda-camera: trade, giosis_japan: group}}\n"
    )
    report = told(
        ("shop: backmarket", "shops: [backmarket, qoo10]"),
        ("  - event:", "  - shop: backmarket\n    event:"),
        ("  - consent:", "  - shop: backmarket\n    consent:"),
        ("  group:", f"{TRADE}  group:"),
        more=more,
    )
    assert report.holds, differences(report)
