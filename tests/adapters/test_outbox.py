"""The outbox on a real PostgreSQL: order, crashes, two workers, and what is left of a payload."""

import asyncio
from typing import Any, LiteralString

import psycopg
import pytest

from shared.errors import BrokenInvariantError, TransientError
from shared.shell.bus import Record
from shared.shell.database import Pool, pool
from shared.shell.handover.message import Lane, Message
from shared.shell.handover.outbox import Outbox, Row
from shared.shell.settings import Settings

pytestmark = pytest.mark.timeout(60)

LANE = Lane("netoff", "seller", "books")
BODY = b'{"data":"\xe5\xb0\x8f\xe6\x9e\x97"}'


def _message(number: int, *, person: str = "p1", lane: Lane = LANE) -> Message:
    return Message(f"d{number}", lane, person, "selling", "", number % 4, number, BODY)


async def _query(connections: Pool, query: LiteralString) -> list[Any]:
    async with connections.connection() as connection:
        return await (await connection.execute(query)).fetchall()


async def _claimed(outbox: Outbox, *, limit: int = 8) -> list[Row]:
    return (await outbox.claim(LANE, limit=limit))[0]


async def test_a_repeat_changes_nothing_even_after_the_row_was_closed(connections: Pool) -> None:
    outbox = Outbox(connections, slot=0)
    await outbox.take([_message(1), _message(1)])
    (row,) = await _claimed(outbox)
    assert (row.id, row.body, row.attempt) == ("d1", BODY, 1)
    assert await outbox.close(row, value=b"{}")
    await outbox.take([_message(1)])
    assert await _claimed(outbox) == []
    assert await outbox.lanes() == []


async def test_the_oldest_open_row_of_each_party_tells_since_when_it_waits(connections: Pool) -> None:
    outbox, other = Outbox(connections, slot=0), LANE._replace(recipient="delivery")
    at = [_message(n)._replace(decided=1_000 * n) for n in (2, 3)]
    await outbox.take([*at, _message(4, lane=other)._replace(decided=9_000), _message(5, lane=other)])
    assert await outbox.oldest() == {("netoff", "seller"): 2_000, ("netoff", "delivery"): 9_000}
    (row,) = await _claimed(outbox)
    assert row.decided == 2_000
    await outbox.close(row, value=b"{}")
    assert (await outbox.oldest())["netoff", "seller"] == 3_000


async def test_a_row_is_attempted_before_anybody_is_called(connections: Pool) -> None:
    outbox = Outbox(connections, slot=0)
    await outbox.take([_message(1)])
    await outbox.claim(LANE, limit=1)
    assert await _query(connections, "select state, attempt, holder from outbox") == [("attempted", 1, 0)]


async def test_of_each_person_only_the_oldest_open_row_is_given_out(connections: Pool) -> None:
    outbox = Outbox(connections, slot=0)
    await outbox.take([_message(1), _message(2), _message(3, person="p2"), _message(4, person="p2"), _message(5)])
    first = await _claimed(outbox)
    assert [row.id for row in first] == ["d1", "d3"]
    assert await _claimed(outbox) == []
    await outbox.postpone(first[0], pause=3600)
    await outbox.close(first[1], value=b"{}")
    assert [row.id for row in await _claimed(outbox)] == ["d4"]


async def test_lanes_do_not_see_each_other(connections: Pool) -> None:
    outbox = Outbox(connections, slot=0)
    other = Lane("kiyukai", "seller", "books")
    await outbox.take([_message(1), _message(2, lane=other)])
    assert set(await outbox.lanes()) == {LANE, other}
    assert [row.id for row in await _claimed(outbox)] == ["d1"]


async def test_a_crash_after_the_claim_is_sent_again_with_the_same_id(connections: Pool) -> None:
    before, after = Outbox(connections, slot=0), Outbox(connections, slot=0)
    await before.take([_message(1), _message(2)])
    (lost,) = await _claimed(before)
    assert await _claimed(after) == []
    await after.take_back()
    (again,) = await _claimed(after)
    assert (again.id, again.body, again.attempt) == (lost.id, lost.body, 2)
    assert not await before.close(lost, value=b"{}")
    assert await after.close(again, value=b"{}")
    assert [row.id for row in await _claimed(after)] == ["d2"]


async def test_a_start_takes_back_only_what_its_own_slot_held(connections: Pool) -> None:
    mine, other = Outbox(connections, slot=0), Outbox(connections, slot=1)
    await mine.take([_message(1)])
    await other.claim(LANE, limit=1)
    await mine.take_back()
    assert await _claimed(mine) == []
    await _query(connections, "update outbox set next_at = now() - interval '1 second' returning id")
    assert [row.attempt for row in await _claimed(mine)] == [2]


async def test_two_workers_never_hold_the_same_row_or_person(connections: Pool) -> None:
    workers = [Outbox(connections, slot=slot) for slot in range(2)]
    await workers[0].take([_message(number, person=f"p{number % 20}") for number in range(200)])
    held: set[str] = set()
    done: dict[str, list[int]] = {}

    async def work(outbox: Outbox) -> None:
        while await outbox.lanes():
            for row in await _claimed(outbox, limit=3):
                number = int(row.id.removeprefix("d"))
                person = f"p{number % 20}"
                assert person not in held
                held.add(person)
                await asyncio.sleep(0)
                done.setdefault(person, []).append(number)
                held.discard(person)
                assert await outbox.close(row, value=b"{}")

    await asyncio.gather(*(work(worker) for worker in workers))
    assert sum(map(len, done.values())) == 200
    assert all(numbers == sorted(numbers) for numbers in done.values())
    assert await _query(connections, "select count(*), count(distinct id) from outcome") == [(200, 200)]


async def test_after_the_outcome_the_id_stays_and_the_payload_is_gone(connections: Pool) -> None:
    outbox = Outbox(connections, slot=0)
    await outbox.take([_message(1)])
    (row,) = await _claimed(outbox)
    await outbox.close(row, value=b'{"outcome":"given"}')
    assert await _query(connections, "select id, state, body, holder from outbox") == [("d1", "closed", None, None)]
    assert [(o.id, o.attempt, o.value) for o in await outbox.unsent()] == [("d1", 1, b'{"outcome":"given"}')]


async def test_no_outcome_without_the_close_and_no_close_without_the_outcome(connections: Pool) -> None:
    outbox = Outbox(connections, slot=0)
    await outbox.take([_message(1)])
    (row,) = await _claimed(outbox)
    nothing: Any = None
    with pytest.raises(BrokenInvariantError, match=r"^database_23502$"):
        await outbox.close(row, value=nothing)
    assert await _query(connections, "select state, body from outbox") == [("attempted", BODY)]
    assert await _query(connections, "select * from outcome") == []


async def test_an_outcome_is_sent_until_it_is_marked(connections: Pool) -> None:
    outbox = Outbox(connections, slot=0)
    await outbox.take([_message(1), _message(2, person="p2")])
    for row in await _claimed(outbox):
        await outbox.close(row, value=b"{}")
    waiting = await outbox.unsent()
    assert [outcome.id for outcome in waiting] == ["d1", "d2"]
    await outbox.mark_sent(waiting[:1])
    assert [outcome.id for outcome in await outbox.unsent()] == ["d2"]


async def test_a_claim_that_nobody_followed_leaves_no_trace(connections: Pool) -> None:
    outbox = Outbox(connections, slot=0)
    await outbox.take([_message(1)])
    (row,) = await _claimed(outbox)
    await outbox.give_back(row)
    assert await _query(connections, "select state, attempt, holder from outbox") == [("pending", 0, None)]
    assert [row.attempt for row in await _claimed(outbox)] == [1]


async def test_the_next_due_row_is_told(connections: Pool) -> None:
    outbox = Outbox(connections, slot=0)
    assert await outbox.claim(LANE, limit=8) == ([], None)
    await outbox.take([_message(1)])
    (row,) = await _claimed(outbox)
    await outbox.postpone(row, pause=300)
    rows, due = await outbox.claim(LANE, limit=8)
    assert rows == []
    assert due is not None
    assert 299 < due <= 300


async def test_what_cannot_be_read_is_a_place_and_a_reason(connections: Pool) -> None:
    outbox = Outbox(connections, slot=0)
    record = Record("to.seller", 2, 7, None, BODY, {}, 0)
    await outbox.take([_message(1)], [(record, "ce_id_unusable")])
    await outbox.take([], [(record, "ce_id_unusable")])
    rows = await _query(connections, "select topic, partition, position, reason from parked")
    assert rows == [("to.seller", 2, 7, "ce_id_unusable")]


async def test_the_service_may_not_delete_or_change_the_table(connections: Pool) -> None:
    for statement in ("delete from outbox", "drop table outbox", "update parked set reason = ''"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            await _query(connections, statement)


async def test_a_database_that_is_away_is_transient(partner_settings: Settings) -> None:
    away = partner_settings.model_copy(update={"database": None})
    with pytest.raises(ValueError, match=r"^this service has no database$"):
        pool(away)
    async with pool(partner_settings) as connections:
        outbox = Outbox(connections, slot=0)
    with pytest.raises(TransientError):
        await outbox.lanes()
