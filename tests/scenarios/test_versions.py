"""Several versions of a pack in force (B32): data keep the version of their collection where the text says so."""

from typing import Any

import msgspec
import pytest

from contracts.entries import Disclosed, Waiting
from contracts.packs import Pack, Register
from tests.scenarios.stories import netoff, qoo10
from tests.scenarios.story import Step, Story, event, fields
from tests.scenarios.world import Told, World

LAXER = "customer.email"


def changed(pack: Pack, recipient: str, **facts: Any) -> Pack:
    rules = [msgspec.structs.replace(r, **facts) if r.id == recipient else r for r in pack.rules]
    return msgspec.structs.replace(pack, version=pack.version + 1, rules=rules)


def with_mode(register: Register, recipient: str, mode: str) -> Register:
    party = msgspec.structs.replace(register.parties[recipient], mode=mode)
    return msgspec.structs.replace(
        register, version=register.version + 1, parties={**register.parties, recipient: party}
    )


def laxer(world: World, shop: str, recipient: str) -> None:
    """Publish a second version that gives one field more, and put it into force."""
    pack = world.book.packs[shop, 1]
    (rule,) = (r for r in pack.rules if r.id == recipient)
    then = {kind: [*part, LAXER] if part == rule.fields else part for kind, part in rule.then.items()}
    world.book.packs[shop, 2] = changed(pack, recipient, fields=[*rule.fields, LAXER], then=then)
    world.activate(shop, 2, max(version for name, version in world.book.registers if name == shop))


def order(shop: str, name: str, data: dict[str, Any], number: int = 0) -> dict[str, Any]:
    return event(Step("order.placed", data, {}), Story(shop, name, ()), number)


def held(told: Told, party: str) -> set[str]:
    return {name for given in told.given if given.party == party for name in fields(given.data).split()}


def test_a_laxer_version_does_not_reach_back_where_the_text_says_so() -> None:
    world = World()
    laxer(world, "qoo10", "seller")
    old = {**qoo10.whole("old", 1), "collected": 1}
    assert LAXER not in held(world.send("qoo10", order("qoo10", "old", old)), qoo10.KANDA)
    assert LAXER in held(world.send("qoo10", order("qoo10", "new", qoo10.whole("new", 1))), qoo10.KANDA)


def test_an_entry_names_both_versions_that_decided() -> None:
    world = World()
    laxer(world, "qoo10", "seller")
    told = world.send("qoo10", order("qoo10", "old", {**qoo10.whole("old", 1), "collected": 1}))
    (entry,) = (e for e in told.entries if isinstance(e, Disclosed) and e.instance == "kanda-camera")
    assert (entry.pack.split(":")[0], entry.collected.split(":")[0]) == ("2", "1")


def test_what_waits_keeps_the_version_under_which_it_was_accepted() -> None:
    world = World()
    world.book.registers["qoo10", 2] = with_mode(world.book.registers["qoo10", 1], "seller", "paused")
    world.activate("qoo10", 1, 2)
    waiting = world.send("qoo10", order("qoo10", "w", qoo10.whole("w", 1)))
    assert {e.reason for e in waiting.entries if isinstance(e, Waiting)} == {"paused"}
    live = msgspec.structs.replace(with_mode(world.book.registers["qoo10", 2], "seller", "live"), version=3)
    world.book.registers["qoo10", 3] = live
    laxer(world, "qoo10", "seller")
    told = world.tick()
    assert not told.given, "released at the fence, not again at the tick"
    entries = [e for e in _all(world, "qoo10") if e.recipient == "seller"]
    assert {LAXER in e.fields for e in entries} == {False}
    assert {e.collected.split(":")[0] for e in entries} == {"1"}


def _all(world: World, shop: str) -> list[Disclosed]:
    return [e for e in world.entries if isinstance(e, Disclosed) and e.shop == shop]


def test_a_narrower_version_holds_for_older_data_at_once() -> None:
    world = World()
    pack = world.book.packs["qoo10", 1]
    (rule,) = (r for r in pack.rules if r.id == "seller")
    fewer = [field for field in rule.fields if field != "shipping.phone"]
    world.book.packs["qoo10", 2] = changed(pack, "seller", fields=fewer, then={})
    world.activate("qoo10", 2, 1)
    told = world.send("qoo10", order("qoo10", "old", {**qoo10.whole("old", 1), "collected": 1}))
    assert "shipping.phone" not in held(told, qoo10.KANDA)


def test_where_a_revision_holds_from_its_publication_the_newest_version_decides() -> None:
    world = World()
    pack = world.book.packs["netoff", 1]
    rule = next(r for r in pack.rules if r.id == "joint_renet_recycle")
    world.book.packs["netoff", 2] = changed(pack, rule.id, fields=[*rule.fields, "customer.occupation"])
    world.activate("netoff", 2, 1)
    data = netoff.whole("n", 1)
    data["customer"]["occupation"] = "見本職"
    told = world.send("netoff", order("netoff", "n", {**data, "collected": 1}))
    assert "customer.occupation" in held(told, netoff.PARTNER)


@pytest.mark.parametrize("collected", [1, 3, 9])
def test_P10_a_version_that_is_not_there_gives_nothing_it_did_not_give(collected: int) -> None:
    world = World()
    laxer(world, "qoo10", "seller")
    told = world.send("qoo10", order("qoo10", "x", {**qoo10.whole("x", 1), "collected": collected}))
    assert held(told, qoo10.KANDA)
    assert (LAXER in held(told, qoo10.KANDA)) == (collected >= 2)


def test_P10_when_the_older_version_cannot_be_read_all_waits() -> None:
    world = World()
    laxer(world, "qoo10", "seller")
    del world.book.packs["qoo10", 1]
    told = world.send("qoo10", order("qoo10", "x", {**qoo10.whole("x", 1), "collected": 1}))
    assert not told.given
    assert {e.reason for e in told.entries if isinstance(e, Waiting)} == {"pack_missing"}


def test_P10_an_expired_pack_holds_its_own_shop_until_a_newer_one() -> None:
    world = World()
    pack = world.book.packs["qoo10", 1]
    world.book.packs["qoo10", 2] = msgspec.structs.replace(pack, version=2, until="2026-11-21")
    world.activate("qoo10", 2, 1)
    told = world.send("qoo10", order("qoo10", "x", qoo10.whole("x", 1)))
    assert not told.given
    assert {e.reason for e in told.entries if isinstance(e, Waiting)} == {"pack_expired"}
    assert world.send("netoff", order("netoff", "n", netoff.whole("n", 1))).given
    world.book.packs["qoo10", 3] = msgspec.structs.replace(pack, version=3)
    released = world.activate("qoo10", 3, 1)
    assert {given.party for given in released.given} == {qoo10.KANDA, qoo10.NANIWA, qoo10.GIOSIS}
    assert not world.tick().given
