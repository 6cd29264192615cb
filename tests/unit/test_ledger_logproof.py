"""A proof file shows one leaf, to anybody who has the key; nothing in it can be changed."""

import pytest

from shared.core.ledger.cosignature import Quorum
from shared.core.ledger.logproof import LogProof, check_log_proof, parse_log_proof
from shared.core.ledger.note import NoteError, VerifierKey
from shared.core.ledger.tree import ProofError, inclusion_proof, leaf_hash
from tests.unit.ledger_log import KEY, disclosed, log, signed
from tests.unit.witnesses import AT, ONE, TWO

LEAVES = log(*(("s1", disclosed(name)) for name in "abcdefg"))
HASHES = [leaf_hash(leaf) for leaf in LEAVES]


def made(index: int, *, extra: bool = True) -> LogProof:
    """Return the proof of one leaf."""
    leaf = LEAVES[index] if extra else None
    return LogProof(index, tuple(inclusion_proof(HASHES, index)), ONE(signed(LEAVES)), leaf)


@pytest.mark.parametrize("index", range(len(LEAVES)))
@pytest.mark.parametrize("extra", [True, False])
def test_a_proof_is_read_as_it_was_written_and_shows_its_leaf(index: int, extra: bool) -> None:
    proof = parse_log_proof(str(made(index, extra=extra)))
    assert proof == made(index, extra=extra)
    shown = check_log_proof(proof, LEAVES[index], key=KEY, quorum=Quorum(1, (ONE.key, TWO.key)), now=AT)
    assert (shown.checkpoint.size, [seen.witness for seen in shown.cosigned]) == (7, ["witness.example/w1"])


def test_the_form_is_that_of_the_specification() -> None:
    lines = str(made(6)).split("\n")
    assert lines[0] == "c2sp.org/tlog-proof@v1"
    assert (lines[1][:6], lines[2], lines[5]) == ("extra ", "index 6", "")
    assert (lines[6], lines[7]) == ("sekisho.local/meadow", "7")


def test_a_proof_shows_no_other_leaf() -> None:
    for index in (0, 2, 6):
        with pytest.raises(ProofError, match="root_differs"):
            check_log_proof(made(1), LEAVES[index], key=KEY)


def test_P8_every_changed_character_of_a_proof_is_found_or_changes_nothing() -> None:
    text, changed = str(made(3)), 0
    for place in range(len(text)):
        for other in "Bz0\n":
            if other == text[place]:
                continue
            try:
                proof = parse_log_proof(text[:place] + other + text[place + 1 :])
                check_log_proof(proof, proof.extra or b"", key=KEY, quorum=Quorum(1, (ONE.key,)), now=AT)
            except (ProofError, NoteError):
                changed += 1
            else:
                pytest.fail(f"character {place} may be {other!r}")
    assert changed > len(text)


def test_too_few_witnesses_show_nothing() -> None:
    with pytest.raises(NoteError, match="witnesses_too_few"):
        check_log_proof(made(0), LEAVES[0], key=KEY, quorum=Quorum(2, (ONE.key, TWO.key)), now=AT)


def test_the_key_of_another_log_opens_nothing() -> None:
    with pytest.raises(NoteError, match="signature_missing"):
        check_log_proof(made(0), LEAVES[0], key=VerifierKey("sekisho.local/harbour", KEY.public))


@pytest.mark.parametrize(
    "text",
    {
        "nothing": "",
        "another version": str(made(0)).replace("@v1", "@v2"),
        "no index": str(made(0)).replace("index 0\n", ""),
        "an index with a zero before it": str(made(3)).replace("index 3", "index 03"),
        "a negative index": str(made(3)).replace("index 3", "index -3"),
        "an index in other digits": str(made(3)).replace("index 3", "index ٣"),
        "a hash that is none": str(made(0)).replace("index 0\n", "index 0\nAAAA\n"),
        "64 hashes": str(made(0)).replace("index 0\n", "index 0\n" + "A" * 43 + "=\n" * 1 + ("A" * 43 + "=\n") * 63),
        "extra that is no base64": str(made(0)).replace("extra ", "extra !"),
        "extra twice": str(made(0)).replace("extra ", "extra AAAA\nextra "),
        "no checkpoint": str(made(0)).split("\n\n")[0],
        "carriage returns": str(made(0)).replace("\n", "\r\n"),
    }.items(),
    ids=lambda case: case[0],
)
def test_what_is_no_proof_is_refused(text: tuple[str, str]) -> None:
    with pytest.raises(ProofError, match="proof_malformed"):
        parse_log_proof(text[1])
