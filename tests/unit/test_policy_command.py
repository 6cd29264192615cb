"""`sekisho policy` without anything running: lint, diff, keys, and a way out of every mistake."""

import json
import re
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from typer.testing import CliRunner

from cli.app import app
from cli.policy import officer, telling
from cli.policy.asking import Asking
from cli.running import AnswerError
from contracts.officers import Private
from shared.core.policy.officers import read_officers
from tests.fixtures.backmarket import POLICIES
from tests.unit.policy import PACK, REGISTER, SHOP, Service, raised
from tests.unit.test_command_line import called
from tests.unit.test_policy_diff import WIDER, against

VERBS = [
    "lint",
    "diff",
    "propose",
    "show",
    "approve",
    "publish",
    "withdraw",
    "history",
    "export",
    "keys new",
    "keys seal",
]


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_has_help_with_an_example(verb: str) -> None:
    done = CliRunner().invoke(app, ["policy", *verb.split(), "--help"], env={"TERM": "dumb", "NO_COLOR": "1"})
    assert done.exit_code == 0
    assert f"Example: sekisho policy {verb}" in " ".join(done.stdout.split())


def test_what_the_project_ships_is_clean(tmp_path: Path) -> None:
    done = called("policy", "lint", str(POLICIES), "--json", cwd=tmp_path)
    told = json.loads(done.stdout)
    (accepted,) = told["findings"]
    assert (done.returncode, told["files"], accepted["severity"]) == (0, 10, "accepted")
    assert (Path(accepted["file"]).name, accepted["code"]) == ("netoff.yaml", "responsible_missing")
    assert len(accepted["accepted"]) > 10


CONTRACT = re.compile(r"    contract:\n(?:      .*\n)+")


@pytest.mark.parametrize(
    ("entered", "exits"), [("", 65), ("    accepted: {contract: Signed on paper and kept in the safe.}\n", 0)]
)
def test_a_formality_that_is_missing_is_to_be_mended_unless_accepted(tmp_path: Path, entered: str, exits: int) -> None:
    (tmp_path / "registers").mkdir()
    (tmp_path / "b.yaml").write_text(PACK, encoding="utf-8")
    (tmp_path / "registers" / "b.yaml").write_text(CONTRACT.sub(entered, REGISTER, count=1), encoding="utf-8")
    told = called("policy", "lint", ".", "--json", cwd=tmp_path)
    (found,) = json.loads(told.stdout)["findings"]
    assert (told.returncode, found["code"]) == (exits, "contract_missing")
    said = called("policy", "lint", ".", cwd=tmp_path).stdout
    assert found["severity"] == ("accepted" if entered else "finding")
    assert f"registers/b.yaml:{found['line']}: {found['severity']}: `{found['field']}`" in said
    assert ("kept in the safe" in said) == bool(entered)


def test_what_is_to_be_mended_is_told_with_file_line_and_remedy_and_exit_code_65(tmp_path: Path) -> None:
    (tmp_path / "registers").mkdir()
    (tmp_path / "a.yaml").write_text(PACK.replace("customer.email", "customer.emial", 1), encoding="utf-8")
    (tmp_path / "registers" / "b.yaml").write_text(REGISTER, encoding="utf-8")
    (tmp_path / "c.yaml").write_bytes(b"shop: \xff")
    done = called("policy", "lint", "a.yaml", "registers", "c.yaml", "--json", cwd=tmp_path)
    findings = {each["file"]: each for each in json.loads(done.stdout)["findings"]}
    assert done.returncode == 65
    assert findings["a.yaml"]["remedy"] == "did you mean `customer.email`?"
    assert "--pack" in findings["registers/b.yaml"]["remedy"]
    assert "UTF-8" in findings["c.yaml"]["remedy"]
    said = called("policy", "lint", "a.yaml", cwd=tmp_path).stdout
    assert f"a.yaml:{findings['a.yaml']['line']}: `{findings['a.yaml']['field']}`" in said


def changed(folder: Path) -> tuple[str, str]:
    (folder / "old.yaml").write_text(PACK, encoding="utf-8")
    wider = raised(PACK, 2).replace("      - customer.title\n", "      - customer.title\n      - customer.sex\n", 1)
    (folder / "new.yaml").write_text(wider.replace("mode: live", "mode: paused"), encoding="utf-8")
    return "old.yaml", "new.yaml"


def test_a_comparison_of_two_files_says_who_would_newly_receive_what(tmp_path: Path) -> None:
    done = called("policy", "diff", *changed(tmp_path), cwd=tmp_path)
    assert done.returncode == 0
    (line,) = done.stdout.splitlines()
    assert line.startswith("wider     seller would newly receive customer.sex under ")
    told = json.loads(called("policy", "diff", *changed(tmp_path), "--json", cwd=tmp_path).stdout)
    assert (told["widens"], {each["item"] for each in told["changes"]}) == (True, {"customer.sex"})
    same = called("policy", "diff", "old.yaml", "old.yaml", cwd=tmp_path)
    assert (same.returncode, same.stdout) == (0, "Nothing that leaves would change.\n")


def test_registers_are_compared_beside_a_pack_that_is_named(tmp_path: Path) -> None:
    changed(tmp_path)
    (tmp_path / "one.yaml").write_text(REGISTER, encoding="utf-8")
    (tmp_path / "two.yaml").write_text(raised(REGISTER, 2).replace("mode: live", "mode: paused", 1), encoding="utf-8")
    done = called("policy", "diff", "one.yaml", "two.yaml", "--pack", "old.yaml", cwd=tmp_path)
    assert done.stdout == "narrower  seller would go from live to paused\n"
    assert called("policy", "diff", "old.yaml", "two.yaml", "--pack", "old.yaml", cwd=tmp_path).returncode == 65


def test_a_key_pair_is_made_once_and_for_its_owner_only(tmp_path: Path) -> None:
    done = called("policy", "keys", "new", "aoi", "--to", "aoi.json", cwd=tmp_path)
    file = tmp_path / "aoi.json"
    own, row = json.loads(file.read_text()), read_officers(done.stdout.encode())
    public = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(own["private"])).public_key()
    assert row["aoi"].key == public
    assert own["private"] not in done.stdout
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    again = called("policy", "keys", "new", "aoi", "--to", "aoi.json", cwd=tmp_path)
    assert again.returncode == 65
    assert json.loads(file.read_text()) == own


MISTAKES = {
    "no key": (["history", "--shop", "s", "--url", "http://127.0.0.1:1"], 65, "SEKISHO_OFFICER_KEY"),
    "a key file that is none": (["history", "--shop", "s", "--key", "old.yaml"], 65, "policy keys new"),
    "no stack": (["history", "--shop", "s", "--key", "aoi.json"], 69, "./sekisho up"),
    "nobody at the address": (["show", "--shop", "s", "--key", "aoi.json", "--url", "http://127.0.0.1:1"], 69, "up"),
    "one file without a shop": (["diff", "old.yaml"], 65, "--shop"),
    "a name that is none": (["keys", "new", "Aoi Mori", "--to", "x.json"], 65, "lower-case"),
    "a seal's key that is there": (["keys", "seal", "--to", "old.yaml"], 65, "another place"),
}


@pytest.mark.parametrize("sentence", MISTAKES)
def test_a_mistake_gets_its_own_exit_code_and_a_way_out(sentence: str, tmp_path: Path) -> None:
    args, code, way_out = MISTAKES[sentence]
    changed(tmp_path)
    (tmp_path / "aoi.json").write_bytes(msgspec.json.encode(Private("aoi", "0a" * 32)))
    done = called("policy", *args, cwd=tmp_path)
    assert done.returncode == code, done.stderr
    assert way_out in done.stderr
    assert not done.stdout


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("sentence", WIDER)
def test_every_change_can_be_told_in_both_languages(
    sentence: str, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SEKISHO_LANG", language)
    for change in against(WIDER[sentence]):
        told = telling.sentence(change)
        assert "{" not in told
        assert (change.item or change.after or change.recipient) in told
        ours = told.replace(change.before or "-", "").replace(change.after or "-", "")
        assert ours.isascii() == (language == "en") or not change.clause.isascii()


# What an officer signs is worked out at the officer's, whatever the service shows.


class Lying(Asking):
    """A service that shows what the test says."""

    def __init__(self, versions: Any) -> None:
        super().__init__("http://127.0.0.1:1", Private("aoi", "0a" * 32))
        self._versions = versions

    def get(self, path: str) -> Any:
        assert path == f"/shops/{SHOP}/versions"
        return self._versions


async def proposed() -> tuple[Any, Any]:
    service = Service()
    await service.first()
    made = (await service.propose(at=0, register=raised(REGISTER, 2).replace("mode: live", "mode: paused", 1))).json
    return made, (await service.get(f"/shops/{SHOP}/versions")).json


async def test_an_officer_sees_the_change_worked_out_from_the_documents() -> None:
    made, versions = await proposed()
    (checked,) = officer.check(Lying(versions), SHOP, made)
    assert [(each.before, each.after) for each in checked.changes] == [("live", "paused")]


LIES: dict[str, Callable[[Any, Any], object]] = {
    "another text": lambda made, _: made["documents"][0].update(text=REGISTER),
    "another body": lambda made, _: made["documents"][0].update(body="{}"),
    "another digest": lambda made, _: made["documents"][0]["claim"].update(digest="0" * 64),
    "another shop": lambda made, _: made["documents"][0]["claim"].update(shop="other"),
    "another number": lambda made, _: made["documents"][0]["claim"].update(version=9),
    "another version before it": lambda made, _: made["documents"][0]["claim"].update(previous="0" * 64),
    "another one in force": lambda _, versions: versions[1].update(body=versions[1]["body"].replace("live", "off")),
    "none in force": lambda _, versions: versions.clear(),
}


@pytest.mark.parametrize("sentence", LIES)
async def test_P10_an_officer_does_not_sign_what_is_shown_falsely(sentence: str) -> None:
    made, versions = await proposed()
    LIES[sentence](made, versions)
    with pytest.raises(AnswerError):
        officer.check(Lying(versions), SHOP, made)
