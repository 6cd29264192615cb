"""The producer of the transactional loop: its settings, and how a lost coordinator is noticed. Sends nothing itself."""

from typing import Final

from shared.shell.restore import connection
from shared.shell.settings import Settings

TRANSACTION_TIMEOUT_MS: Final = 5000
"""How long a transaction may last; the broker ends it then (with its own check each second, not each ten)."""


def configuration(settings: Settings) -> dict[str, str | int | float | bool]:
    """Return how the producer of one gateway slot is set up; its transactional id is kept over restarts."""
    return {
        **connection(settings),
        # librdkafka tells of a lost coordinator at "info"; below that level doubt would never arise.
        "log_level": 6,
        "transactional.id": f"{settings.service}-{settings.slot}",
        "transaction.timeout.ms": TRANSACTION_TIMEOUT_MS,
        "message.timeout.ms": TRANSACTION_TIMEOUT_MS,
        "message.max.bytes": 8_000_000,
        "retry.backoff.ms": 5,
        "linger.ms": 1,
        "queue.buffering.max.kbytes": 262_144,
    }


class DoubtLog:
    """Takes the producer's own log lines: a lost coordinator is the only trace of a torn transaction."""

    def __init__(self) -> None:
        """Begin without doubt."""
        self.doubt = False

    def log(self, _level: int, line: str, *args: object) -> None:
        """Take one line; librdkafka calls this from `poll`."""
        text = (line % args if args else line).lower()
        if "txncoordinator" in text.replace(" ", "") and ("disconnect" in text or "timed out" in text):
            self.doubt = True
