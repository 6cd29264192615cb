"""The witness as a command: its answers are exit codes, its state is stored before it answers, and never goes back."""

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from cli import witness
from cli.witness import LOST
from shared.core.ledger.cosignature import cosigned
from shared.core.ledger.note import COSIGNATURE, parse_key
from tests.unit.ledger_log import KEY, signed
from tests.unit.test_ledger_witness import LEAVES, OTHER, asked

ROOT = Path(__file__).parents[2]


@pytest.fixture
def folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """Make a witness that watches the log, and leave its key beside it."""
    made = tmp_path / "w1"
    assert witness.new(made, "witness.example/w1") == 0
    (tmp_path / "w1.vkey").write_text(capsys.readouterr().out)
    assert witness.trust(made, str(KEY)) == 0
    return made


def signs(folder: Path, body: str) -> int:
    """Ask the witness, and return its exit code."""
    file = folder.with_name("request")
    file.write_text(body, encoding="utf-8")
    return witness.sign(folder, file)


def test_it_cosigns_what_continues_and_the_cosignature_opens_with_its_key(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    key = parse_key(folder.with_name("w1.vkey").read_text(), kind=COSIGNATURE)
    for old, size in ((0, 3), (3, 3), (3, 8)):
        assert signs(folder, asked(old, size)) == 0
        line = capsys.readouterr().out
        assert [seen.witness for seen in cosigned(signed(LEAVES, size) + line, [key], now=2**40)] == [
            "witness.example/w1"
        ]


CODES = {
    "malformed": ("nothing", 40),
    "an older size that is larger": (asked(6, 5, proof=[]), 40),
    "not signed by the log": (asked(5, 8).replace("\n8\n", "\n7\n"), 43),
    "another log": (asked(5, 8).replace("sekisho.local/meadow", "sekisho.local/harbour"), 44),
    "an older size that is not the last": (asked(4, 8), 49),
    "a smaller size": (asked(3, 4), 49),
    "two roots of one size": (asked(5, 5, leaves=OTHER), 49),
    "another history": (asked(5, 8, leaves=OTHER), 62),
}


@pytest.mark.parametrize("sentence", CODES)
def test_P8_a_refusal_has_the_number_of_the_specification_as_exit_code_and_changes_nothing(
    sentence: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert signs(folder, asked(0, 5)) == 0
    capsys.readouterr()
    before = (folder / "state").read_bytes()
    body, code = CODES[sentence]
    assert signs(folder, body) == code
    told = capsys.readouterr()
    assert told.err.startswith(f"{code + 360} ")
    assert told.out == ("5\n" if code == 49 else "")
    assert (folder / "state").read_bytes() == before
    # What the log's key has signed and must not have is kept, to be shown.
    assert (folder / "refused").exists() == (code in {49, 62})


def test_a_log_that_is_watched_already_keeps_its_state_and_its_key(folder: Path) -> None:
    assert signs(folder, asked(0, 5)) == 0
    before = (folder / "state").read_bytes()
    assert witness.trust(folder, str(KEY)) == 0
    assert (folder / "state").read_bytes() == before
    other = KEY._replace(public=bytes(range(32)))
    assert witness.trust(folder, str(other)) == 65


@pytest.mark.parametrize("deed", ["unlink", "cut", "no folder"])
def test_a_witness_that_has_lost_its_state_says_nothing_any_more(
    deed: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert signs(folder, asked(0, 5)) == 0
    capsys.readouterr()
    state = folder / "state"
    if deed == "unlink":
        state.unlink()
    else:
        state.write_bytes(state.read_bytes()[:-5])
    where = folder if deed != "no folder" else folder / "nowhere"
    assert signs(where, asked(0, 5)) == LOST if deed != "no folder" else witness.sign(where, folder / "key") == LOST
    assert not capsys.readouterr().out
    assert witness.new(folder, "witness.example/w1") == 65


def test_a_name_that_cannot_be_one_is_refused(tmp_path: Path) -> None:
    for name in ("", "two words", "a+b"):
        assert witness.new(tmp_path / "w", name) == 65
    assert not (tmp_path / "w" / "key").exists()


def test_only_its_owner_may_read_what_a_witness_keeps(folder: Path) -> None:
    assert signs(folder, asked(0, 5)) == 0
    assert {path.stat().st_mode & 0o077 for path in (folder, *folder.iterdir())} == {0}


def test_P8_two_requests_at_once_never_take_it_back(folder: Path) -> None:
    """The race of tlog-witness: a smaller checkpoint must not be stored after a larger one."""
    bodies = [asked(0, size) for size in (8, 2, 5, 3)]
    codes: list[int] = []

    def call(body: str) -> None:
        env = {**os.environ, "PYTHONPATH": str(ROOT)}
        command = [sys.executable, "-m", "cli", "witness", "sign", "--folder", str(folder)]
        codes.append(
            subprocess.run(
                command, input=body, env=env, text=True, capture_output=True, check=False, timeout=60
            ).returncode
        )

    threads = [threading.Thread(target=call, args=(body,)) for body in bodies]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(codes) == [0, *[49] * 3]
