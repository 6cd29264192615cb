"""Proposals and versions: the double that unit tests use and the real PostgreSQL, by one suite; and what only the
database holds.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator
from itertools import count
from pathlib import Path

import msgspec
import psycopg
import pytest
from pydantic import SecretStr

from contracts.packs import Pack, Register
from services.policy.proposal import Draft, Proposal, Step, StepName, Store
from services.policy.store import StoredProposals
from shared.core.policy.seal import Document, body_of, claim_of
from shared.shell.database import Pool, pool
from shared.shell.settings import Settings
from tests.fixtures.officers import NOW, approval
from tests.fixtures.servers import Conninfo, database
from tests.unit.policy import MemoryProposals

pytestmark = pytest.mark.timeout(60)
_fresh = count()


@pytest.fixture(scope="module")
def conninfo() -> Iterator[Conninfo]:
    with database() as found:
        yield found


@pytest.fixture
async def opened(conninfo: Conninfo) -> AsyncIterator[Pool]:
    secret = SecretStr(conninfo("policy"))
    settings = Settings(service="policy", bootstrap="", user="", password=SecretStr(""), database=secret, keys=Path())
    async with pool(settings) as made:
        yield made


@pytest.fixture
def store(request: pytest.FixtureRequest) -> Store:
    return MemoryProposals() if request.param == "double" else StoredProposals(request.getfixturevalue("opened"))


@pytest.fixture
def shop() -> str:
    return f"shop-{next(_fresh)}"


both = pytest.mark.parametrize("store", ["double", "real"], indirect=True)


def proposal(shop: str, *documents: Document, after: str = "", effective: int = 0, restores: int = 0) -> Proposal:
    """Return a proposal whose documents follow a version with that digest."""
    drafts = [
        Draft(claim_of(each, previous=after, effective=effective), restores, "text: 文\n", body_of(each))
        for each in documents
    ]
    return Proposal(f"{next(_fresh):016x}", shop, "aoi", NOW, drafts, {}, [])


def pack(shop: str, number: int = 1, *, title: str = "t") -> Pack:
    return Pack(shop, number, title, "", "s.txt", [])


def step(name: StepName, at: int = NOW, by: str = "aoi") -> Step:
    return Step(name, by, at)


async def published(store: Store, made: Proposal) -> bool:
    await store.add(made)
    return await store.publish(made, step("published"))


@both
async def test_a_proposal_is_found_as_it_was_made(store: Store, shop: str) -> None:
    made = proposal(shop, pack(shop), Register(shop, 1, {}), effective=NOW)
    await store.add(made)
    assert await store.find(made.id) == made
    assert await store.of_shop(shop) == [made]
    assert await store.find("0" * 16) is None
    assert made.drafts[0].document == pack(shop)


@both
async def test_an_officer_approves_once_and_the_first_word_stands(store: Store, shop: str) -> None:
    made = proposal(shop, pack(shop))
    await store.add(made)
    claim = made.drafts[0].claim
    for at, name in ((NOW, "aoi"), (NOW + 1, "aoi"), (NOW + 2, "minato")):
        await store.approve(made.id, {"pack": approval(claim, name, at=at)})
    found = await store.find(made.id)
    assert found is not None
    assert [(each.officer, each.at) for each in found.approvals["pack"]] == [("aoi", NOW), ("minato", NOW + 2)]


@both
async def test_a_proposal_ends_once(store: Store, shop: str) -> None:
    made = proposal(shop, pack(shop))
    await store.add(made)
    for each in (step("asked"), step("asked", NOW + 1), step("withdrawn"), step("overtaken")):
        await store.note(made.id, each)
    assert not await store.publish(made, step("published"))
    found = await store.find(made.id)
    assert found is not None
    assert ([each.step for each in found.steps], found.end) == (["asked", "withdrawn"], "withdrawn")
    assert await store.line(shop, "pack") == []


@both
async def test_versions_stand_in_the_order_in_which_they_follow_each_other(store: Store, shop: str) -> None:
    first = proposal(shop, pack(shop))
    second = proposal(shop, pack(shop, 7), after=first.drafts[0].claim.digest)
    assert [await published(store, each) for each in (first, second)] == [True, True]
    assert [(each.proposal, each.document.version) for each in await store.line(shop, "pack")] == [
        (first.id, 1),
        (second.id, 7),
    ]
    assert await store.line(shop, "register") == []
    assert shop in await store.shops()


@both
async def test_P10_a_taken_number_or_place_is_refused_and_nothing_of_the_proposal_is_kept(
    store: Store, shop: str
) -> None:
    first = proposal(shop, pack(shop), Register(shop, 1, {}))
    assert await published(store, first)
    digest = first.drafts[0].claim.digest
    for other in (
        proposal(shop, Register(shop, 2, {}), pack(shop, title="u")),
        proposal(shop, pack(shop, 1, title="u"), after=digest),
        proposal(shop, pack(shop, 2)),
    ):
        assert not await published(store, other)
        found = await store.find(other.id)
        assert found is not None
        assert found.steps == []
    assert len(await store.line(shop, "pack")) == len(await store.line(shop, "register")) == 1


@both
async def test_P10_of_many_at_once_one_is_published(store: Store, shop: str) -> None:
    first = proposal(shop, pack(shop))
    assert await published(store, first)
    rivals = [proposal(shop, pack(shop, n), after=first.drafts[0].claim.digest) for n in range(2, 10)]
    done = await asyncio.gather(*(published(store, each) for each in rivals))
    assert sum(done) == 1
    assert len(await store.line(shop, "pack")) == 2


@both
async def test_P12_two_shops_have_chains_of_their_own(store: Store, shop: str) -> None:
    assert await published(store, proposal(shop, pack(shop)))
    assert await published(store, proposal(f"{shop}-b", pack(f"{shop}-b")))


@both
async def test_what_waits_for_its_moment_is_told_until_it_ends(store: Store, shop: str) -> None:
    later, sooner = proposal(shop, pack(shop), effective=NOW + 9), proposal(shop, pack(shop, 2), effective=NOW + 5)
    for each in (later, sooner):
        await store.add(each)
        await store.note(each.id, step("asked"))
    mine = {later.id: NOW + 9, sooner.id: NOW + 5}
    assert [each for each in await store.asked() if each[0] in mine] == [(sooner.id, NOW + 5), (later.id, NOW + 9)]
    await store.note(sooner.id, step("withdrawn"))
    assert [each[0] for each in await store.asked() if each[0] in mine] == [later.id]


@both
async def test_what_was_put_back_by_one_is_told_until_another_reviews_or_it_is_found(store: Store, shop: str) -> None:
    first = proposal(shop, pack(shop))
    back = proposal(shop, pack(shop, 2), after=first.drafts[0].claim.digest, restores=1)
    again = proposal(shop, pack(shop, 3), after=back.drafts[0].claim.digest, restores=1)
    for each in (first, back, again):
        assert await published(store, each)
        await store.approve(each.id, {"pack": approval(each.drafts[0].claim, "aoi")})

    async def told() -> list[str]:
        return [name for name, at in await store.unreviewed() if at == NOW and name in {first.id, back.id, again.id}]

    assert sorted(await told()) == sorted([back.id, again.id])
    await store.approve(back.id, {"pack": approval(back.drafts[0].claim, "minato")})
    assert await told() == [again.id]
    await store.note(again.id, step("review_overdue", by="-"))
    assert await told() == []


@both
async def test_what_was_sent_under_a_key_is_not_sent_again_under_it(store: Store, shop: str) -> None:
    made = proposal(shop, pack(shop), Register(shop, 1, {}))
    assert await published(store, made)
    assert await store.unsent(shop, "k1") == {("pack", 1), ("register", 1)}
    for _ in range(2):
        await store.sent(made.drafts[0].claim, "k1")
    assert await store.unsent(shop, "k1") == {("register", 1)}
    assert await store.unsent(shop, "k2") == {("pack", 1), ("register", 1)}


@both
async def test_the_last_fences_of_each_shop_are_told(store: Store, shop: str) -> None:
    await store.fence(shop, (1, 1), [4, 5, 6, 7], NOW)
    await store.fence(shop, (2, 1), [8, 9, 10, 11], NOW)
    await store.fence(f"{shop}-b", (1, 1), [1, 1, 1, 1], NOW)
    found = await store.fences()
    assert (found[shop], found[f"{shop}-b"]) == ([8, 9, 10, 11], [1, 1, 1, 1])


@both
async def test_a_request_is_used_once_by_each_officer(store: Store, shop: str) -> None:
    assert await store.use("aoi", shop, NOW)
    assert not await store.use("aoi", shop, NOW + 1)
    assert await store.use("minato", shop, NOW)


async def test_requests_that_are_too_old_to_count_are_forgotten(opened: Pool, conninfo: Conninfo) -> None:
    made = StoredProposals(opened)
    assert await made.use("aoi", "old", NOW)
    assert await made.use("aoi", "new", NOW + 3_600_000)
    with psycopg.connect(conninfo("postgres")) as connection:
        rows = connection.execute("select nonce from policy.nonce where nonce in ('old', 'new')").fetchall()
    assert rows == [("new",)]


@pytest.mark.parametrize("table", ["proposal", "draft", "approval", "step", "version", "sent", "fence"])
@pytest.mark.parametrize("deed", ["delete from {}", "update {} set shop = 'x'", "truncate {}"])
def test_the_service_can_neither_change_nor_delete_what_it_keeps(conninfo: Conninfo, table: str, deed: str) -> None:
    column = {"approval": "officer", "step": "officer"}.get(table, "shop")
    with psycopg.connect(conninfo("policy")) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute(deed.format(table).replace("set shop", f"set {column}").encode())


def test_a_document_is_kept_as_it_is_published() -> None:
    made = proposal("s", pack("s", title="題"))
    assert msgspec.json.decode(made.drafts[0].body, type=Pack).title == "題"
