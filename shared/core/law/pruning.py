"""What is pruned when its term is over, and the stubs that stand for it: the hash, and what the law asked of it.

A disclosure goes together with its outcomes. Versions, beginnings of volumes and prunings themselves stay for ever. It
removes nothing; whether a pruning was right, `judging` says.
"""

from base64 import b64encode
from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import Final

from contracts.entries import Continued, Disclosed, Entry, Pruned, Version
from contracts.law import KEPT_YEARS
from shared.core.law.duty import keep_until, named
from shared.core.ledger.export import StubLine, encode_line
from shared.core.ledger.leaf import Leaf
from shared.core.ledger.tree import leaf_hash
from shared.core.moment import day, years_after

_KEPT: Final = (Version, Continued, Pruned)
NEVER: Final = tuple(str(each.__struct_config__.tag) for each in _KEPT)
"""Kinds of entries that are never pruned."""


def last_day(entry: Entry, *, last: int) -> str | None:
    """Return the last day (ISO date) on which an entry must be kept; None: for ever.

    `last` is the moment of the last provision by the same contract documents, where they stand for the record.
    """
    if isinstance(entry, _KEPT):
        return None
    if isinstance(entry, Disclosed) and entry.law and named(entry.law) is None:
        # A later edition, not known here, may ask for more.
        return None
    return keep_until(entry, last=last) if isinstance(entry, Disclosed) else years_after(day(entry.at), KEPT_YEARS)


def stub_of(index: int, raw: bytes, leaf: Leaf, *, act: int, until: str, of: Disclosed | None = None) -> StubLine:
    """Return what stands for a leaf; `of` is the disclosure, where the leaf is one or is an outcome of one."""
    return StubLine(
        act=act,
        at=leaf.entry.at,
        documents=of.documents if of else False,
        hash=b64encode(leaf_hash(raw)).decode(),
        index=index,
        kind=str(type(leaf.entry).__struct_config__.tag),
        law=of.law if of else "",
        record=of.record if of else "",
        seq=leaf.seq,
        stream=leaf.stream,
        until=until,
    )


def pruned(stubs: Sequence[StubLine], *, shop: str, by: str, at: int) -> Pruned:
    """Return the entry that speaks of stubs, given in the order of their places."""
    return Pruned(shop, len(stubs), digest_of(stubs), max(stub.until for stub in stubs), by, at)


def digest_of(stubs: Iterable[StubLine]) -> str:
    """Return the digest that binds stubs: SHA-256 (hex) over their lines, each with its newline."""
    found = sha256()
    for stub in stubs:
        found.update(encode_line(stub))
    return found.hexdigest()
