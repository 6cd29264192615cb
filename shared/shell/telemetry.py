"""Logs: one JSON line a deed, closed keys, no values (P7). The frameworks' own loggers stay off.

It also begins and ends what is told of a process besides: spans (`shell/spans.py`) and metrics (`shell/metrics.py`).
Evidence never lives here: a line or a span may be lost, a ledger entry may not.
"""

import logging
import sys
import time
from typing import Literal, TextIO

import msgspec

from shared.shell import exporting, metrics
from shared.shell.settings import Settings

Key = Literal[
    "attempt",
    "batch",
    "code",
    "count",
    "deed",
    "disclosure",
    "error",
    "event",
    "kind",
    "officer",
    "partition",
    "pack",
    "position",
    "proposal",
    "recipient",
    "register",
    "remedy",
    "service",
    "shop",
    "size",
    "topic",
    "version",
]

_sink: TextIO = sys.stderr
_service = ""
_exports: exporting.Exports | None = None


def start(settings: Settings) -> None:
    """Point logs, spans and metrics where settings and environment say; call once, first thing in `main`."""
    global _sink, _service, _exports  # noqa: PLW0603 - one process, one log
    _service = settings.service
    if settings.log is not None:
        _sink = settings.log.open("a", buffering=1)
    logging.disable(logging.CRITICAL)
    _exports = exporting.begin(settings, lambda code: log("telemetry_unusable", code=code))


def stop() -> None:
    """Send what is still held, for a moment, and say what of telemetry was dropped."""
    global _exports  # noqa: PLW0603 - as above
    if _exports is not None:
        _exports.end()
        _exports = None
    for what, count in metrics.losses().items():
        log("telemetry_dropped", code=what, count=count)


def log(deed: str, **keys: str | int) -> None:
    """Write one line: what was done, and references and reason codes only. Keys are those of `Key`."""
    line = {"at": int(time.time() * 1000), "service": _service, "deed": deed, **keys}
    _sink.write(msgspec.json.encode(line).decode() + "\n")
