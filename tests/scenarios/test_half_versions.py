"""No event is decided by half of a version, whoever holds its partition: the auditor's check, and bugs for it.

Partitions move between gateways in the middle of everything, each time read back from what was written. What only a
real group shows is in `tests/faults/test_kill.py`, where gateways die while versions are published.
"""

from collections.abc import Callable
from functools import cache
from random import Random
from typing import Any, Final

import msgspec
import pytest

from contracts.entries import Disclosed, Numbered, Version
from contracts.topics import DISCLOSURES, PARTITIONS
from examples.auditor.checks import every_version_begins_once
from examples.auditor.evidence import Evidence
from shared.core.checkpoint.desk import GatewayDesk
from shared.core.checkpoint.step import Output
from shared.core.policy.plan import Plan
from shared.core.world import Versions
from tests.replay.recording import Recording, record

MOVES: Final = 12
"""So many times each partition goes to another gateway."""


@cache
def recorded() -> Recording:
    return record(300, seed=3)


def book() -> Versions:
    found = Versions()
    for pack, register in zip(recorded().packs, recorded().registers, strict=True):
        found.publish(pack, register)
    return found


def decided(seed: int) -> list[tuple[int, Numbered]]:
    """Decide the recording while partitions move; return the numbered entries as the auditor reads them."""
    chance, versions = Random(seed), book()  # noqa: S311 - a test is to be repeatable
    return [(p, each) for p in range(PARTITIONS) for each in _partition(p, versions, chance)]


def _partition(partition: int, versions: Versions, chance: Random) -> list[Numbered]:
    inputs, written = recorded().partitions[partition], list[Output]()
    moves = {0, *(chance.randrange(len(inputs)) for _ in range(MOVES))}
    desk = GatewayDesk(versions, partitions=PARTITIONS, chance=bytes)
    first = 0
    while first < len(inputs):
        if first in moves:
            desk = _taken(partition, versions, first or None, written)
        last = min((each for each in moves if each > first), default=len(inputs))
        batch = inputs[first : min(last, first + chance.randint(1, 9))]
        for step in desk.take(partition, batch):
            desk.keep(partition)
            written += step.outputs
        first += len(batch)
    return [msgspec.json.decode(o.value or b"", type=Numbered) for o in written if o.topic == DISCLOSURES]


def _taken(partition: int, versions: Versions, position: int | None, written: list[Output]) -> GatewayDesk:
    desk = GatewayDesk(versions, partitions=PARTITIONS, chance=bytes)
    read = desk.replay()
    for output in written:
        read.add(output.topic, output.key, output.value)
    assert desk.seat(partition, position, read) == (position or 0)
    return desk


def found(seed: int = 1) -> list[str]:
    return list(every_version_begins_once(Evidence([], decided(seed), [], {}, {}, [], [])))


@pytest.mark.parametrize("seed", range(3))
def test_no_event_is_decided_by_half_of_a_version_while_partitions_move(seed: int) -> None:
    entries = [entry for _, each in decided(seed) for entry in each.entries]
    assert {e.register.split(":")[0] for e in entries if isinstance(e, Disclosed)} == {"1", "2"}
    assert len([e for e in entries if isinstance(e, Version)]) == 2 * 5 * PARTITIONS
    assert found(seed) == []


def takes_the_newest(desk: Any, _held: Any, shop: str, collected: int = 0) -> Plan | None:
    """Decide by what was published last, without waiting for its fence."""
    plan: Plan | None = desk._book.plan(shop, desk._book.newest(shop), collected)
    return plan


def takes_the_newest_register(desk: Any, held: Any, shop: str, collected: int = 0) -> Plan | None:
    """Decide by the pack that is in force, and by the register that was published last."""
    pack = held.next_head.versions.get(shop, (0, 0))[0]
    plan: Plan | None = desk._book.plan(shop, (pack, desk._book.newest(shop)[1]), collected)
    return plan


_seat = GatewayDesk.seat


def forgets_at_the_move(desk: Any, partition: int, position: int | None, restored: Any) -> int | None:
    """Begin at a taken partition with the newest versions, not with those of its head."""
    if restored.head is not None:
        newest = {shop: desk._book.newest(shop) for shop in restored.head.versions}
        restored.head = msgspec.structs.replace(restored.head, versions=newest)
    return _seat(desk, partition, position, restored)


PLANTS: Final[dict[str, tuple[str, Callable[..., Any]]]] = {
    "the newest version": ("_plan", takes_the_newest),
    "half of the newest version": ("_plan", takes_the_newest_register),
    "another version after a move": ("seat", forgets_at_the_move),
}


@pytest.mark.parametrize("sentence", PLANTS)
def test_P5_a_gateway_that_decides_by_another_version_than_that_of_the_fence_is_found(
    sentence: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    name, bug = PLANTS[sentence]
    monkeypatch.setattr(GatewayDesk, name, bug)
    assert found()
