"""The command as a user calls it: from any folder, with an answer and an exit code for every mistake."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

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
    "two questions at once": (["who", "--order", "1", "--person", "2"], 2, "name one of"),
    "a file that is not there": (["preview", "--shop", "backmarket", "nothing.json"], 2, "nothing.json"),
}


@pytest.mark.parametrize("sentence", MISTAKES)
def test_a_mistake_gets_its_own_exit_code_and_a_way_out(sentence: str, tmp_path: Path) -> None:
    args, code, way_out = MISTAKES[sentence]
    done = called(*args, cwd=tmp_path)
    assert done.returncode == code, done.stderr
    assert way_out in done.stderr
    assert not done.stdout


VERBS = (
    *("demo", "up", "preview", "send", "who", "verify", "prove", "test", "check", "generate"),
    *("log export", "log checkpoint", "log volumes", "log continue"),
    *("witness new", "witness trust", "witness sign", "witness visit"),
)


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_has_help_with_an_example(verb: str, tmp_path: Path) -> None:
    done = called(*verb.split(), "--help", cwd=tmp_path)
    assert done.returncode == 0
    assert f"Example: sekisho {verb}" in done.stdout
