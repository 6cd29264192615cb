"""Wire the housekeeper: a round now and every ten minutes, until it is told to stop."""

import signal
import threading
import time
from typing import Final

from contracts.topics import PARTITIONS
from services.housekeeper.sweep import sweep
from shared.errors import TransientError
from shared.shell import telemetry
from shared.shell.records import Records
from shared.shell.settings import Settings

_ROUND_S: Final = 600.0


def main(settings: Settings) -> None:
    """Run until SIGTERM or SIGINT."""
    telemetry.start(settings)
    stopped = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopped.set())
    records = Records(settings, partitions=PARTITIONS)
    try:
        while not stopped.is_set():
            # Where the time of events is told by who sends them, no record has an age.
            if not settings.story:
                _round(records)
            stopped.wait(_ROUND_S)
    finally:
        telemetry.stop()


def _round(records: Records) -> None:
    try:
        sweep(records, now=int(time.time() * 1000))
    except TransientError as error:
        telemetry.log("round broken off", code=error.reason)
