"""Whom an incident at a recipient concerns, on a real PostgreSQL over HTTP."""

from typing import Any

import aiohttp
import msgspec
import psycopg
import pytest

from contracts.answers import Concerned
from contracts.entries import Disclosed
from services.ledger.store import Store
from shared.shell.database import Pool, transaction
from tests.adapters.ledger_asking import concerned, post
from tests.adapters.ledger_world import FRESH, Roles, World, disclosed, message, outcome

pytest_plugins = ["tests.adapters.ledger_database", "tests.adapters.ledger_door"]
pytestmark = pytest.mark.timeout(60)

KNOWN = 1_793_404_800_000
"""2026-10-31T09:00 in Japan, a Saturday: the 30th day is 29 November, a Sunday."""


@pytest.fixture
def world() -> World:
    """Give a shop, a partition and a stream that no other test uses."""
    number = next(FRESH)
    return World(f"shop-{number}", number, f"stream-{number}", f"reference-{number}")


def given(world: World, name: str, person: str, **changed: Any) -> Disclosed:
    """Return a disclosure to a person of this shop, that differs from the others in this."""
    made = disclosed(world, name, person=f"{person}-{world.shop}", recipient="crm")
    return msgspec.structs.replace(made, **changed)


async def stored(store: Store, world: World, *entries: Disclosed) -> None:
    """Append disclosures."""
    await store.append(world.partition, [message(world, 0, [], entries=entries)])


def by_name(people: list[Concerned], world: World) -> dict[str, Concerned]:
    """Return people by the first part of the reference that tests gave them."""
    return {each.reference.removesuffix(f"-{world.shop}"): each for each in people}


async def test_people_and_categories_of_data_at_one_recipient_between_two_times(
    door: aiohttp.ClientSession, store: Store, world: World
) -> None:
    await stored(
        store,
        world,
        given(world, "a", "aki", at=1_000),
        given(world, "b", "aki", at=2_000, fields=["customer.phone", "customer.name"], country="FR"),
        given(world, "c", "ren", at=3_000, fields=["bank.account_number"], also=[f"mio-{world.shop}"]),
        given(world, "d", "sota", at=3_000, recipient="seller"),
        given(world, "e", "yui", at=9_000),
    )
    head, people = await concerned(door, world.shop, recipient="crm", until=9_000)
    found = by_name(people, world)
    assert found.keys() == {"aki", "ren", "mio"}
    assert (found["aki"].disclosures, found["aki"].first, found["aki"].last) == (2, 1_000, 2_000)
    assert found["aki"].fields == ["customer.name", "customer.phone", "order.amount"]
    assert found["aki"].categories == ["identity", "contact", "behaviour"]
    assert found["ren"].fields == found["mio"].fields == ["bank.account_number"]
    assert (head.people, head.disclosures, head.countries) == (3, 3, ["FR", "JP"])
    assert head.fields == {"bank.account_number": 2, "customer.name": 1, "customer.phone": 1, "order.amount": 1}
    assert head.categories == {"identity": 1, "contact": 1, "behaviour": 1, "financial": 2}


async def test_whether_data_arrived_is_told_by_the_surest_of_each_person(
    door: aiohttp.ClientSession, store: Store, world: World
) -> None:
    people = {"a": "given", "b": "withdrawn", "c": "failed", "d": "unknown", "e": "", "f": "failed", "g": "withdrawn"}
    await stored(
        store, world, *(given(world, name, f"person-{name}") for name in people), given(world, "h", "person-g")
    )
    attempts = {"b": 0, "c": 0, "f": 10, "g": 0}
    await store.append_outcomes(
        [outcome(world, n, said, attempt=attempts.get(n, 1)) for n, said in people.items() if said]  # type: ignore[arg-type] # names of outcomes
    )
    head, found = await concerned(door, world.shop, recipient="crm", until=9_000)
    assert {name: each.seen for name, each in by_name(found, world).items()} == {
        "person-a": "given",
        "person-b": "never",  # taken back before anybody tried
        "person-c": "never",  # ended before anybody tried
        "person-d": "unknown",
        "person-e": "open",
        "person-f": "unknown",  # tried, and nobody knows what arrived
        "person-g": "open",  # one was taken back, another is on its way
    }
    assert head.seen == {"given": 1, "unknown": 2, "open": 2, "never": 2}


async def test_what_had_left_the_scene_before_is_no_part_of_it_and_what_arrived_late_is(
    door: aiohttp.ClientSession, store: Store, world: World
) -> None:
    """Outcomes come at 2,000: what was decided before counts if it arrived, or may have, within the time."""
    await stored(store, world, *(given(world, name, f"person-{name}", at=1_000) for name in "abc"))
    await store.append_outcomes([outcome(world, "a", "given"), outcome(world, "b", "unknown")])
    for since, expected in ((2_001, {"person-b", "person-c"}), (2_000, {"person-a", "person-b", "person-c"})):
        _, found = await concerned(door, world.shop, recipient="crm", since=since, until=9_000)
        assert by_name(found, world).keys() == expected
    _, found = await concerned(door, world.shop, recipient="crm", until=1_000)
    assert found == []


async def test_one_instance_is_asked_for_alone(door: aiohttp.ClientSession, store: Store, world: World) -> None:
    await stored(store, world, given(world, "a", "aki"), given(world, "b", "ren", instance="second"))
    _, found = await concerned(door, world.shop, recipient="crm", instance="second", until=9_000)
    assert by_name(found, world).keys() == {"ren"}


async def test_the_law_is_told_what_the_ledger_knows_and_the_terms_are_counted(
    door: aiohttp.ClientSession, store: Store, world: World
) -> None:
    fields = ["support.conversation", "payment.card_token"]
    await stored(store, world, given(world, "a", "aki", fields=fields))
    head, _ = await concerned(door, world.shop, recipient="crm", until=9_000, known=KNOWN)
    assert [(hint.item, hint.met, hint.why, hint.fields) for hint in head.hints] == [
        ("sensitive", None, "free_text", ["support.conversation"]),
        ("property_damage", True, "financial_fields", ["payment.card_token"]),
        ("improper_purpose", None, "not_said", []),
        ("over_1000", False, "counted", []),
    ]
    assert [(term.what, term.due) for term in head.deadlines] == [
        ("authority", "2026-11-03T00:00:00Z"),
        ("preliminary", "2026-11-04"),
        ("final", "2026-11-30"),
    ]
    head, _ = await concerned(door, world.shop, recipient="crm", until=9_000, known=KNOWN, improper=True)
    assert head.deadlines[-1].day == "2026-12-29"
    assert head.deadlines[-1].due == "2027-01-04"
    head, _ = await concerned(door, world.shop, recipient="crm", until=9_000)
    assert head.deadlines == []


async def test_more_than_a_thousand_people_are_streamed_and_counted_exactly(
    door: aiohttp.ClientSession, store: Store, world: World
) -> None:
    await stored(store, world, *(given(world, f"d{n}", f"person-{n}") for n in range(1_001)))
    head, found = await concerned(door, world.shop, recipient="crm", until=9_000)
    assert head.people == len(found) == len({each.reference for each in found}) == 1_001
    assert head.hints[-1].met is True


async def test_P13_who_is_no_longer_resolved_is_counted_and_has_no_reference(
    door: aiohttp.ClientSession, store: Store, world: World, ledger_roles: Roles
) -> None:
    await stored(store, world, given(world, "a", "aki"), given(world, "b", "ren"))
    with psycopg.connect(ledger_roles.superuser) as connection:
        connection.execute("delete from ledger.person where reference = %s", (f"aki-{world.shop}",))
    head, found = await concerned(door, world.shop, recipient="crm", until=9_000)
    assert sorted(each.reference for each in found) == ["", f"ren-{world.shop}"]
    assert head.people == 2


async def test_P8_a_number_that_was_given_to_somebody_else_stops_the_answer(
    door: aiohttp.ClientSession, store: Store, world: World, ledger_roles: Roles, ledger_pool: Pool
) -> None:
    await stored(store, world, given(world, "a", "aki"), given(world, "b", "ren"))
    async with transaction(ledger_pool) as connection:
        rows = await (
            await connection.execute("select reference, number from person where shop = %s order by 1", (world.shop,))
        ).fetchall()
    with psycopg.connect(ledger_roles.superuser) as forger:
        forger.execute("set session_replication_role = replica")
        forger.execute("update ledger.person set number = 'none' where number = %s", (rows[0][1],))
        forger.execute("update ledger.person set number = %s where number = %s", (rows[0][1], rows[1][1]))
    told = await post(door, f"/shops/{world.shop}/concerned", {"recipient": "crm", "until": 9_000})
    assert (told.status, msgspec.json.decode(told.body)["code"]) == (500, "person_altered")


BAD: dict[str, tuple[dict[str, Any], str, str]] = {
    "no recipient": ({"until": 5}, "question_invalid", ""),
    "no end": ({"recipient": "crm"}, "question_invalid", ""),
    "an end at the beginning": ({"recipient": "crm", "since": 5, "until": 5}, "period_invalid", "/until"),
    "a purpose that is a text": (
        {"recipient": "crm", "until": 5, "improper": "Hayashi"},
        "question_invalid",
        "/improper",
    ),
}


@pytest.mark.parametrize("name", BAD)
async def test_P7_an_incident_that_is_not_clear_is_refused_without_repeating_it(
    door: aiohttp.ClientSession, name: str
) -> None:
    asked, code, place = BAD[name]
    told = await post(door, "/shops/meadow/concerned", asked)
    problem = msgspec.json.decode(told.body)
    assert (told.status, problem["code"], problem.get("place", "")) == (422, code, place)
    assert b"Hayashi" not in told.body
