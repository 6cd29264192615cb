"""The way of one order through everything that runs: who gets what, once, signed, recorded, and found again."""

import base64
import json
import time
from pathlib import Path
from typing import Any, Final

import jsonschema
import pytest

from cli import ask, verify, who
from cli.embedded.stack import ROOT
from contracts.messages import commitment
from contracts.topics import PARTNER_TOPICS
from shared.core.signatures import sign
from tests.fixtures.first_order import ABROAD, BUYER, CRM, EXPECTED, HOST, ORDER, OSAKA, TOKYO, UNASKED
from tests.fixtures.orders import FRANCE, click, placed, shopify
from tests.fixtures.shops import SHOP
from tests.fixtures.system import PARTIES, System

pytestmark = pytest.mark.timeout(120)

ALL: Final = tuple(party for each in PARTIES.values() for party in each)


class Story:
    """One order, then the same webhook again, then the click, then the click again; who held what after each."""

    def __init__(self, system: System) -> None:
        """Let it happen."""
        self.system = system
        order = shopify(1)
        system.settle(system.adult(BUYER))
        self.first = system.webhook(order)
        system.settle(self.first)
        self.before = self.held()
        self.again = system.webhook(order)
        system.settle(self.again)
        self.repeated = self.held()
        chosen = click(BUYER)
        system.settle(system.event(chosen))
        system.settle(system.event(chosen))
        self.after = self.held()
        self.order = self.first.content["accepted"][0]["order"]
        self.entries = system.entries(order=self.order)

    def held(self) -> dict[str, list[dict[str, Any]]]:
        """Return what each party holds of this order."""
        bodies = {party: self.system.received(party) for party in ALL}
        return {
            party: [b for b in each if b["data"].get("order", {}).get("id") == ORDER] for party, each in bodies.items()
        }


@pytest.fixture(scope="module")
def story(system: System) -> Story:
    """Let the order happen once for all tests."""
    return Story(system)


def test_P2_each_party_gets_the_listed_fields_and_each_seller_its_own_items(story: Story) -> None:
    data = {party: [body["data"] for body in bodies] for party, bodies in story.before.items()}
    assert data == {party: [] if party in UNASKED else [EXPECTED[party]] for party in ALL}


def test_P2_nothing_goes_abroad_before_the_click_and_one_message_after_it(story: Story) -> None:
    assert story.before[ABROAD] == []
    waiting = [entry for entry in story.entries if entry["kind"] == "waiting"]
    assert sorted((entry["recipient"], entry["reason"]) for entry in waiting) == sorted(
        (party.split("/")[0], "consent") for party in UNASKED
    )
    assert [body["data"] for body in story.after[ABROAD]] == [EXPECTED[ABROAD]]
    # What was said while it waited is what came of it: the same id.
    assert story.after[ABROAD][0]["id"] in {each["id"] for each in waiting if each["recipient"] == FRANCE}
    assert story.after[CRM] == story.after[HOST] == []


def test_P1_the_same_webhook_again_changes_nothing(story: Story) -> None:
    first, again = (answer.content["accepted"] for answer in (story.first, story.again))
    assert [each["event"] for each in first] == [each["event"] for each in again]
    assert story.repeated == story.before
    assert {**story.after, ABROAD: []} == story.before


def test_P1_each_message_has_one_entry_that_binds_its_bytes_and_one_outcome(story: Story) -> None:
    disclosed = {entry["id"]: entry for entry in story.entries if entry["kind"] == "disclosed"}
    outcomes = [(entry["id"], entry["outcome"]) for entry in story.entries if entry["kind"] == "outcome"]
    assert sorted(outcomes) == sorted((name, "given") for name in disclosed)
    bodies = {
        record.header("ce_id"): record.value
        for topic in PARTNER_TOPICS
        for record in story.system.records(topic)
        if record.header("ce_id") in disclosed
    }
    assert bodies.keys() == disclosed.keys()
    assert len(disclosed) == 5
    for name, body in bodies.items():
        salt = bytes.fromhex(json.loads(body)["salt"])
        assert disclosed[name]["commitment"] == commitment(salt, body)


def test_P7_two_parties_cannot_join_what_they_got_by_pseudonym_salt_or_id(story: Story) -> None:
    bodies = [body for each in story.after.values() for body in each]
    for name in ("id", "person", "salt"):
        assert len({body[name] for body in bodies}) == len(bodies)


def test_P5_a_refusal_before_the_click_ends_the_wait_and_nothing_goes_abroad(system: System) -> None:
    ordered = system.event(placed("refuses", order="o-refused"))
    refused = system.event(click("refuses", kind="consent.refused"))
    later = system.event(click("refuses"))
    system.settle(ordered, refused, later)
    assert not [body for body in system.received(ABROAD) if body["data"]["order"]["id"] == "o-refused"]
    entries = system.entries(order=ordered.content["accepted"][0]["order"])
    last = [(e["kind"], e.get("reason")) for e in entries if e.get("recipient") == FRANCE]
    assert last == [("waiting", "consent"), ("withheld", "refused")]


@pytest.mark.parametrize("recipient", ["seller", "veritrans", "affiliates", FRANCE])
def test_P2_every_message_of_the_run_fits_its_published_contract_and_with_one_more_key_none_does(
    story: Story, recipient: str
) -> None:
    path = ROOT / "contracts" / "generated" / SHOP / f"{recipient}.schema.json"
    valid = jsonschema.Draft202012Validator(json.loads(path.read_text(encoding="utf-8")))
    parties = [party for party in ALL if party.startswith(f"{recipient}/")]
    bodies = [body for party in parties for body in story.system.received(party)]
    assert bodies
    for body in bodies:
        valid.validate(body)
        for place in (body, body["data"], body["data"]["order"]):
            place["extra"] = "x"
            with pytest.raises(jsonschema.ValidationError):
                valid.validate(body)
            del place["extra"]


def test_a_party_takes_only_what_is_signed_with_its_own_secret_and_now(story: Story) -> None:
    log, now = story.system.parties / f"{SHOP}__seller__tokyo-phones.jsonl", int(time.time())
    held = log.read_bytes()
    for party, at in ((OSAKA, now), (TOKYO, now - 3600)):
        secret = story.system.stack.endpoint_secret("seller", f"{SHOP}/{party}")
        headers = {"webhook-id": "x", "webhook-timestamp": str(at)}
        headers["webhook-signature"] = sign(secret, "x", timestamp=at, body=b"{}")
        assert story.system.speak(story.system.endpoint("tokyo-phones"), headers, b"{}").status == 401
    assert log.read_bytes() == held


def _who(capsys: pytest.CaptureFixture[str], **asked: Any) -> list[dict[str, Any]]:
    assert who.run(who.Asked(SHOP)._replace(**asked), as_json=True) == 0
    found: list[dict[str, Any]] = json.loads(capsys.readouterr().out)["entries"]
    return found


def test_who_received_what_is_answered_by_order_person_and_recipient(
    story: Story, capsys: pytest.CaptureFixture[str]
) -> None:
    given = sorted(body["id"] for each in story.after.values() for body in each)
    for asked in ({"order": ORDER}, {"person": BUYER, "reason": "trial"}):
        found = [entry for entry in _who(capsys, **asked) if entry["kind"] == "disclosed"]
        assert sorted(entry["id"] for entry in found) == given
        assert sorted(entry["id"] for entry in found if entry["ending"].get("state") == "given") == given
    abroad = [entry for entry in _who(capsys, recipient=FRANCE) if entry["kind"] == "disclosed"]
    mine = next(entry for entry in abroad if entry["id"] == story.after[ABROAD][0]["id"])
    assert (mine["country"], mine["purpose"], mine["basis"]) == ("FR", "service_operation", "click_consent")
    order = {f"order.{leaf}" for leaf in ("id", "items", "amount", "currency")}
    assert set(mine["fields"]) == {"customer.name", "customer.email", *order}
    assert _who(capsys, person="nobody", reason="trial") == []


def test_send_says_what_was_accepted_and_the_order_is_found(
    story: Story, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "order.json"
    order = shopify(2)
    story.system.settle(story.system.adult(str(order["customer"]["id"])))
    file.write_text(json.dumps(order, ensure_ascii=False), encoding="utf-8")
    assert ask.send(file, shop=SHOP, platform="shopify") == 0
    receipt = json.loads(capsys.readouterr().out)
    assert [each["type"] for each in receipt["accepted"]] == ["order.placed", "payment.requested"]
    places = ",".join(f"{each['partition']}:{each['position']}" for each in receipt["accepted"])
    assert story.system.ledger(f"/summary?through={places}&closed=true&wait=20").content["reached"]
    states = [(entry["kind"], entry["ending"]["state"]) for entry in _who(capsys, order="5600000000000000002")]
    assert sorted(states) == [("disclosed", "given")] * 4 + [("waiting", "open")] * 3


def test_P8_verify_passes_and_finds_an_export_that_was_tampered_with(
    story: Story, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _verify(None) == 0
    older = tmp_path / "older"
    older.write_bytes(story.system.ledger(f"/shops/{SHOP}/checkpoint").body)
    export = story.system.ledger(f"/shops/{SHOP}/export").body
    key = story.system.ledger(f"/vkey/{SHOP}").body.decode().strip()
    lines = export.splitlines(keepends=True)
    cases = {
        "whole": export,
        "a purpose changed": export.replace(b"order_fulfilment", b"order_fulfilmenx", 1),
        "the last leaf cut off": b"".join(lines[:-1]),
        "two leaves swapped": b"".join([*lines[:2], lines[3], lines[2], *lines[4:]]),
        "a leaf taken out": b"".join([*lines[:2], *lines[3:]]),
    }
    found: dict[str, int] = {}
    file = tmp_path / "export"
    for name, content in cases.items():
        file.write_bytes(content)
        found[name] = _verify(file, key=key, older=older)
    assert found == {name: int(name != "whole") for name in cases}
    forged = key.rsplit("+", 1)[0] + "+" + base64.b64encode(b"\x01" + bytes(32)).decode()
    file.write_bytes(export)
    assert _verify(file, key=forged) != 0
    capsys.readouterr()


def _verify(export: Path | None, *, key: str | None = None, older: Path | None = None) -> int:
    asked = verify.Asked(
        shops=() if export else (SHOP,),
        exports=(export,) if export else (),
        key=key,
        older=(older,) if older else (),
    )
    return verify.run(asked, as_json=True)
