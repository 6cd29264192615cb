"""Proofs made from tiles are the proofs of RFC 6962, leaf by leaf."""

from functools import cache
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.core.ledger.tiles import (
    WIDTH,
    Place,
    consistency_spans,
    inclusion_spans,
    needed,
    proof,
    tile_root,
)
from shared.core.ledger.tree import (
    Frontier,
    ProofError,
    consistency_proof,
    inclusion_proof,
    root_of,
    verify_consistency,
    verify_inclusion,
)

MOST = 3 * WIDTH + 5


@cache
def hashed(count: int) -> list[bytes]:
    return [sha256(str(n).encode()).digest() for n in range(count)]


def tiled(hashes: list[bytes]) -> dict[Place, bytes]:
    """Lay hashes out in tiles, level by level."""
    tiles: dict[Place, bytes] = {}
    level, row = 0, hashes
    while row:
        parts = [row[at : at + WIDTH] for at in range(0, len(row), WIDTH)]
        tiles |= {Place(level, index): b"".join(part) for index, part in enumerate(parts)}
        level, row = level + 1, [tile_root(b"".join(part)) for part in parts if len(part) == WIDTH]
    return tiles


sizes = st.integers(1, MOST)


@given(sizes, st.data())
def test_an_inclusion_proof_from_tiles_is_the_one_from_all_leaves(size: int, data: st.DataObject) -> None:
    index, hashes = data.draw(st.integers(0, size - 1)), hashed(size)
    spans = inclusion_spans(index, size)
    made = proof(spans, {place: tiled(hashes)[place] for place in needed(spans)})
    assert made == inclusion_proof(hashes, index)
    verify_inclusion(hashes[index], index, size=size, proof=made, root=root_of(hashes))


@given(sizes, st.data())
def test_a_consistency_proof_from_tiles_is_the_one_from_all_leaves(size: int, data: st.DataObject) -> None:
    older, hashes = data.draw(st.integers(1, size)), hashed(size)
    spans = consistency_spans(older, size)
    made = proof(spans, {place: tiled(hashes)[place] for place in needed(spans)})
    assert made == consistency_proof(hashes, older)
    roots = {"older_root": root_of(hashes[:older]), "newer_root": root_of(hashes)}
    verify_consistency(older, size, proof=made, **roots)


@given(sizes, st.data())
def test_tiles_that_have_grown_since_give_the_proof_of_the_smaller_tree(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    assert proof(inclusion_spans(index, size), tiled(hashed(MOST))) == inclusion_proof(hashed(size), index)


def test_few_tiles_are_needed_however_large_the_tree() -> None:
    for index in (0, 1, 123_456, 999_999):
        assert len(needed(inclusion_spans(index, 1_000_000))) <= 3 + 2
    assert len(needed(consistency_spans(123_457, 1_000_000))) <= 3 + 3


def test_a_level_above_the_first_is_reached_in_a_tree_of_two_levels_of_tiles() -> None:
    size = WIDTH * WIDTH + 3
    hashes = [bytes([n & 255, n >> 8 & 255, n >> 16]) + bytes(29) for n in range(size)]
    tiles = tiled(hashes)
    assert set(tiles) >= {Place(1, 0), Place(2, 0)}
    for index in (0, size - 1, 40_000):
        made = proof(inclusion_spans(index, size), tiles)
        verify_inclusion(hashes[index], index, size=size, proof=made, root=Frontier().extend(hashes).root())


def test_how_full_a_tile_is_follows_from_the_size() -> None:
    assert [Place(0, n).filled(600) for n in range(4)] == [256, 256, 88, 0]
    assert (Place(1, 0).filled(600), Place(2, 0).filled(600), Place(1, 0).filled(70_000)) == (2, 0, 256)


def test_without_its_tiles_there_is_no_proof() -> None:
    spans, tiles = inclusion_spans(3, 300), tiled(hashed(300))
    with pytest.raises(ProofError, match="tile_missing"):
        proof(spans, {})
    with pytest.raises(ProofError, match="tile_missing"):
        proof(spans, {**tiles, Place(0, 1): tiles[Place(0, 1)][:-1]})


@pytest.mark.parametrize(("index", "size"), [(0, 0), (-1, 4), (4, 4)])
def test_a_leaf_outside_of_the_tree_has_no_proof(index: int, size: int) -> None:
    with pytest.raises(ProofError, match="index_outside_tree"):
        inclusion_spans(index, size)


@pytest.mark.parametrize(("older", "size"), [(0, 0), (0, 4), (5, 4)])
def test_an_empty_or_larger_tree_is_the_beginning_of_none(older: int, size: int) -> None:
    with pytest.raises(ProofError, match="older_size_outside_tree"):
        consistency_spans(older, size)
