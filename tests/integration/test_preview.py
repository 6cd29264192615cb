"""A draft is tried on what really happened: the look is noted first, and the ledger has it."""

import json

import msgspec
import pytest

from cli.policy.asking import Asking
from cli.running import AnswerError
from contracts.officers import Private
from shared.core.checkpoint.rehearse import named
from tests.fixtures.orders import shopify
from tests.fixtures.shops import SHOP
from tests.fixtures.system import System


def officer(system: System) -> Asking:
    private = msgspec.json.decode(system.stack.officers()[0].read_bytes(), type=Private)
    return Asking(system.stack.url("preview"), private)


def test_P7_a_draft_is_tried_on_the_last_orders_after_the_look_was_noted(system: System) -> None:
    system.settle(system.webhook(shopify(71)), system.webhook(shopify(72)))
    text = (system.policies / f"{SHOP}.yaml").read_text(encoding="utf-8")
    less = text.replace("      - customer.title\n", "", 1)
    with pytest.raises(AnswerError, match="look_not_noted"):
        officer(system).post(f"/shops/{SHOP}/previews", {"look": "0" * 32, "last": 50, "pack": less})
    asked = {"about": named(less, None), "last": 50}
    look = system.officers.first.post(f"/shops/{SHOP}/looks", asked)["id"]
    found = officer(system).post(f"/shops/{SHOP}/previews", {"look": look, "last": 50, "pack": less})
    (effect,) = [each for each in found["effects"] if each["recipient"] == "seller"]
    assert (effect["kind"], effect["what"]) == ("fewer_fields", ["customer.title"])
    assert 0 < effect["orders"] <= found["orders"]
    (noted,) = [each for each in system.entries(SHOP, kind="access") if each["id"] == look]
    assert (noted["officer"], noted["what"], noted["about"]) == ("aoi", "preview", asked["about"])
    with pytest.raises(AnswerError, match="look_used"):
        officer(system).post(f"/shops/{SHOP}/previews", {"look": look, "last": 50, "pack": less})
    assert json.dumps(found).count("@") == 0
