"""Hash the leaves of a log again from where it was last signed: the right edge that follows, and the tiles they fill.

It begins with the tile in which the last signature lies, so that the leaves of that tile are held against it once more.
It reads nothing and signs nothing.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from shared.core.ledger.tiles import HEIGHT, WIDTH, tile_root
from shared.core.ledger.tree import Frontier


class Tile(NamedTuple):
    """A full tile: its level, its number, its root, and its hashes side by side."""

    level: int
    number: int
    root: bytes
    hashes: bytes


class Paving:
    """Takes leaf hashes in order, from `start` on."""

    def __init__(self, last: Frontier) -> None:
        """Begin at the last full tile under the edge that was signed last."""
        tiles = last.size >> HEIGHT
        self._last = last
        self._whole = Frontier(tiles, last.hashes[: tiles.bit_count()])
        self._row: list[bytes] = []
        self._new: list[Tile] = []
        self.start = tiles * WIDTH
        self.size = self.start
        self.same = self.size == last.size
        """Whether the edge that was signed last has been met again."""

    def take(self, leaves: Iterable[bytes]) -> None:
        """Go on with leaves, given by their hashes."""
        for leaf in leaves:
            self._row.append(leaf)
            self.size += 1
            if len(self._row) == WIDTH:
                hashes = b"".join(self._row)
                root = tile_root(hashes)
                self._new.append(Tile(0, self._whole.size, root, hashes))
                self._whole = self._whole.append(root)
                self._row = []
            if self.size == self._last.size:
                self.same = self.edge() == self._last

    def edge(self) -> Frontier:
        """Return the right edge of the tree so far."""
        return self._whole.under(self._row, HEIGHT)

    def filled(self) -> Iterator[Tile]:
        """Give the tiles that were filled since the last call."""
        tiles, self._new = self._new, []
        yield from tiles


def above(tile: Tile, roots: Iterable[bytes]) -> Tile:
    """Return the tile over 256 tiles of which `tile` is the last; `roots` are theirs, in order."""
    hashes = b"".join(roots)
    return Tile(tile.level + 1, tile.number // WIDTH, tile_root(hashes), hashes)


def completes(tile: Tile) -> bool:
    """Tell whether a tile is the last that the one above it waits for."""
    return (tile.number + 1) % WIDTH == 0
