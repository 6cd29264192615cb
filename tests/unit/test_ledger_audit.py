"""An auditor with an export and a key finds every way to alter a log, and names the first place."""

from collections.abc import Callable

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from shared.core.ledger.audit import Verdict, audit
from shared.core.ledger.counting import missing_numbers
from shared.core.ledger.export import Export, Header, Line, encode_line, read_export
from shared.core.ledger.leaf import Leaf, decode_leaf, encode_leaf
from shared.core.ledger.note import Checkpoint, VerifierKey, sign
from shared.core.ledger.tree import leaf_hash, root_of
from tests.unit.ledger_log import KEY, NOW, disclosed, exported, log, outcome, signed, withheld

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


def judged(leaves: list[bytes], checkpoint: str | None = None, older: str | None = OLDER) -> Verdict:
    """Audit leaves under the checkpoint that was signed over the true ones."""
    return audit(exported(leaves, checkpoint or signed(LEAVES), STREAMS), KEY, now=NOW, older=older, alone=True)


def test_a_true_log_holds_and_tells_what_is_open() -> None:
    verdict = judged(LEAVES)
    assert verdict.holds
    assert [result.status for _, result in verdict.answers()] == ["passed"] * 4
    assert (verdict.size, verdict.disclosed, verdict.outcomes) == (7, 3, 3)
    assert [(o.disclosure, o.age_ms) for o in verdict.open] == [("c", 9_000)]


def edited(leaves: list[bytes]) -> list[bytes]:
    """Change a name in one leaf."""
    return [*leaves[:2], leaves[2].replace(b"payment", b"display"), *leaves[3:]]


def flipped(leaves: list[bytes]) -> list[bytes]:
    """Flip one bit of a number in a leaf."""
    return [*leaves[:5], leaves[5].replace(b'"at":1000', b'"at":1001'), *leaves[6:]]


ALTERED: dict[str, tuple[Callable[[list[bytes]], list[bytes]], str, str, int]] = {
    "an edit": (edited, "integrity", "root_differs", 0),
    "a flipped bit after the older checkpoint": (flipped, "integrity", "root_differs", 4),
    "a removal": (lambda leaves: [*leaves[:2], *leaves[3:]], "truncation", "leaves_missing", 6),
    "another order": (lambda leaves: [leaves[1], leaves[0], *leaves[2:]], "integrity", "root_differs", 0),
    "a cut end": (lambda leaves: leaves[:6], "truncation", "leaves_missing", 6),
    "an end cut before the older checkpoint": (lambda leaves: leaves[:3], "truncation", "leaves_missing", 3),
    "an insertion": (lambda leaves: [*leaves[:1], leaves[0], *leaves[1:]], "integrity", "root_differs", 0),
    "an unsigned leaf at the end": (lambda leaves: [*leaves, leaves[0]], "integrity", "leaf_not_signed", 7),
    "nothing at all": (lambda _: [], "truncation", "leaves_missing", 0),
}


@pytest.mark.parametrize("case", ALTERED.values(), ids=ALTERED.keys())
def test_what_was_altered_under_a_true_checkpoint_is_found(
    case: tuple[Callable[[list[bytes]], list[bytes]], str, str, int],
) -> None:
    alter, question, reason, place = case
    verdict = judged(alter(LEAVES))
    assert not verdict.holds
    assert verdict.first is not None
    found, result = verdict.first
    assert (found, result.reason, result.at) == (question, reason, place)


RESIGNED: dict[str, tuple[Callable[[list[bytes]], list[bytes]], str, str, int]] = {
    "an edit": (edited, "consistency", "older_root_differs", 0),
    "a removal": (lambda leaves: [*leaves[:2], *leaves[3:]], "truncation", "numbers_missing_at_the_end", 1),
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
def test_what_was_altered_and_signed_anew_is_found_with_an_older_checkpoint(
    case: tuple[Callable[[list[bytes]], list[bytes]], str, str, int],
) -> None:
    alter, question, reason, place = case
    verdict = judged(alter(LEAVES), signed(alter(LEAVES)))
    assert verdict.integrity.status == "passed"
    assert verdict.first is not None
    found, result = verdict.first
    assert (found, result.reason, result.at) == (question, reason, place)


@given(st.integers(0, len(LEAVES) - 1), st.data())
def test_any_flipped_bit_of_any_leaf_is_found(index: int, data: st.DataObject) -> None:
    bit = data.draw(st.integers(0, len(LEAVES[index]) * 8 - 1))
    raw = bytearray(LEAVES[index])
    raw[bit // 8] ^= 1 << bit % 8
    header = Header(KEY.name, str(KEY), signed(LEAVES), STREAMS)
    text = bytes(raw).decode("utf-8", "replace")
    lines = [Line(i, leaf.decode()) for i, leaf in enumerate(LEAVES)]
    lines[index] = Line(index, text)
    verdict = audit(Export(header, lines), KEY, now=NOW, alone=True)
    assert not verdict.holds
    assert verdict.integrity.reason == "root_differs"


FAULTS: dict[str, tuple[list[bytes], str, int]] = {
    "an outcome without its disclosure": (log((OWN, outcome("a"))), "outcome_without_disclosure", 0),
    "two final outcomes": (
        log(("s1", disclosed("a")), (OWN, outcome("a", "failed")), (OWN, outcome("a", attempt=2))),
        "outcome_twice",
        2,
    ),
    "one disclosure twice": (log(("s1", disclosed("a")), ("s1", disclosed("a"))), "disclosed_twice", 1),
    "an entry of another shop": (log(("s1", disclosed("a", "harbour"))), "entry_of_another_shop", 0),
    "an outcome in a partition's stream": (
        log(("s1", disclosed("a")), ("s1", outcome("a"))),
        "stream_of_another_kind",
        1,
    ),
    "a leaf that is none": ([b"{}"], "leaf_unreadable", 0),
    "a gap": ([encode_leaf(Leaf("s1", 1, disclosed("a")))], "number_missing", 0),
}


@pytest.mark.parametrize("case", FAULTS.values(), ids=FAULTS.keys())
def test_a_log_that_is_well_signed_but_incomplete_is_found(case: tuple[list[bytes], str, int]) -> None:
    leaves, reason, place = case
    verdict = audit(exported(leaves, signed(leaves), {}), KEY, now=NOW, alone=True)
    assert verdict.integrity.status == "passed"
    assert (verdict.completeness.reason, verdict.completeness.at) == (reason, place)


def test_a_checkpoint_by_another_key_shows_nothing() -> None:
    other = Ed25519PrivateKey.from_private_bytes(bytes(32))
    point = Checkpoint(KEY.name, len(LEAVES), root_of(leaf_hash(leaf) for leaf in LEAVES))
    key = VerifierKey(KEY.name, other.public_key().public_bytes_raw())
    verdict = judged(LEAVES, sign(point.body(), key, signer=other.sign))
    assert verdict.first == ("integrity", verdict.integrity)
    assert verdict.integrity.reason == "signature_missing"


def test_an_older_checkpoint_that_is_forged_is_named_as_such() -> None:
    verdict = judged(LEAVES, older=OLDER.replace("\n4\n", "\n5\n"))
    assert verdict.consistency.reason == "older_signature_invalid"


def test_without_an_older_checkpoint_consistency_is_not_claimed() -> None:
    verdict = judged(LEAVES, older=None)
    assert verdict.consistency.status == "not checked"
    assert verdict.holds


def test_an_empty_log_shows_nothing() -> None:
    verdict = audit(exported([], signed([]), {}), KEY, now=NOW, alone=True)
    assert verdict.integrity.reason == "checkpoint_empty"


def test_a_line_out_of_place_is_named() -> None:
    export = exported(LEAVES, signed(LEAVES), STREAMS)
    lines = [export.lines[0], msgspec.structs.replace(export.lines[1], index=5), *export.lines[2:]]
    verdict = audit(Export(export.header, lines), KEY, now=NOW, alone=True)
    assert (verdict.integrity.reason, verdict.integrity.at) == ("index_out_of_place", 1)


def test_numbers_that_another_shop_holds_are_counted_over_all_exports() -> None:
    mine = [encode_leaf(Leaf("s1", 1, disclosed("a")))]
    other = [encode_leaf(Leaf("s1", seq, disclosed(str(seq), "harbour"))) for seq in (0, 3)]
    exports = [exported(leaves, signed(leaves), {"s1": 4}) for leaves in (mine, other)]
    assert audit(exports[0], KEY, now=NOW, alone=False).holds
    assert not audit(exports[0], KEY, now=NOW, alone=True).holds
    assert missing_numbers(exports) == {"s1": [2]}


def test_a_leaf_that_a_newer_release_wrote_with_more_names_is_still_read() -> None:
    raw = LEAVES[0].replace(b'"entry":{', b'"entry":{"added_later":1,')
    assert decode_leaf(raw) == decode_leaf(LEAVES[0])


@pytest.mark.parametrize("lines", [[], [b"{}"], [encode_line(exported([], "", {}).header), b'{"index":"0","leaf":""}']])
def test_a_file_that_is_no_export_is_refused_without_repeating_it(lines: list[bytes]) -> None:
    with pytest.raises(ValueError, match=r"^export_unreadable(: line \d)?$"):
        read_export(lines)
