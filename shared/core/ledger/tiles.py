"""Proofs from stored hashes: which tiles a proof needs, and the proof that they give.

A tile holds 256 hashes side by side, as in C2SP tlog-tiles: at level 0 those of leaves, above it the roots of the full
tiles below. Pure: it fetches nothing, and trusts nothing: who hands a proof out verifies it first (`tree.py`).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from shared.core.ledger.tree import HASH_SIZE, ProofError, node_hash, split

HEIGHT: Final = 8
WIDTH: Final = 1 << HEIGHT


class Place(NamedTuple):
    """Where a tile stands: its level, and its number in it."""

    level: int
    number: int

    def filled(self, size: int) -> int:
        """Return how many hashes this tile has in a tree of `size` leaves."""
        return max(0, min(WIDTH, (size >> HEIGHT * self.level) - self.number * WIDTH))


class Span(NamedTuple):
    """The leaves from `begin` up to `end`: one subtree of a proof."""

    begin: int
    end: int

    def nodes(self) -> Iterator[tuple[int, int]]:
        """Give the perfect subtrees that it consists of, the largest first: height, and position at that height."""
        begin = self.begin
        while begin < self.end:
            height = (self.end - begin).bit_length() - 1
            yield height, begin >> height
            begin += 1 << height


Tiles = Mapping[Place, bytes]


def inclusion_spans(index: int, size: int) -> list[Span]:
    """Return the subtrees beside the way from a leaf to the root, the nearest first (RFC 6962 2.1.1).

    Raises:
        ProofError: no such leaf.
    """
    if not 0 <= index < size:
        raise ProofError("index_outside_tree")
    spans: list[Span] = []
    begin, end = 0, size
    while end - begin > 1:
        middle = begin + split(end - begin)
        if index < middle:
            spans.append(Span(middle, end))
            end = middle
        else:
            spans.append(Span(begin, middle))
            begin = middle
    return spans[::-1]


def consistency_spans(older: int, size: int) -> list[Span]:
    """Return the subtrees that show a tree of `older` leaves to be the beginning of this one (RFC 6962 2.1.2).

    Raises:
        ProofError: the older tree is empty or larger.
    """
    if not 0 < older <= size:
        raise ProofError("older_size_outside_tree")
    spans: list[Span] = []
    begin, end = 0, size
    while end != older:
        middle = begin + split(end - begin)
        if older <= middle:
            spans.append(Span(middle, end))
            end = middle
        else:
            spans.append(Span(begin, middle))
            begin = middle
    # The older tree's own root is known to whoever asks, where it is one perfect subtree from the left.
    return [*([Span(begin, end)] if begin else []), *spans[::-1]]


def needed(spans: Iterable[Span]) -> set[Place]:
    """Return the tiles that hold what these subtrees are made of."""
    return {_place(height, position)[0] for span in spans for height, position in span.nodes()}


def proof(spans: Sequence[Span], tiles: Tiles) -> list[bytes]:
    """Return one hash for each subtree.

    Raises:
        ProofError: `tile_missing`, a tile that is needed is not there, or holds too little.
    """
    return [_root(span, tiles) for span in spans]


def tile_root(hashes: bytes) -> bytes:
    """Return the root over the hashes of a tile, or of a part of it; their number is a power of two."""
    row = hashes_of(hashes)
    while len(row) > 1:
        row = [node_hash(left, right) for left, right in zip(row[::2], row[1::2], strict=True)]
    return row[0]


def hashes_of(tile: bytes) -> list[bytes]:
    """Take a tile apart."""
    return [tile[at : at + HASH_SIZE] for at in range(0, len(tile), HASH_SIZE)]


def _root(span: Span, tiles: Tiles) -> bytes:
    last, *rest = reversed([_node(height, position, tiles) for height, position in span.nodes()])
    for left in rest:
        last = node_hash(left, last)
    return last


def _node(height: int, position: int, tiles: Tiles) -> bytes:
    place, first, count = _place(height, position)
    part = tiles.get(place, b"")[first * HASH_SIZE : (first + count) * HASH_SIZE]
    if len(part) != count * HASH_SIZE:
        raise ProofError("tile_missing")
    return tile_root(part)


def _place(height: int, position: int) -> tuple[Place, int, int]:
    """Return the tile that holds a perfect subtree, and which of its hashes make it up: the first, and how many."""
    level, rest = divmod(height, HEIGHT)
    first = position << rest
    return Place(level, first >> HEIGHT), first & (WIDTH - 1), 1 << rest
