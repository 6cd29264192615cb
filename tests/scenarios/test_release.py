"""What was missing comes after the order: it releases what waited once, under the new fact; what never comes, never."""

from collections.abc import Callable
from typing import Any, Final, NamedTuple

import msgspec
import pytest

from contracts.entries import Disclosed, Waiting, Withheld
from contracts.packs import Party, Register
from tests.scenarios.stories import backmarket as bm
from tests.scenarios.stories import netoff, qoo10
from tests.scenarios.story import Step, Story, event
from tests.scenarios.world import Told, World

MINOR: Final = {"customer": {"id": "bm-r", "adult_flag": False}}
ADULT: Final = {"customer": {"id": "bm-r", "adult_flag": True}}
APPROVAL: Final = {"customer": {"id": "bm-r"}, "approval": {"at": "2026-11-22T12:10:00+09:00"}}


class Case(NamedTuple):
    """What is missing for one recipient when its event comes, and what brings it."""

    shop: str
    recipient: str
    reason: str
    kind: str
    data: dict[str, Any]
    before: Callable[[World], None]
    fact: Callable[[World], Told]
    term_days: int = 30


def send(world: World, shop: str, kind: str, data: dict[str, Any]) -> Told:
    send.number += 1  # type: ignore[attr-defined]  # every event has an id of its own
    return world.send(shop, event(Step(kind, data, {}), Story(shop, "release", ()), send.number))  # type: ignore[attr-defined]


send.number = 0  # type: ignore[attr-defined]


def put(world: World, shop: str, recipient: str, **facts: Any) -> Told:
    """Publish a register in which some facts of one party are others."""
    newest = max(version for name, version in world.book.registers if name == shop)
    register: Register = world.book.registers[shop, newest]
    party: Party = msgspec.structs.replace(register.parties[recipient], **facts)
    world.book.registers[shop, newest + 1] = msgspec.structs.replace(
        register, version=newest + 1, parties={**register.parties, recipient: party}
    )
    pack = max(version for name, version in world.book.packs if name == shop)
    return world.activate(shop, pack, newest + 1)


def without(shop: str, recipient: str, fact: str) -> tuple[Callable[[World], None], Callable[[World], Told]]:
    """Return how a fact of the register goes, and how it comes back."""

    def gone(world: World) -> None:
        put(world, shop, recipient, **{fact: None})

    def back(world: World) -> Told:
        return put(world, shop, recipient, **{fact: getattr(world.book.registers[shop, 1].parties[recipient], fact)})

    return gone, back


def nothing(_world: World) -> None: ...


def adult(world: World) -> None:
    send(world, "backmarket", "customer.changed", ADULT)


def minor(world: World) -> None:
    send(world, "backmarket", "customer.changed", MINOR)


def paused(world: World) -> None:
    put(world, "qoo10", "payment_agency", mode="paused")


def missing(world: World) -> None:
    world.activate("qoo10", 2, 1)


def mended(world: World) -> Told:
    world.book.packs["qoo10", 3] = msgspec.structs.replace(world.book.packs["qoo10", 1], version=3)
    return world.activate("qoo10", 3, 1)


def expired(world: World) -> None:
    world.book.packs["qoo10", 2] = msgspec.structs.replace(world.book.packs["qoo10", 1], version=2, until="2026-11-21")
    world.activate("qoo10", 2, 1)


FRANCE, PARCEL = "jung_sas_france", "delivery_carrier"
CASES: Final = {
    "a consent": Case(
        "backmarket", FRANCE, "consent", "order.placed", bm.whole("r", 1), adult,
        lambda world: send(world, "backmarket", "consent.given", bm.choice("r", FRANCE)),
    ),
    "an approval": Case(
        "backmarket", "affiliates", "approval", "order.placed", bm.whole("r", 1),
        minor,
        lambda world: send(world, "backmarket", "approval.given", APPROVAL),
    ),
    "an age": Case(
        "backmarket", "affiliates", "age", "order.placed", bm.whole("r", 1), nothing,
        lambda world: send(world, "backmarket", "customer.changed", ADULT),
    ),
    "a contract": Case(
        "netoff", PARCEL, "contract", "shipment.requested", netoff.whole("r", 1), *without("netoff", PARCEL, "contract")
    ),
    "a notice": Case(
        "qoo10", PARCEL, "notice", "shipment.requested", qoo10.parcel("r", 1), *without("qoo10", PARCEL, "notice")
    ),
    "a publication": Case(
        "netoff", "joint_renet_recycle", "published", "order.placed", netoff.whole("r", 1),
        *without("netoff", "joint_renet_recycle", "publication"),
    ),
    "a mode": Case(
        "qoo10", "payment_agency", "paused", "payment.requested", qoo10.whole("r", 1),
        paused,
        lambda world: put(world, "qoo10", "payment_agency", mode="live"),
    ),
    "a pack": Case(
        "qoo10", "payment_agency", "pack_missing", "payment.requested", qoo10.whole("r", 1), missing, mended
    ),
    "an expired pack": Case(
        "qoo10", "payment_agency", "pack_expired", "payment.requested", qoo10.whole("r", 1), expired, mended
    ),
}  # fmt: skip


def begun(case: Case) -> tuple[World, Waiting]:
    """Let the event come while the fact is missing; return what waits for this recipient."""
    world = World()
    case.before(world)
    told = send(world, case.shop, case.kind, case.data)
    assert not [each for each in told.given if each.party.startswith(f"{case.recipient}/")]
    (wait,) = (e for e in told.entries if isinstance(e, Waiting) and e.recipient in {case.recipient, "*"})
    assert wait.reason == case.reason
    return world, wait


def given(told: Told, case: Case) -> list[Disclosed]:
    return [e for e in told.entries if isinstance(e, Disclosed) and e.recipient == case.recipient]


@pytest.mark.parametrize("name", CASES)
def test_what_arrives_late_releases_once_under_the_new_fact(name: str) -> None:
    case = CASES[name]
    world, wait = begun(case)
    assert not given(world.tick(days=1), case)
    told = case.fact(world)
    (entry,) = given(told, case)
    assert entry.waited == case.reason
    assert wait.recipient == "*" or entry.id == wait.id
    newest = max(version for shop, version in world.book.registers if shop == case.shop)
    assert entry.register.split(":")[0] == str(newest)
    assert not given(case.fact(world), case)
    assert not given(world.tick(days=1), case)


@pytest.mark.parametrize("name", CASES)
def test_what_never_comes_releases_nothing_and_after_the_term_nothing_ever(name: str) -> None:
    case = CASES[name]
    world, wait = begun(case)
    assert not given(world.tick(days=case.term_days - 1), case)
    ended = world.tick(days=1.1)
    over = [e for e in ended.entries if isinstance(e, Withheld) and e.recipient in {case.recipient, "*"}]
    assert [(e.reason, e.id) for e in over] == [("term_ended", wait.id)]
    assert not given(case.fact(world), case)
    assert not world.tick(days=1).entries


@pytest.mark.parametrize("name", ["a consent", "a contract", "a mode"])
def test_a_cancellation_in_between_takes_what_waits_away(name: str) -> None:
    case = CASES[name]
    world, wait = begun(case)
    bodies = {"backmarket": bm.brief, "netoff": netoff.brief, "qoo10": qoo10.brief}
    told = send(world, case.shop, "order.cancelled", bodies[case.shop]("r", 2))
    over = [(e.reason, e.id) for e in told.entries if isinstance(e, Withheld) and e.id == wait.id]
    assert over == [("cancelled", wait.id)]
    assert not given(case.fact(world), case)
