"""When the runner dies, however it dies, no process, port, folder or shared memory stays behind."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import pytest

from cli.embedded.memory import family
from cli.embedded.stack import ROOT

pytestmark = pytest.mark.timeout(120)

_SECONDS: Final = 20.0
_RUNNER: Final = """
import json, pathlib, sys, time
from cli.embedded.stack import EmbeddedStack
with EmbeddedStack(data=None, shops=["shop-a"], endpoint_names={},
                   say=lambda said: None, root=pathlib.Path(sys.argv[1])) as stack:
    stack.start_infrastructure()
    stack.start_service("seller", target="tests.integration.test_embedded_stand_in")
    stack.wait_ready("seller")
    print(json.dumps({"data": str(stack.data), "bootstrap": stack.bootstrap, "controller": stack.controller,
                      "pids": stack.pids()}), flush=True)
    time.sleep(600) if stack.watch() is None else sys.exit(3)
"""


def _alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


def _listens(address: str) -> bool:
    host, port = address.split(":")
    with socket.socket() as probe:
        return probe.connect_ex((host, int(port))) == 0


def _segments() -> set[str]:
    return {line.split()[1] for line in Path("/proc/sysvipc/shm").read_text().splitlines()[1:]}


def _run(tmp_path: Path) -> tuple[subprocess.Popen[str], dict[str, Any]]:
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "PYTHONSAFEPATH": "1",
        "XDG_STATE_HOME": str(tmp_path / "state"),
    }
    runner = subprocess.Popen(
        [sys.executable, "-c", _RUNNER, str(tmp_path)],
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
        start_new_session=True,
    )
    assert runner.stdout is not None
    return runner, json.loads(runner.stdout.readline())


def _kill(runner: subprocess.Popen[str], _: dict[str, Any]) -> None:
    runner.kill()


def _press_ctrl_c(runner: subprocess.Popen[str], _: dict[str, Any]) -> None:
    os.killpg(runner.pid, signal.SIGINT)


def _terminate(runner: subprocess.Popen[str], _: dict[str, Any]) -> None:
    runner.terminate()


def _crash_the_broker(_: subprocess.Popen[str], card: dict[str, Any]) -> None:
    os.kill(card["pids"]["kafka"], signal.SIGKILL)


def _crash_a_service(_: subprocess.Popen[str], card: dict[str, Any]) -> None:
    os.kill(card["pids"]["seller"], signal.SIGKILL)


@pytest.mark.parametrize("end", [_kill, _press_ctrl_c, _terminate, _crash_the_broker, _crash_a_service])
def test_nothing_is_left(end: Callable[[subprocess.Popen[str], dict[str, Any]], None], tmp_path: Path) -> None:
    runner, card = _run(tmp_path)
    members = family(runner.pid) | set(card["pids"].values())
    assert len(members) > len(card["pids"])
    link = tmp_path / "state" / "sekisho" / "current"
    assert link.readlink() == Path(card["data"])
    segment = (Path(card["data"]) / "postgres" / "postmaster.pid").read_text().splitlines()[6].split()[1]
    assert segment in _segments()
    end(runner, card)
    runner.wait(60)
    until = time.monotonic() + _SECONDS
    while time.monotonic() < until and (any(map(_alive, members)) or Path(card["data"]).exists()):
        time.sleep(0.05)
    assert not [pid for pid in members if _alive(pid)]
    assert not Path(card["data"]).exists()
    assert not link.is_symlink()
    assert not _listens(card["bootstrap"])
    assert not _listens(card["controller"])
    assert segment not in _segments()
