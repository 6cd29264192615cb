"""A pack that is forged or expired stops its own shop only; what waited leaves once when a good version comes."""

import hashlib
from collections.abc import Iterator

import msgspec
import pytest
from confluent_kafka import Producer
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from contracts import events as ev
from contracts.packs import Pack, Register, Signed, packs_key, signing_input
from contracts.topics import PARTITIONS, POLICY_PACKS, SHOP_EVENTS
from shared.core.own_events import headers
from tests.fixtures.five import republish, running
from tests.fixtures.system import Answer, System
from tests.scenarios.stories import netoff, qoo10
from tests.scenarios.story import Step, Story, event

pytestmark = pytest.mark.timeout(180)
SHOP = "qoo10"


@pytest.fixture(scope="module")
def five(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    down = tmp_path_factory.mktemp("down") / "down"
    with running(tmp_path_factory.mktemp("parties"), tmp_path_factory.mktemp("policies"), down) as made:
        yield made


def order(system: System, shop: str, name: str) -> Answer:
    data = {"qoo10": qoo10.whole, "netoff": netoff.whole}[shop](name, 1)
    answer = system.event(event(Step("payment.requested", data, {}), Story(shop, name, ()), 0), shop=shop)
    assert answer.status == 202
    return answer


def seen(system: System, shop: str, answer: Answer) -> list[tuple[str, str]]:
    """Return what the ledger says of an order: kind and reason, hand-overs left out."""
    entries = system.entries(shop, order=answer.content["accepted"][0]["order"])
    return [(e["kind"], e.get("reason", "")) for e in entries if e["kind"] != "outcome"]


def published(system: System) -> tuple[Pack, Register]:
    """Return the newest pack and register of the shop, as they lie on the topic."""
    found: dict[str, bytes] = {}
    for record in system.records(POLICY_PACKS, principal="gateway"):
        signed = msgspec.msgpack.decode(record.value, type=Signed)
        if signed.shop == SHOP:
            found[signed.what] = signed.body
    return msgspec.json.decode(found["pack"], type=Pack), msgspec.json.decode(found["register"], type=Register)


def forge(system: System) -> None:
    """Write a wider pack, signed by nobody we know, and fences for it: with the policy service's own credentials."""
    pack, register = published(system)
    wider = msgspec.structs.replace(pack, version=pack.version + 1)
    body = msgspec.json.encode(wider, order="sorted")
    digest = hashlib.sha256(body).hexdigest()
    stranger = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
    signed = Signed("pack", SHOP, wider.version, digest, body, stranger.sign(signing_input("pack", body)))
    producer = Producer(system.client("policy"))
    key = packs_key("pack", SHOP, wider.version).encode()
    producer.produce(POLICY_PACKS, msgspec.msgpack.encode(signed), key, partition=0)
    assert producer.flush(20) == 0
    facts = hashlib.sha256(msgspec.json.encode(register, order="sorted")).hexdigest()
    fence = msgspec.json.encode(ev.Activation(SHOP, wider.version, digest, register.version, facts))
    for partition in range(PARTITIONS):
        told = headers("policy.activated", "/forger", name=f"forged-{partition}", shop=SHOP)
        producer.produce(SHOP_EVENTS, fence, b"@policy", partition=partition, headers=[*told.items()])
    assert producer.flush(20) == 0


def test_P10_a_forged_pack_stops_its_own_shop_and_a_good_one_releases_what_waited_once(five: System) -> None:
    forge(five)
    held, other = order(five, SHOP, "forged"), order(five, "netoff", "beside")
    five.settle(held, other)
    assert seen(five, SHOP, held) == [("waiting", "pack_missing")]
    assert seen(five, "netoff", other) == [("disclosed", "")]
    before = len(five.received(qoo10.AGENCY, shop=SHOP))
    republish(five, SHOP, "version: 1", "version: 3", register=False)
    five.settle(held)
    # The next version opens nothing that has left already.
    republish(five, SHOP, "mode: live", "mode: live")
    assert seen(five, SHOP, held)[1:] == [("disclosed", "")]
    assert len(five.received(qoo10.AGENCY, shop=SHOP)) == before + 1


@pytest.mark.parametrize(("what", "before"), [("pack", "notice:\n"), ("register", "parties:\n")])
def test_P10_an_expired_pack_or_register_stops_its_own_shop_until_a_newer_one_comes(
    what: str, before: str, five: System
) -> None:
    republish(five, SHOP, before, f'until: "2026-01-31"\n{before}', register=what == "register")
    held, other = order(five, SHOP, f"expired-{what}"), order(five, "netoff", f"beside-{what}")
    five.settle(held, other)
    assert seen(five, SHOP, held) == [("waiting", "pack_expired")]
    assert seen(five, "netoff", other) == [("disclosed", "")]
    given = len(five.received(qoo10.AGENCY, shop=SHOP))
    republish(five, SHOP, '"2026-01-31"', '"2034-12-31"', register=what == "register")
    five.settle(held)
    assert seen(five, SHOP, held)[1:] == [("disclosed", "")]
    assert len(five.received(qoo10.AGENCY, shop=SHOP)) == given + 1
