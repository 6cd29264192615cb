"""Two gateways share the partitions; one dies, and the other goes on from the tail of their state."""

from typing import Any, Final

import pytest

from contracts.topics import PARTITIONS
from tests.faults.planted.scene import BUGS
from tests.faults.rig import Rig

pytestmark = pytest.mark.timeout(120)

_FIRST: Final = 300
_THEN: Final = 60
_PLANTED: Final = "tests.faults.planted.late_standby"


def _share(rig: Rig, *bugs: str) -> set[int]:
    """Let one gateway decide alone, then a second take its share; return the partitions that the first keeps."""
    rig.start_gateway()
    rig.feeder.send_orders(_FIRST)
    rig.until(rig.decided)
    folder = rig.stack.data / "services" / "gateway-1"
    folder.mkdir(mode=0o700)
    (folder / BUGS).write_text(" ".join(bugs))
    rig.start_gateway(_PLANTED, slot=1)
    rig.until(lambda: len(rig.owned(0)) == len(rig.owned(1)) == PARTITIONS / 2)
    rig.until(lambda: {row["partition"] for row in _taken(rig, 1)} == rig.owned(1))
    rig.feeder.send_orders(_THEN)
    rig.until(rig.decided)
    return rig.owned(0)


def _taken(rig: Rig, slot: int) -> list[dict[str, Any]]:
    return [row for row in rig.log(slot) if row["deed"] == "partition taken"]


def _take_over(rig: Rig, kept: set[int]) -> dict[int, int]:
    """Kill the first while orders flow; return how much the second read of each partition that it then took."""
    seen = len(_taken(rig, 1))
    rig.feeder.send_orders(_THEN)
    rig.stack.kill_service("gateway")
    rig.feeder.send_orders(_THEN)
    rig.until(lambda: rig.decided() and len(_taken(rig, 1)) == seen + len(kept))
    return {row["partition"]: row["count"] for row in _taken(rig, 1)[seen:]}


def _whole(rig: Rig, partition: int) -> int:
    """Return how many records the state of a partition has, markers included."""
    return sum(rig.ends(partition).values())


def test_P10_a_gateway_takes_over_from_a_dead_one_and_reads_the_tail_only() -> None:
    with Rig(orders=2000, seed=3) as rig:
        kept = _share(rig)
        read = _take_over(rig, kept)
        assert read.keys() == kept
        assert all(count < _whole(rig, partition) / 4 for partition, count in read.items()), read
        assert rig.settle()
        verdict = rig.audit()
    assert verdict["ok"], verdict["found"]
    assert verdict["messages"] > 0


def test_a_standby_that_begins_when_it_is_needed_is_seen_in_the_count() -> None:
    with Rig(orders=2000, seed=3) as rig:
        read = _take_over(rig, _share(rig, "late_standby"))
        assert all(count > _whole(rig, partition) / 4 for partition, count in read.items()), read
