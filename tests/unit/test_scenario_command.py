"""`sekisho scenario` as people and programs meet it: what it prints, in both languages, and how it ends."""

import json
from pathlib import Path

import pytest

from cli.scenario import run
from tests.unit.scenarios import STORY


@pytest.fixture
def file(tmp_path: Path) -> Path:
    written = tmp_path / "story.yaml"
    written.write_text(STORY, encoding="utf-8")
    return written


def test_a_story_that_holds_ends_with_0_and_shows_who_gets_what(
    file: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SEKISHO_LANG", "en")
    assert run([file], live=False, as_json=False) == 0
    shown = capsys.readouterr().out
    assert "As expected." in shown
    assert "consent (for now)" in " ".join(shown.replace("│", " ").split())
    assert "見本 太郎" not in shown


def test_it_speaks_japanese(file: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEKISHO_LANG", "ja")
    assert run([file], live=False, as_json=False) == 0
    shown = capsys.readouterr().out
    assert "期待どおりです。" in shown
    assert "渡ったもの" in shown


def test_a_step_that_is_otherwise_ends_with_1_and_is_named_by_its_line(
    file: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SEKISHO_LANG", "en")
    file.write_text(STORY.replace("affiliates: group", "affiliates: seller"), encoding="utf-8")
    assert run([file], live=False, as_json=False) == 1
    shown = " ".join(capsys.readouterr().out.split())
    assert f"{file}:12: order.placed: this is not what was expected:" in shown.replace("\n", "")
    assert "affiliates/group-japan does not get customer.company" in shown


def test_a_file_that_is_no_story_ends_with_65_and_says_every_mistake(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file.write_text(STORY.replace("scenario:", "scenarios:"), encoding="utf-8")
    assert run([file], live=False, as_json=False) == 65
    assert "`scenarios` is no key; did you mean `scenario`?" in capsys.readouterr().err
    file.write_text(STORY + "  - {platform: shopify, file: gone.json}\n", encoding="utf-8")
    assert run([file], live=False, as_json=False) == 65
    assert str(tmp_path / "gone.json") in capsys.readouterr().err


def test_a_program_gets_one_object(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([file], live=False, as_json=True) == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["holds"], answer["live"]) == (True, None)
    (story,) = answer["stories"]
    assert [step["verdict"] for step in story["steps"]] == ["holds", "holds"]
    assert {each["party"] for each in story["steps"][0]["seen"]["gives"]} == {
        "seller/tokyo-phones",
        "affiliates/group-japan",
    }
