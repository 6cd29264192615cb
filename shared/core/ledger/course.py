"""Follow the leaves of a log as they come: the roots at some sizes, and where leaves first differ from stored hashes.

The hashes that a log stored beside its leaves (tiles) prove nothing by themselves. But if the root over them is the
signed one while the root over the leaves is not, then the first leaf that differs from them is the one that was
changed. Pure; its memory is one tile. It judges nothing: `audit.py` does.
"""

from collections.abc import Collection, Sequence
from typing import NamedTuple

import msgspec

from shared.core.ledger.tiles import HEIGHT, WIDTH, tile_root
from shared.core.ledger.tree import Frontier, leaf_hash


class Difference(NamedTuple):
    """The first leaf that is not the one whose hash was stored, and what that looks like."""

    at: int
    what: str


class _Due(NamedTuple):
    """A size that lies within the tile that is being filled, and the stored hashes before that tile."""

    size: int
    before: Frontier


class Course:
    """Takes leaves, and after each 256 of them perhaps the hashes that were stored of these."""

    def __init__(self, stops: Collection[int]) -> None:
        """Begin; roots are kept for these sizes."""
        self._stops = frozenset(stops)
        self._found = self._stored = Frontier()
        self._row: list[bytes] = []
        self._texts: list[bytes] = []
        self._due: list[_Due] = []
        self._tile: list[bytes] | None = None
        self.size = 0
        self.edges: dict[int, Frontier] = {}
        self.stored_edges: dict[int, Frontier] = {}
        self.first: Difference | None = None

    def take(self, leaf: bytes) -> None:
        """Go one leaf further."""
        self._take(leaf_hash(leaf), leaf)

    def take_hash(self, digest: bytes) -> None:
        """Go one leaf further, of which only the hash is left."""
        self._take(digest, b"")

    def _take(self, digest: bytes, leaf: bytes) -> None:
        if len(self._row) == WIDTH:
            self._close()
        self._row.append(digest)
        self._texts.append(leaf)
        self.size += 1
        if self.size in self._stops:
            self.edges[self.size] = self._found.under(self._row, HEIGHT)
            self._due.append(_Due(self.size, self._stored))

    def tile(self, number: int, stored: Sequence[bytes]) -> bool:
        """Take the hashes that were stored of the tile that has just been filled; False if it is another one."""
        if self.size != (number + 1) * WIDTH or len(self._row) != WIDTH or len(stored) != WIDTH:
            return False
        self._tile = list(stored)
        return True

    @property
    def stored(self) -> Frontier:
        """Return the right edge over the stored hashes of the full tiles so far."""
        return self._stored.under((), HEIGHT)

    def end(self) -> None:
        """Say that no leaf follows."""
        self._close()

    def _close(self) -> None:
        stored = self._row if self._tile is None else self._tile
        for due in self._due:
            count = due.size - due.before.size * WIDTH
            self.stored_edges[due.size] = due.before.under(stored[:count], HEIGHT)
        if self.first is None and stored != self._row:
            self.first = _difference(self._row, stored, self._texts, base=self.size - len(self._row))
        if len(self._row) == WIDTH:
            root = tile_root(b"".join(self._row))
            same = stored is self._row or stored == self._row
            self._stored = self._stored.append(root if same else tile_root(b"".join(stored)))
            self._found = self._found.append(root)
        self._row, self._texts, self._due, self._tile = [], [], [], None


def _difference(found: Sequence[bytes], stored: Sequence[bytes], leaves: Sequence[bytes], *, base: int) -> Difference:
    """Tell what happened to the leaves of one tile, given the hashes that they had."""
    at = next(n for n, (now, then) in enumerate(zip(found, stored, strict=True)) if now != then)
    after = at + 1 < len(found)
    if sorted(found) == sorted(stored):
        what = "leaves_reordered"
    elif after and found[at] == stored[at + 1]:
        what = "leaf_removed"
    elif after and found[at + 1] == stored[at]:
        what = "leaf_inserted"
    else:
        what = "people_swapped" if _swapped(found, stored, leaves) else "leaf_altered"
    return Difference(base + at, what)


def _swapped(found: Sequence[bytes], stored: Sequence[bytes], leaves: Sequence[bytes]) -> bool:
    """Tell whether two leaves of a tile are as they were once the persons in them change places."""
    altered = [n for n, (now, then) in enumerate(zip(found, stored, strict=True)) if now != then]
    if len(altered) != 2:  # noqa: PLR2004 - a pair
        return False
    one, other = (leaves[n] for n in altered)
    persons = [_person(one), _person(other)]
    if not all(persons):
        return False
    back = [one.replace(persons[0], persons[1]), other.replace(persons[1], persons[0])]
    return [leaf_hash(leaf) for leaf in back] == [stored[n] for n in altered]


class _Entry(msgspec.Struct):
    person: str = ""


class _Leaf(msgspec.Struct):
    entry: _Entry


def _person(leaf: bytes) -> bytes:
    try:
        return msgspec.json.decode(leaf, type=_Leaf).entry.person.encode()
    except (msgspec.DecodeError, UnicodeDecodeError):
        return b""
