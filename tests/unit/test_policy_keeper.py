"""What the policy service does by itself: a moment that comes, a restart before it, a change of its key."""

import asyncio
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from services.policy.fences import Fences
from shared.errors import TransientError
from tests.fixtures.officers import NOW, STRANGER
from tests.unit.policy import LATER_MS, PACK, SHOP, Service, raised
from tests.unit.test_policy_http import PAUSED, WIDER

DUE = NOW + LATER_MS


async def asked() -> Service:
    made = Service()
    await made.first()
    answer = await made.whole("aoi", "minato", at=DUE, pack=WIDER)
    assert (answer.status, answer.json) == (202, {"state": "asked", "positions": [], "effective": DUE})
    return made


def packs(service: Service) -> list[int]:
    return [each.claim.version for each in service.log.versions() if each.claim.what == "pack"]


async def states(service: Service) -> list[Any]:
    return [each["state"] for each in (await service.get(f"/shops/{SHOP}/proposals")).json]


async def test_what_is_due_later_is_published_at_its_moment_and_not_before() -> None:
    service = await asked()
    service.now = DUE - 1
    await service.keeper.look()
    assert packs(service) == [1]
    service.now = DUE
    await service.keeper.look()
    assert packs(service) == [1, 2]
    assert await states(service) == ["published", "published"]


async def test_what_fell_due_while_the_service_was_down_is_published_when_it_starts() -> None:
    before = await asked()
    after = Service(before.store, before.log, now=DUE + LATER_MS)
    await after.keeper.look()
    assert packs(after) == [1, 2]
    assert after.keeper.settled.is_set()
    again = Service(before.store, before.log, now=DUE + LATER_MS)
    await again.keeper.look()
    assert packs(again) == [1, 2]


async def test_the_keeper_wakes_at_the_moment_by_itself() -> None:
    service = await asked()
    service.now = DUE - 40
    start = asyncio.get_running_loop().time()

    def clock() -> int:
        return DUE - 40 + int((asyncio.get_running_loop().time() - start) * 1000)

    vars(service.keeper)["_clock"] = clock
    vars(service.keeper._deeds)["_clock"] = clock
    running = asyncio.create_task(service.keeper.run())
    async with asyncio.timeout(5):
        while len(packs(service)) < 2:
            service.log.arrived.clear()
            await service.log.arrived.wait()
    running.cancel()
    assert clock() >= DUE


async def test_an_urgent_narrowing_overtakes_what_waits_for_its_moment_and_says_so() -> None:
    service = await asked()
    narrower = raised(PACK, 3).replace("      - customer.title\n", "", 1)
    assert (await service.whole("minato", at=0, pack=narrower)).status == 200
    service.now = DUE
    await service.keeper.look()
    assert packs(service) == [1, 3]
    assert sorted(await states(service)) == ["overtaken", "published", "published"]


async def test_what_fell_due_while_the_broker_was_away_is_sent_when_it_is_back() -> None:
    service = await asked()
    await service.keeper.look()
    service.now, service.log.away = DUE, True
    with pytest.raises(TransientError):
        await service.keeper.look()
    assert packs(service) == [1]
    service.log.away = False
    await service.keeper.look()
    assert packs(service) == [1, 2]
    assert (await service.get("/fences")).json == {SHOP: [2, 2, 2, 2]}


async def test_a_withdrawn_proposal_is_not_published_when_its_moment_comes() -> None:
    service = await asked()
    (waiting,) = [each for each in (await service.get(f"/shops/{SHOP}/proposals")).json if each["state"] == "asked"]
    await service.post(f"/shops/{SHOP}/proposals/{waiting['id']}/withdrawal")
    service.now = DUE
    await service.keeper.look()
    assert packs(service) == [1]


async def test_under_a_new_key_everything_is_sealed_and_sent_again_once() -> None:
    service = Service()
    await service.first()
    await service.whole("aoi", at=0, register=PAUSED)

    async def put(key: Ed25519PrivateKey) -> list[str]:
        before = len(service.log.versions())
        fences = Fences(service.store, service.log, key)
        await fences.put(SHOP, at=NOW)
        return [f"{each.claim.what} {each.claim.version}" for each in service.log.versions()[before:]]

    assert await put(STRANGER) == ["pack 1", "register 1", "register 2"]
    assert await put(STRANGER) == []
