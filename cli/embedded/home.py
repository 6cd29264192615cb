"""The data folder of a stack: its lock, its papers, its logs, and the link by which other commands find it.

Does not start or stop anything.
"""

import fcntl
import json
import os
import secrets
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from cli.embedded import ports, private
from cli.embedded.instances import Instance

# Not Kafka's own `log` folder: what lies there are messages.
_LOGS: Final = ("*.log", "kafka/*.log", "services/*/stderr.log", "services/*/log.jsonl")


class HomeError(Exception):
    """The folder cannot be had: another stack runs in it."""


def lock(folder: Path) -> int:
    """Take a folder for oneself, and return the descriptor that holds it.

    Raises:
        HomeError: another stack has it.
    """
    descriptor = os.open(private.folder(folder) / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        os.close(descriptor)
        message = f"another stack runs in `{folder}`, or is still being cleaned up"
        raise HomeError(message) from error
    return descriptor


def otel() -> dict[str, str]:
    """Return the runner's own variables of OpenTelemetry, which hold for the services too."""
    return {name: value for name, value in os.environ.items() if name.startswith("OTEL_")}


def write_card(data: Path, bootstrap: str, urls: Mapping[str, str], *, parties: Path | None, story: bool) -> None:
    """Write down, in `stack.json`, how to reach what runs here, where its tokens are, and what outside parties keep."""
    card = {
        "pid": os.getpid(),
        "bootstrap": bootstrap,
        "urls": urls,
        "readers": str(data / "services" / "ledger" / "keys" / "readers"),
        "keepers": str(data / "services" / "ledger" / "keys" / "keepers"),
        "pruner": str(data / "secrets" / "pruner"),
        "eraser": str(data / "services" / "eraser" / "settings.json"),
        "shops": str(data / "services" / "intake" / "keys" / "shops"),
        "public": str(data / "public"),
        "auditor": str(data / "services" / "auditor" / "settings.json"),
        "parties": str(parties) if parties else None,
        "story": story,
        "officers": str(data / "officers"),
    }
    private.write(data / "stack.json", json.dumps(card, indent=1))


def write_settings(
    data: Path,
    instance: Instance,
    *,
    bootstrap: str,
    password: str,
    database: str | None,
    port: int | None,
    told: Mapping[str, Any],
) -> Path:
    """Write what one instance of a service is told, in a file that only its owner can read, and return it.

    `told` are settings that all services have in common.
    """
    name, slot = instance
    folder = private.folder(data / "services" / instance.label)
    _share_keys(data / "services" / name / "keys", private.folder(folder / "keys"))
    settings = {
        "service": name,
        "slot": slot,
        "bootstrap": bootstrap,
        "user": name,
        "password": password,
        "database": database,
        "port": port,
        "keys": str(folder / "keys"),
        "log": str(folder / "log.jsonl"),
        "traces": str(folder / "spans.jsonl"),
        "metrics": ports.free(1)[0] if "prometheus" in told["otel"].get("OTEL_METRICS_EXPORTER", "") else None,
        **told,
    }
    if settings["metrics"]:
        _tell_prometheus(data, instance, settings["metrics"])
    return private.write(folder / "settings.json", json.dumps(settings, indent=1))


def _tell_prometheus(data: Path, instance: Instance, port: int) -> None:
    """Put an instance into `prometheus.json`, from which Prometheus can discover what to ask (`file_sd_configs`)."""
    file = data / "prometheus.json"
    kept = json.loads(file.read_text()) if file.exists() else []
    labels = {"service": instance.name, "slot": str(instance.slot)}
    kept = [each for each in kept if each["labels"] != labels]
    private.write(file, json.dumps([*kept, {"targets": [f"127.0.0.1:{port}"], "labels": labels}], indent=1))


def _share_keys(source: Path, target: Path) -> None:
    """Give an instance the key files of its service, in a folder of its own."""
    if source != target:
        for key in source.iterdir():
            private.write(target / key.name, key.read_text(encoding="utf-8"))


def keep_logs(data: Path) -> Path:
    """Copy logs, and nothing else, to where they survive the folder; return the place. Earlier ones go."""
    kept = link().with_name("failed")
    shutil.rmtree(kept, ignore_errors=True)
    private.folder(kept)
    for pattern in _LOGS:
        for path in data.glob(pattern):
            shutil.copyfile(path, kept / path.relative_to(data).as_posix().replace("/", "-"))
    return kept


def link() -> Path:
    """Name the link: it points to the data folder of the stack that was started last."""
    base = os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state"
    return Path(base) / "sekisho" / "current"


def point(data: Path) -> Path:
    """Let the link point to this folder, and return the link."""
    path = link()
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    draft.symlink_to(data)
    draft.replace(path)
    return path
