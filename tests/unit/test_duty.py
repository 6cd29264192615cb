"""The entry that a decision writes says what the law asks of its record: by ground, country, register and day."""

from typing import Any

import msgspec
import pytest

from contracts.entries import Disclosed
from contracts.packs import Documents, Endpoint, Instance
from shared.core.law import duty
from shared.core.law.duty import agrees
from shared.core.moment import day_start
from shared.core.policy import lane
from tests.fixtures.meadow import NOON, PLAIN, Person, consent, pack, plan
from tests.unit.test_law import LATER
from tests.unit.test_law import NOW as EDITION

ABROAD = Instance("sg", "Example Pte", "SG", "1 Example Road", "Jo Example", Endpoint("webhook", "https://sg.example/"))
HOME = Instance("jp", "見本", "JP", "東京都", "見本 花子", Endpoint("webhook", "https://jp.example/"))
CLICK = {"basis": "click_consent", "purpose": "marketing", "countries": ["JP", "SG"], "abroad": "consent"}


def given(rule: dict[str, Any], *, agreed: bool = False, **facts: Any) -> Disclosed:
    """Return the entry of one order that is given to one recipient."""
    person = Person(plan(pack(r={**PLAIN, **rule}), r=facts))
    if agreed:
        person.says("consent.given", **consent())
    assert person.sends() == {"r": "given"}
    (entry,) = person.told.entries
    assert isinstance(entry, Disclosed)
    assert agrees(entry) is True
    return entry


def test_a_third_party_abroad_on_the_consent_route_is_one_and_its_branch_at_home_is_not() -> None:
    abroad = given(CLICK, agreed=True, instances=[ABROAD])
    assert (abroad.record, abroad.law, abroad.abroad) == ("required:appi#28-1-consent", "jp-2022", "consent")
    home = given(CLICK, agreed=True, instances=[HOME])
    assert (home.record, home.abroad) == ("required:appi#27-1-consent", "")


def test_a_designated_country_is_as_home() -> None:
    france = msgspec.structs.replace(ABROAD, country="FR")
    entry = given({"countries": ["FR"], "abroad": "designated"}, instances=[france])
    assert (entry.record, entry.abroad) == ("voluntary:appi#27-5-i", "designated")


def test_a_cookie_that_becomes_personal_data_at_the_recipient_needs_a_consent_and_a_record() -> None:
    rule = {"basis": "related_information", "kind": "advertising", "purpose": "advertising"}
    assert Person(plan(pack(r={**PLAIN, **rule}))).sends() == {"r": "consent"}
    assert given(rule, agreed=True).record == "required:appi#31-1"


@pytest.mark.parametrize(("start", "stand"), [("2026-11-22", True), ("2026-11-23", False)])
def test_documents_stand_for_the_record_from_their_day(start: str, stand: bool) -> None:
    entry = given({"basis": "deemed_consent"}, documents=Documents(start, "sha256:-"))
    assert (entry.record, entry.documents) == ("required:appi#27-1-consent", stand)


def test_a_plan_follows_the_edition_of_the_day(monkeypatch: pytest.MonkeyPatch) -> None:
    both = (EDITION, LATER)
    monkeypatch.setattr(lane, "steps", lambda basis, **of: duty.steps(basis, **of, editions=both))
    person = Person(plan(pack(r=PLAIN)))
    entries: list[Disclosed] = []
    for order, moment in (("a", NOON), ("b", day_start(LATER.since) - 1), ("c", day_start(LATER.since))):
        person.now = moment
        assert person.sends(of=order) == {"r": "given"}
        entries += [entry for entry in person.told.entries if isinstance(entry, Disclosed)]
    assert [entry.law for entry in entries] == ["jp-2022", "jp-2022", "jp-later"]
    assert [entry.record.partition(":")[0] for entry in entries] == ["voluntary", "voluntary", "required"]
