"""Facts of the register: formalities, routes abroad, information texts, and what an officer's reason stands for."""

from typing import Any

import pytest

from contracts.packs import Contract, Endpoint, Instance, Notice, Publication, Route
from tests.fixtures import meadow
from tests.fixtures.meadow import TODAY, Person, consent

REASON = "an officer's reason, long enough"
ENDED = "2026-11-21"


def said(entry: dict[str, Any], **facts: Any) -> str:
    one = Person(meadow.plan(meadow.pack(r=entry), r=facts))
    if entry.get("basis") in {"click_consent", "prior_consent"}:
        one.says("consent.given", **consent())
    return one.sends()["r"]


NOTICED = {"notice": True}
JOINT, OPT_OUT, CLICK = {"basis": "joint_use"}, {"basis": "opt_out"}, {"basis": "click_consent"}
ABROAD = {"basis": "click_consent", "countries": ["JP", "KR"], "abroad": "consent"}
MEASURED = {"countries": ["KR"], "abroad": "equivalent"}


def at(country: str) -> list[Instance]:
    return [Instance("one", "One", country, "a", "r", Endpoint("webhook", "https://x.example/"))]


@pytest.mark.parametrize(
    ("entry", "facts", "wanted"),
    [
        ({}, {"contract": None}, "contract"),
        ({}, {"contract": Contract("2026-01-01", ENDED, "-")}, "contract"),
        ({}, {"contract": Contract(TODAY, TODAY, "-")}, "given"),
        (NOTICED, {"notice": None}, "notice"),
        (NOTICED, {"notice": Notice("2026-01-01", ENDED, ["order.id"], "-")}, "notice"),
        (JOINT, {"publication": None}, "published"),
        (JOINT, {"publication": Publication(TODAY, "-", "who, where, by whom")}, "given"),
        (JOINT, {"publication": Publication(TODAY, "-")}, "published"),
        (JOINT, {"publication": Publication(TODAY, "-", accepted=REASON)}, "given"),
        (OPT_OUT, {"publication": Publication(TODAY, "-")}, "given"),
        (OPT_OUT, {"publication": Publication("2026-11-23", "-")}, "published"),
        (CLICK, {}, "given"),
        (CLICK, {"information_version": 2}, "consent_information"),
        (CLICK, {"information_version": 0}, "consent_information"),
        (ABROAD, {"instances": at("KR")}, "given"),
        (ABROAD, {"instances": at("KR"), "route": None}, "route"),
        (ABROAD, {"instances": at("KR"), "route": Route("equivalent", "2026-01-01", "-", "2026-06-01")}, "route"),
        (ABROAD, {"instances": at("KR"), "route": Route("consent", "2026-11-23", "-")}, "route"),
        (ABROAD, {"instances": at("JP"), "route": None}, "given"),
        (ABROAD, {"instances": at("SG")}, "country"),
        (MEASURED, {"route": Route("equivalent", "2020-01-01", "-", "2025-11-22")}, "given"),
        (MEASURED, {"route": Route("equivalent", "2020-01-01", "-", "2025-11-21")}, "route"),
        (MEASURED, {"route": Route("equivalent", "2020-01-01", "-")}, "route"),
        ({"countries": ["FR"], "abroad": "designated"}, {"route": None}, "given"),
        ({"countries": ["FR"], "abroad": "designated"}, {"instances": at("US")}, "country"),
        ({}, {"instances": at("FR")}, "country"),
    ],
)
def test_a_fact_that_is_missing_or_over_is_the_reason(
    entry: dict[str, Any], facts: dict[str, Any], wanted: str
) -> None:
    assert said(entry, **facts) == wanted


@pytest.mark.parametrize(
    ("entry", "formality", "missing", "over"),
    [
        ({}, "contract", {"contract": None}, {"contract": Contract("2026-01-01", ENDED, "-")}),
        (NOTICED, "notice", {"notice": None}, {"notice": Notice("2026-01-01", ENDED, ["order.id"], "-")}),
        (JOINT, "publication", {"publication": None}, {"publication": Publication("2026-11-23", "-", "w")}),
        (
            MEASURED,
            "route",
            {"route": None},
            {"route": Route("equivalent", "2020-01-01", "-", "2025-11-01")},
        ),
        (CLICK, "information", {"information_version": 0}, None),
    ],
    ids=["contract", "notice", "publication", "route", "information"],
)
def test_P2_a_reason_stands_for_what_is_missing_and_never_for_what_has_ended(
    entry: dict[str, Any], formality: str, missing: dict[str, Any], over: dict[str, Any] | None
) -> None:
    assert said(entry, **missing) not in {"given", "country"}
    assert said(entry, **missing, accepted={formality: REASON}) == "given"
    others = {"contract", "notice", "publication", "route", "information"} - {formality}
    assert said(entry, **missing, accepted=dict.fromkeys(others, REASON)) != "given"
    if over is not None:
        assert said(entry, **over, accepted={formality: REASON}) != "given"


def test_with_a_notice_only_fields_that_it_names_are_given() -> None:
    notice = Notice("2026-01-01", "2026-12-31", ["order.id"], "-")
    one = Person(meadow.plan(meadow.pack(r=NOTICED), r={"notice": notice}))
    one.sends()
    assert one.bodies == {"r": {"order": {"id": "o"}}}


def test_P2_only_the_instance_whose_country_is_named_is_served() -> None:
    entry = {"per_seller": True, "fields": ["order.items"]}
    endpoint = Endpoint("webhook", "https://x.example/")
    two = [Instance(name, name, country, "a", "r", endpoint) for name, country in (("home", "JP"), ("far", "KR"))]
    one = Person(meadow.plan(meadow.pack(r=entry), r={"instances": two}))
    items = [{"id": "1", "seller": "home"}, {"id": "2", "seller": "far"}]
    one.sends(order={"id": "o", "items": items})
    assert [(e.instance, getattr(e, "reason", "given")) for e in one.told.entries if hasattr(e, "instance")] == [
        ("home", "given"),
        ("far", "country"),
    ]
