"""Somebody who owns the database, and perhaps the log's key: every way in which such a person may change a log.

They are superuser, no trigger stops them, and they know how a log is made: what they write is as consistent as they
care to make it.
"""

from collections.abc import Callable, Sequence
from typing import Final

import msgspec
import psycopg
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shared.core.ledger.leaf import decode_leaf, encode_leaf, names_of
from shared.core.ledger.note import Checkpoint, VerifierKey, log_origin, sign
from shared.core.ledger.paving import Paving
from shared.core.ledger.tree import Frontier, leaf_hash

Texts = list[str]
Alter = Callable[[Texts], Texts]


class Forger:
    """Changes one shop's log, by SQL."""

    def __init__(self, superuser: str, shop: str) -> None:
        """Keep how to connect, and whose log it is."""
        self._superuser, self._shop = superuser, shop

    def does(self, deed: str, *given: object) -> None:
        """Run one statement; `%s` stands for what is given, the shop first."""
        with psycopg.connect(self._superuser) as connection:
            connection.execute("set session_replication_role = replica")
            connection.execute("set search_path = ledger")
            connection.execute(deed.encode(), (self._shop, *given))

    def leaves(self) -> Texts:
        """Read the log."""
        with psycopg.connect(self._superuser) as connection:
            rows = connection.execute("select leaf from ledger.leaf where shop = %s order by index", (self._shop,))
            return [text for (text,) in rows]

    def writes(self, texts: Sequence[str]) -> None:
        """Put other leaves where the log's are, found by what they say; nothing else is touched."""
        self.does("delete from leaf where shop = %s")
        with psycopg.connect(self._superuser) as connection:
            connection.execute("set session_replication_role = replica")
            with connection.cursor() as cursor, cursor.copy(_COPY) as copy:
                for index, text in enumerate(texts):
                    names, leaf = names_of(text.encode()), decode_leaf(text.encode())
                    copy.write_row((self._shop, index, f"{leaf.stream}", leaf.seq, text, *names[:-1]))

    def signs(self, sizes: Sequence[int], key: Ed25519PrivateKey) -> None:
        """With the stolen key: make head, tiles and checkpoints of these sizes anew, all as the leaves are now."""
        hashes = [leaf_hash(text.encode()) for text in self.leaves()]
        self.does("delete from cosignature where shop = %s")
        self.does("delete from checkpoint where shop = %s")
        self.does("delete from tile where shop = %s")
        paving = Paving(Frontier())
        paving.take(hashes)
        for tile in paving.filled():
            insert = "insert into tile (shop, volume, level, number, root, hashes) values (%s, 1, %s, %s, %s, %s)"
            self.does(insert, *tile)
        edge = paving.edge()
        self.does("with s as (select %s::text as shop) update head set size = %s, frontier = %s from s "
                  "where head.shop = s.shop", edge.size, list(edge.hashes))  # fmt: skip
        for size in sizes:
            before = Frontier().extend(hashes[:size])
            note = signed(self._shop, before, key)
            insert = "insert into checkpoint (shop, volume, size, frontier, note) values (%s, 1, %s, %s, %s)"
            self.does(insert, size, list(before.hashes), note)


_NAMES: Final = 'kind, disclosure, person, "order", recipient, outcome, at'
_COPY: Final = f"copy ledger.leaf (shop, index, stream, seq, leaf, {_NAMES}) from stdin"


def signed(shop: str, edge: Frontier, key: Ed25519PrivateKey) -> str:
    """Return a checkpoint as the log itself would sign it."""
    named = VerifierKey(log_origin(shop), key.public_key().public_bytes_raw())
    return sign(Checkpoint(named.name, edge.size, edge.root()).body(), named, signer=key.sign)


def edits(at: int) -> Alter:
    """Change what one leaf says."""
    return lambda texts: [*texts[:at], texts[at].replace("payment", "display"), *texts[at + 1 :]]


def deletes(at: int) -> Alter:
    """Take one leaf out and close the gap."""
    return lambda texts: [*texts[:at], *texts[at + 1 :]]


def inserts(at: int) -> Alter:
    """Put in a disclosure that never was."""
    return lambda texts: [*texts[:at], _other(texts[at], id="never-was", seq=100_000), *texts[at:]]


def reorders(at: int) -> Alter:
    """Exchange two neighbours."""
    return lambda texts: [*texts[:at], texts[at + 1], texts[at], *texts[at + 2 :]]


def truncates(to: int) -> Alter:
    """Cut the end off."""
    return lambda texts: texts[:to]


def swaps(one: int, other: int) -> Alter:
    """Put two people in each other's place."""

    def alter(texts: Texts) -> Texts:
        persons = [getattr(decode_leaf(texts[at].encode()).entry, "person", "") for at in (one, other)]
        assert persons[0] != persons[1]
        changed = list(texts)
        changed[one], changed[other] = _other(texts[one], person=persons[1]), _other(texts[other], person=persons[0])
        return changed

    return alter


def rebuilds(texts: Texts) -> Texts:
    """Make everything up anew: the same number of leaves, with the same numbers, of other people."""
    return [_other(text, person=f"{index:032x}") for index, text in enumerate(texts)]


def _other(text: str, *, seq: int | None = None, **changes: str) -> str:
    leaf = decode_leaf(text.encode())
    entry = msgspec.structs.replace(leaf.entry, **{k: v for k, v in changes.items() if hasattr(leaf.entry, k)})
    return encode_leaf(msgspec.structs.replace(leaf, entry=entry, seq=leaf.seq if seq is None else seq)).decode()
