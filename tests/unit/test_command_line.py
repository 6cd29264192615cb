"""The command as a user calls it: from any folder, with an answer and an exit code for every mistake."""

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import typer

from cli.app import app

ROOT = Path(__file__).parents[2]
ORDER = ROOT / "tests" / "fixtures" / "shopify_order.json"


def called(*args: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Call the command as the launcher does."""
    surroundings = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    env = {**surroundings, "PYTHONPATH": str(ROOT), "PYTHONSAFEPATH": "1", "XDG_STATE_HOME": str(cwd), "LANG": "C"}
    return subprocess.run(
        [sys.executable, "-m", "cli", *args], cwd=cwd, env=env, capture_output=True, text=True, check=False, timeout=60
    )


def test_a_users_own_folders_never_shadow_ours(tmp_path: Path) -> None:
    for name in ("shared", "contracts", "cli"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").write_text("raise SystemExit('the wrong one')")
    done = called("preview", "--shop", "backmarket", str(ORDER), "--json", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["shop"] == "backmarket"


MISTAKES: dict[str, tuple[list[str], int, str]] = {
    "an unknown shop": (["preview", "--shop", "backmarkt", str(ORDER)], 65, "packs: backmarket"),
    "an unknown platform": (["preview", "--shop", "backmarket", "--platform", "shopfy", str(ORDER)], 65, "shopify"),
    "a moment without an offset": (["preview", "--shop", "backmarket", "--at", "noon", str(ORDER)], 65, "+09:00"),
    "a state in another form": (
        ["preview", "--shop", "backmarket", "--given", str(ORDER), str(ORDER)],
        65,
        "preview-state.schema.json",
    ),
    "no stack that runs": (["who", "--order", "1"], 69, "./sekisho up"),
    "a proof of nothing": (["prove", "--shop", "backmarket"], 2, "--disclosure"),
    "a log without a stack": (["log", "volumes", "--shop", "backmarket"], 69, "./sekisho up"),
    "a folder that is no witness": (["witness", "trust", "--folder", "nowhere", "x"], 70, "witness new"),
    "a question about nothing": (["who"], 2, "--recipient"),
    "a look at a person without a reason": (["who", "--person", "2"], 2, "--reason request|"),
    "an incident without a stack": (["incident", "people", "--shop", "s", "--recipient", "r"], 69, "./sekisho up"),
    "terms from no time": (["incident", "deadlines", "--known", "noon"], 2, "2026-11-30"),
    "a notice of an unknown shop": (["policy", "notice", "--shop", "meadow"], 65, "packs: backmarket"),
    "a published table in another form": (
        ["policy", "drift", "--shop", "netoff", "--no-live", "--notice", str(ORDER)],
        65,
        "notice --form json",
    ),
    "flows of no stack that runs": (["policy", "drift", "--shop", "netoff"], 69, "./sekisho up"),
    "a file that is not there": (["preview", "--shop", "backmarket", "nothing.json"], 2, "nothing.json"),
}


@pytest.mark.parametrize("sentence", MISTAKES)
def test_a_mistake_gets_its_own_exit_code_and_a_way_out(sentence: str, tmp_path: Path) -> None:
    args, code, way_out = MISTAKES[sentence]
    done = called(*args, cwd=tmp_path)
    assert done.returncode == code, done.stderr
    assert way_out in done.stderr
    assert not done.stdout


COMMAND: Any = typer.main.get_command(app)
MISTAKE: Any = typer.BadParameter.__base__
"""What is raised for a wrong use of any kind."""
FILES = ("order.json", "event.json", "refund.json", "state.json", "new.yaml", "kept.checkpoint", "log.ndjson")
HANDED = ("given.tlog-proof", "request")
TEXTS = ("published.json", "then.txt", "now.txt", "story.yaml", "other.yaml")
KEPT = ("ids.txt", "old.yaml", "netoff.yaml", "aoi.json", "minato.json", "officers")
"""The files that the examples name, where they have to be there."""


def verbs(group: Any, before: str = "") -> dict[str, Any]:
    """Return every verb by what one types, those of a group of verbs too."""
    found: dict[str, Any] = {}
    for name, each in group.commands.items():
        found |= verbs(each, f"{before}{name} ") if hasattr(each, "commands") else {f"{before}{name}": each}
    return found


VERBS = verbs(COMMAND)


def understood(line: str) -> str:
    """Read what a user types as the command does, options and all; return the verb. Nothing is run."""
    words = [word for word in shlex.split(line) if not word.startswith("SEKISHO_LANG=")]
    assert words.pop(0) == "sekisho"
    verb = words.pop(0)
    while verb not in VERBS and words:
        verb += f" {words.pop(0)}"
    VERBS[verb].make_context(verb, words)
    return verb


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_has_examples_and_each_is_understood(
    verb: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in (*FILES, *HANDED, *TEXTS, *KEPT):
        (tmp_path / name).touch()
    for folder in ("tests", "policies"):
        (tmp_path / folder).symlink_to(ROOT / folder)
    for folder in ("published", "audit-2026"):
        (tmp_path / folder).mkdir()
    lines = re.findall(r"`((?:SEKISHO_LANG=ja )?sekisho [^`]*)`", VERBS[verb].epilog)
    assert [understood(line) for line in lines] == [verb] * max(1, len(lines))


@pytest.mark.parametrize(
    "line", ["sekisho demo --onec", "sekisho send order.json", "sekisho who --order", "sekisho go"]
)
def test_an_example_that_is_wrong_is_noticed(line: str) -> None:
    with pytest.raises((MISTAKE, KeyError)):
        understood(line)


def test_help_shows_the_examples(tmp_path: Path) -> None:
    done = called("demo", "--help", cwd=tmp_path)
    assert done.returncode == 0
    assert "sekisho demo --once --page told.html" in done.stdout


@pytest.mark.parametrize(
    "module",
    [
        *("examples.parties", "examples.auditor", "benchmarks", "benchmarks.parts", "benchmarks.activation"),
        *("benchmarks.ledger", "benchmarks.answers", "tests.cards", "tests.replay", "tests.replay.deciding"),
        *("tests.faults.kill", "tests.faults.crash", "tests.faults.syscalls"),
    ],
)
def test_every_other_program_has_help_with_an_example(module: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", module, "--help"], cwd=ROOT, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stderr
    assert f"Example: python -m {module}" in done.stdout


def test_a_notice_that_was_published_and_a_text_that_changed_are_laid_beside_the_pack(tmp_path: Path) -> None:
    told = called("policy", "notice", "--shop", "netoff", "--form", "json", cwd=tmp_path)
    table = json.loads(told.stdout)
    table["rows"][0]["fields"].remove("customer.email")
    (tmp_path / "told.json").write_text(json.dumps(table))
    (tmp_path / "text.txt").write_text("short")
    args = ["policy", "drift", "--shop", "netoff", "--no-live", "--notice", "told.json", "--text", "text.txt", "--json"]
    done = called(*args, cwd=tmp_path)
    found = json.loads(done.stdout)
    assert done.returncode == 1
    assert [(each["kind"], each["what"]) for each in found["drift"]] == [("pack_not_published", ["customer.email"])]
    assert {each["fate"] for each in found["text"]} == {"missing"}
