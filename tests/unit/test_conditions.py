"""Each condition by itself: what is missing is a reason, never a yes."""

from typing import Any

import msgspec
import pytest

from contracts.packs import Contract, Notice, Publication, Rule
from shared.core.conditions import Known, judge
from shared.core.policy.plan import Route, compile_plan
from shared.core.subject import Choice
from tests.fixtures import backmarket as bm

KNOWN = Known("e", {})
NOTICE = Notice("2026-01-01", "2026-12-31", ["order.id"], "-")


def route(rule: dict[str, Any], party: dict[str, Any]) -> Route:
    """Return the payment processor's route with some of its rule and facts changed."""
    rules = [msgspec.structs.replace(r, **rule) for r in bm.pack().rules if r.id == "veritrans"]
    pack = msgspec.structs.replace(bm.pack(), rules=rules)
    plan = compile_plan(pack, bm.party("veritrans", **party), pack_digest="a", register_digest="b")
    return plan.routes["payment.requested"][0]


def reason(rule: dict[str, Any], party: dict[str, Any], known: Known = KNOWN) -> str:
    return judge(route(rule, party), known, now=bm.NOON).reason


@pytest.mark.parametrize(
    ("rule", "party", "wanted"),
    [
        ({}, {}, ""),
        ({}, {"contract": None}, "contract"),
        ({}, {"contract": Contract("2026-11-23", "2030-01-01", "-")}, "contract"),
        ({"notice": True}, {}, "notice"),
        ({"notice": True}, {"notice": NOTICE}, ""),
        ({"notice": True}, {"notice": msgspec.structs.replace(NOTICE, end="2026-11-21")}, "notice"),
        ({"published": True}, {}, "published"),
        ({"published": True}, {"publication": Publication("2026-11-22", "-")}, ""),
        ({"published": True}, {"publication": Publication("2026-11-23", "-")}, "published"),
        ({"approval": True}, {}, "age"),
        ({"on_request": True}, {}, "not_requested"),
        ({"click": True}, {}, "consent"),
        ({"approval": True}, {"mode": "paused"}, "paused"),
        ({"approval": True}, {"contract": None}, "age"),
    ],
)
def test_what_is_missing_is_the_reason(rule: dict[str, Any], party: dict[str, Any], wanted: str) -> None:
    assert reason(rule, party) == wanted


@pytest.mark.parametrize(
    ("adult", "approved", "wanted"),
    [(None, "", "age"), (False, "", "approval"), (False, "e-9", ""), (True, "", ""), (None, "e-9", "")],
)
def test_whoever_is_not_of_age_needs_an_approval(adult: bool | None, approved: str, wanted: str) -> None:
    assert reason({"approval": True}, {}, Known("e", {}, adult, approved)) == wanted


def test_a_request_is_the_evidence_of_what_it_opens() -> None:
    verdict = judge(route({"on_request": True}, {}), Known("e", {}, requests={"veritrans": "asked"}), now=bm.NOON)
    assert (verdict.reason, verdict.evidence) == ("", "asked")


def test_a_request_of_somebody_else_opens_nothing() -> None:
    assert reason({"on_request": True}, {}, Known("e", {}, requests={"another": "asked"})) == "not_requested"


def test_a_choice_on_the_register_of_another_recipient_opens_nothing() -> None:
    choices = {"jung_sas_france": Choice("given", 1, 0, "e")}
    assert reason({"click": True}, {}, Known("e", choices)) == "consent"


def test_what_a_notice_does_not_name_is_not_given() -> None:
    part = route({"notice": True}, {"notice": NOTICE}).part
    assert part.fields == ("order.id",)
    assert "order.amount" in part.not_notified


def test_a_recipient_that_is_never_served_has_no_route() -> None:
    rules: list[Rule] = [msgspec.structs.replace(r, path="none") for r in bm.pack().rules]
    pack = msgspec.structs.replace(bm.pack(), rules=rules)
    assert not compile_plan(pack, bm.register(), pack_digest="a", register_digest="b").routes
