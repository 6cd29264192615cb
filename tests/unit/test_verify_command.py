"""`sekisho verify` with files alone: no stack, no network, an exit code for each outcome."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from cli import prove, verify
from shared.core.ledger.logproof import LogProof
from shared.core.ledger.tree import inclusion_proof, leaf_hash
from tests.unit.ledger_log import KEY, disclosed, exported, log, outcome, signed
from tests.unit.witnesses import ONE, TWO

LEAVES = log(*(("s1", disclosed(name)) for name in "abc"), ("outcomes:meadow", outcome("a")))
STREAMS = {"s1": 3, "outcomes:meadow": 1}


@pytest.fixture
def export(tmp_path: Path) -> Path:
    """Keep an export in a file."""
    path = tmp_path / "meadow.ndjson"
    path.write_bytes(b"".join(exported(LEAVES, signed(LEAVES), STREAMS)))
    return path


def judged(capsys: pytest.CaptureFixture[str], code: int, *exports: Path, **more: Any) -> dict[str, Any]:
    """Verify, and return the report."""
    assert verify.run(verify.Asked(exports=exports, key=str(KEY), **more), as_json=True) == code
    report: dict[str, Any] = json.loads(capsys.readouterr().out)
    return report


def kept(tmp_path: Path, *notes: str) -> tuple[Path, ...]:
    """Keep checkpoints in files."""
    paths = tuple(tmp_path / f"kept-{n}" for n in range(len(notes)))
    for path, note in zip(paths, notes, strict=True):
        path.write_text(note, encoding="utf-8")
    return paths


def test_an_export_holds_by_itself_and_with_what_was_kept(
    export: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert judged(capsys, 0, export)["logs"][0]["consistency"]["status"] == "not checked"
    older = kept(tmp_path, ONE(signed(LEAVES, 2)))
    report = judged(capsys, 0, export, older=older, witnesses=(str(ONE.key),))
    assert report["logs"][0]["cosigned"][0]["witness"] == "witness.example/w1"
    policy = {"older": older, "witnesses": (str(ONE.key), str(TWO.key))}
    assert judged(capsys, 0, export, **policy, quorum=1)["holds"]
    assert judged(capsys, 1, export, **policy)["logs"][0]["witnesses"]["reason"] == "witnesses_too_few"


def test_a_key_may_be_a_file_and_must_be_the_logs(export: Path, tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text(f"{KEY}\n")
    assert verify.run(verify.Asked(exports=(export,), key=str(file)), as_json=True) == 0
    other = KEY._replace(name="sekisho.local/harbour")
    assert verify.run(verify.Asked(exports=(export,), key=str(other)), as_json=True) == 1
    assert verify.run(verify.Asked(exports=(export,), key="nonsense"), as_json=True) == 65


def test_what_is_no_export_or_not_there_has_its_own_code(
    export: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    export.write_bytes(export.read_bytes().replace(b'"leaf"', b'"laef"', 1))
    assert verify.run(verify.Asked(exports=(export,), key=str(KEY)), as_json=True) == 65
    assert "export_unreadable: line 2" in capsys.readouterr().err
    assert verify.run(verify.Asked(exports=(tmp_path / "none",), key=str(KEY)), as_json=True) == 65


def test_a_checkpoint_that_was_kept_is_held_against_its_own_log(
    export: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = KEY._replace(name="sekisho.local/harbour")
    keys, elsewhere = tmp_path / "keys", tmp_path / "harbour.ndjson"
    keys.write_text(f"{other}\n{KEY}\n")
    leaves = log(("s1", disclosed("h", "harbour")))
    elsewhere.write_bytes(b"".join(exported(leaves, signed(leaves, key=other), {"s1": 1}, key=other)))
    older = kept(tmp_path, signed(LEAVES, 2), signed(leaves, key=other))
    asked = verify.Asked(exports=(export, elsewhere), key=str(keys), older=older)
    assert verify.run(asked, as_json=True) == 0
    found = json.loads(capsys.readouterr().out)["logs"]
    assert [each["consistency"]["status"] for each in found] == ["passed", "passed"]
    assert verify.run(asked._replace(exports=(export,)), as_json=True) == 65
    assert "`sekisho.local/harbour`" in capsys.readouterr().err


def shared(tmp_path: Path, shop: str, seqs: Sequence[int]) -> Path:
    """Keep the export of one of two shops that share a stream."""
    leaves = log(*(("s1", disclosed(f"{shop}{n}")) for n in range(4)))
    own = [leaves[n] for n in seqs]
    path = tmp_path / shop
    path.write_bytes(b"".join(exported(own, signed(own), {"s1": 4})))
    return path


def test_a_number_that_no_shops_log_holds_is_found_over_all_of_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    whole = shared(tmp_path, "a", [0, 3]), shared(tmp_path, "b", [1, 2])
    assert judged(capsys, 0, *whole)["missing"] == {}
    short = shared(tmp_path, "a", [0, 3]), shared(tmp_path, "c", [1])
    assert judged(capsys, 1, *short)["missing"] == {"s1": [2]}


@pytest.mark.parametrize("language", ["en", "ja"])
def test_people_are_told_in_their_language_which_leaf_and_what(
    language: str, export: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SEKISHO_LANG", language)
    altered = [LEAVES[0], LEAVES[1].replace(b"payment", b"display"), *LEAVES[2:]]
    export.write_bytes(b"".join(exported(altered, signed(LEAVES), STREAMS, stored=LEAVES)))
    assert verify.run(verify.Asked(exports=(export,), key=str(KEY)), as_json=False) == 1
    told = capsys.readouterr().out
    assert "0–3" in told
    assert {"en": "not what was signed", "ja": "署名後に記録が変わっています"}[language] in told


def proof(tmp_path: Path, *, extra: bool = True, note: str | None = None) -> Path:
    """Keep the proof of the second leaf."""
    hashes = [leaf_hash(leaf) for leaf in LEAVES]
    made = LogProof(1, tuple(inclusion_proof(hashes, 1)), note or ONE(signed(LEAVES)), LEAVES[1] if extra else None)
    path = tmp_path / "b.tlog-proof"
    path.write_text(str(made), encoding="utf-8")
    return path


def test_a_proof_is_checked_with_the_key_alone_and_tells_what_it_shows(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = verify.Asked(key=str(KEY), witnesses=(str(ONE.key),))
    assert prove.check(proof(tmp_path), asked, leaf=None, as_json=True) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["index"], told["size"], told["entry"]["id"], told["entry"]["kind"]) == (1, 4, "b", "disclosed")
    assert prove.check(proof(tmp_path), asked, leaf=None, as_json=False) == 0
    assert "witness.example/w1" in capsys.readouterr().out


def test_a_proof_that_shows_nothing_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked, leaf = verify.Asked(key=str(KEY)), tmp_path / "leaf"
    leaf.write_bytes(LEAVES[1])
    assert prove.check(proof(tmp_path, extra=False), asked, leaf=leaf, as_json=True) == 0
    leaf.write_bytes(LEAVES[2])
    assert prove.check(proof(tmp_path, extra=False), asked, leaf=leaf, as_json=True) == 1
    assert prove.check(proof(tmp_path, extra=False), asked, leaf=None, as_json=True) == 1
    policy = verify.Asked(key=str(KEY), witnesses=(str(TWO.key),))
    assert prove.check(proof(tmp_path), policy, leaf=None, as_json=False) == 1
    assert "witnesses_too_few" in capsys.readouterr().err
    leaf.write_text("no proof")
    assert prove.check(leaf, asked, leaf=None, as_json=True) == 1
