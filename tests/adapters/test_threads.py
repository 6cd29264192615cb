"""Threads in the outbox on a real PostgreSQL: what is withdrawn before the party sees it, and what is not any more."""

import asyncio
from typing import Any, LiteralString

import msgspec
import pytest

from contracts.acts import Act
from contracts.entries import Outcome
from shared.shell.database import Pool
from shared.shell.handover.message import Lane, Message
from shared.shell.handover.outbox import Outbox, Row

pytestmark = pytest.mark.timeout(60)

LANE = Lane("netoff", "seller", "books")


def _message(
    number: int,
    act: Act = "open",
    family: str = "shipment",
    *,
    order: str = "o1",
    person: str = "p1",
    lane: Lane = LANE,
) -> Message:
    return Message(f"d{number}", lane, person, "selling", "", 1, number, b"{}", f"{order}/{family}", act)


async def _query(connections: Pool, query: LiteralString) -> list[Any]:
    async with connections.connection() as connection:
        return await (await connection.execute(query)).fetchall()


async def _claimed(outbox: Outbox, lane: Lane = LANE) -> list[Row]:
    return (await outbox.claim(lane, limit=8))[0]


async def _given(outbox: Outbox) -> list[str]:
    """Hand over all that is open, and return the ids in their order."""
    names: list[str] = []
    while rows := await _claimed(outbox):
        for row in rows:
            names.append(row.id)
            assert await outbox.close(row, value=msgspec.json.encode(Outcome(row.id, *LANE, "given", row.attempt, 1)))
    return names


async def _outcomes(outbox: Outbox) -> dict[str, tuple[str, int, str]]:
    found = [msgspec.json.decode(unsent.value, type=Outcome) for unsent in await outbox.unsent()]
    assert len({outcome.id for outcome in found}) == len(found)
    assert all((o.shop, o.recipient, o.instance) == LANE for o in found)
    return {outcome.id: (outcome.outcome, outcome.attempt, outcome.reason) for outcome in found}


async def test_a_change_replaces_what_was_not_attempted_and_goes_in_its_place(connections: Pool) -> None:
    outbox = Outbox(connections, slot=0)
    await outbox.take([_message(1), _message(2, "change")])
    withdrawn = await outbox.take([_message(3, "change")])
    assert [(outcome.id, outcome.reason) for outcome in withdrawn] == [("d2", "replaced")]
    assert await _given(outbox) == ["d3"]
    assert await _outcomes(outbox) == {
        "d1": ("withdrawn", 0, "replaced"),
        "d2": ("withdrawn", 0, "replaced"),
        "d3": ("given", 1, ""),
    }
    assert await _query(connections, "select distinct state, body from outbox") == [("closed", None)]


async def test_P1_a_cancellation_in_time_reaches_nobody_and_both_are_withdrawn(connections: Pool) -> None:
    outbox = Outbox(connections, slot=0)
    await outbox.take([_message(1), _message(2, "end")])
    assert await _given(outbox) == []
    assert await _outcomes(outbox) == {
        "d1": ("withdrawn", 0, "cancelled"),
        "d2": ("withdrawn", 0, "nothing_to_cancel"),
    }
    assert await outbox.lanes() == []


async def test_P5_a_cancellation_after_the_hand_over_follows_it(connections: Pool) -> None:
    outbox = Outbox(connections, slot=0)
    await outbox.take([_message(1)])
    assert await _given(outbox) == ["d1"]
    await outbox.take([_message(2, "end")])
    assert await _given(outbox) == ["d2"]
    assert {name: outcome for name, (outcome, *_) in (await _outcomes(outbox)).items()} == {
        "d1": "given",
        "d2": "given",
    }


async def test_P5_a_cancellation_of_what_was_attempted_waits_until_that_is_settled(connections: Pool) -> None:
    outbox = Outbox(connections, slot=0)
    await outbox.take([_message(1)])
    (row,) = await _claimed(outbox)
    await outbox.postpone(row, pause=3600)  # the call ended without an answer: the party may have it
    assert await outbox.take([_message(2, "end")]) == []
    assert await _claimed(outbox) == []
    await _query(connections, "update outbox set next_at = now() where id = 'd1' returning id")
    assert await _given(outbox) == ["d1", "d2"]


async def test_a_claim_after_which_nobody_was_called_counts_for_nothing(connections: Pool) -> None:
    outbox = Outbox(connections, slot=0)
    await outbox.take([_message(1)])
    (row,) = await _claimed(outbox)
    await outbox.give_back(row)
    await outbox.take([_message(2, "end")])
    assert await _given(outbox) == []


async def test_the_end_of_an_order_ends_all_its_threads_and_that_of_a_shipment_only_its_own(connections: Pool) -> None:
    outbox = Outbox(connections, slot=0)
    await outbox.take([_message(1, family="order"), _message(2), _message(3, family="payment")])
    await outbox.take([_message(4, "end", "payment")])
    assert set(await _outcomes(outbox)) == {"d3", "d4"}
    await outbox.take([_message(5, "end", "order")])
    assert await _given(outbox) == []
    assert (await _outcomes(outbox))["d2"] == ("withdrawn", 0, "cancelled")
    assert (await _outcomes(outbox))["d5"] == ("withdrawn", 0, "nothing_to_cancel")


async def test_more_about_an_order_goes_only_to_whom_something_of_it_goes(connections: Pool) -> None:
    outbox = Outbox(connections, slot=0)
    await outbox.take([_message(1, "more", "payment")])
    assert await _outcomes(outbox) == {"d1": ("withdrawn", 0, "nothing_served")}
    await outbox.take([_message(2, family="payment"), _message(3, "more", "payment")])
    assert await _given(outbox) == ["d2", "d3"]


async def test_a_change_of_what_nobody_has_is_handed_over(connections: Pool) -> None:
    outbox = Outbox(connections, slot=0)
    await outbox.take([_message(1, "change")])
    assert await _given(outbox) == ["d1"]


@pytest.mark.parametrize("act", ["change", "end"])
async def test_P12_another_order_person_party_or_thread_is_left_alone(connections: Pool, act: Act) -> None:
    outbox = Outbox(connections, slot=0)
    toys, kiyukai = LANE._replace(instance="toys"), LANE._replace(shop="kiyukai")
    others = [
        _message(1, order="o2"),
        _message(2, order="o"),
        _message(3, person="p2"),
        _message(4, lane=toys),
        _message(5, lane=kiyukai),
        _message(6, family="order"),
        _message(7)._replace(thread="", act="open"),
    ]
    await outbox.take(others)
    assert {outcome.id for outcome in await outbox.take([_message(9, act)])} == ({"d9"} if act == "end" else set())
    rows = await _query(connections, "select id, state from outbox where id <> 'd9' order by id")
    assert rows == [(f"d{number}", "pending") for number in range(1, 8)]


@pytest.mark.parametrize("act", ["change", "end", "more"])
async def test_a_repeat_changes_nothing_whatever_it_does(connections: Pool, act: Act) -> None:
    outbox = Outbox(connections, slot=0)
    await outbox.take([_message(1), _message(2, act)])
    before = await _outcomes(outbox)
    await outbox.take([_message(3)])
    assert await outbox.take([_message(2, act), _message(1), _message(2, act)]) == []
    assert await _outcomes(outbox) == before
    assert "d3" in await _given(outbox)


async def test_P1_a_cancellation_that_meets_a_claim_waits_for_it_and_withdraws_nothing(connections: Pool) -> None:
    outbox = Outbox(connections, slot=0)
    await outbox.take([_message(1)])
    async with connections.connection() as claiming:
        await claiming.execute("update outbox set state = 'attempted', attempt = 1, holder = 0 where id = 'd1'")
        ending = asyncio.create_task(outbox.take([_message(2, "end")]))
        blocked = "select 1 from pg_locks where not granted"
        while not await _query(connections, blocked):
            assert not ending.done(), "it did not wait for the claim"
            await asyncio.sleep(0.01)
        await claiming.commit()
    assert await ending == []
    rows = await _query(connections, "select id, state from outbox order by id")
    assert rows == [("d1", "attempted"), ("d2", "pending")]


async def test_P1_two_workers_and_cancellations_give_each_row_one_outcome_and_no_late_order(connections: Pool) -> None:
    taker, worker = Outbox(connections, slot=0), Outbox(connections, slot=1)
    called: list[str] = []
    over = asyncio.Event()

    async def come() -> None:
        for number in range(0, 200, 2):
            order, person = f"o{number}", f"p{number % 7}"
            await taker.take([_message(number, order=order, person=person)])
            await asyncio.sleep(0)
            await taker.take([_message(number + 1, "end", order=order, person=person)])
        over.set()

    async def serve() -> None:
        while not over.is_set() or await worker.lanes():
            for row in await _claimed(worker):
                called.append(row.id)
                outcome = Outcome(row.id, *LANE, "given", row.attempt, 1)
                assert await worker.close(row, value=msgspec.json.encode(outcome))
            await asyncio.sleep(0)

    await asyncio.gather(come(), serve())
    outcomes = await _outcomes(taker)
    assert len(outcomes) == 200
    for number in range(0, 200, 2):
        pair = [outcomes[f"d{number}"][0], outcomes[f"d{number + 1}"][0]]
        assert pair in (["given", "given"], ["withdrawn", "withdrawn"])
    assert sorted(called) == sorted(name for name, (outcome, *_) in outcomes.items() if outcome == "given")
