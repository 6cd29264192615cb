"""`sekisho audit` from files alone: every chapter finds what was planted in it, and says what it cannot show."""

import csv
import io
import json
from pathlib import Path

import msgspec
import pytest

from cli.audit import check, make
from cli.audit.folder import MANIFEST, SIGNATURE
from contracts.officers import Private
from tests.fixtures.officers import KEYS
from tests.unit.dossier import PERIOD, asked, lines, year
from tests.unit.ledger_log import log, signed
from tests.unit.test_command_line import called
from tests.unit.test_records import texts

CHAPTERS = [
    "contracts", "versions", "changes", "provisions", "withholdings", "choices", "cases", "incidents", "access",
    "joint_use", "transfers", "drift", "proofs", "not_shown",
]  # fmt: skip


pytest_plugins = ["tests.unit.dossier_made"]


def table(folder: Path, name: str, lang: str = "en") -> list[list[str]]:
    """Return the rows of a chapter, without its heads."""
    (file,) = (folder / lang).glob(f"*-{name}.csv")
    raw = file.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline="")))[1:]


def test_a_folder_holds_every_chapter_in_both_languages_and_what_it_rests_on(made: Path) -> None:
    named = {path.relative_to(made).as_posix() for path in made.rglob("*") if path.is_file()}
    chapters = {f"{lang}/{n:02}-{name}.csv" for lang in ("ja", "en") for n, name in enumerate(CHAPTERS, 1)}
    reports = {f"{lang}/{name}" for lang in ("ja", "en") for name in ("report.pdf", "records.csv")}
    versions = {f"versions/{name}" for name in (
        "history.json", "meadow-pack-1.json", "meadow-pack-2.json", "meadow-register-1.json")}  # fmt: skip
    assert named == {*chapters, *reports, *versions, "log.ndjson", "checkpoint", MANIFEST, SIGNATURE}
    assert made.stat().st_mode & 0o077 == 0


PLANTED = [
    ("contracts", ["seller", "contract", "2026-10-31"], "in force until 2026-10-31"),
    ("contracts", ["crm", "route abroad"], "no route abroad on file"),
    ("versions", ["version 2", "aoi"], "an approval does not hold: minato"),
    ("versions", ["version 2", "aoi"], "1 officers approved, 2 are needed"),
    ("versions", ["version 2", "aoi"], "overdue"),
    ("versions", ["7:feedfeedfeedfeed"], "not among the published versions"),
    ("withholdings", ["seller", "withheld", "(whim)"], "no published reason explains it"),
    ("withholdings", ["seller", "withheld", "(contract)"], "missing on the shop's side"),
    ("withholdings", ["crm", "waiting", "(consent)"], "nothing has closed it"),
    ("incidents", ["shop.events", "header_missing"], "nobody has decided it"),
    ("incidents", ["crm", "(timeout)"], "did not arrive"),
    ("access", ["privacy", "an incident"], "a shared key"),
    ("joint_use", ["group", "見本グループ株式会社"], "who is responsible is not published"),
    ("transfers", ["crm: Exemple SAS", "FR"], "no route abroad on file"),
    ("drift", ["seller", "customer.address"], "does not cover it"),
    ("proofs", ["hand-overs that are open"], "open for longer"),
]


@pytest.mark.parametrize(("name", "cells", "finding"), PLANTED)
def test_what_was_planted_in_a_chapter_is_found(made: Path, name: str, cells: list[str], finding: str) -> None:
    rows = [row for row in table(made, name) if all(any(cell in one for one in row[:-1]) for cell in cells)]
    assert [row for row in rows if finding in row[-1]], rows


def test_what_is_in_order_is_no_finding(made: Path) -> None:
    said = {name: [row for row in table(made, name) if row[-1]] for name in CHAPTERS[:-1]}
    assert said["changes"] == said["provisions"] == said["choices"] == said["cases"] == []
    assert [row[0] for row in said["access"]] == ["privacy"]
    assert [row[:3] for row in said["withholdings"] if "refused" in row[2] or row[1] == "a field"] == []
    # A wait that something closed is none.
    assert [row[0] for row in table(made, "withholdings") if row[1] == "waiting"] == ["crm"]
    assert [row[2] for row in table(made, "contracts") if row[0] == "pack"] == ["version 2"]
    assert {row[4] for row in table(made, "access")} == {"1"}
    assert not [row for row in said["versions"] if row[0].startswith("pack version 1")]


def test_numbers_are_of_the_period_and_of_people(made: Path) -> None:
    given = {row[0]: row[2:7] for row in table(made, "provisions")}
    # d0 lies a minute before the period; d2 failed and may have arrived.
    assert given["seller: 見本商店株式会社"] == ["2", "2", "0", "1", "1"]
    assert given["crm: Exemple SAS"] == ["1", "1", "1", "0", "1"]
    (lost,) = [row for row in table(made, "incidents") if row[0] == "hand-over that failed"]
    assert lost[3:5] == ["1", "1"]
    (wider,) = [row for row in table(made, "changes") if "customer.phone" in row[2] and row[0] == "pack version 2"]
    # p1 and p2 were decided upon at that recipient under that version.
    assert wider[1] == "seller"
    assert wider[3:5] == ["wider", "2"]


def test_the_report_says_it_all_in_japanese_and_what_it_cannot_show(made: Path) -> None:
    said = texts((made / "ja" / "report.pdf").read_bytes())
    assert "年次監査資料" in said
    for head in ("契約・登録と期限", "記録が完全であることの証明", "この資料が示さないこと"):
        assert head in said
    notes = [row[1] for row in table(made, "not_shown")]
    assert any("after the receipt" in note for note in notes)
    assert any("--older" in note for note in notes)
    assert any("--notice" in note for note in notes)
    assert not any("--officers" in note for note in notes)


def test_a_log_that_does_not_verify_is_told_and_ends_with_1(brought: Path, tmp_path: Path) -> None:
    broken = b"".join(lines(year())).replace(b"customer.address", b"customer.addresz")
    (tmp_path / "log.ndjson").write_bytes(broken)
    out = tmp_path / "audit"
    assert make.run(asked(brought, out)._replace(export=tmp_path / "log.ndjson"), as_json=False) == 1
    assert [row for row in table(out, "proofs") if "integrity" in row[0] and row[-1]]
    assert any("does not verify" in row[1] for row in table(out, "not_shown"))


def test_a_checkpoint_that_was_kept_is_checked_and_goes_along(brought: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept.checkpoint"
    kept.write_text(signed(log(*year()), 5))
    out = tmp_path / "audit"
    assert make.run(asked(brought, out)._replace(older=(kept,)), as_json=False) == 0
    assert (out / "older" / "1.checkpoint").read_bytes() == kept.read_bytes()
    assert not any("--older" in row[1] for row in table(out, "not_shown"))
    assert check.run(check.Asked(out), as_json=False) == 0
    kept.write_text(signed([b"other", *log(*year())], 5))
    assert make.run(asked(brought, tmp_path / "second")._replace(older=(kept,)), as_json=False) == 1


def test_the_published_table_is_laid_beside(brought: Path, tmp_path: Path) -> None:
    told = tmp_path / "published.json"
    told.write_text('{"shop":"meadow","pack":1,"register":1,"rows":[]}')
    out = tmp_path / "audit"
    assert make.run(asked(brought, out)._replace(notice=told), as_json=False) == 0
    assert [row for row in table(out, "drift") if "the public was never told" in row[5] and row[-1]]
    assert not any("--notice" in row[1] for row in table(out, "not_shown"))


def test_a_year_in_which_nothing_was_says_so(brought: Path, tmp_path: Path) -> None:
    out = tmp_path / "audit"
    assert make.run(asked(brought, out)._replace(since="2020-04-01", until="2021-03-31"), as_json=False) == 0
    assert table(out, "incidents") == table(out, "choices") == table(out, "provisions") == []
    assert texts((out / "en" / "report.pdf").read_bytes()).count("There is nothing to say here.") >= 5


@pytest.mark.parametrize("period", [("2027-03-31", "2026-04-01"), ("2026", "2027-03-31"), ("2026-04-01", "9999-12-31")])
def test_days_that_cannot_be_meant_are_refused(brought: Path, tmp_path: Path, period: tuple[str, str]) -> None:
    out = tmp_path / "audit"
    assert make.run(asked(brought, out)._replace(since=period[0], until=period[1]), as_json=False) == 65
    assert not out.exists()


def test_nothing_is_written_over_and_no_key_no_dossier(brought: Path, tmp_path: Path) -> None:
    (tmp_path / "there").write_text("kept")
    assert make.run(asked(brought, tmp_path), as_json=False) == 65
    assert (tmp_path / "there").read_text() == "kept"
    assert make.run(asked(brought, tmp_path / "a")._replace(officer=None), as_json=False) == 65
    (tmp_path / "key").write_bytes(msgspec.json.encode(Private("aoi", "zz")))
    assert make.run(asked(brought, tmp_path / "a")._replace(officer=tmp_path / "key"), as_json=False) == 65
    assert make.run(asked(brought, tmp_path / "b")._replace(shop="other"), as_json=False) == 65
    # What cannot be made whole leaves nothing.
    assert {path.name for path in tmp_path.iterdir()} == {"there", "key"}


def test_the_command_makes_and_checks(brought: Path, tmp_path: Path) -> None:
    out = tmp_path / "audit"
    done = called(
        "audit", "--shop", "meadow", "--from", PERIOD[0], "--to", PERIOD[1], "--out", str(out), "--json",
        "--officer", str(brought / "aoi.json"), "--export", str(brought / "log.ndjson"),
        "--key", str(brought / "log.vkey"), "--versions", str(brought / "published"), cwd=tmp_path,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["findings"] > 0
    assert not (out / "en").exists()
    done = called("audit", "--check", str(out), "--json", cwd=tmp_path)
    assert (done.returncode, json.loads(done.stdout)["key"]) == (0, KEYS["aoi"].public_key().public_bytes_raw().hex())
    assert called("audit", "--shop", "meadow", cwd=tmp_path).returncode == 2
    assert called("audit", "--check", str(tmp_path), cwd=tmp_path).returncode == 65
