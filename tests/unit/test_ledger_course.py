"""Where a log is long enough for stored hashes, the changed leaf is named, and what happened to it."""

from collections.abc import Callable

import msgspec
import pytest

from contracts.entries import Disclosed
from shared.core.ledger.audit import audit
from shared.core.ledger.leaf import Leaf, decode_leaf, encode_leaf
from shared.core.ledger.verdict import Brought, Verdict
from tests.unit.ledger_log import KEY, NOW, disclosed, exported, log, signed

COUNT = 600
LEAVES = log(*(("s1", msgspec.structs.replace(disclosed(f"d{n}"), person=f"p{n // 3:03}")) for n in range(COUNT)))
STREAMS = {"s1": COUNT}
OLDER = signed(LEAVES, 400)
Alter = Callable[[list[bytes]], list[bytes]]


def with_person(leaf: bytes, person: str) -> bytes:
    """Return a leaf that names another person."""
    read = decode_leaf(leaf)
    assert isinstance(read.entry, Disclosed)
    return encode_leaf(Leaf(read.stream, read.seq, msgspec.structs.replace(read.entry, person=person)))


def edited(leaves: list[bytes]) -> list[bytes]:
    return [*leaves[:300], leaves[300].replace(b"payment", b"display"), *leaves[301:]]


def swapped(leaves: list[bytes]) -> list[bytes]:
    one, other = with_person(leaves[270], "p100"), with_person(leaves[300], "p090")
    return [*leaves[:270], one, *leaves[271:300], other, *leaves[301:]]


def exchanged(leaves: list[bytes]) -> list[bytes]:
    return [*leaves[:300], leaves[301], leaves[300], *leaves[302:]]


FORGED: dict[str, tuple[Alter, str, int]] = {
    "an edit": (edited, "leaf_altered", 300),
    "a removal": (lambda leaves: [*leaves[:300], *leaves[301:], leaves[0]], "leaf_removed", 300),
    "an insertion": (lambda leaves: [*leaves[:300], leaves[0], *leaves[300:-1]], "leaf_inserted", 300),
    "another order": (exchanged, "leaves_reordered", 300),
    "two people in each other's place": (swapped, "people_swapped", 270),
}


def judged(leaves: list[bytes], checkpoint: str, older: tuple[str, ...] = ()) -> Verdict:
    """Audit leaves where the hashes of the true ones are still stored."""
    return audit(exported(leaves, checkpoint, STREAMS, stored=LEAVES), KEY, Brought(now=NOW, older=older))


@pytest.mark.parametrize("case", FORGED.values(), ids=FORGED.keys())
def test_P8_the_first_leaf_that_was_changed_is_named_with_what_happened(case: tuple[Alter, str, int]) -> None:
    alter, reason, at = case
    found = judged(alter(LEAVES), signed(LEAVES)).integrity
    assert (found.status, found.reason, found.at, found.until) == ("failed", reason, at, at + 1)


@pytest.mark.parametrize("case", FORGED.values(), ids=FORGED.keys())
def test_P8_it_is_named_by_an_older_checkpoint_too_after_all_was_signed_anew(case: tuple[Alter, str, int]) -> None:
    alter, reason, at = case
    altered = alter(LEAVES)
    verdict = judged(altered, signed(altered), (signed(LEAVES, 200), OLDER))
    found = verdict.consistency
    assert (found.status, found.reason, found.at, found.until) == ("failed", reason, at, at + 1)


def test_stored_hashes_that_do_not_hash_to_the_root_are_not_believed() -> None:
    lies = [*LEAVES[:100], LEAVES[100].replace(b"payment", b"display"), *LEAVES[101:]]
    found = audit(exported(edited(LEAVES), signed(LEAVES), STREAMS, stored=lies), KEY, Brought(now=NOW)).integrity
    assert (found.reason, found.at, found.until) == ("root_differs", 0, COUNT)


def test_stored_hashes_that_are_wrong_beside_true_leaves_are_named() -> None:
    found = audit(exported(LEAVES, signed(LEAVES), STREAMS, stored=edited(LEAVES)), KEY, Brought(now=NOW)).integrity
    assert (found.reason, found.at) == ("tile_differs", 300)


def test_a_change_behind_the_last_full_tile_is_narrowed_by_the_edge() -> None:
    altered = [*LEAVES[:598], LEAVES[598].replace(b"payment", b"display"), LEAVES[599]]
    found = judged(altered, signed(LEAVES)).integrity
    # 600 = 512 + 64 + 16 + 8
    assert (found.reason, found.at, found.until) == ("root_differs", 592, 600)


def test_a_checkpoint_within_a_tile_is_measured_in_that_tile() -> None:
    for size in (255, 256, 257, 511, 512, 513):
        verdict = judged(LEAVES, signed(LEAVES), (signed(LEAVES, size),))
        assert verdict.holds
        assert verdict.consistency.status == "passed"


def test_a_tile_that_stands_elsewhere_is_found() -> None:
    lines = exported(LEAVES, signed(LEAVES), STREAMS)
    tile = next(line for line in lines if line.startswith(b'{"hashes"'))
    lines.remove(tile)
    for place in (1, 100, len(lines)):
        found = audit([*lines[:place], tile, *lines[place:]], KEY, Brought(now=NOW)).integrity
        assert found.reason == "tile_out_of_place"
    assert audit(lines, KEY, Brought(now=NOW)).holds
