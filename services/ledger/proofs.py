"""Show outsiders that a leaf is in a log, and that one signed tree is the beginning of another.

From stored hashes, a few rows for each proof however long the log is. No proof is handed out that does not hold; one
that does not freezes the log. It decides nothing about who may ask.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

from services.ledger.book import QUERIES
from services.ledger.seal import Sealer
from services.ledger.tiles import Log, fetch
from services.ledger.volumes import guarded
from shared.core.ledger.cosignature import lines_of
from shared.core.ledger.logproof import LogProof
from shared.core.ledger.note import NoteError, VerifierKey, open_checkpoint, split_note
from shared.core.ledger.tiles import Span, consistency_spans, inclusion_spans, needed, proof
from shared.core.ledger.tree import Frontier, ProofError, leaf_hash, verify_consistency, verify_inclusion
from shared.core.ledger.witness import Request
from shared.errors import BrokenInvariantError
from shared.shell.database import Connection, Pool, transaction

_DIFFERS: Final = "proof_differs"
_MOST: Final = 2**62


class Place(NamedTuple):
    """Where a leaf stands."""

    volume: int
    leaf: int


class Point(NamedTuple):
    """A signed checkpoint with what witnesses said of it."""

    size: int
    note: str


class Proofs:
    """Makes proofs of the logs that are stored, and keeps what witnesses say."""

    def __init__(self, pool: Pool, sealer: Sealer, *, witnesses: Sequence[VerifierKey]) -> None:
        """Keep the pool, the sealer, and the keys of the witnesses that are known here."""
        self._pool, self._sealer, self._witnesses = pool, sealer, witnesses

    async def find(self, shop: str, disclosure: str, *, outcome: bool) -> Place | None:
        """Return where the entry of a disclosure stands, or that of its last outcome."""
        named = {"shop": shop, "disclosure": disclosure, "kind": "outcome" if outcome else "disclosed"}
        async with transaction(self._pool) as connection:
            row = await (await connection.execute(QUERIES["find_leaf"], named)).fetchone()
        return Place(*row) if row else None

    async def inclusion(self, shop: str, place: Place, *, size: int | None = None) -> LogProof | None:
        """Return the proof of a leaf under a signed checkpoint: one with witnesses, if any covers it; or of that size.

        Raises:
            BrokenInvariantError: `log_frozen`, or the proof does not hold, and the log is frozen from now on.
            TransientError: the database is away.
        """
        log = Log(shop, place.volume)
        point = await self._point(log, place.leaf + 1, size) or await self._sealed(log, place.leaf, size)
        if point is None:
            return None
        return await guarded(self._pool, log, self._inclusion(log, place.leaf, point))

    async def checkpoint(self, shop: str, size: int, *, volume: int = 1) -> Point | None:
        """Return the signed checkpoint of a size, with what witnesses said of it."""
        return await self._point(Log(shop, volume), size, size)

    async def consistency(self, shop: str, older: int) -> Request | None:
        """Return the newest checkpoint, and the proof that the tree of `older` leaves is its beginning (0: no proof).

        Raises:
            BrokenInvariantError: as `inclusion`.
            ProofError: the older tree is larger.
            TransientError: the database is away.
        """
        sealed = await self._sealer.seal(shop)
        if sealed is None:
            return None
        log = Log(shop, sealed.volume)
        if older == 0:
            return Request(0, (), sealed.note)
        hashes = await guarded(self._pool, log, self._consistency(log, older, sealed.edge))
        return Request(older, hashes, sealed.note)

    async def add_cosignatures(self, shop: str, note: str, *, now: int, volume: int = 1) -> int:
        """Keep the cosignatures of known witnesses on one of our own checkpoints, and return how many there are.

        Raises:
            NoteError: it is none of our checkpoints, or a cosignature does not hold.
        """
        key = self._sealer.key(shop, volume)
        size = open_checkpoint(note, key).size
        point = await self._point(Log(shop, volume), size, size)
        if point is None or split_note(point.note)[0] != split_note(note)[0]:
            raise NoteError("checkpoint_unknown")
        lines = lines_of(note, self._witnesses, now=now)
        async with transaction(self._pool) as connection:
            for witness, line in lines:
                named = {"shop": shop, "volume": volume, "size": size, "witness": witness, "line": line}
                await connection.execute(QUERIES["add_cosignature"], named)
        return len(lines)

    async def _point(self, log: Log, least: int, size: int | None) -> Point | None:
        """Return a checkpoint that covers so many leaves: of that size, if one is asked for."""
        least, most = (least, _MOST) if size is None else (max(least, size), size)
        async with transaction(self._pool) as connection:
            named = {**log._asdict(), "least": least, "most": most}
            row = await (await connection.execute(QUERIES["checkpoint"], named)).fetchone()
        return Point(row[0], row[1] + "".join(row[2])) if row else None

    async def _sealed(self, log: Log, index: int, size: int | None) -> Point | None:
        """Return a checkpoint that is made for a leaf that no other covers yet."""
        sealed = await self._sealer.seal(log.shop) if size is None else None
        if sealed is None or sealed.volume != log.volume or sealed.edge.size <= index:
            return None
        return Point(sealed.edge.size, sealed.note)

    async def _inclusion(self, log: Log, index: int, point: Point) -> LogProof:
        spans = inclusion_spans(index, point.size)
        async with transaction(self._pool, snapshot=True) as connection:
            leaf, digest = await _leaf(connection, log, index)
            tiles = await fetch(connection, log, needed(spans), size=point.size)
        try:
            made = LogProof(index, tuple(proof(spans, tiles)), point.note, leaf)
            root = open_checkpoint(point.note, self._sealer.key(*log)).root
            verify_inclusion(digest, index, size=point.size, proof=made.hashes, root=root)
        except (ProofError, NoteError):
            # P8: what cannot be shown is not asserted.
            raise BrokenInvariantError(_DIFFERS) from None
        return made

    async def _consistency(self, log: Log, older: int, edge: Frontier) -> tuple[bytes, ...]:
        spans, beginning = consistency_spans(older, edge.size), [Span(0, older)]
        async with transaction(self._pool, snapshot=True) as connection:
            tiles = await fetch(connection, log, needed([*spans, *beginning]), size=edge.size)
        try:
            made = proof(spans, tiles)
            (root,) = proof(beginning, tiles)
            verify_consistency(older, edge.size, proof=made, older_root=root, newer_root=edge.root())
        except ProofError:
            raise BrokenInvariantError(_DIFFERS) from None
        return tuple(made)


async def _leaf(connection: Connection, log: Log, index: int) -> tuple[bytes | None, bytes]:
    """Return a leaf and its hash; of one that was pruned, the hash alone."""
    named = {**log._asdict(), "first": index, "end": index + 1, "limit": 1}
    row = await (await connection.execute(QUERIES["leaves"], named)).fetchone()
    if row is not None:
        raw = str(row[1]).encode()
        return raw, leaf_hash(raw)
    gone = await (await connection.execute(QUERIES["gone"], named)).fetchone()
    if gone is None:
        raise BrokenInvariantError(_DIFFERS)
    return None, bytes(gone[1])
