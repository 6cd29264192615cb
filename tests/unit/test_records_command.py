"""`sekisho records` from files alone: a log that verifies, the versions that it cites, and a document of them."""

import json
from pathlib import Path

import msgspec
import pytest

from cli.records.choices import Form
from cli.records.run import Asked, run
from shared.core.ledger.leaf import outcome_stream
from tests.unit.ledger_log import KEY, exported, log, signed
from tests.unit.records import ABROAD, BODIES, CITED, ended, entry


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Write what an auditor has: an export, the log's key, and the published versions."""
    outcomes = outcome_stream("meadow")
    leaves = log(
        ("s", entry()), ("s", entry(id="d2", register=CITED[1], **ABROAD)),
        ("s", entry(id="d3", basis="entrustment", record="voluntary:appi#27-5-i")),
        (outcomes, ended("d1", "given")), (outcomes, ended("d3", "withdrawn")),
    )  # fmt: skip
    (tmp_path / "log.ndjson").write_bytes(b"".join(exported(leaves, signed(leaves), {"s": 3, outcomes: 2})))
    (tmp_path / "log.vkey").write_text(str(KEY))
    (tmp_path / "published").mkdir()
    for number, body in enumerate(BODIES):
        (tmp_path / "published" / f"meadow-{number}.json").write_text(json.dumps({"body": body.decode()}))
    return tmp_path


def asked(folder: Path) -> Asked:
    return Asked(
        "meadow",
        export=folder / "log.ndjson",
        key=str(folder / "log.vkey"),
        versions=folder / "published",
    )


def test_the_book_of_a_shop_from_files_alone(folder: Path) -> None:
    out = folder / "book.json"
    assert run(asked(folder), form=Form.JSON, lang=None, out=out) == 0
    book = json.loads(out.read_bytes())
    assert [(each["id"], each["state"], each["required"]) for each in book["records"]] == [
        ("d1", "given", True),
        ("d2", "open", True),
    ]
    assert book["about"]["size"] == 5
    assert book["about"]["company"] == {"ja": "見本市場", "en": "Sample Market"}


@pytest.mark.parametrize("form", [Form.PDF, Form.CSV])
@pytest.mark.parametrize("lang", ["ja", "en"])
def test_every_form_is_written_in_both_languages(folder: Path, form: Form, lang: str) -> None:
    out = folder / "book"
    assert run(asked(folder), form=form, lang=lang, out=out) == 0
    assert out.read_bytes().startswith(b"%PDF" if form is Form.PDF else b"\xef\xbb\xbf")


def test_a_period_is_of_whole_days_in_japan(folder: Path) -> None:
    out = folder / "book.json"
    day = asked(folder)._replace(since="2026-11-25", until="2026-11-25")
    assert run(day, form=Form.JSON, lang=None, out=out) == 0
    assert len(json.loads(out.read_bytes())["records"]) == 2
    assert run(day._replace(since="2026-11-26", until=None), form=Form.JSON, lang=None, out=out) == 0
    assert json.loads(out.read_bytes())["records"] == []


@pytest.mark.parametrize(("since", "until"), [("2026-11-26", "2026-11-25"), ("today", None), (None, "2026-13-01")])
def test_days_that_cannot_be_meant_are_refused(folder: Path, since: str | None, until: str | None) -> None:
    assert run(asked(folder)._replace(since=since, until=until), form=Form.JSON, lang=None, out=folder / "b") == 65


def test_a_log_that_was_altered_makes_no_book(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = folder / "log.ndjson"
    file.write_bytes(file.read_bytes().replace(b"customer.email", b"customer.phone"))
    assert run(asked(folder), form=Form.JSON, lang="en", out=folder / "book") == 65
    assert "integrity" in capsys.readouterr().err
    assert not (folder / "book").exists()


def test_the_log_of_another_shop_makes_no_book(folder: Path) -> None:
    assert run(asked(folder)._replace(shop="other"), form=Form.JSON, lang=None, out=folder / "book") == 65


def test_a_register_that_is_not_the_one_cited_is_asked_for(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    altered = msgspec.json.encode({"body": BODIES[2].replace("大阪府".encode(), "奈良県".encode()).decode()})
    (folder / "published" / "meadow-2.json").write_bytes(altered)
    assert run(asked(folder), form=Form.JSON, lang=None, out=folder / "book") == 65
    assert CITED[1] in capsys.readouterr().err
