"""Bugs in answering about people: each is planted, and a test that holds the promise must fail."""

from collections.abc import Awaitable, Callable
from typing import Any, Final

import aiohttp
import pytest

from services.ledger import answers, asking, asof, counted
from services.ledger.asof import Extent
from services.ledger.store import Store
from shared.core.ledger import concern, ending
from shared.shell.database import Pool
from tests.adapters import test_ledger_answers, test_ledger_concerned, test_ledger_looks
from tests.adapters.ledger_world import FRESH, World, message

pytest_plugins = ["tests.adapters.ledger_database", "tests.adapters.ledger_door"]
pytestmark = pytest.mark.timeout(60)


class Ground:
    """What the tests are given: a door, and a shop of their own each time."""

    def __init__(self, door: aiohttp.ClientSession, store: Store, pool: Pool) -> None:
        """Keep them."""
        self.door, self.store, self.pool = door, store, pool

    @property
    def world(self) -> World:
        """Give a shop that no other test uses."""
        number = next(FRESH)
        return World(f"shop-{number}", number, f"stream-{number}", f"reference-{number}")

    async def filled(self) -> World:
        """Give such a shop with two disclosures."""
        made = self.world
        await self.store.append(made.partition, [message(made, 0, ["a", "b"])])
        return made


async def answers_are_noted(ground: Ground) -> None:
    test = test_ledger_looks.test_an_answer_is_noted_with_who_why_what_and_how_much_and_no_value
    await test(ground.door, ground.pool, await ground.filled())


async def incidents_are_noted(ground: Ground) -> None:
    test = test_ledger_looks.test_each_page_and_each_incident_is_a_look_of_its_own
    await test(ground.door, ground.pool, await ground.filled())


async def entries_are_noted(ground: Ground) -> None:
    test = test_ledger_looks.test_entries_of_a_person_or_order_are_noted_too_and_ask_for_a_reason
    await test(ground.door, ground.pool, await ground.filled())


async def roles_are_asked(ground: Ground) -> None:
    test = test_ledger_looks.test_P9_a_key_opens_what_its_role_may_ask_and_nothing_else
    await test(ground.door, ground.pool, await ground.filled(), "token-of-operations", "a person")


async def frozen_logs_are_silent(ground: Ground) -> None:
    await test_ledger_looks.test_P10_what_cannot_be_noted_is_not_answered(
        ground.door, ground.pool, await ground.filled()
    )


async def pages_are_of_one_moment(ground: Ground) -> None:
    await test_ledger_answers.test_pages_are_those_of_one_moment_while_the_log_grows(
        ground.door, ground.store, ground.world
    )


async def second_persons_are_found(ground: Ground) -> None:
    await test_ledger_concerned.test_people_and_categories_of_data_at_one_recipient_between_two_times(
        ground.door, ground.store, ground.world
    )


async def endings_are_told(ground: Ground) -> None:
    await test_ledger_answers.test_how_each_hand_over_closed_or_how_long_it_has_been_open(
        ground.door, ground.store, ground.world
    )


async def notes_nothing(*_any: Any) -> None:
    """Stand in for the note, and note nothing."""


async def the_newest(connection: Any, shop: str, *, now: int) -> Extent | None:
    """Take the log to be without end, so that later pages read what came meanwhile."""
    found = await _extent(connection, shop, now=now)
    return found._replace(size=2**40) if found else None


_extent, _categories = asof.extent, concern.categories


class Plant:
    """Where the bug goes, what stands there instead, and what must find it."""

    def __init__(self, owner: Any, name: str, bug: Any, found_by: Callable[[Ground], Awaitable[None]]) -> None:
        """Keep them."""
        self.owner, self.name, self.bug, self.found_by = owner, name, bug, found_by


PLANTS: Final = {
    "a look at a person is not noted": Plant(answers, "note", notes_nothing, answers_are_noted),
    "a look at an incident is not noted": Plant(answers, "note", notes_nothing, incidents_are_noted),
    "a look at entries is not noted": Plant(asking.AnswerDoor, "_note", notes_nothing, entries_are_noted),
    "a look that cannot be noted is granted": Plant(answers, "note", notes_nothing, frozen_logs_are_silent),
    "every key may ask everything": Plant(asking, "may", lambda *_any: True, roles_are_asked),
    "a page reads what came after the first": Plant(answers, "extent", the_newest, pages_are_of_one_moment),
    "what is open has no age": Plant(
        answers, "handed", lambda said, _begun, *, now: ending.handed(said, now, now=now), endings_are_told
    ),
    "categories are those of the first field": Plant(
        counted, "categories", lambda names: _categories(list(names)[:1]), second_persons_are_found
    ),
}


@pytest.mark.parametrize("sentence", PLANTS)
async def test_a_planted_bug_is_found(
    sentence: str,
    door: aiohttp.ClientSession,
    store: Store,
    ledger_pool: Pool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    planted, ground = PLANTS[sentence], Ground(door, store, ledger_pool)
    await planted.found_by(ground)
    monkeypatch.setattr(planted.owner, planted.name, planted.bug)
    with pytest.raises((AssertionError, ValueError)):
        await planted.found_by(ground)
