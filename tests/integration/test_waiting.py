"""What waits for a fact of the person is served once when the fact comes, under that fact, live; nothing else is.

Facts of the register are in `test_stories.py`, packs in `test_broken_packs.py`, every reason by itself in
`tests/scenarios/test_release.py`.
"""

from typing import Any, Final

import pytest

from tests.fixtures.first_order import ABROAD, CRM, GROUP, HOST, OSAKA, TOKYO
from tests.fixtures.orders import click, event, placed
from tests.fixtures.system import Answer, System

pytestmark = pytest.mark.timeout(120)

UNASKED: Final = (CRM, HOST, ABROAD)


def order(customer: str, number: str, *, adult: bool) -> dict[str, Any]:
    """Return an order of somebody who is of age, or of whose age it says nothing."""
    made = placed(customer, order=number)
    if not adult:
        del made["data"]["customer"]["adult_flag"]
    return made


def about(system: System, answer: Answer, party: str) -> list[dict[str, Any]]:
    """Return what was decided of an order for one party."""
    recipient, instance = party.split("/")
    entries = system.entries(order=answer.content["accepted"][0]["order"], recipient=recipient)
    return [e for e in entries if e["kind"] != "outcome" and e["instance"] == instance]


def seen(system: System, answer: Answer, *parties: str) -> set[tuple[str, ...]]:
    """Return the kinds and reasons of what was decided, the same for all of these parties if there is one."""
    return {tuple(f"{e['kind']} {e.get('reason', '')}".strip() for e in about(system, answer, p)) for p in parties}


def held(system: System, party: str, number: str) -> list[str]:
    """Return the ids of what a party holds of an order."""
    return [body["id"] for body in system.received(party) if body["data"].get("order", {}).get("id") == number]


def test_P2_a_click_that_comes_later_opens_for_its_recipient_once_and_is_the_evidence(system: System) -> None:
    answer = system.event(order("c-w-click", "o-w-click", adult=True))
    system.settle(answer)
    assert seen(system, answer, *UNASKED) == {("waiting consent",)}
    given = system.event(click("c-w-click", recipient="hosting_europe"))
    system.settle(given)
    system.settle(system.event(click("c-w-click", recipient="hosting_europe")))
    waiting, disclosed = about(system, answer, HOST)
    assert (disclosed["kind"], disclosed["id"], disclosed["waited"]) == ("disclosed", waiting["id"], "consent")
    assert disclosed["evidence"] == given.content["accepted"][0]["event"]
    assert held(system, HOST, "o-w-click") == [waiting["id"]]
    assert seen(system, answer, CRM, ABROAD) == {("waiting consent",)}


def test_P2_an_age_that_comes_later_opens_once_and_what_needs_a_click_as_well_waits_for_that(system: System) -> None:
    answer = system.event(order("c-w-age", "o-w-age", adult=False))
    system.settle(answer)
    assert seen(system, answer, TOKYO, GROUP, *UNASKED) == {("waiting age",)}
    for _ in range(2):
        system.settle(system.event(event("customer.changed", {"customer": {"id": "c-w-age", "adult_flag": True}})))
        assert seen(system, answer, TOKYO, GROUP) == {("waiting age", "disclosed")}
        for party in (TOKYO, GROUP):
            assert held(system, party, "o-w-age") == [about(system, answer, party)[0]["id"]]
    # The promise and its term are the same, so that nothing new is written while it waits for the next fact.
    assert seen(system, answer, *UNASKED) == {("waiting age",)}
    system.settle(system.event(click("c-w-age")))
    assert seen(system, answer, ABROAD) == {("waiting age", "disclosed")}
    assert held(system, ABROAD, "o-w-age") == [about(system, answer, ABROAD)[0]["id"]]
    assert seen(system, answer, CRM, HOST) == {("waiting age",)}
    # Nobody is served that no line of the order names.
    assert (seen(system, answer, OSAKA), held(system, OSAKA, "o-w-age")) == ({()}, [])
