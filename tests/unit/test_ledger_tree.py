"""The tree agrees with the vectors of the Certificate Transparency reference, and its proofs prove."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.core.ledger.tree import (
    EMPTY_ROOT,
    Frontier,
    ProofError,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    root_of,
    verify_consistency,
    verify_inclusion,
)

# google/certificate-transparency, merkletree tests: leaves and the roots over the first n of them.
LEAVES = [
    bytes.fromhex(text)
    for text in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
INCLUSION = {
    (0, 1): [],
    (0, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (5, 8): [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 3): ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"],
}
CONSISTENCY = {
    (1, 1): [],
    (1, 8): INCLUSION[(0, 8)],
    (6, 8): [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 5): [
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
}
HASHES = [leaf_hash(leaf) for leaf in LEAVES]

trees = st.lists(st.binary(max_size=8).map(leaf_hash), min_size=1, max_size=70)


def test_an_empty_tree_has_the_root_of_nothing() -> None:
    assert Frontier().root().hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert Frontier().root() == EMPTY_ROOT


@pytest.mark.parametrize("size", range(1, 9))
def test_each_root_is_that_of_the_published_vectors(size: int) -> None:
    assert root_of(HASHES[:size]).hex() == ROOTS[size - 1]


@pytest.mark.parametrize(("place", "path"), INCLUSION.items())
def test_each_inclusion_proof_is_that_of_the_published_vectors(place: tuple[int, int], path: list[str]) -> None:
    index, size = place
    assert [node.hex() for node in inclusion_proof(HASHES[:size], index)] == path


@pytest.mark.parametrize(("place", "path"), CONSISTENCY.items())
def test_each_consistency_proof_is_that_of_the_published_vectors(place: tuple[int, int], path: list[str]) -> None:
    older, size = place
    assert [node.hex() for node in consistency_proof(HASHES[:size], older)] == path


def test_a_proof_about_an_empty_tree_is_refused() -> None:
    with pytest.raises(ProofError, match="index_outside_tree"):
        inclusion_proof([], 0)
    with pytest.raises(ProofError, match="index_outside_tree"):
        verify_inclusion(HASHES[0], 0, size=0, proof=[], root=EMPTY_ROOT)
    with pytest.raises(ProofError, match="older_size_outside_tree"):
        consistency_proof(HASHES, 0)
    for newer in (0, 8):
        with pytest.raises(ProofError, match="older_size_outside_tree"):
            verify_consistency(0, newer, proof=[], older_root=EMPTY_ROOT, newer_root=root_of(HASHES[:newer]))


def test_a_frontier_that_does_not_fit_its_size_has_no_root() -> None:
    for malformed in (Frontier(3, (HASHES[0],)), Frontier(1, (b"short",)), Frontier(0, (HASHES[0],))):
        with pytest.raises(ProofError, match="frontier_malformed"):
            malformed.root()


@given(trees, st.data())
def test_a_frontier_grown_in_two_steps_has_the_root_of_the_whole(leaves: list[bytes], data: st.DataObject) -> None:
    cut = data.draw(st.integers(0, len(leaves)))
    assert Frontier().extend(leaves[:cut]).extend(leaves[cut:]).root() == root_of(leaves)


def flipped(node: bytes) -> bytes:
    """Return a hash that differs in one bit: never one of the tree by chance."""
    return bytes([node[0] ^ 1]) + node[1:]


@given(trees, st.data())
def test_every_inclusion_proof_verifies_and_only_for_its_leaf(leaves: list[bytes], data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(leaves) - 1))
    proof, root = inclusion_proof(leaves, index), root_of(leaves)
    verify_inclusion(leaves[index], index, size=len(leaves), proof=proof, root=root)
    with pytest.raises(ProofError):
        verify_inclusion(flipped(leaves[index]), index, size=len(leaves), proof=proof, root=root)
    with pytest.raises(ProofError):
        verify_inclusion(leaves[index], index, size=len(leaves), proof=[*proof, root], root=root)
    if proof:
        with pytest.raises(ProofError):
            verify_inclusion(leaves[index], index, size=len(leaves), proof=proof[:-1], root=root)


@given(trees, st.data())
def test_every_consistency_proof_verifies_and_no_altered_one_does(leaves: list[bytes], data: st.DataObject) -> None:
    older, newer = data.draw(st.integers(1, len(leaves))), len(leaves)
    proof, roots = consistency_proof(leaves, older), (root_of(leaves[:older]), root_of(leaves))
    verify_consistency(older, newer, proof=proof, older_root=roots[0], newer_root=roots[1])
    with pytest.raises(ProofError):
        verify_consistency(older, newer, proof=proof, older_root=flipped(roots[0]), newer_root=roots[1])
    with pytest.raises(ProofError):
        verify_consistency(older, newer, proof=[*proof, roots[0]], older_root=roots[0], newer_root=roots[1])
    for place, node in enumerate(proof):
        altered = [*proof[:place], flipped(node), *proof[place + 1 :]]
        with pytest.raises(ProofError):
            verify_consistency(older, newer, proof=altered, older_root=roots[0], newer_root=roots[1])


@pytest.mark.parametrize("proof", [[b"short"], [b""], [b"x" * 33]])
def test_a_proof_with_a_hash_of_another_length_is_refused(proof: list[bytes]) -> None:
    with pytest.raises(ProofError, match="hash_malformed"):
        verify_inclusion(HASHES[0], 0, size=2, proof=proof, root=HASHES[0])
    with pytest.raises(ProofError, match="hash_malformed"):
        verify_consistency(1, 2, proof=proof, older_root=HASHES[0], newer_root=HASHES[1])


def test_a_consistency_proof_that_proves_nothing_is_refused() -> None:
    with pytest.raises(ProofError, match="proof_too_short"):
        verify_consistency(3, 4, proof=[], older_root=HASHES[0], newer_root=HASHES[1])
    with pytest.raises(ProofError, match="root_differs"):
        verify_consistency(4, 4, proof=[], older_root=HASHES[0], newer_root=HASHES[1])
    with pytest.raises(ProofError, match="proof_too_long"):
        verify_consistency(4, 4, proof=[HASHES[0]], older_root=HASHES[0], newer_root=HASHES[0])
