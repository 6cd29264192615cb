"""What the door refuses, each with its own code and no trace on the log; and a shop whose pack cannot be read.

A bad pack closes its own shop and no other (P10, P12); once it is mended, what has waited is served.
"""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

import pytest

from contracts.events import SYSTEM_TYPES
from shared.core.policy.places import SourceError
from shared.core.policy.source import read_pack
from tests.fixtures.orders import FRANCE, click, placed, shopify
from tests.fixtures.shops import BROKEN, SECOND, SHOP, with_typo
from tests.fixtures.system import Answer, System

pytestmark = pytest.mark.timeout(120)

SELLER: Final = "seller/tokyo-phones"
ABROAD: Final = f"{FRANCE}/jung-sas"
ORDER: Final = json.dumps(placed("c-bad")).encode()
Change = Callable[[System], Answer]


def _own(raw: bytes, **headers: str) -> Change:
    """Send bytes with the shop's own token."""
    changed = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda system: system.post(raw, {**system.bearing(), **changed})


def _as(shop: str, headers: Callable[[System], Mapping[str, str]]) -> Change:
    return lambda system: system.post(ORDER, headers(system), shop=shop)


def _typed(kind: str) -> bytes:
    return json.dumps({**placed("c-bad"), "type": kind}).encode()


def _wrongly_signed(system: System) -> Answer:
    raw = json.dumps(shopify(90)).encode()
    return system.post(raw.replace(b"JPY", b"USD"), system.signed(raw))


class Refusal(NamedTuple):
    """What is sent, and the status and code that must come back."""

    send: Change
    status: int
    code: str


REFUSALS: Final = {
    "broken JSON": Refusal(_own(ORDER[:-1]), 400, "body_not_json"),
    "a list": Refusal(_own(b"[]"), 400, "body_not_object"),
    "a key twice": Refusal(_own(b'{"id":"a",' + ORDER[1:]), 422, "duplicate_key"),
    "five megabytes": Refusal(_own(b'{"a":"' + b"x" * 5_000_000 + b'"}'), 413, "body_too_large"),
    "another kind of content": Refusal(_own(ORDER, content_type="text/plain"), 415, "content_type_unknown"),
    "an unknown type": Refusal(_own(_typed("order.plased")), 422, "unknown_event_type"),
    "a type of our own": Refusal(_own(_typed("policy.activated")), 422, "unknown_event_type"),
    "nobody": Refusal(_own(json.dumps({**placed("x"), "data": {}}).encode()), 422, "person_missing"),
    "an unknown shop": Refusal(_as("no-such-shop", lambda system: system.bearing()), 404, "shop_unknown"),
    "another shop's token": Refusal(_as(SHOP, lambda system: system.bearing(SECOND)), 401, "token_wrong"),
    "no token": Refusal(_as(SHOP, lambda _: {"content-type": "application/cloudevents+json"}), 401, "token_wrong"),
    "another body than was signed": Refusal(_wrongly_signed, 401, "signature_wrong"),
    "another shop's signature": Refusal(
        lambda system: system.post(ORDER, system.signed(ORDER, shop=SECOND)), 401, "signature_wrong"
    ),
    "a webhook of a topic that nobody takes": Refusal(
        lambda system: system.webhook(shopify(91), topic="customers/create"), 422, "unknown_event_type"
    ),
}


def _accepted(system: System) -> list[tuple[int, int]]:
    """Return the place of every event of a shop on the log."""
    own = {name.encode() for name in SYSTEM_TYPES}
    records = system.records("shop.events")
    return sorted((r.partition, r.offset) for r in records if dict(r.headers)["ce_type"] not in own)


@pytest.fixture(scope="module")
def refused(system: System) -> tuple[dict[str, Answer], int]:
    """Send everything that is to be refused, once; also count what is new on the log."""
    before = _accepted(system)
    answers = {name: refusal.send(system) for name, refusal in REFUSALS.items()}
    return answers, len(_accepted(system)) - len(before)


@pytest.mark.parametrize("name", REFUSALS)
def test_P2_each_bad_request_is_refused_with_its_own_code(refused: tuple[dict[str, Answer], int], name: str) -> None:
    answer = refused[0][name]
    assert (answer.status, answer.content["code"]) == (REFUSALS[name].status, REFUSALS[name].code)
    assert answer.content["remedy"]


def test_P2_nothing_that_was_refused_is_on_the_log(refused: tuple[dict[str, Answer], int]) -> None:
    assert refused[1] == 0


def test_an_unknown_type_is_answered_with_the_nearest_one(refused: tuple[dict[str, Answer], int]) -> None:
    assert "order.placed" in refused[0]["an unknown type"].content["remedy"]


def test_the_door_goes_on_after_all_that(refused: tuple[dict[str, Answer], int], system: System) -> None:
    assert refused
    assert system.event(placed("c-after-bad")).status == 202


# Packs


def _pack(system: System, shop: str) -> Path:
    return system.policies / f"{shop}.yaml"


def test_a_typo_in_a_pack_is_told_with_file_line_and_what_was_meant(system: System) -> None:
    text = with_typo(_pack(system, SHOP).read_text(encoding="utf-8"))
    line = next(n for n, each in enumerate(text.splitlines(), 1) if "customer.emial" in each)
    with pytest.raises(SourceError) as refused:
        read_pack(text, file="backmarket.yaml")
    assert str(refused.value) == (
        f"backmarket.yaml:{line}: `recipients.seller.fields.1`: `customer.emial` is no field; "
        "did you mean `customer.email`?"
    )


def test_the_policy_service_answers_what_is_wrong_with_which_pack_and_publishes_the_others(system: System) -> None:
    (said,) = system.said
    assert said.startswith(f"{BROKEN}: source_invalid")
    assert "did you mean `customer.email`?" in said
    log = (system.stack.data / "services" / "policy" / "log.jsonl").read_text(encoding="utf-8")
    lines = [json.loads(line) for line in log.splitlines()]
    assert {line["shop"] for line in lines if line["deed"] == "published"} >= {SHOP, SECOND}


class Shops:
    """One person orders at three shops and clicks at the first; then the third one's pack is mended."""

    def __init__(self, system: System) -> None:
        """Let it happen."""
        self.orders = {
            shop: system.event(placed("c-three", order="o-three"), shop=shop) for shop in (SHOP, SECOND, BROKEN)
        }
        system.settle(*self.orders.values(), system.event(click("c-three")))
        self.before = self._seen(system)
        path = _pack(system, BROKEN)
        path.write_text(path.read_text(encoding="utf-8").replace("customer.emial", "customer.email"), encoding="utf-8")
        system.publish(BROKEN)
        self.after = self._seen(system)

    def _seen(self, system: System) -> dict[str, dict[str, Any]]:
        return {
            shop: {
                "got": {party: len(self._of(system.received(party, shop=shop))) for party in (SELLER, ABROAD)},
                "entries": [
                    (entry["kind"], entry.get("recipient"), entry.get("reason"))
                    for entry in system.entries(shop, order=answer.content["accepted"][0]["order"])
                    if entry["kind"] != "outcome"
                ],
            }
            for shop, answer in self.orders.items()
        }

    @staticmethod
    def _of(bodies: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [body for body in bodies if body["data"]["order"]["id"] == "o-three"]


@pytest.fixture(scope="module")
def shops(system: System) -> Shops:
    """Let it happen once."""
    return Shops(system)


def test_P10_the_orders_of_a_shop_with_a_broken_pack_wait_and_nothing_leaves(shops: Shops) -> None:
    assert shops.before[BROKEN] == {"got": {SELLER: 0, ABROAD: 0}, "entries": [("waiting", "*", "pack_missing")]}


def test_P12_the_other_shops_go_on_and_a_click_at_one_is_none_at_another(shops: Shops) -> None:
    waits, served = ("waiting", FRANCE, "consent"), ("disclosed", "seller", None)
    assert shops.before[SHOP]["got"] == {SELLER: 1, ABROAD: 1}
    assert shops.before[SECOND] == {"got": {SELLER: 1, ABROAD: 0}, "entries": [served, waits]}
    assert shops.after[SHOP] == shops.before[SHOP]
    assert shops.after[SECOND] == shops.before[SECOND]


def test_P10_what_has_waited_is_served_once_the_pack_is_mended(shops: Shops) -> None:
    assert shops.after[BROKEN]["got"] == {SELLER: 1, ABROAD: 0}
    assert shops.after[BROKEN]["entries"][1:] == [("disclosed", "seller", None), ("waiting", FRANCE, "consent")]


def test_P12_one_person_has_another_reference_at_each_shop(shops: Shops) -> None:
    accepted = [answer.content["accepted"][0] for answer in shops.orders.values()]
    for name in ("person", "order", "event"):
        assert len({each[name] for each in accepted}) == 3
