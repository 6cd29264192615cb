"""Choices about recipients: for which purpose they count, what they undo, and what comes inside an order."""

from typing import Any

import pytest

from contracts.said import Consent
from shared.core.choices import CHOICES_LIMIT, chosen, opened, shut, with_order_consents
from shared.core.subject import Choice
from tests.fixtures import meadow
from tests.fixtures.meadow import Person, consent

YES, NO = Choice("given", 1, 10, "yes"), Choice("withdrawn", 1, 20, "no")
NEWER = Choice("given", 2, 30, "newer")

Steps = list[tuple[str, Choice]]


def after(steps: Steps) -> dict[str, Choice]:
    found: dict[str, Choice] = {}
    for purpose, choice in steps:
        more = chosen(found, "r", purpose, choice)
        assert more is not None
        found = more
    return found


@pytest.mark.parametrize(
    ("steps", "is_shut", "sole", "several"),
    [
        ([], False, "", ""),
        ([("", YES)], False, "yes", ""),
        ([("p", YES)], False, "yes", "yes"),
        ([("q", YES)], False, "", ""),
        ([("p", YES), ("", NEWER)], False, "newer", "yes"),
        ([("", NO)], True, "", ""),
        ([("p", NO)], True, "", ""),
        ([("q", NO)], False, "", ""),
        ([("p", YES), ("", NO)], True, "", ""),
        ([("", NO), ("p", YES)], False, "yes", "yes"),
        ([("", NO), ("q", YES)], True, "", ""),
        ([("p", NO), ("", YES)], True, "", ""),
        ([("p", NO), ("p", YES)], False, "yes", "yes"),
    ],
)
def test_P5_a_choice_counts_for_the_purpose_that_it_names(steps: Steps, is_shut: bool, sole: str, several: str) -> None:
    choices = after(steps)
    assert (shut(choices, "r", "p") is not None) is is_shut
    for alone, wanted in ((True, sole), (False, several)):
        found = None if is_shut else opened(choices, "r", "p", sole=alone)
        assert (found.event if found else "") == wanted


def test_P5_there_is_always_room_for_a_no_while_there_is_a_yes() -> None:
    yeses = {f"r{n}": Choice("given", 1, n, "e") for n in range(CHOICES_LIMIT)}
    assert chosen(yeses, "r", "", YES) is None
    found = chosen(yeses, "r", "", NO)
    assert found is not None
    assert (len(found), "r0" in found, found["r"].act) == (CHOICES_LIMIT, False, "withdrawn")
    noes = {f"r{n}": NO for n in range(CHOICES_LIMIT)}
    assert chosen(noes, "r", "", NO) is None


def test_P5_a_no_that_finds_no_room_closes_its_person() -> None:
    one = Person(meadow.plan(meadow.pack(r={"stopped_by": ["withdrawal"], "note": "n"})))
    for n in range(CHOICES_LIMIT):
        one.says("consent.withdrawn", **consent(f"r{n}"))
    assert one.says("consent.withdrawn", **consent()) == "consent.withdrawn.full"
    assert one.sends() == {"*": "blocked"}


def test_a_yes_that_finds_no_room_is_not_kept() -> None:
    one = Person(meadow.plan(meadow.pack(r={"basis": "click_consent"})))
    for n in range(CHOICES_LIMIT):
        one.says("consent.withdrawn", **consent(f"r{n}"))
    assert one.says("consent.given", **consent()) == "consent.given.full"
    assert one.sends() == {"r": "consent"}


def order(*consents: tuple[int, bool], state: dict[str, Choice] | None = None) -> tuple[str, str]:
    """Return the act that counts for the order, and the lasting one."""
    told = [Consent("r", 1, f"1970-01-01T00:00:00.{at:03}Z", given=given) for at, given in consents]
    said = with_order_consents(state or {}, told, "e", now=500)
    for_order, lasting = said.for_order.get("r"), said.lasting.get("r")
    return (for_order.act if for_order else ""), (lasting.act if lasting else "")


@pytest.mark.parametrize(
    ("consents", "state", "wanted"),
    [
        (((1, True),), {}, ("given", "given")),
        (((1, False),), {}, ("refused", "refused")),
        (((2, False), (1, True)), {}, ("refused", "refused")),
        (((1, True), (2, False)), {}, ("refused", "refused")),
        (((1, True), (1, False)), {}, ("refused", "refused")),
        (((1, False), (2, True)), {}, ("given", "given")),
        (((21, True),), {"r": NO}, ("given", "withdrawn")),
        (((20, True),), {"r": NO}, ("withdrawn", "withdrawn")),
        (((11, False),), {"r": YES}, ("refused", "refused")),
        (((9, False),), {"r": YES}, ("given", "given")),
    ],
)
def test_P5_inside_an_order_the_later_word_counts_in_whatever_order_they_stand(
    consents: tuple[tuple[int, bool], ...], state: dict[str, Choice], wanted: tuple[str, str]
) -> None:
    assert order(*consents, state=state) == wanted


def test_P5_a_consent_inside_an_order_is_never_later_than_the_order() -> None:
    said = with_order_consents({}, [Consent("r", 1, "2099-01-01T00:00:00Z")], "e", now=500)
    assert said.lasting["r"].at == 500
    assert order((501, False), state=dict(said.lasting)) == ("given", "given")
    later = with_order_consents(said.lasting, [Consent("r", 1, "1970-01-01T00:00:01Z", given=False)], "f", now=2000)
    assert later.for_order["r"].act == "refused"


def test_P5_a_refusal_inside_an_order_that_finds_no_room_counts_for_it_and_says_so() -> None:
    noes = {f"r{n}": NO for n in range(CHOICES_LIMIT)}
    said = with_order_consents(noes, [Consent("r", 1, "1970-01-01T00:00:00Z", given=False)], "e", now=500)
    assert (said.for_order["r"].act, said.full) == ("refused", True)


ENTRIES: dict[str, Any] = {
    "basis": "click_consent",
    "entries": [
        {"purpose": "marketing", "on": ["campaign.audience"]},
        {"purpose": "delivery", "on": ["shipment.requested"]},
    ],
}


@pytest.mark.parametrize(
    ("named", "marketing", "delivery"),
    [("marketing", "given", "consent"), ("delivery", "consent", "given"), (None, "consent", "consent")],
)
def test_P2_a_consent_for_one_purpose_opens_no_other_of_the_same_recipient(
    named: str | None, marketing: str, delivery: str
) -> None:
    one = Person(meadow.plan(meadow.pack(r=ENTRIES)))
    one.says("consent.given", **consent(**({"purpose": named} if named else {})))
    assert one.sends("campaign.audience", of="1")["r"] == marketing
    assert one.sends("shipment.requested", of="2")["r"] == delivery


@pytest.mark.parametrize(
    ("named", "marketing", "delivery"),
    [
        ("marketing", "withdrawn", "given"),
        (None, "withdrawn", "withdrawn"),
    ],
)
def test_P5_a_withdrawal_ends_the_purpose_that_it_names_or_all(
    named: str | None, marketing: str, delivery: str
) -> None:
    one = Person(meadow.plan(meadow.pack(r=ENTRIES)))
    for purpose in ("marketing", "delivery"):
        one.says("consent.given", **consent(purpose=purpose))
    one.says("consent.withdrawn", **consent(**({"purpose": named} if named else {})))
    assert one.sends("campaign.audience", of="1")["r"] == marketing
    assert one.sends("shipment.requested", of="2")["r"] == delivery


def test_P5_a_consent_that_is_older_than_the_withdrawal_does_not_undo_it() -> None:
    one = Person(meadow.plan(meadow.pack(r={"basis": "click_consent"})))
    one.says("consent.withdrawn", **consent(at="2026-11-21T09:00:00+09:00"))
    late = consent(at="2026-11-20T09:00:00+09:00", evidence="d")
    assert one.says("consent.given", **late) == "consent.given.outdated"
    assert one.sends() == {"r": "withdrawn"}


def test_P2_a_request_of_the_recipient_does_not_stand_for_the_persons_choice() -> None:
    entry = {"basis": "prior_consent", "on": ["values.provided"], "on_request": True}
    one = Person(meadow.plan(meadow.pack(r=entry)))
    request = {"recipient": "r", "at": "2026-11-21T09:00:00+09:00"}
    one.sends("recipient.requested", request=request)
    assert one.sends("values.provided", request=request) == {"r": "consent"}
    one.says("consent.given", **consent())
    assert one.later()["r"] == "given"
