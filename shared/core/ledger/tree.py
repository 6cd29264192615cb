"""The Merkle tree of RFC 6962: hashes, a frontier that grows, and proofs made and verified.

Plain bytes in and out. It does not store, sign or know what a leaf says. Proofs about an empty tree are refused:
they would prove nothing, and a verifier that lets them pass proves anything.
"""

from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import Final, NamedTuple

HASH_SIZE: Final = 32
EMPTY_ROOT: Final = sha256(b"").digest()


class ProofError(ValueError):
    """A proof does not show what it should, or asks about a tree that cannot be asked; the message is a code."""


def leaf_hash(leaf: bytes) -> bytes:
    """Hash a leaf, apart from inner nodes by its prefix."""
    # RFC 6962 2.1: MTH({d(0)}) = SHA-256(0x00 || d(0)).
    return sha256(b"\x00" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash two subtrees into their parent."""
    # RFC 6962 2.1: SHA-256(0x01 || left || right).
    return sha256(b"\x01" + left + right).digest()


class Frontier(NamedTuple):
    """The right edge of a tree: its size, and the roots of its perfect subtrees, the largest first."""

    size: int = 0
    hashes: tuple[bytes, ...] = ()

    def append(self, leaf: bytes) -> "Frontier":
        """Return the frontier with one more leaf, given by its hash."""
        return self.extend((leaf,))

    def extend(self, leaves: Iterable[bytes]) -> "Frontier":
        """Return the frontier with more leaves, given by their hashes, in order."""
        hashes, size = list(self.hashes), self.size
        for leaf in leaves:
            node, full = leaf, size
            while full & 1:
                node = node_hash(hashes.pop(), node)
                full >>= 1
            hashes.append(node)
            size += 1
        return Frontier(size, tuple(hashes))

    def under(self, leaves: Sequence[bytes], height: int) -> "Frontier":
        """Return the tree whose leaves are these after perfect subtrees of that height, this tree's leaves."""
        tail = Frontier().extend(leaves)
        if tail.size == 1 << height:
            return self.append(tail.root()).under((), height)
        return Frontier((self.size << height) + tail.size, self.hashes + tail.hashes)

    def root(self) -> bytes:
        """Return the root of the tree; of an empty one the hash of nothing.

        Raises:
            ProofError: the hashes do not belong to a tree of that size.
        """
        if len(self.hashes) != self.size.bit_count() or any(len(h) != HASH_SIZE for h in self.hashes):
            raise ProofError("frontier_malformed")
        if not self.hashes:
            return EMPTY_ROOT
        node, *rest = reversed(self.hashes)
        for left in rest:
            node = node_hash(left, node)
        return node


def root_of(leaves: Iterable[bytes]) -> bytes:
    """Return the root over leaf hashes."""
    return Frontier().extend(leaves).root()


def inclusion_proof(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """Return the audit path of one leaf in the tree over these leaf hashes.

    Raises:
        ProofError: no such leaf.
    """
    if not 0 <= index < len(leaves):
        raise ProofError("index_outside_tree")
    # RFC 6962 2.1.1: PATH(m, D[n]).
    if len(leaves) == 1:
        return []
    k = split(len(leaves))
    if index < k:
        return [*inclusion_proof(leaves[:k], index), root_of(leaves[k:])]
    return [*inclusion_proof(leaves[k:], index - k), root_of(leaves[:k])]


def consistency_proof(leaves: Sequence[bytes], older: int) -> list[bytes]:
    """Return the proof that the tree over the first `older` leaf hashes is the beginning of this one.

    Raises:
        ProofError: the older tree is empty or larger.
    """
    if not 0 < older <= len(leaves):
        raise ProofError("older_size_outside_tree")
    return _subproof(leaves, older, whole=True)


def _subproof(leaves: Sequence[bytes], older: int, *, whole: bool) -> list[bytes]:
    # RFC 6962 2.1.2: SUBPROOF(m, D[n], b).
    if older == len(leaves):
        return [] if whole else [root_of(leaves)]
    k = split(len(leaves))
    if older <= k:
        return [*_subproof(leaves[:k], older, whole=whole), root_of(leaves[k:])]
    return [*_subproof(leaves[k:], older - k, whole=False), root_of(leaves[:k])]


def verify_inclusion(leaf: bytes, index: int, *, size: int, proof: Sequence[bytes], root: bytes) -> None:
    """Check that the leaf hash stands at `index` in the tree of `size` with that root.

    Raises:
        ProofError: it is not shown to.
    """
    if not 0 <= index < size:
        raise ProofError("index_outside_tree")
    _checked([leaf])
    # RFC 9162 2.1.3.2 (the verifier that RFC 6962 leaves to the reader).
    node, position, last = leaf, index, size - 1
    for sibling in _checked(proof):
        if last == 0:
            raise ProofError("proof_too_long")
        if position & 1 or position == last:
            node = node_hash(sibling, node)
            while position and not position & 1:
                position, last = position >> 1, last >> 1
        else:
            node = node_hash(node, sibling)
        position, last = position >> 1, last >> 1
    if last != 0:
        raise ProofError("proof_too_short")
    if node != root:
        raise ProofError("root_differs")


def verify_consistency(older: int, newer: int, *, proof: Sequence[bytes], older_root: bytes, newer_root: bytes) -> None:
    """Check that the tree of `older` leaves is the beginning of the tree of `newer` leaves.

    Raises:
        ProofError: it is not shown to be, or the older tree is empty.
    """
    if not 0 < older <= newer:
        raise ProofError("older_size_outside_tree")
    if older == newer:
        if proof:
            raise ProofError("proof_too_long")
        if older_root != newer_root:
            raise ProofError("root_differs")
        return
    # RFC 9162 2.1.4.2: a tree of a power of two is its own first node.
    path = ([older_root] if older & (older - 1) == 0 else []) + _checked(proof)
    if not path:
        raise ProofError("proof_too_short")
    first, second = _climb(path, older - 1, newer - 1)
    if (first, second) != (older_root, newer_root):
        raise ProofError("root_differs")


def _climb(path: Sequence[bytes], position: int, last: int) -> tuple[bytes, bytes]:
    while position & 1:
        position, last = position >> 1, last >> 1
    first = second = path[0]
    for sibling in path[1:]:
        if last == 0:
            raise ProofError("proof_too_long")
        if position & 1 or position == last:
            first, second = node_hash(sibling, first), node_hash(sibling, second)
            while position and not position & 1:
                position, last = position >> 1, last >> 1
        else:
            second = node_hash(second, sibling)
        position, last = position >> 1, last >> 1
    if last != 0:
        raise ProofError("proof_too_short")
    return first, second


def _checked(proof: Sequence[bytes]) -> list[bytes]:
    if any(len(node) != HASH_SIZE for node in proof):
        raise ProofError("hash_malformed")
    return list(proof)


def split(size: int) -> int:
    """Return the largest power of two smaller than `size`: where a tree parts into left and right."""
    return 1 << (size - 1).bit_length() - 1
