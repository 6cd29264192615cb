"""P8 has many ways to go wrong: each is planted in what proves and what verifies, and a test must fail.

What only a database shows is planted in `tests/adapters/test_ledger_planted.py`, what a crash shows in `tests/faults`.
"""

from base64 import b64decode
from typing import Any, Final

import pytest

from shared.core.ledger import audit, cosignature, counting, course, logproof, tiles, tree, witness
from shared.core.ledger.verdict import NOT_CHECKED, PASSED
from tests.house.planting import Plant, found
from tests.unit import (
    test_ledger_audit,
    test_ledger_cosignature,
    test_ledger_counting,
    test_ledger_course,
    test_ledger_logproof,
    test_ledger_tiles,
    test_ledger_vectors,
    test_ledger_witness,
)


def takes_an_empty_tree_for_any_beginning(older: int, newer: int, **rest: Any) -> None:
    if older:
        tree.verify_consistency(older, newer, **rest)


def forgets_the_end_of_the_path(leaf: bytes, index: int, *, size: int, proof: Any, root: bytes) -> None:
    tree.verify_inclusion(leaf, index, size=size, proof=list(proof)[: max(0, (size - 1).bit_length())], root=root)


def vector(name: str) -> dict[str, Any]:
    """Return a published vector by its name."""
    return next(
        each for each in [*test_ledger_vectors.INCLUSION, *test_ledger_vectors.CONSISTENCY] if each["name"] == name
    )


def published(name: str) -> None:
    """Check one published consistency vector."""
    test_ledger_vectors.test_P8_a_consistency_proof_holds_only_where_the_published_vector_says_so(vector(name))


_proof, _difference = tiles.proof, course._difference

PLANTS: Final = {
    "an empty tree is the beginning of any": Plant(
        test_ledger_vectors,
        "verify_consistency",
        takes_an_empty_tree_for_any_beginning,
        lambda: published("first size zero/no proof"),
    ),
    "what follows a proof is passed over": Plant(
        test_ledger_vectors,
        "verify_inclusion",
        forgets_the_end_of_the_path,
        lambda: test_ledger_vectors.test_P8_an_inclusion_proof_holds_only_where_the_published_vector_says_so(
            vector("1/trailing root")
        ),
    ),
    "the linear part of a consistency proof is not compared": Plant(
        tree,
        "_climb",
        lambda path, *_sizes: (path[0], b64decode(vector("1/happy path")["root2"])),
        lambda: published("1/truncated proof"),
    ),
    "a proof is made from the tile beside": Plant(
        test_ledger_tiles,
        "proof",
        lambda spans, stored: [tiles.tile_root(next(iter(stored.values()))[:32]) for _ in spans],
        test_ledger_tiles.test_tiles_that_have_grown_since_give_the_proof_of_the_smaller_tree,
    ),
    "the leaf of a proof is not hashed": Plant(
        logproof, "verify_inclusion", lambda *_a, **_k: None, test_ledger_logproof.test_a_proof_shows_no_other_leaf
    ),
    "witnesses are counted and not checked": Plant(
        cosignature,
        "check_signature",
        lambda *_any: None,
        test_ledger_cosignature.test_a_cosignature_of_another_checkpoint_or_another_time_does_not_hold,
    ),
    "a witness that signs twice counts twice": Plant(
        test_ledger_cosignature,
        "witnessed",
        lambda note, quorum, now: (
            None if note.count("— w") >= quorum.least else cosignature.witnessed(note, quorum, now=now)
        ),
        test_ledger_cosignature.test_one_witness_that_signs_twice_counts_once_with_its_later_time,
    ),
    "a witness cosigns whatever the log has signed": Plant(
        witness,
        "_continues",
        lambda *_any: None,
        test_ledger_witness.test_P8_two_roots_of_one_size_are_a_conflict,
    ),
    "a witness takes any proof": Plant(
        witness,
        "verify_consistency",
        lambda *_a, **_k: None,
        test_ledger_witness.test_P8_another_history_is_not_agreed_to_with_any_proof_at_hand,
    ),
    "an older checkpoint is not compared": Plant(
        audit,
        "_consistency",
        lambda *_a, **_k: NOT_CHECKED,
        lambda: test_ledger_audit.test_what_was_altered_and_signed_anew_is_found_with_an_older_checkpoint(
            test_ledger_audit.RESIGNED["an edit"]
        ),
    ),
    "a log that has become shorter is taken as it is": Plant(
        audit,
        "_truncation",
        lambda *_any: PASSED,
        lambda: test_ledger_audit.test_what_was_altered_and_signed_anew_is_found_with_an_older_checkpoint(
            test_ledger_audit.RESIGNED["an end cut before the older checkpoint"]
        ),
    ),
    "the header may name another key": Plant(
        audit, "_header", lambda *_any: None, test_ledger_audit.test_P8_a_flipped_bit_in_any_byte_of_an_export_is_found
    ),
    "stored hashes are believed": Plant(
        audit,
        "differing",
        lambda followed, *_a, **_k: (followed.first.what, followed.first.at, followed.first.at + 1),
        test_ledger_course.test_stored_hashes_that_do_not_hash_to_the_root_are_not_believed,
    ),
    "what happened to a leaf is not told": Plant(
        course,
        "_difference",
        lambda *a, **k: _difference(*a, **k)._replace(what="leaf_altered"),
        lambda: test_ledger_course.test_P8_the_first_leaf_that_was_changed_is_named_with_what_happened(
            test_ledger_course.FORGED["a removal"]
        ),
    ),
    "a gap in the numbers is passed over": Plant(
        counting.Counter,
        "_number",
        lambda *_any: "",
        lambda: test_ledger_counting.test_a_log_that_is_well_signed_but_incomplete_is_found(
            test_ledger_counting.FAULTS["a gap"]
        ),
    ),
}


@pytest.mark.parametrize("sentence", PLANTS)
def test_P8_a_planted_bug_is_found(sentence: str, monkeypatch: pytest.MonkeyPatch) -> None:
    found(PLANTS[sentence], monkeypatch, KeyError, tree.ProofError)
