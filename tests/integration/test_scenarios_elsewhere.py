"""Stories told to a system started for other things: it keeps the broker's time, and has no outside parties."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

import msgspec
import pytest

from cli.house import House

pytestmark = pytest.mark.timeout(300)
ROOT: Final = Path(__file__).parents[2]
FILES: Final = sorted((ROOT / "tests" / "fixtures" / "stories").glob("*.yaml"))


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Return what the command says of all stories; it finds the system by its card."""
    house, home = House(None, quiet=True), tmp_path_factory.mktemp("state")
    with house.stack:
        house.open(parties=False)
        folder = home / "sekisho" / "current"
        folder.mkdir(parents=True)
        (folder / "stack.json").write_bytes((house.stack.data / "stack.json").read_bytes())
        command = [sys.executable, "-m", "cli", "scenario", "--live", "--json", *map(str, FILES)]
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "XDG_STATE_HOME": str(home)}
        done = subprocess.run(command, env=environment, capture_output=True, timeout=120, check=False)
        return msgspec.json.decode(done.stdout)["live"]


def test_to_a_system_that_was_not_started_for_stories_only_some_are_told(live: Any) -> None:
    skipped = {Path(each["file"]).stem: each["skipped"] for each in live["stories"]}
    assert skipped == {"link": "", "notice": "time_passes", "pause": "publishes", "term": "time_passes", "webhook": ""}
    assert (live["remarks"], live["systems"]) == (["broker_time", "no_parties"], 1)


def test_what_can_be_told_there_is_what_the_core_says(live: Any) -> None:
    assert [each["differences"] for each in live["stories"] if each["file"].endswith("webhook.yaml")] == [[]]
