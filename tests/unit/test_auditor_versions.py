"""The auditor's check of versions: each begins once a partition, and nothing is decided by one that is not in force."""

from contracts.entries import Entry, Numbered, Version, Withheld
from examples.auditor.checks import every_version_begins_once
from examples.auditor.evidence import Evidence

OLD, NEW, MIXED = ("1:a", "1:b"), ("2:a", "2:b"), ("2:a", "1:b")


def fence(version: tuple[str, str], partition: int = 0) -> tuple[int, Entry]:
    return partition, Version("shop-a", *version, partition=partition, position=0, at=0)


def withheld(version: tuple[str, str], partition: int = 0) -> tuple[int, Entry]:
    about = ("id", "event", "order.placed", "shop-a", "person", "order", "seller", "one")
    return partition, Withheld(*about, *version, reason="refused", fields=[], at=0)


def found(*entries: tuple[int, Entry]) -> list[str]:
    numbered = [(partition, Numbered("stream", n, n, [entry])) for n, (partition, entry) in enumerate(entries)]
    return list(every_version_begins_once(Evidence([], numbered, [], {}, {}, [], [])))


def test_versions_that_follow_each_other_in_each_partition_are_fine() -> None:
    assert not found(withheld(("", "")), fence(OLD), withheld(OLD), fence(NEW), withheld(NEW))
    assert not found(fence(OLD), fence(OLD, 1), fence(NEW), withheld(OLD, 1), withheld(NEW))


def test_P10_a_version_that_begins_twice_in_a_partition_is_found() -> None:
    assert found(fence(OLD), fence(NEW), fence(NEW)) == ["partition 0: 2:a and 2:b came into force again"]
    assert found(fence(OLD), fence(NEW), fence(OLD)) == ["partition 0: 1:a and 1:b came into force again"]


def test_P5_what_was_decided_by_a_version_before_its_fence_is_found() -> None:
    assert len(found(fence(OLD), withheld(NEW), fence(NEW))) == 1
    assert len(found(fence(OLD), fence(NEW), withheld(OLD))) == 1
    assert len(found(withheld(OLD))) == 1


def test_what_was_decided_by_half_of_a_version_is_found() -> None:
    assert found(fence(OLD), fence(NEW), withheld(MIXED)) == [
        "entry id was decided by 2:a and 1:b, which were not in force"
    ]
