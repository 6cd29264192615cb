"""What runs first in a forked service. Knows no service: it is told the module and the settings file."""

import importlib
import multiprocessing
import os
import signal
from multiprocessing.connection import wait
from pathlib import Path
from threading import Thread

from cli.embedded import leash


def run(module: str, settings_path: str) -> None:
    """Call `main(settings)` of a module, in a session of its own, so that Ctrl-C reaches the runner only."""
    leash.die_with_parent()
    os.setsid()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    settings_file = Path(settings_path)
    _redirect(settings_file.with_name("stderr.log"))
    leash.name(f"sekisho-{settings_file.parent.name}")
    _die_with_runner()
    from shared.shell.settings import load  # noqa: PLC0415 - after the wall is up, and not in the parent

    importlib.import_module(module).main(load(settings_file))


def _redirect(path: Path) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(descriptor, 1)
    os.dup2(descriptor, 2)
    os.close(descriptor)


def _die_with_runner() -> None:
    """Watch the pipe that only the runner holds: the forked parent's death is not the runner's."""
    runner = multiprocessing.parent_process()
    if runner is None:
        message = "a service is started by the runner only"
        raise RuntimeError(message)
    lifeline = runner.sentinel

    def watch() -> None:
        wait([lifeline])
        os.kill(os.getpid(), signal.SIGKILL)

    Thread(target=watch, name="lifeline", daemon=True).start()
