"""An auditor with an export and a key finds every way to alter a log, and names the first place."""

from collections.abc import Callable

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from shared.core.ledger.audit import audit
from shared.core.ledger.cosignature import Quorum
from shared.core.ledger.note import Checkpoint, VerifierKey, sign
from shared.core.ledger.tree import leaf_hash, root_of
from shared.core.ledger.verdict import Brought, Verdict
from tests.unit.ledger_log import KEY, NOW, disclosed, exported, log, outcome, signed, withheld
from tests.unit.witnesses import AT, ONE, TWO

OWN = "outcomes:meadow"
LEAVES = log(
    ("s1", disclosed("a")),
    ("s2", withheld("w")),
    ("s1", disclosed("b")),
    (OWN, outcome("a")),
    (OWN, outcome("b", "unknown")),
    ("s2", disclosed("c")),
    (OWN, outcome("b", "failed")),
)
STREAMS = {"s1": 2, "s2": 2, OWN: 3}
OLDER = signed(LEAVES, 4)
Alter = Callable[[list[bytes]], list[bytes]]


def judged(leaves: list[bytes], checkpoint: str | None = None, older: tuple[str, ...] = (OLDER,)) -> Verdict:
    """Audit leaves under the checkpoint that was signed over the true ones."""
    lines = exported(leaves, checkpoint or signed(LEAVES), STREAMS, stored=LEAVES)
    return audit(lines, KEY, Brought(now=NOW, older=older, alone=True))


def test_a_true_log_holds_and_tells_what_is_open() -> None:
    verdict = judged(LEAVES)
    assert verdict.holds
    assert {q: r.status for q, r in verdict.answers() if r.status != "passed"} == dict.fromkeys(
        ("witnesses", "law"), "not checked"
    )
    assert (verdict.size, verdict.signed, verdict.disclosed, verdict.outcomes) == (7, 7, 3, 3)
    assert [(o.disclosure, o.age_ms) for o in verdict.open] == [("c", 9_000)]
    assert verdict.opened == 1


def edited(leaves: list[bytes]) -> list[bytes]:
    """Change a name in one leaf."""
    return [*leaves[:2], leaves[2].replace(b"payment", b"display"), *leaves[3:]]


def flipped(leaves: list[bytes]) -> list[bytes]:
    """Flip one bit of a number in a leaf."""
    return [*leaves[:5], leaves[5].replace(b'"at":1000', b'"at":1001'), *leaves[6:]]


# In a log this short the edge under the checkpoint tells the subtree: of 4, 2 and 1 leaves.
ALTERED: dict[str, tuple[Alter, str, str, int, int | None]] = {
    "an edit": (edited, "integrity", "root_differs", 0, 4),
    "a flipped bit after the older checkpoint": (flipped, "integrity", "root_differs", 4, 6),
    "a removal": (lambda leaves: [*leaves[:2], *leaves[3:]], "consistency", "older_root_differs", 0, 4),
    "a removal after the older checkpoint": (
        lambda leaves: [*leaves[:5], *leaves[6:]],
        "truncation",
        "leaves_missing",
        6,
        None,
    ),
    "another order": (lambda leaves: [leaves[1], leaves[0], *leaves[2:]], "integrity", "root_differs", 0, 4),
    "a cut end": (lambda leaves: leaves[:6], "truncation", "leaves_missing", 6, None),
    "an end cut before the older checkpoint": (lambda leaves: leaves[:3], "truncation", "leaves_missing", 3, None),
    "an insertion": (lambda leaves: [*leaves[:1], leaves[0], *leaves[1:]], "integrity", "root_differs", 0, 4),
    "an unsigned leaf at the end": (lambda leaves: [*leaves, leaves[0]], "integrity", "leaf_not_signed", 7, None),
    "nothing at all": (lambda _: [], "truncation", "leaves_missing", 0, None),
}


@pytest.mark.parametrize("case", ALTERED.values(), ids=ALTERED.keys())
def test_what_was_altered_under_a_true_checkpoint_is_found(case: tuple[Alter, str, str, int, int | None]) -> None:
    alter, question, *expected = case
    verdict = judged(alter(LEAVES))
    assert not verdict.holds
    assert verdict.first is not None
    found, result = verdict.first
    assert (found, [result.reason, result.at, result.until]) == (question, expected)


RESIGNED: dict[str, tuple[Alter, str, str, int]] = {
    "an edit": (edited, "consistency", "older_root_differs", 0),
    "a removal": (lambda leaves: [*leaves[:2], *leaves[3:]], "consistency", "older_root_differs", 0),
    "a removal after the older checkpoint": (
        lambda leaves: [*leaves[:4], *leaves[5:]],
        "completeness",
        "number_missing",
        5,
    ),
    "another order": (lambda leaves: [leaves[1], leaves[0], *leaves[2:]], "consistency", "older_root_differs", 0),
    "a cut end": (lambda leaves: leaves[:6], "truncation", "numbers_missing_at_the_end", 5),
    "an end cut before the older checkpoint": (
        lambda leaves: leaves[:3],
        "truncation",
        "older_checkpoint_is_longer",
        3,
    ),
    "an insertion": (lambda leaves: [*leaves[:4], leaves[0], *leaves[4:]], "completeness", "number_repeated", 4),
}


@pytest.mark.parametrize("case", RESIGNED.values(), ids=RESIGNED.keys())
def test_what_was_altered_and_signed_anew_is_found_with_an_older_checkpoint(case: tuple[Alter, str, str, int]) -> None:
    alter, question, reason, place = case
    altered = alter(LEAVES)
    lines = exported(altered, signed(altered), STREAMS)
    verdict = audit(lines, KEY, Brought(now=NOW, older=(OLDER,), alone=True))
    assert verdict.integrity.status == "passed"
    assert verdict.first is not None
    found, result = verdict.first
    assert (found, result.reason, result.at) == (question, reason, place)


@given(st.integers(0, len(LEAVES) - 1), st.data())
def test_any_flipped_bit_of_any_leaf_is_found(index: int, data: st.DataObject) -> None:
    bit = data.draw(st.integers(0, len(LEAVES[index]) * 8 - 1))
    raw = bytearray(LEAVES[index])
    raw[bit // 8] ^= 1 << bit % 8
    text = bytes(raw).decode("utf-8", "replace").encode()
    verdict = judged([*LEAVES[:index], text, *LEAVES[index + 1 :]], older=())
    assert not verdict.holds
    assert verdict.integrity.reason == "root_differs"
    assert verdict.integrity.at is not None
    assert verdict.integrity.until is not None
    assert verdict.integrity.at <= index < verdict.integrity.until


def test_P8_a_flipped_bit_in_any_byte_of_an_export_is_found() -> None:
    text = b"".join(exported(LEAVES, signed(LEAVES), STREAMS))
    begin = text.index(b'"streams"')
    end = begin + text[begin:].index(b"}")
    for place in range(len(text)):
        raw = bytearray(text)
        raw[place] ^= 1 << place % 8
        try:
            verdict = audit(bytes(raw).splitlines(), KEY, Brought(now=NOW, alone=True))
        except ValueError:
            continue
        # The names and sums of the streams are the service's word; with `alone` they are counted all the same.
        assert not verdict.holds or begin <= place < end, place


def test_a_checkpoint_by_another_key_shows_nothing() -> None:
    other = Ed25519PrivateKey.from_private_bytes(bytes(32))
    point = Checkpoint(KEY.name, len(LEAVES), root_of(leaf_hash(leaf) for leaf in LEAVES))
    key = VerifierKey(KEY.name, other.public_key().public_bytes_raw())
    verdict = judged(LEAVES, sign(point.body(), key, signer=other.sign))
    assert verdict.first == ("integrity", verdict.integrity)
    assert verdict.integrity.reason == "signature_missing"


def test_an_older_checkpoint_that_is_forged_is_named_as_such() -> None:
    verdict = judged(LEAVES, older=(OLDER.replace("\n4\n", "\n5\n"),))
    assert verdict.consistency.reason == "older_signature_invalid"


def test_without_an_older_checkpoint_consistency_is_not_claimed() -> None:
    verdict = judged(LEAVES, older=())
    assert verdict.consistency.status == "not checked"
    assert verdict.holds


def test_P8_two_roots_of_one_size_are_a_split_view() -> None:
    verdict = audit(
        exported(edited(LEAVES), signed(edited(LEAVES)), STREAMS),
        KEY,
        Brought(now=NOW, older=(OLDER, signed(LEAVES)), alone=True),
    )
    assert verdict.integrity.status == "passed"
    assert verdict.consistency.reason in {"split_view", "older_root_differs"}
    alone = audit(
        exported(edited(LEAVES), signed(edited(LEAVES)), STREAMS), KEY, Brought(now=NOW, older=(signed(LEAVES),))
    )
    assert (alone.consistency.reason, alone.consistency.until) == ("split_view", 7)


def test_of_several_older_checkpoints_the_last_that_holds_narrows_the_place() -> None:
    altered = flipped(LEAVES)
    older = (signed(LEAVES, 2), signed(LEAVES, 5), signed(LEAVES, 6))
    verdict = audit(exported(altered, signed(altered), STREAMS), KEY, Brought(now=NOW, older=older))
    assert (verdict.consistency.reason, verdict.consistency.at, verdict.consistency.until) == (
        "older_root_differs",
        5,
        6,
    )


def test_enough_of_the_named_witnesses_must_have_seen_the_older_checkpoint() -> None:
    for note, reason in ((OLDER, "witnesses_too_few"), (ONE(OLDER), "witnesses_too_few"), (TWO(ONE(OLDER)), "")):
        brought = Brought(now=AT * 1000, older=(note,), quorum=Quorum(2, (ONE.key, TWO.key)))
        verdict = audit(exported(LEAVES, signed(LEAVES), STREAMS), KEY, brought)
        assert verdict.witnesses.reason == reason
        assert verdict.holds == (not reason)


def test_a_number_that_the_ledger_has_not_taken_in_is_found() -> None:
    verdict = audit(exported(LEAVES, signed(LEAVES), {**STREAMS, "s1": 1}), KEY, Brought(now=NOW))
    assert (verdict.truncation.reason, verdict.truncation.at) == ("numbers_nobody_gave", 2)


def test_an_empty_log_shows_nothing() -> None:
    verdict = audit(exported([], signed([]), {}), KEY, Brought(now=NOW, alone=True))
    assert verdict.integrity.reason == "checkpoint_empty"
