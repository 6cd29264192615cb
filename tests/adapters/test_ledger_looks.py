"""Whoever looks at people in the ledger is noted first: on a real PostgreSQL, over HTTP, with each kind of key."""

from typing import Any

import aiohttp
import msgspec
import pytest

from contracts.entries import Access
from services.ledger import answers
from services.ledger.seal import Sealer
from services.ledger.store import Store
from services.ledger.tiles import Log
from services.ledger.volumes import go_on
from shared.core.ledger.audit import audit
from shared.core.ledger.leaf import decode_leaf
from shared.core.ledger.verdict import Brought
from shared.shell.database import Pool, transaction
from tests.adapters.ledger_asking import answer, concerned, post
from tests.adapters.ledger_client import KEEPER, READERS, Answer, ask, tell
from tests.adapters.ledger_serving import NOW
from tests.adapters.ledger_world import FRESH, World, message

pytest_plugins = ["tests.adapters.ledger_database", "tests.adapters.ledger_door"]
pytestmark = pytest.mark.timeout(60)


@pytest.fixture
async def world(store: Store) -> World:
    """Give a shop with two disclosures about one person, that no other test uses."""
    number = next(FRESH)
    made = World(f"shop-{number}", number, f"stream-{number}", f"reference-{number}")
    await store.append(made.partition, [message(made, 0, ["a", "b"])])
    return made


async def looks(pool: Pool, shop: str) -> list[Access]:
    """Return what is noted in a shop's log, in order."""
    async with transaction(pool) as connection:
        query = "select leaf from leaf where shop = %s and kind = 'access' order by volume, index"
        rows = await (await connection.execute(query, (shop,))).fetchall()
    found = [decode_leaf(text.encode()) for (text,) in rows]
    assert [(leaf.stream, leaf.seq) for leaf in found] == [(f"looks:{shop}", n) for n in range(len(found))]
    return [leaf.entry for leaf in found if isinstance(leaf.entry, Access)]


INCIDENT: dict[str, Any] = {"recipient": "payment_processor", "until": 9_000}


async def test_an_answer_is_noted_with_who_why_what_and_how_much_and_no_value(
    door: aiohttp.ClientSession, ledger_pool: Pool, world: World
) -> None:
    found = await answer(door, world.shop, people=[world.person], reason="request")
    (look,) = await looks(ledger_pool, world.shop)
    assert (look.officer, look.reason, look.what, look.last, look.at) == (
        "privacy/hana", "request", "answer: person", 2, NOW,
    )  # fmt: skip
    assert look.id == found.noted
    assert look.person == msgspec.json.decode(found.items[0].entry)["person"]
    assert world.person.encode() not in msgspec.json.encode(look)


async def test_the_same_question_has_the_same_digest_and_none_holds_a_reference(
    door: aiohttp.ClientSession, ledger_pool: Pool, world: World
) -> None:
    for asked in ({"people": [world.person]}, {"people": [world.person]}, {"people": [world.person], "pack": 1}):
        await answer(door, world.shop, **asked)
    one, again, other = [look.about for look in await looks(ledger_pool, world.shop)]
    assert one == again != other


async def test_each_page_and_each_incident_is_a_look_of_its_own(
    door: aiohttp.ClientSession, ledger_pool: Pool, world: World
) -> None:
    first = await answer(door, world.shop, people=[world.person], kinds=["disclosed"], limit=1)
    await answer(door, world.shop, people=[world.person], kinds=["disclosed"], limit=1, cursor=first.next)
    head, _ = await concerned(door, world.shop, **INCIDENT)
    assert [(look.what, look.last) for look in await looks(ledger_pool, world.shop)] == [
        ("answer: person, kinds", 1),
        ("answer: person, kinds", 1),
        ("concerned: recipient, period", 1),
    ]
    assert (await looks(ledger_pool, world.shop))[-1].id == head.noted


async def test_an_answer_about_an_order_names_the_persons_that_it_shows(
    door: aiohttp.ClientSession, ledger_pool: Pool, world: World
) -> None:
    found = await answer(door, world.shop, order="o-1", reason="support")
    (look,) = await looks(ledger_pool, world.shop)
    assert look.person == msgspec.json.decode(found.items[0].entry)["person"]


async def test_entries_of_a_person_or_order_are_noted_too_and_ask_for_a_reason(
    door: aiohttp.ClientSession, ledger_pool: Pool, world: World
) -> None:
    for query in (f"person={world.person}", "order=o-1"):
        refused = await ask(door, f"/shops/{world.shop}/entries?{query}")
        assert (refused.status, msgspec.json.decode(refused.body)["code"]) == (422, "reason_missing")
        assert (await ask(door, f"/shops/{world.shop}/entries?{query}&reason=trial")).status == 200
    assert (await ask(door, f"/shops/{world.shop}/entries?kind=disclosed&limit=5")).status == 200
    found = await looks(ledger_pool, world.shop)
    assert [(look.what, look.last, bool(look.person)) for look in found] == [
        ("entries: person", 2, True),
        ("entries: order", 2, False),
    ]


ASKED: dict[str, tuple[str, dict[str, Any]]] = {
    "a person": ("answers", {"reason": "trial", "people": ["p"]}),
    "an order": ("answers", {"reason": "trial", "order": "o-1"}),
    "a case": ("answers", {"reason": "trial", "case": "e-1"}),
    "the log": ("answers", {"reason": "trial", "recipient": "crm"}),
    "an incident": ("concerned", INCIDENT),
}
GRANTED: dict[str, set[str]] = {
    "token-of-the-console": set(ASKED),  # of the role privacy
    "token-of-operations": {"an order", "a case", "the log"},
    "token-of-the-auditor": {"the log"},
    "token-without-a-role": set(),
}


@pytest.mark.parametrize("token", GRANTED)
@pytest.mark.parametrize("name", ASKED)
async def test_P9_a_key_opens_what_its_role_may_ask_and_nothing_else(
    door: aiohttp.ClientSession, ledger_pool: Pool, world: World, token: str, name: str
) -> None:
    assert token in READERS.values()
    path, asked = ASKED[name]
    told = await post(door, f"/shops/{world.shop}/{path}", asked, token)
    granted = name in GRANTED[token]
    assert told.status == (200 if granted else 403)
    assert granted or msgspec.json.decode(told.body)["code"] == "role_missing"
    assert len(await looks(ledger_pool, world.shop)) == int(granted)


@pytest.mark.parametrize(
    ("token", "query", "status"),
    [
        ("token-of-operations", "person=p", 403),
        ("token-of-operations", "order=o-1", 200),
        ("token-of-the-auditor", "order=o-1", 403),
        ("token-of-the-auditor", "kind=version", 200),
    ],
)
async def test_P9_entries_are_opened_by_the_same_roles(
    door: aiohttp.ClientSession, world: World, token: str, query: str, status: int
) -> None:
    told = await ask(door, f"/shops/{world.shop}/entries?{query}&reason=trial", {"Authorization": f"Bearer {token}"})
    assert told.status == status


@pytest.mark.parametrize("path", ["answers", "concerned"])
async def test_without_a_readers_token_nothing_is_answered(
    door: aiohttp.ClientSession, world: World, path: str
) -> None:
    told = await post(door, f"/shops/{world.shop}/{path}", {"reason": "trial", **INCIDENT}, "token-of-nobody")
    assert told.status == 401


async def unanswered(door: aiohttp.ClientSession, world: World) -> list[Answer]:
    """Ask everything that shows something of a person."""
    return [
        await post(door, f"/shops/{world.shop}/answers", {"reason": "trial", "people": [world.person]}),
        await post(door, f"/shops/{world.shop}/answers", {"reason": "trial", "recipient": "payment_processor"}),
        await post(door, f"/shops/{world.shop}/concerned", INCIDENT),
        await ask(door, f"/shops/{world.shop}/entries?person={world.person}&reason=trial"),
    ]


async def test_P10_what_cannot_be_noted_is_not_answered(
    door: aiohttp.ClientSession, ledger_pool: Pool, world: World
) -> None:
    async with transaction(ledger_pool) as connection:
        await connection.execute("update head set frozen = 'log_rewritten' where shop = %s", (world.shop,))
    for told in await unanswered(door, world):
        assert told.status == 409
        assert msgspec.json.decode(told.body)["code"] == "log_frozen"
        assert b"customer.name" not in told.body
    assert await looks(ledger_pool, world.shop) == []
    told = await tell(door, f"/shops/{world.shop}/volumes", headers=KEEPER)
    assert told.status == 200
    found = await answer(door, world.shop, people=[world.person])
    assert [(v.volume, v.frozen) for v in found.as_of.volumes] == [(1, "log_rewritten"), (2, "")]
    assert [item.volume for item in found.items] == [1, 1]


async def test_P10_a_database_that_takes_no_look_gives_no_answer(
    door: aiohttp.ClientSession, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refuses(pool: Pool, look: Access) -> None:
        async with transaction(pool) as connection:
            await connection.execute("insert into leaf (shop) values (%s)", (look.shop,))

    monkeypatch.setattr(answers, "note", refuses)
    for told in await unanswered(door, world):
        assert told.status == 500
        assert b"customer.name" not in told.body


async def test_P8_looks_are_numbered_without_gaps_over_volumes_and_the_log_is_sound(
    door: aiohttp.ClientSession, ledger_pool: Pool, sealer: Sealer, world: World
) -> None:
    for _ in range(3):
        await answer(door, world.shop, people=[world.person])
    verdict = await judged(door, sealer, world, volume=1)
    assert verdict.holds
    async with transaction(ledger_pool) as connection:
        await connection.execute("update head set frozen = 'log_rewritten' where shop = %s", (world.shop,))
    await go_on(ledger_pool, world.shop, by="hayashi")
    await answer(door, world.shop, people=[world.person])
    assert [look.what for look in await looks(ledger_pool, world.shop)] == ["answer: person"] * 4
    assert (await judged(door, sealer, world, volume=2)).holds


async def test_P8_a_look_that_is_taken_out_of_the_log_is_missed(
    door: aiohttp.ClientSession, sealer: Sealer, world: World
) -> None:
    for _ in range(2):
        await answer(door, world.shop, people=[world.person])
    raw = (await ask(door, f"/shops/{world.shop}/export")).body.splitlines()
    lines = [line for line in raw if b"looks:" not in line or b'\\"seq\\":0' not in line]
    assert len(lines) == len(raw) - 1
    verdict = audit(lines, sealer.key(world.shop), Brought(now=NOW))
    assert not verdict.holds
    assert verdict.completeness.reason == "number_missing"


async def judged(door: aiohttp.ClientSession, sealer: Sealer, world: World, *, volume: int) -> Any:
    """Judge the export of a volume, as an auditor who looks at one shop."""
    raw = (await ask(door, f"/shops/{world.shop}/export?volume={volume}")).body
    return audit(raw.splitlines(), sealer.key(*Log(world.shop, volume)), Brought(now=NOW))
