"""However long a log is, judging it takes the same memory: it is read line by line, and the rest lies in files."""

import tracemalloc
from base64 import b64encode
from collections.abc import Iterator

from cli.shelf import FileShelf
from shared.core.ledger.audit import audit
from shared.core.ledger.export import Header, Line, encode_line, tile_line
from shared.core.ledger.leaf import Leaf, encode_leaf
from shared.core.ledger.note import Checkpoint, sign
from shared.core.ledger.tiles import WIDTH
from shared.core.ledger.tree import Frontier, leaf_hash
from shared.core.ledger.verdict import Brought
from tests.unit.ledger_log import KEY, NOW, PRIVATE, disclosed, outcome

OWN = "outcomes:meadow"


def leaves(count: int) -> Iterator[bytes]:
    """Give disclosures, each followed by its outcome."""
    for n in range(count // 2):
        yield encode_leaf(Leaf("s1", n, disclosed(f"d{n}")))
        yield encode_leaf(Leaf(OWN, n, outcome(f"d{n}")))


def lines(count: int, edge: Frontier) -> Iterator[bytes]:
    """Give the lines of an export, none before it is asked for."""
    note = sign(Checkpoint(KEY.name, count, edge.root()).body(), KEY, signer=PRIVATE.sign)
    hashes = [b64encode(node).decode() for node in edge.hashes]
    yield encode_line(Header(KEY.name, str(KEY), note, hashes, {"s1": count // 2, OWN: count // 2}))
    row: list[bytes] = []
    for index, leaf in enumerate(leaves(count)):
        row.append(leaf_hash(leaf))
        yield encode_line(Line(index, leaf.decode()))
        if len(row) == WIDTH:
            yield encode_line(tile_line(index // WIDTH, b"".join(row)))
            row.clear()


def peak(count: int) -> int:
    """Judge a log of that length, and return the most memory that was held meanwhile."""
    edge = Frontier().extend(leaf_hash(leaf) for leaf in leaves(count))
    with FileShelf() as shelf:
        tracemalloc.start()
        try:
            verdict = audit(lines(count, edge), KEY, Brought(now=NOW, alone=True), shelf=shelf)
            held = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
    assert verdict.holds
    assert verdict.size == count
    return held


def test_the_memory_of_judging_does_not_grow_with_the_log() -> None:
    short, long = peak(2_000), peak(16_000)
    assert long < short + 300_000
