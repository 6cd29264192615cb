"""A small log for the ledger's tests: entries, leaves, a signed checkpoint and an export."""

from base64 import b64encode
from collections.abc import Sequence

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from contracts.entries import Disclosed, Entry, Outcome, OutcomeName, Withheld
from shared.core.ledger.export import Header, Line, encode_line, tile_line
from shared.core.ledger.leaf import Leaf, encode_leaf
from shared.core.ledger.note import Checkpoint, VerifierKey, log_origin, sign
from shared.core.ledger.tiles import WIDTH
from shared.core.ledger.tree import Frontier, leaf_hash, root_of

PRIVATE = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
KEY = VerifierKey(log_origin("meadow"), PRIVATE.public_key().public_bytes_raw())
NOW = 10_000
_DISCLOSED = Disclosed(
    id="",
    event="e",
    type="payment.requested",
    shop="",
    person="p",
    order="o",
    recipient="payment",
    recipient_kind="payment",
    instance="default",
    country="JP",
    pack="1:0",
    register="1:0",
    purpose="payment",
    basis="entrustment",
    clause="2",
    fields=["order.amount"],
    withheld={},
    record="voluntary:x",
    commitment="00",
    trace="",
    at=1_000,
)


def disclosed(name: str, shop: str = "meadow") -> Disclosed:
    """Return a disclosure."""
    return msgspec.structs.replace(_DISCLOSED, id=name, shop=shop)


def withheld(name: str) -> Withheld:
    """Return a withholding."""
    return Withheld(name, "e", "order.placed", "meadow", "p", "o", "crm", "default", "1:0", "1:0", "no_clause", [], 1)


def outcome(name: str, said: OutcomeName = "given", attempt: int = 1) -> Outcome:
    """Return an outcome."""
    return Outcome(name, "meadow", "payment", "default", said, attempt, 2_000)


def log(*streams: tuple[str, Entry]) -> list[bytes]:
    """Number entries in their streams and return the leaves."""
    numbers: dict[str, int] = {}
    leaves = []
    for stream, entry in streams:
        leaves.append(encode_leaf(Leaf(stream, numbers.get(stream, 0), entry)))
        numbers[stream] = numbers.get(stream, 0) + 1
    return leaves


def signed(leaves: list[bytes], size: int | None = None, *, key: VerifierKey = KEY) -> str:
    """Return a signed checkpoint over the first leaves."""
    some = leaves[:size]
    point = Checkpoint(key.name, len(some), root_of(leaf_hash(leaf) for leaf in some))
    return sign(point.body(), key, signer=PRIVATE.sign)


def exported(
    leaves: Sequence[bytes], checkpoint: str, streams: dict[str, int], *, stored: Sequence[bytes] | None = None,
    key: VerifierKey = KEY,
) -> list[bytes]:  # fmt: skip
    """Return the lines of an export; `stored` are the leaves whose hashes the log has kept, if they are others."""
    kept = [leaf_hash(leaf) for leaf in (leaves if stored is None else stored)]
    signed_size = int(checkpoint.split("\n")[1])
    edge = [b64encode(node).decode() for node in Frontier().extend(kept[:signed_size]).hashes]
    lines = [encode_line(Header(key.name, str(key), checkpoint, edge, streams))]
    for index, leaf in enumerate(leaves):
        lines.append(encode_line(Line(index, leaf.decode())))
        number, last = divmod(index + 1, WIDTH)
        if not last and len(kept) > index:
            lines.append(encode_line(tile_line(number - 1, b"".join(kept[index + 1 - WIDTH : index + 1]))))
    return lines
