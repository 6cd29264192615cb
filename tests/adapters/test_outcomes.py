"""Outcomes on their way from a real PostgreSQL to a broker that may be away: sent, marked, and told to the shop."""

import asyncio

import msgspec
import pytest

from contracts.entries import Outcome, OutcomeName
from contracts.results import Result
from contracts.topics import OUTCOMES, RESULTS
from shared.errors import TransientError
from shared.shell.database import Pool
from shared.shell.handover.message import Lane, Message
from shared.shell.handover.outbox import Outbox
from shared.shell.handover.outcomes import Outcomes

pytestmark = pytest.mark.timeout(60)

LANE = Lane("netoff", "seller", "books")
Sent = tuple[str, int, bytes | None, bytes | None, dict[str, bytes]]


class Broker:
    """Keeps what is sent, and refuses what is sent to one topic under one key while it is told to."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.sent: list[Sent] = []
        self.refused: tuple[str, bytes] | None = None

    async def send(
        self, topic: str, *, partition: int, key: bytes | None, value: bytes | None, headers: dict[str, bytes]
    ) -> tuple[int, int]:
        """Keep one record."""
        if (topic, key) == self.refused:
            raise TransientError("send_away")
        self.sent.append((topic, partition, key, value, headers))
        return partition, 0


def _outcome(name: str, outcome: OutcomeName) -> bytes:
    return msgspec.json.encode(Outcome(name, *LANE, outcome=outcome, attempt=1, at=7, reason="http_410"))


async def _closed(connections: Pool, outcomes: dict[str, OutcomeName], *, quiet: bool = False) -> Outbox:
    """Take over and close one row for each outcome, each of a person and in a partition of its own."""
    outbox = Outbox(connections, slot=0, quiet=quiet)
    await outbox.take(
        [Message(name, LANE, name, "selling", "", at, at, b"{}", "3f/order") for at, name in enumerate(outcomes)]
    )
    for row in (await outbox.claim(LANE, limit=8))[0]:
        assert await outbox.close(row, value=_outcome(row.id, outcomes[row.id]))
    return outbox


async def _all_sent(sender: Outcomes) -> None:
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(sender.run(), 0.5)


async def test_outcomes_stay_unsent_until_the_broker_has_them(connections: Pool) -> None:
    outbox, broker = await _closed(connections, {"d1": "given", "d2": "given"}), Broker()
    broker.refused = (OUTCOMES, b"d2")
    sender = Outcomes(outbox, broker.send, source="/seller")
    with pytest.raises(TransientError, match=r"^send_away$"):
        await sender.run()
    broker.refused = None
    await _all_sent(sender)
    assert await outbox.unsent() == []
    distinct = {(topic, partition, key, value) for topic, partition, key, value, _ in broker.sent}
    assert distinct == {
        (OUTCOMES, 0, b"d1", _outcome("d1", "given")),
        (OUTCOMES, 1, b"d2", _outcome("d2", "given")),
    }


async def test_what_failed_for_good_is_told_to_the_shop_as_well_and_nothing_else_is(connections: Pool) -> None:
    outbox, broker = await _closed(connections, {"d1": "given", "d2": "failed"}), Broker()
    await _all_sent(Outcomes(outbox, broker.send, source="/seller"))
    assert sorted((topic, partition, key) for topic, partition, key, *_ in broker.sent) == [
        (OUTCOMES, 0, b"d1"),
        (OUTCOMES, 1, b"d2"),
        (RESULTS, 1, b"d2"),
    ]
    ((value, headers),) = [(value, headers) for topic, _, _, value, headers in broker.sent if topic == RESULTS]
    result = msgspec.json.decode(value or b"", type=Result)
    assert (result.id, result.type, result.thread, result.reason) == ("d2/failed", "handover_failed", "3f", "http_410")
    assert (headers["ce_source"], headers["ce_recipient"]) == (b"/seller", b"shop")


async def test_an_outcome_whose_result_did_not_reach_the_broker_is_sent_with_it_again(connections: Pool) -> None:
    outbox, broker = await _closed(connections, {"d1": "failed"}), Broker()
    broker.refused = (RESULTS, b"d1")
    sender = Outcomes(outbox, broker.send, source="/seller")
    with pytest.raises(TransientError):
        await sender.run()
    assert [outcome.id for outcome in await outbox.unsent()] == ["d1"]
    broker.refused = None
    await _all_sent(sender)
    assert [topic for topic, *_ in broker.sent] == [OUTCOMES, OUTCOMES, RESULTS]


async def test_a_quiet_outbox_closes_its_rows_and_leaves_nothing_to_be_sent(connections: Pool) -> None:
    outbox = await _closed(connections, {"d1": "given", "d2": "failed"}, quiet=True)
    assert await outbox.unsent() == []
    assert await outbox.lanes() == []
    async with connections.connection() as connection:
        rows = await (await connection.execute("select id, sent from outcome order by id")).fetchall()
    assert rows == [("d1", True), ("d2", True)]
