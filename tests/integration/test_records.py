"""A person asks for the records of provision: what the parties hold is in them, and with whom, as registered then."""

import json
from pathlib import Path
from typing import Any

import pytest

from cli.records.choices import Form
from cli.records.run import Asked, run
from tests.fixtures.orders import click, shopify
from tests.fixtures.shops import SHOP
from tests.fixtures.system import PARTIES, System

pytestmark = pytest.mark.timeout(120)


class Answered:
    """One order, a click, and what the command writes of it."""

    def __init__(self, system: System, folder: Path) -> None:
        """Let it happen."""
        order = shopify(81)
        self.person, self.order = str(order["customer"]["id"]), str(order["id"])
        system.settle(system.adult(self.person))
        system.settle(system.webhook(order))
        system.settle(system.event(click(self.person)))
        self.system, self.folder = system, folder
        self.officer = system.stack.officers()[0]

    def asked(self, form: Form = Form.JSON, **more: Any) -> bytes:
        """Return what the command writes about the person."""
        out = self.folder / f"records.{form}"
        asked = Asked(SHOP, officer=self.officer, **{"person": self.person, **more})
        assert run(asked, form=form, lang="ja", out=out) == 0
        return out.read_bytes()


@pytest.fixture(scope="module")
def answered(system: System, tmp_path_factory: pytest.TempPathFactory) -> Answered:
    """Let the order happen once for all tests."""
    return Answered(system, tmp_path_factory.mktemp("records"))


def held(system: System, order: str) -> set[str]:
    """Return the ids of what the parties hold of an order."""
    every = (body for each in PARTIES.values() for party in each for body in system.received(party))
    return {body["id"] for body in every if body["data"].get("order", {}).get("id") == order}


def test_all_that_the_parties_hold_is_in_the_records_and_nothing_else(answered: Answered) -> None:
    made = json.loads(answered.asked(voluntary=True))
    records = {each["id"]: each for each in made["records"]}
    assert {name for name, each in records.items() if each["order"]} == held(answered.system, answered.order)
    assert {each["state"] for each in records.values()} == {"given"}
    assert all(each["name"] and each["address"] and each["representative"] for each in records.values())
    assert not any(each["beside"] for each in records.values())


def test_the_person_gets_what_the_law_asks_for(answered: Answered) -> None:
    made = json.loads(answered.asked())
    found = {(each["recipient"], each["record"], each["consent"]) for each in made["records"]}
    assert found == {
        ("seller", "required:appi#27-1-consent", "27(1)"),
        # France is designated: the consent is that of Article 27, not of Article 28.
        ("jung_sas_france", "required:appi#27-1-consent", "27(1)"),
    }
    assert {each["law"] for each in made["records"]} == {"jp-2022"}


def test_the_files_for_people_are_written_and_hold_no_value_of_the_order(answered: Answered) -> None:
    assert answered.asked(Form.PDF).startswith(b"%PDF-")
    table = answered.asked(Form.CSV).decode("utf-8-sig")
    assert "本人の氏名（店が記入）" in table
    order = shopify(81)
    values = [order["customer"]["email"], order["shipping_address"]["address1"]]
    assert [value for value in values if value and value in table] == []


def test_the_book_of_the_shop_holds_them_under_a_number(answered: Answered) -> None:
    book = json.loads(answered.asked(person=None))
    mine = {each["id"] for each in json.loads(answered.asked(voluntary=True))["records"]}
    assert mine <= {each["id"] for each in book["records"]}
    assert answered.person not in json.dumps(book)
