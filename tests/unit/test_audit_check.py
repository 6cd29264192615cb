"""`sekisho audit --check`: a dossier that somebody touched is found, whatever was touched."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from cli.audit import check
from cli.audit.folder import MANIFEST, SIGNATURE
from shared.core.dossier.manifest import encode, opened, sign
from tests.fixtures.officers import ROWS, STRANGER

pytest_plugins = ["tests.unit.dossier_made"]


@pytest.fixture
def copied(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "audit"))


def test_a_folder_that_nobody_touched_is_sound(made: Path, brought: Path) -> None:
    assert check.checked(check.Asked(made, brought / "officers", str(brought / "log.vkey")))[1] == []
    assert check.run(check.Asked(made), as_json=False) == 0


def resealed(folder: Path, officer: str = "aoi") -> None:
    """Let somebody else sign the folder anew, in the officer's name."""
    manifest = opened((folder / MANIFEST).read_bytes(), (folder / SIGNATURE).read_bytes())
    key = STRANGER.public_key().public_bytes_raw().hex()
    raw = encode(msgspec.structs.replace(manifest, key=key, officer=officer))
    (folder / MANIFEST).write_bytes(raw)
    (folder / SIGNATURE).write_bytes(sign(raw, STRANGER))


def replaced(name: str, old: bytes, new: bytes) -> Callable[[Path], None]:
    """Return what changes bytes of a file."""

    def touch(folder: Path) -> None:
        raw = (folder / name).read_bytes()
        assert old in raw
        (folder / name).write_bytes(raw.replace(old, new, 1))

    return touch


TOUCHED: dict[str, tuple[Callable[[Path], object], str, str]] = {
    "a table": (replaced("ja/09-access.csv", b"hana", b"yuki"), "ja/09-access.csv", "file_altered"),
    "a report": (replaced("en/report.pdf", b"%PDF", b"%PDG"), "en/report.pdf", "file_altered"),
    "a file gone": (lambda folder: (folder / "en/05-withholdings.csv").unlink(), "en/05-withholdings.csv",
                    "file_missing"),
    "a file more": (lambda folder: (folder / "en/more.csv").write_text("x"), "en/more.csv", "file_unnamed"),
    "the manifest": (replaced(MANIFEST, b'"meadow"', b'"shadow"'), MANIFEST, "signature_wrong"),
    "the signature": (lambda folder: (folder / SIGNATURE).write_bytes(b"AAAA\n"), MANIFEST, "signature_wrong"),
    "no manifest": (lambda folder: (folder / MANIFEST).write_text("{}"), MANIFEST, "manifest_unreadable"),
    "a leaf": (replaced("log.ndjson", b"customer.address", b"customer.addresz"), "log.ndjson", "log_broken"),
    "the officer": (resealed, MANIFEST, "officer_unknown"),
}  # fmt: skip


@pytest.mark.parametrize("what", TOUCHED)
def test_a_folder_that_was_touched_is_found(copied: Path, brought: Path, what: str) -> None:
    touch, file, code = TOUCHED[what]
    touch(copied)
    asked_of = check.Asked(copied, brought / "officers", str(brought / "log.vkey"))
    assert (file, code) in {(each.file, each.code) for each in check.checked(asked_of)[1]}
    assert check.run(asked_of, as_json=True) == 1


def test_a_key_that_cannot_be_used_is_no_fault_of_the_log(made: Path) -> None:
    assert check.run(check.Asked(made, key="x"), as_json=False) == 65


def test_an_officer_who_had_left_signs_nothing(made: Path, tmp_path: Path) -> None:
    left = {**ROWS, "aoi": {**ROWS["aoi"], "until": "2026-01-31"}}
    (tmp_path / "officers").write_text(json.dumps(left))
    found = check.checked(check.Asked(made, tmp_path / "officers"))[1]
    assert [each.code for each in found] == ["officer_unknown"]
