"""`sekisho who` and `sekisho incident`, with a ledger and an intake that answer from a table."""

import json
from pathlib import Path
from typing import Any

import pytest

from cli import incident, who
from cli.running import Stack

AS_OF: dict[str, Any] = {
    "at": 1_793_404_800_000,
    "volumes": [
        {"volume": 1, "origin": "sekisho.local/meadow", "read": 9, "size": 9, "root": "", "frozen": "log_rewritten"},
        {"volume": 2, "origin": "sekisho.local/meadow/2", "read": 4, "size": 3, "root": "q83vEjRWeJA=", "frozen": ""},
    ],
    "unsigned": 1,
    "held": 2,
    "through": {"0": 7},
}
ENTRY: dict[str, Any] = {
    "kind": "disclosed", "id": "d", "recipient": "seller", "instance": "tokyo", "purpose": "delivery",
    "clause": "2.(5)", "basis": "entrustment", "fields": ["customer.name"], "at": 1_793_404_700_000,
}  # fmt: skip
HEAD: dict[str, Any] = {
    "noted": "n", "as_of": AS_OF, "people": 1, "disclosures": 1, "fields": {"customer.name": 1, "post.content": 1},
    "categories": {"identity": 1, "behaviour": 1}, "seen": {"given": 0, "unknown": 1, "open": 0, "never": 0},
    "countries": ["JP"], "deadlines": [],
    "hints": [
        {"item": "sensitive", "met": None, "why": "free_text", "fields": ["post.content"]},
        {"item": "over_1000", "met": False, "why": "counted", "fields": []},
    ],
}  # fmt: skip
PERSON: dict[str, Any] = {
    "person": "7" * 32, "reference": "r", "disclosures": 1, "fields": ["customer.name"], "categories": ["identity"],
    "seen": "unknown", "first": 1_000, "last": 2_000,
}  # fmt: skip


class Doors:
    """The doors of a stack; what was asked of them is kept."""

    def __init__(self) -> None:
        """Begin with an answer of two pages, and one person concerned."""
        self.asked: list[tuple[str, dict[str, Any], str]] = []
        self.people = [PERSON]

    def call(self, url: str, *, headers: dict[str, str], body: bytes | None = None) -> bytes:
        """Answer."""
        asked = json.loads(body or b"{}")
        self.asked.append((url.removeprefix("http://"), asked, headers["authorization"]))
        if url.endswith("/references"):
            return json.dumps({"person": "r", "order": "o", "names": ["r", "guest"]}).encode()
        if url.endswith("/concerned"):
            return b"\n".join(json.dumps(each).encode() for each in (HEAD, *self.people))
        item = {"volume": 2, "index": 1, "signed": False, "entry": ENTRY, "ending": {"state": "open", "age_ms": 90_000}}
        following = "" if asked["cursor"] else "1.2.3"
        return json.dumps({"noted": "n", "as_of": AS_OF, "items": [item], "next": following}).encode()


@pytest.fixture
def doors(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Doors:
    """Put a stack in place of the one that runs here."""
    (tmp_path / "readers").write_text('{"privacy": "p", "operations": "o"}')
    (tmp_path / "shops").write_text('{"meadow": {"token": "t"}}')
    urls = {"ledger": "http://ledger", "intake": "http://intake"}
    stack = Stack(urls, tmp_path / "readers", tmp_path, tmp_path / "shops", tmp_path)
    made = Doors()
    for module in (who, incident):
        monkeypatch.setattr(module, "find", lambda: stack)
        monkeypatch.setattr(module, "call", made.call)
    return made


def test_page_after_page_is_asked_for_under_all_names_of_the_person(
    doors: Doors, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = who.Asked("meadow", person="C-1", purpose="delivery", since="2026-10-31", until="2026-10-31", reason="case")
    assert who.run(asked, as_json=True) == 0
    found = json.loads(capsys.readouterr().out)
    assert [entry["ending"]["state"] for entry in found["entries"]] == ["open", "open"]
    assert found["noted"] == ["n", "n"]
    first, *pages = doors.asked
    assert first == ("intake/shops/meadow/references", {"customer_id": "C-1"}, "Bearer t")
    assert [(url, token, body["cursor"]) for url, body, token in pages] == [
        ("ledger/shops/meadow/answers", "Bearer p", ""),
        ("ledger/shops/meadow/answers", "Bearer p", "1.2.3"),
    ]
    question = pages[0][1]
    assert (question["people"], question["purpose"], question["reason"]) == (["r", "guest"], "delivery", "case")
    assert question["until"] - question["since"] == 86_400_000
    assert "C-1" not in json.dumps(question)


def test_an_order_is_asked_about_with_the_key_of_operations(doors: Doors, capsys: pytest.CaptureFixture[str]) -> None:
    assert who.run(who.Asked("meadow", order="45001"), as_json=False) == 0
    assert doors.asked[1][1]["order"] == "o"
    assert doors.asked[1][2] == "Bearer o"
    capsys.readouterr()


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ["open 1m", "2.(5)", "1 of the leaves read are not signed yet", "was frozen", "This look is noted"]),
        ("ja", ["未了 1m", "2.(5)", "このうち1件", "凍結されました", "この照会は台帳に記録されました"]),
    ],
)
def test_people_are_told_how_it_closed_and_as_of_when(
    language: str, said: list[str], doors: Doors, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SEKISHO_LANG", language)
    assert who.run(who.Asked("meadow", order="45001"), as_json=False) == 0
    shown = capsys.readouterr().out
    assert [text for text in said if text not in shown] == []
    assert doors.asked


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ["1 people concerned", "cannot tell", "may have arrived", "more than 1,000 people", "--known"]),
        ("ja", ["影響を受ける本人 1人", "不明", "渡った可能性がある", "1,000人を超える", "--known"]),
    ],
)
def test_an_incident_is_told_with_hints_and_without_a_decision(
    language: str, said: list[str], doors: Doors, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SEKISHO_LANG", language)
    assert incident.people(incident.Asked("meadow", "seller", until="2026-10-31"), as_json=False) == 0
    shown = capsys.readouterr().out
    assert [text for text in said if text not in shown] == []
    assert doors.asked[0][1]["improper"] is None


def test_an_answer_that_was_cut_off_is_none(doors: Doors, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    doors.people = []
    asked = incident.Asked("meadow", "seller", out=tmp_path / "people.csv")
    assert incident.people(asked, as_json=True) == 65
    said = capsys.readouterr()
    assert "1 people, 0 came" in said.err
    assert not said.out
    assert not (tmp_path / "people.csv").exists()


def test_people_are_written_for_their_owner_alone_with_the_shops_own_names(
    doors: Doors, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ids, out = tmp_path / "ids", tmp_path / "people.csv"
    ids.write_text("C-1\nhanako@example.jp\n")
    asked = incident.Asked("meadow", "seller", out=out, customers=ids)
    assert incident.people(asked, as_json=True) == 0
    assert [body for url, body, _ in doors.asked if url.endswith("references")] == [
        {"customer_id": "C-1"},
        {"email": "hanako@example.jp"},
    ]
    assert out.read_text().splitlines() == [
        "reference,person,disclosures,seen,first,last,categories,fields,customer",
        f"r,{'7' * 32},1,unknown,1000,2000,identity,customer.name,hanako@example.jp",
    ]
    assert out.stat().st_mode & 0o077 == 0
    assert incident.people(asked, as_json=True) == 65
    capsys.readouterr()
