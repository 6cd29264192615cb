"""The proofs of transparency-dev/merkle and the examples of C2SP come out as published."""

import json
from base64 import b64decode
from pathlib import Path
from typing import Any

import pytest

from shared.core.ledger.note import open_note, parse_checkpoint, parse_key, split_note
from shared.core.ledger.tree import EMPTY_ROOT, ProofError, verify_consistency, verify_inclusion
from shared.core.ledger.witness import parse_request

FOLDER = Path(__file__).parents[1] / "fixtures" / "vectors"
INCLUSION: list[dict[str, Any]] = json.loads((FOLDER / "inclusion.json").read_text())
CONSISTENCY: list[dict[str, Any]] = json.loads((FOLDER / "consistency.json").read_text())


def inclusion_holds(vector: dict[str, Any]) -> bool:
    proof = [b64decode(node) for node in vector["proof"] or []]
    leaf, root = b64decode(vector["leafHash"]), b64decode(vector["root"])
    try:
        verify_inclusion(leaf, vector["leafIdx"], size=vector["treeSize"], proof=proof, root=root)
    except ProofError:
        return False
    return True


def consistency_holds(vector: dict[str, Any]) -> bool:
    proof = [b64decode(node) for node in vector["proof"] or []]
    roots = {"older_root": b64decode(vector["root1"]), "newer_root": b64decode(vector["root2"])}
    try:
        verify_consistency(vector["size1"], vector["size2"], proof=proof, **roots)
    except ProofError:
        return False
    return True


def test_all_of_them_are_here() -> None:
    for vectors in (INCLUSION, CONSISTENCY):
        assert len({vector["name"] for vector in vectors}) == 98
        assert sum(not vector["wantErr"] for vector in vectors) == 6


@pytest.mark.parametrize("vector", INCLUSION, ids=lambda vector: vector["name"])
def test_P8_an_inclusion_proof_holds_only_where_the_published_vector_says_so(vector: dict[str, Any]) -> None:
    assert inclusion_holds(vector) == (not vector["wantErr"])


@pytest.mark.parametrize("vector", CONSISTENCY, ids=lambda vector: vector["name"])
def test_P8_a_consistency_proof_holds_only_where_the_published_vector_says_so(vector: dict[str, Any]) -> None:
    assert consistency_holds(vector) == (not vector["wantErr"])


@pytest.mark.parametrize("newer", [0, 1, 8])
@pytest.mark.parametrize("proof", [[], [EMPTY_ROOT]])
def test_a_tree_without_leaves_is_the_beginning_of_none_whatever_is_offered(newer: int, proof: list[bytes]) -> None:
    for newer_root in (EMPTY_ROOT, bytes(32)):
        with pytest.raises(ProofError, match="older_size_outside_tree"):
            verify_consistency(0, newer, proof=proof, older_root=EMPTY_ROOT, newer_root=newer_root)


# c2sp.org/signed-note: the worked example.
NOTE_KEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
NOTE = (
    "This is an example message.\n\n"
    "— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n"
)
# c2sp.org/tlog-cosignature: its example, whose keys are not published.
COSIGNED = (
    "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n"
    "— example.com/behind-the-sofa "
    "Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n"
    "— witness.example.com/w1 "
    "jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==\n"
)
# c2sp.org/tlog-witness: the head of its example.
REQUEST = (
    "old 20852014\nPlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=\njrJZDmY8Y7SyJE0MWLpLozkIVMSMZcD5kvuKxPC3swk=\n"
    "5+pKlUdi2LeF/BcMHBn+Ku6yhPGNCswZZD1X/6QgPd8=\n/6WVhPs2CwSsb5rYBH5cjHV/wSmA79abXAwhXw3Kj/0=\n\n"
)


def test_the_example_of_signed_note_opens() -> None:
    assert open_note(NOTE, parse_key(NOTE_KEY)) == "This is an example message.\n"


def test_the_example_of_a_cosigned_checkpoint_is_read_with_the_time_in_it() -> None:
    text, signatures = split_note(COSIGNED)
    assert (parse_checkpoint(text).origin, parse_checkpoint(text).size) == ("example.com/behind-the-sofa", 20852163)
    assert [name for name, _ in signatures] == ["example.com/behind-the-sofa", "witness.example.com/w1"]
    assert int.from_bytes(signatures[1][1][4:12], "big") == 1679315147


def test_the_example_of_a_request_to_a_witness_is_read() -> None:
    request = parse_request(REQUEST + COSIGNED)
    assert (request.old, len(request.proof), request.note) == (20852014, 4, COSIGNED)
