"""A draft is tried on the events of the past: for whom it would change what, and nothing of it leaves."""

from collections.abc import Callable

import msgspec

from contracts.packs import Pack, Register
from shared.core.checkpoint.rehearse import Compiled, Rehearsal, rehearse
from shared.core.policy.effect import Effect
from shared.core.policy.plan import compile_plan
from tests.scenarios.stories import backmarket as bm
from tests.scenarios.story import Step, Story, event
from tests.scenarios.world import World, published

PACK, REGISTER = published("backmarket")


def compiled(pack: Pack, register: Register = REGISTER) -> Compiled:
    plan = compile_plan(pack, register, pack_digest="0" * 64, register_digest="0" * 64)
    return lambda _collected: plan


def changed(recipient: str, **facts: object) -> Compiled:
    rules = [msgspec.structs.replace(r, **facts) if r.id == recipient else r for r in PACK.rules]
    return compiled(msgspec.structs.replace(PACK, rules=rules))


def fields(recipient: str) -> list[str]:
    return next(rule.fields for rule in PACK.rules if rule.id == recipient)


def sent(world: World, names: str, *, shop: str = "backmarket", whole: Callable[..., object] = bm.whole) -> None:
    for number, name in enumerate(names.split()):
        data = whole(name, 1)
        assert isinstance(data, dict)
        data["customer"]["adult_flag"] = True
        world.send(shop, event(Step("order.placed", data, {}), Story(shop, f"rehearsed-{name}", ()), number))
        world.tick(days=1)


def on(world: World, draft: Compiled, *, last: int = 100) -> Rehearsal:
    return rehearse(world.log, "backmarket", compiled(PACK), draft, last=last)


def test_the_version_in_force_changes_nothing_for_anybody() -> None:
    world = World()
    sent(world, "a b c")
    found = on(world, compiled(PACK))
    assert (found.events, found.orders, found.people, found.effects) == (3, 3, 3, [])


def test_a_recipient_that_would_get_more_is_counted_in_orders_and_people() -> None:
    world = World()
    sent(world, "a b")
    found = on(world, changed("affiliates", fields=[*fields("affiliates"), "customer.phone"]))
    assert found.effects == [Effect("affiliates", "more_fields", ["customer.phone"], 2, 2, 2)]


def test_only_the_last_events_are_counted_and_it_is_said_how_far_back_they_lie() -> None:
    world = World()
    sent(world, "a b c")
    found = on(world, changed("affiliates", on=[]), last=2)
    assert [(each.kind, each.orders) for each in found.effects] == [("no_longer_served", 2)]
    assert found.events == 2
    assert found.history < found.since


def test_what_people_chose_before_counts_in_both_versions() -> None:
    world = World()
    sent(world, "a b")
    world.send(
        "backmarket",
        event(Step("consent.given", bm.choice("a", "jung_sas_france"), {}), Story("backmarket", "c", ()), 9),
    )
    found = on(world, changed("jung_sas_france", fields=["order.id"]))
    less = [each for each in found.effects if each.recipient == "jung_sas_france"]
    assert [(each.kind, each.people) for each in less] == [("fewer_fields", 1)]


def test_another_shops_events_are_not_looked_at() -> None:
    world = World()
    sent(world, "a")
    sent(world, "b", shop="netoff")
    assert on(world, compiled(PACK)).events == 1


def test_of_nothing_at_all_nothing_is_said() -> None:
    assert rehearse({}, "backmarket", compiled(PACK), compiled(PACK), last=10).events == 0
