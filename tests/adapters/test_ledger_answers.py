"""Questions about people, on a real PostgreSQL over HTTP: each filter, pages while the log grows, and as of when."""

from base64 import b64encode
from typing import Any

import aiohttp
import msgspec
import pytest

from contracts.entries import Access, Entry, State, Waiting, Withheld
from services.ledger.seal import Sealer
from services.ledger.store import Store
from shared.core.ledger.logproof import parse_log_proof
from shared.core.ledger.note import open_checkpoint
from tests.adapters.ledger_asking import answer, names, pages, post
from tests.adapters.ledger_client import ask
from tests.adapters.ledger_serving import NOW
from tests.adapters.ledger_world import FRESH, World, disclosed, message, outcome

pytest_plugins = ["tests.adapters.ledger_database", "tests.adapters.ledger_door"]
pytestmark = pytest.mark.timeout(60)

HASHED = "customer.email#sha256"


@pytest.fixture
def world() -> World:
    """Give a shop, a partition and a stream that no other test uses."""
    number = next(FRESH)
    return World(f"shop-{number}", number, f"stream-{number}", f"reference-{number}")


def given(world: World, name: str, **changed: Any) -> Entry:
    """Return a disclosure that differs from the others in this."""
    return msgspec.structs.replace(disclosed(world, name), **changed)


async def stored(store: Store, world: World, *entries: Entry, seq: int = 0) -> None:
    """Append entries."""
    await store.append(world.partition, [message(world, seq, [], entries=entries)])


async def test_who_received_what_about_me_when_why_and_under_which_clause(
    door: aiohttp.ClientSession, store: Store, world: World
) -> None:
    await stored(store, world, given(world, "a", at=5_000), given(world, "b", person="somebody-else"))
    await store.append_outcomes([outcome(world, "a", attempt=2)])
    found = await answer(door, world.shop, people=[world.person])
    (item,) = found.items
    entry = msgspec.json.decode(item.entry)
    told = {"recipient", "instance", "country", "fields", "purpose", "clause", "basis", "pack", "record", "at"}
    assert {name: entry[name] for name in told} == {
        "recipient": "payment_processor",
        "instance": "default",
        "country": "JP",
        "fields": ["customer.name", "order.amount"],
        "purpose": "payment",
        "clause": "2.(5)",
        "basis": "entrustment",
        "pack": "1:00",
        "record": "voluntary:entrustment",
        "at": 5_000,
    }
    assert (item.ending.state, item.ending.at, item.ending.attempt) == ("given", 2_000, 2)
    # P7, P13: whose it is, is the ledger's number; the reference with which it was asked for stands nowhere.
    assert len(entry["person"]) == 32
    assert world.person.encode() not in msgspec.json.encode(found)
    proof = await ask(door, f"/shops/{world.shop}/proof?index={item.index}&volume={item.volume}")
    shown = parse_log_proof(proof.body.decode()).extra
    assert shown is not None
    assert msgspec.json.decode(shown)["entry"] == entry


FILTERS: dict[str, tuple[dict[str, Any], list[str]]] = {
    "nothing": ({}, ["a", "b", "c", "d", "e", "f", "w", "s"]),
    "a person": ({"people": ["me"]}, ["a", "b", "d", "e", "f", "w", "s"]),
    "a second person": ({"people": ["friend"]}, ["d"]),
    "both names of a person": ({"people": ["me", "guest"]}, ["a", "b", "c", "d", "e", "f", "w", "s"]),
    "an order": ({"order": "o-2"}, ["b"]),
    "a recipient": ({"recipient": "crm"}, ["c", "w", "s"]),
    "an instance": ({"recipient": "payment_processor", "instance": "second"}, ["d"]),
    "a field": ({"field": "customer.phone"}, ["e"]),
    "a field that left as a hash": ({"field": "customer.email"}, ["f"]),
    "a purpose": ({"purpose": "marketing"}, ["f"]),
    "the version in force": ({"pack": 7}, ["a"]),
    "the version that data kept": ({"pack": 3}, ["b"]),
    "no version that only begins so": ({"pack": 1, "purpose": "marketing"}, []),
    "from a time on": ({"since": 6_000}, ["f", "w", "s"]),
    "before a time": ({"until": 2_000}, ["a"]),
    "between times": ({"since": 2_000, "until": 4_000}, ["b", "c"]),
    "the request that opened it": ({"case": "asked"}, ["c"]),
    "the choice that it rests on": ({"case": "chosen"}, ["d"]),
    "kinds": ({"kinds": ["withheld"]}, ["w"]),
    "changes of state": ({"kinds": ["state"]}, ["s"]),
    "person and purpose": ({"people": ["me"], "purpose": "marketing"}, ["f"]),
    "person, recipient, period": ({"people": ["me"], "recipient": "payment_processor", "since": 5_000}, ["e", "f"]),
    "person, field and version": ({"people": ["me"], "field": "customer.phone", "pack": 2}, ["e"]),
    "all at once": (
        {
            "people": ["friend"], "order": "o-1", "recipient": "payment_processor", "instance": "second", "pack": 1,
            "field": "customer.name", "purpose": "payment", "since": 1, "until": 9_000, "case": "chosen",
            "kinds": ["disclosed"],
        },
        ["d"],
    ),
    "all but one that differs": ({"people": ["friend"], "order": "o-2", "case": "chosen"}, []),
    "a person never seen": ({"people": ["nobody"]}, []),
}  # fmt: skip


@pytest.mark.parametrize("name", FILTERS)
async def test_each_filter_alone_and_together(
    door: aiohttp.ClientSession, store: Store, world: World, name: str
) -> None:
    asked, expected = FILTERS[name]
    me = {"me": f"me-{world.shop}", "friend": f"friend-{world.shop}", "guest": f"guest-{world.shop}"}
    left = Withheld(
        f"{world.stream}-w", "e", "t", world.shop, me["me"], "o-1", "crm", "i", "2:00", "1:00", "no_clause", [], 7_000
    )
    await stored(
        store,
        world,
        given(world, "a", person=me["me"], pack="7:00", at=1_000),
        given(world, "b", person=me["me"], pack="9:00", collected="3:aa", order="o-2", at=2_000),
        given(world, "c", person=me["guest"], pack="2:00", recipient="crm", event="asked", at=3_000),
        given(world, "d", person=me["me"], instance="second", evidence="chosen", also=[me["friend"]], at=4_000),
        given(world, "e", person=me["me"], pack="2:00", fields=["customer.phone"], at=5_000),
        given(world, "f", person=me["me"], pack="12:00", purpose="marketing", fields=[HASHED], at=6_000),
        left,
        State("e-s", world.shop, me["me"], "given", "crm", 1, 8_000),
    )
    people = {"people": [me.get(each, each) for each in asked["people"]]} if "people" in asked else {}
    kinds = {} if "kinds" in asked else {"kinds": ["disclosed", "withheld", "state"]}
    found = await answer(door, world.shop, **{**asked, **people, **kinds})
    rows = [msgspec.json.decode(item.entry) for item in found.items]
    assert [row.get("id", "e-s").rpartition("-")[2] for row in rows] == expected


async def test_how_each_hand_over_closed_or_how_long_it_has_been_open(
    door: aiohttp.ClientSession, store: Store, world: World
) -> None:
    await stored(store, world, *(given(world, name, at=1_000) for name in "abcdef"))
    await store.append_outcomes(
        [
            outcome(world, "a", "given", attempt=3),
            outcome(world, "b", "withdrawn", attempt=0),
            outcome(world, "c", "failed", attempt=10),
            outcome(world, "d", "unknown"),
            outcome(world, "e", "unknown"),
            outcome(world, "e", "given", attempt=2),
        ]
    )
    found = await answer(door, world.shop, people=[world.person])
    assert [(i.ending.state, i.ending.attempt, i.ending.age_ms) for i in found.items] == [
        ("given", 3, 0),
        ("withdrawn", 0, 0),
        ("failed", 10, 0),
        ("unknown", 1, NOW - 1_000),
        ("given", 2, 0),
        ("open", 0, NOW - 1_000),
    ]


async def test_what_waited_says_what_became_of_it(door: aiohttp.ClientSession, store: Store, world: World) -> None:
    def waits(name: str, recipient: str = "crm", event: str = "e-1") -> Waiting:
        where = (world.shop, world.person, "o-1", recipient, "i", "1:00", "1:00")
        return Waiting(f"{world.stream}-{name}", event, "t", *where, "consent", 9_000, 1_000)

    ended = Withheld(
        f"{world.stream}-b", "e-1", "t", world.shop, world.person, "o-1", "crm", "i", "1:00", "1:00", "ended", [], 3_000
    )
    entries = (waits("a"), waits("b"), waits("c"), waits("d", "*"), waits("e", "*", "e-2"), ended)
    await stored(store, world, *entries, given(world, "a", recipient="crm", at=2_000))
    found = await answer(door, world.shop, people=[world.person], kinds=["waiting"])
    assert [(i.ending.state, i.ending.at) for i in found.items] == [
        ("served", 2_000),
        ("ended", 3_000),
        ("open", 0),
        ("ended", 3_000),  # as a whole, until a recipient of the same event had an entry
        ("open", 0),
    ]


async def test_pages_are_those_of_one_moment_while_the_log_grows(
    door: aiohttp.ClientSession, store: Store, world: World
) -> None:
    await stored(store, world, *(given(world, name, at=1_000) for name in "abcde"))
    first = await answer(door, world.shop, people=[world.person], kinds=["disclosed"], limit=2)
    await stored(store, world, given(world, "f"), seq=5)
    await store.append_outcomes([outcome(world, "a"), outcome(world, "c")])
    asked = {"people": [world.person], "kinds": ["disclosed"], "limit": 2}
    second = await answer(door, world.shop, **asked, cursor=first.next)
    third = await answer(door, world.shop, **asked, cursor=second.next)
    assert [names(page) for page in (first, second, third)] == [["a", "b"], ["c", "d"], ["e"]]
    assert third.next == ""
    # What closed after the first page is open on all of them.
    assert {item.ending.state for page in (first, second, third) for item in page.items} == {"open"}
    assert second.as_of.at == first.as_of.at
    assert second.as_of.volumes[-1].read == first.as_of.volumes[-1].read
    again = await pages(door, world.shop, **{**asked, "limit": 4})
    assert [names(page) for page in again] == [["a", "b", "c", "d"], ["e", "f"]]


async def test_an_answer_says_under_which_checkpoint_it_holds_and_what_is_not_in_it(
    door: aiohttp.ClientSession, store: Store, sealer: Sealer, world: World
) -> None:
    await store.append(world.partition, [message(world, 0, ["a", "b"], position=41)])
    sealed = await sealer.seal(world.shop)
    assert sealed is not None
    await store.append(world.partition, [message(world, 2, ["c"], position=42)])
    found = await answer(door, world.shop, people=[world.person])
    (volume,) = found.as_of.volumes
    signed = open_checkpoint(sealed.note, sealer.key(world.shop))
    assert (volume.origin, volume.size, volume.root) == (signed.origin, 2, b64encode(signed.root).decode())
    assert (volume.read, found.as_of.unsigned, found.as_of.held) == (3, 1, 0)
    assert [item.signed for item in found.items] == [True, True, False]
    assert found.as_of.through[str(world.partition)] == 42
    assert found.as_of.at == NOW


async def test_a_shop_without_a_log_has_no_answer_and_gets_no_log_by_being_asked(door: aiohttp.ClientSession) -> None:
    told = await post(door, "/shops/nowhere-at-all/answers", {"reason": "trial"})
    assert told.status == 404
    entries = await ask(door, "/shops/nowhere-at-all/entries?person=x&reason=trial")
    assert msgspec.json.decode(entries.body)["entries"] == []
    assert (await ask(door, "/shops/nowhere-at-all/checkpoint")).status == 404


async def test_whoever_looked_is_found_by_the_person_who_was_looked_at(
    door: aiohttp.ClientSession, store: Store, world: World
) -> None:
    await stored(store, world, given(world, "a"))
    first = await answer(door, world.shop, people=[world.person], recipient="payment_processor")
    second = await answer(door, world.shop, people=[world.person], kinds=["access"])
    (item,) = second.items
    entry = msgspec.json.decode(item.entry, type=Access | State)
    assert isinstance(entry, Access)
    assert (entry.id, entry.officer, entry.what) == (first.noted, "privacy/hana", "answer: person, recipient")
