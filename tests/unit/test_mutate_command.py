"""`sekisho policy mutate` on a small pack: what it prints, and its exit code for every way in which it may end."""

import json
from pathlib import Path
from typing import Any

import pytest

from cli.policy.mutate import run
from tests.fixtures.broken import CARRIER, NOTHING, SHIPMENT, register

WAITS = """\
  - passes: 31 days
    expect: {withheld: {carrier: term_ended}}
"""
"""What is missing to `SHIPMENT`, so that nobody notices a longer wait."""


@pytest.fixture
def place(tmp_path: Path) -> Path:
    (tmp_path / "policies" / "registers").mkdir(parents=True)
    (tmp_path / "policies" / "meadow.yaml").write_text(CARRIER, encoding="utf-8")
    (tmp_path / "policies" / "registers" / "meadow.yaml").write_text(register("carrier"), encoding="utf-8")
    (tmp_path / "stories").mkdir()
    (tmp_path / "stories" / "shows.yaml").write_text(SHIPMENT, encoding="utf-8")
    return tmp_path


def mutated(place: Path, *, shops: tuple[str, ...] = (), matrix: bool = False, as_json: bool = True) -> int:
    return run(policies=place / "policies", scenarios=place / "stories", shops=shops, matrix=matrix, as_json=as_json)


def told(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def test_a_mutation_that_no_scenario_notices_is_a_failure_and_named(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert mutated(place) == 1
    survivors = {each["what"]: each["differs"] for each in told(capsys)["survivors"]}
    assert "paused" in survivors["wait 30 days more"]
    assert "drop `contract`" not in survivors
    assert "drop `closed`" not in survivors


def test_one_more_step_makes_one_survivor_less(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    mutated(place)
    before = {each["what"] for each in told(capsys)["survivors"]}
    (place / "stories" / "shows.yaml").write_text(SHIPMENT + WAITS, encoding="utf-8")
    mutated(place)
    assert before - {each["what"] for each in told(capsys)["survivors"]} == {"wait 30 days more"}


def test_with_the_matrix_a_scenario_that_notices_nothing_is_named(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (place / "stories" / "idle.yaml").write_text(NOTHING, encoding="utf-8")
    mutated(place)
    assert told(capsys)["idle"] == []
    assert mutated(place, matrix=True) == 1
    assert [Path(file).name for file in told(capsys)["idle"]] == ["idle.yaml"]


def test_people_read_a_table_of_scenarios_and_kinds_and_every_survivor(
    place: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SEKISHO_LANG", "en")
    mutated(place, matrix=True, as_json=False)
    page = capsys.readouterr().out
    assert "stories/shows" in page
    assert " 1 change the versions" in page
    assert "carrier/order_fulfilment: wait 30 days more: survives: " in page
    assert "carrier/order_fulfilment: drop `closed`: no change" in page


def test_a_shop_without_a_scenario_and_a_file_that_cannot_be_read_are_refused(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert mutated(place, shops=("medow",)) == 65
    assert "meadow" in capsys.readouterr().err
    (place / "stories" / "shows.yaml").write_text("scenario: x\n", encoding="utf-8")
    assert mutated(place) == 65
    assert "shows.yaml:1" in capsys.readouterr().err
