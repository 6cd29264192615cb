"""Who received what about me, and whom an incident concerns: asked of the running system, after real disclosures."""

import csv
import json
from pathlib import Path
from typing import Any, Final

import pytest

from cli import incident, verify, who
from tests.fixtures.orders import FRANCE, event
from tests.fixtures.shops import SHOP
from tests.fixtures.system import Answer, System

pytestmark = pytest.mark.timeout(120)

MEMBER: Final = "answers-member"
GUEST: Final = "answers-guest@example.jp"
OTHER: Final = "answers-other"


def order(ids: dict[str, Any], number: str) -> dict[str, Any]:
    items = [{"id": "1", "title": "見本フォン"}]
    customer = {"name": "見本 客", "adult_flag": True, **ids}
    return event("order.placed", {"customer": customer, "order": {"id": number, "items": items}})


class Story:
    """A guest orders, turns out to be a member, and orders again; somebody else orders too."""

    def __init__(self, system: System) -> None:
        """Let it happen."""
        self.system = system
        self.guest = system.event(order({"email": GUEST}, "answers-1"))
        linked = {"customer": {"id": MEMBER}, "other": {"email": GUEST}}
        self.linked = system.event(event("subject.linked", linked))
        self.member = system.event(order({"id": MEMBER, "email": "member@example.jp"}, "answers-2"))
        self.other = system.event(order({"id": OTHER, "email": "other@example.jp"}, "answers-3"))
        system.settle(self.guest, self.linked, self.member, self.other)

    @staticmethod
    def person(answer: Answer) -> str:
        """Return the reference under which an order travels."""
        return str(answer.content["accepted"][0]["person"])


@pytest.fixture(scope="module")
def story(system: System) -> Story:
    """Let it happen once for all tests."""
    return Story(system)


def asked(capsys: pytest.CaptureFixture[str], **question: Any) -> dict[str, Any]:
    """Ask on the command line, for a program."""
    assert who.run(who.Asked(SHOP)._replace(**question), as_json=True) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def test_both_names_of_a_person_are_answered_from_either_and_nobody_elses(
    story: Story, capsys: pytest.CaptureFixture[str]
) -> None:
    for question in ({"person": MEMBER}, {"email": GUEST}):
        found = asked(capsys, **question, reason="request", kinds=("disclosed",))
        received = [e for e in found["entries"] if e["recipient"] == "seller"]
        assert [(e["instance"], e["purpose"], e["clause"] != "", e["ending"]["state"]) for e in received] == [
            ("tokyo-phones", "order_fulfilment", True, "given"),
            ("tokyo-phones", "order_fulfilment", True, "given"),
        ]
        bodies = [b for b in story.system.received("seller/tokyo-phones") if b["id"] in {e["id"] for e in received}]
        assert sorted(b["data"]["order"]["id"] for b in bodies) == ["answers-1", "answers-2"]
        assert {len({e["person"] for e in received})} == {2}


def test_an_answer_says_as_of_when_and_the_person_finds_who_looked(
    story: Story, capsys: pytest.CaptureFixture[str]
) -> None:
    first = asked(capsys, person=OTHER, reason="complaint")
    place = story.other.content["accepted"][0]
    assert first["as_of"]["through"][str(place["partition"])] >= place["position"]
    (volume,) = first["as_of"]["volumes"]
    assert volume["origin"].endswith(SHOP)
    looks = asked(capsys, person=OTHER, reason="request", kinds=("access",))["entries"]
    assert [(e["officer"], e["reason"], e["what"]) for e in looks] == [("privacy", "complaint", "answer: person")]
    assert looks[0]["id"] == first["noted"][0]
    assert story.person(story.other) not in json.dumps(looks)
    assert verify.run(verify.Asked(shops=(SHOP,)), as_json=True) == 0
    capsys.readouterr()


@pytest.mark.usefixtures("story")
def test_operations_staff_may_ask_about_an_order_and_not_about_a_person(capsys: pytest.CaptureFixture[str]) -> None:
    assert asked(capsys, order="answers-3")["entries"]
    question = who.Asked(SHOP, person=OTHER, reason="request", reader="operations")
    assert who.run(question, as_json=True) == 65
    said = capsys.readouterr()
    assert "role_missing" in said.err
    assert not said.out


def test_people_concerned_at_a_recipient_are_named_by_the_shops_own_ids_in_a_file(
    story: Story, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ids, out = tmp_path / "ids.txt", tmp_path / "people.csv"
    ids.write_text(f"{MEMBER}\n{GUEST}\n{OTHER}\nsomebody-else\n", encoding="utf-8")
    question = incident.Asked(
        SHOP, "seller", instance="tokyo-phones", known="2026-11-30", improper=True, out=out, customers=ids
    )
    assert incident.people(question, as_json=True) == 0
    found = json.loads(capsys.readouterr().out)
    rows = {row["customer"]: row for row in found["concerned"] if row["customer"]}
    assert rows.keys() == {MEMBER, GUEST, OTHER}
    assert all(row["seen"] == "given" and "identity" in row["categories"] for row in rows.values())
    assert rows[OTHER]["reference"] == story.person(story.other)
    assert [(term["what"], term["due"]) for term in found["deadlines"]][1:] == [
        ("preliminary", "2026-12-04"),
        ("final", "2027-01-28"),
    ]
    with out.open(encoding="utf-8", newline="") as file:
        kept = list(csv.DictReader(file))
    assert {row["customer"] for row in kept} >= rows.keys()
    assert out.stat().st_mode & 0o077 == 0
    assert incident.people(question, as_json=True) == 65  # a file that is there is not written over
    capsys.readouterr()


def test_nobody_is_concerned_where_nothing_went(story: Story, capsys: pytest.CaptureFixture[str]) -> None:
    references = {story.person(each) for each in (story.guest, story.member, story.other)}
    assert incident.people(incident.Asked(SHOP, FRANCE), as_json=True) == 0
    found = json.loads(capsys.readouterr().out)
    assert not references & {row["reference"] for row in found["concerned"]}
    for as_json in (False, True):
        assert incident.people(incident.Asked(SHOP, "seller"), as_json=as_json) == 0
    assert "見本" not in capsys.readouterr().out
