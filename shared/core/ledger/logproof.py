"""The file by which somebody shows that a leaf is in a log: C2SP tlog-proof, to be checked with a key and no network.

Ours carry the leaf's own bytes as extra data, so that one file is all that is needed; they prove themselves by their
hash. It makes no proof (`tiles.py` does) and says nothing of what a leaf means.
"""

from base64 import b64encode
from typing import Final, NamedTuple

import msgspec

from shared.core.ledger.cosignature import Cosigned, Quorum, witnessed
from shared.core.ledger.note import Checkpoint, NoteError, VerifierKey, open_checkpoint, unbase64
from shared.core.ledger.tree import HASH_SIZE, ProofError, leaf_hash, verify_inclusion

_HEADER: Final = "c2sp.org/tlog-proof@v1"
_EXTRA: Final = "extra "
_INDEX: Final = "index "
_MOST_HASHES: Final = 63
_DIGITS: Final = 19


class LogProof(msgspec.Struct, frozen=True):
    """The place of a leaf, the hashes beside its way to the root, the signed checkpoint, and extra data if any."""

    index: int
    hashes: tuple[bytes, ...]
    checkpoint: str
    extra: bytes | None = None

    def __str__(self) -> str:
        """Return the text of the file."""
        extra = [] if self.extra is None else [f"{_EXTRA}{b64encode(self.extra).decode()}"]
        hashes = [b64encode(node).decode() for node in self.hashes]
        return "\n".join([_HEADER, *extra, f"{_INDEX}{self.index}", *hashes, "", self.checkpoint])


class Shown(NamedTuple):
    """What a proof has shown: the checkpoint that covers the leaf, and the witnesses that saw it."""

    checkpoint: Checkpoint
    cosigned: tuple[Cosigned, ...]


def parse_log_proof(text: str) -> LogProof:
    """Read a proof.

    Raises:
        ProofError: `proof_malformed`.
    """
    head, _, checkpoint = text.partition("\n\n")
    header, *lines = head.split("\n")
    extra = lines.pop(0).removeprefix(_EXTRA) if lines and lines[0].startswith(_EXTRA) else None
    if header != _HEADER or not lines or not checkpoint:
        raise ProofError("proof_malformed")
    index, *hashes = lines
    try:
        nodes = tuple(unbase64(line) for line in hashes)
        more = None if extra is None else unbase64(extra)
    except NoteError:
        raise ProofError("proof_malformed") from None
    if len(nodes) > _MOST_HASHES or any(len(node) != HASH_SIZE for node in nodes):
        raise ProofError("proof_malformed")
    return LogProof(_number(index), nodes, checkpoint, more)


def check_log_proof(
    proof: LogProof, leaf: bytes, *, key: VerifierKey, quorum: Quorum | None = None, now: int = 0
) -> Shown:
    """Check that a leaf is in the log of `key`, under a checkpoint that enough witnesses have seen, if any are named.

    Raises:
        ProofError: the leaf is not shown to be there.
        NoteError: the checkpoint is not the log's, or too few witnesses have seen it; `now` is in Unix seconds.
    """
    checkpoint = open_checkpoint(proof.checkpoint, key)
    seen = witnessed(proof.checkpoint, quorum, now=now) if quorum else []
    # P8: the leaf's own bytes are hashed, whatever the file says of them.
    verify_inclusion(leaf_hash(leaf), proof.index, size=checkpoint.size, proof=proof.hashes, root=checkpoint.root)
    return Shown(checkpoint, tuple(seen))


def _number(line: str) -> int:
    digits = line.removeprefix(_INDEX)
    if not line.startswith(_INDEX) or not (digits.isascii() and digits.isdigit()) or len(digits) > _DIGITS:
        raise ProofError("proof_malformed")
    if str(int(digits)) != digits:
        raise ProofError("proof_malformed")
    return int(digits)
