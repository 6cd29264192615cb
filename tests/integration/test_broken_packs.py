"""A pack that is forged, not approved or expired stops its own shop only; what waited leaves once with a good one."""

from collections.abc import Iterator

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.fixtures.five import republish, running
from tests.fixtures.rogue import STRANGER, Rogue
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


def wider(rogue: Rogue, *, key: Ed25519PrivateKey | None = None) -> None:
    """Write a pack that lets more leave, and fences for it, with the policy service's own credentials."""
    pack, register = rogue.newest()
    document = rogue.pack()
    more = msgspec.structs.replace(document, version=document.version + 1, until="2099-01-01")
    rogue.fence(rogue.write(more, previous=pack.claim.digest, key=key), register.claim)


@pytest.mark.parametrize(("who", "good"), [("a stranger", "version: 3"), ("the policy service alone", "version: 5")])
def test_P10_a_pack_without_officers_stops_its_own_shop_and_a_good_one_releases_what_waited_once(
    five: System, who: str, good: str
) -> None:
    wider(Rogue(five, SHOP), key=STRANGER if who == "a stranger" else None)
    held, other = order(five, SHOP, f"held-{good}"), order(five, "netoff", f"beside-{good}")
    five.settle(held, other)
    assert seen(five, SHOP, held) == [("waiting", "pack_missing")]
    assert seen(five, "netoff", other) == [("disclosed", "")]
    before = len(five.received(qoo10.AGENCY, shop=SHOP))
    republish(five, SHOP, f"version: {int(good[-1]) - 2}", good, register=False)
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
