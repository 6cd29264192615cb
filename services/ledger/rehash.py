"""Read what is stored of a log and hash it again: what was appended since the last signature, and older parts in turn.

It signs nothing. Whatever does not agree is a broken invariant, by which `seal.py` freezes the log.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

from services.ledger.book import QUERIES
from services.ledger.tiles import Log, fetch
from shared.core.ledger.leaf import names_of
from shared.core.ledger.note import Checkpoint, VerifierKey, open_checkpoint
from shared.core.ledger.paving import Paving, Tile, above, completes
from shared.core.ledger.tiles import WIDTH, Place, inclusion_spans, needed, proof
from shared.core.ledger.tree import Frontier, ProofError, leaf_hash, verify_inclusion
from shared.errors import BrokenInvariantError
from shared.shell.database import Connection

_SLICE: Final = 20 * WIDTH


class Signed(NamedTuple):
    """What was signed last of a volume: the right edge, and the note (nothing before the first)."""

    edge: Frontier
    note: str

    def point(self, origin: str) -> Checkpoint:
        """Return the checkpoint."""
        return Checkpoint(origin, self.edge.size, self.edge.root())


async def last_signed(connection: Connection, log: Log, key: VerifierKey) -> Signed:
    """Return what was signed last, once its signature and its hashes agree.

    Raises:
        BrokenInvariantError: `checkpoint_altered`.
    """
    row = await (await connection.execute(QUERIES["last_checkpoint"], log._asdict())).fetchone()
    if row is None:
        return Signed(Frontier(), "")
    signed = Signed(Frontier(row[0], tuple(row[1])), str(row[2]))
    try:
        intact = open_checkpoint(signed.note, key) == signed.point(key.name)
    except ValueError:
        intact = False
    if not intact:
        raise BrokenInvariantError("checkpoint_altered")
    return signed


async def extend(connection: Connection, log: Log, last: Frontier, edge: Frontier) -> None:
    """Hash what is stored after what was signed last, up to an edge, and keep the tiles that are full now.

    Raises:
        BrokenInvariantError: `log_rewritten`, what is stored does not lead there, or a leaf is missing;
            `names_altered`, a leaf would be found by what it does not say.
    """
    paving, truly_named = Paving(last), True
    while paving.size < edge.size:
        slice_end = min(edge.size, paving.size + _SLICE)
        hashes, named = await _stored(connection, log, first=paving.size, end=slice_end)
        truly_named &= named
        paving.take(hashes)
        for tile in paving.filled():
            await _keep(connection, log, tile)
    # P8: whatever was changed since the last signature, in leaves or head, is not signed over.
    if not paving.same or paving.edge() != edge:
        raise BrokenInvariantError("log_rewritten")
    if not truly_named:
        raise BrokenInvariantError("names_altered")


async def look_again(connection: Connection, log: Log, checkpoint: Checkpoint, *, number: int) -> None:
    """Hold the leaves of one full tile, below a signed checkpoint, against that checkpoint.

    Raises:
        BrokenInvariantError: `leaf_altered`, `tile_altered`, or as `extend`.
    """
    first = number * WIDTH
    found, truly_named = await _stored(connection, log, first=first, end=first + WIDTH)
    spans = inclusion_spans(first, checkpoint.size)
    tiles = await fetch(connection, log, needed(spans), size=checkpoint.size)
    own, hashes = Place(0, number), b"".join(found)
    try:
        path = proof(spans, {**tiles, own: hashes})
        verify_inclusion(found[0], first, size=checkpoint.size, proof=path, root=checkpoint.root)
    except ProofError:
        # P8: leaves that do not lead to what was signed are not what was signed, whatever the tiles say.
        raise BrokenInvariantError("leaf_altered") from None
    if tiles.get(own) != hashes:
        raise BrokenInvariantError("tile_altered")
    if not truly_named:
        raise BrokenInvariantError("names_altered")


async def _stored(connection: Connection, log: Log, *, first: int, end: int) -> tuple[list[bytes], bool]:
    """Return the hashes of some leaves, and whether each that is there is found by what it says itself."""
    named = {**log._asdict(), "first": first, "end": end, "limit": end - first}
    rows = await (await connection.execute(QUERIES["whole_leaves"], named)).fetchall()
    gone = await (await connection.execute(QUERIES["gone"], named)).fetchall()
    texts = [row[1].encode() for row in rows]
    hashes = {index: bytes(digest) for index, digest, _ in gone}
    hashes |= {row[0]: leaf_hash(text) for row, text in zip(rows, texts, strict=True)}
    if sorted(hashes) != list(range(first, end)):
        raise BrokenInvariantError("log_rewritten")
    # P8: an answer finds a leaf by these columns; a leaf that says something else would be left out unseen.
    truly_named = all(
        _says(text, [*names, None if also is None else tuple(also)])
        for text, (_, _, *names, also) in zip(texts, rows, strict=True)
    )
    return [hashes[index] for index in range(first, end)], truly_named


def _says(raw: bytes, names: Sequence[object]) -> bool:
    try:
        return names_of(raw) == tuple(names)
    except ValueError:
        return False


async def _keep(connection: Connection, log: Log, tile: Tile) -> None:
    """Store a full tile, and those above it that are full with it."""
    await connection.execute(QUERIES["add_tile"], {**log._asdict(), **tile._asdict()})
    if completes(tile):
        named = {**log._asdict(), "level": tile.level, "first": tile.number + 1 - WIDTH, "end": tile.number + 1}
        rows = await (await connection.execute(QUERIES["roots"], named)).fetchall()
        await _keep(connection, log, above(tile, [root for (root,) in rows]))
