"""A PostgreSQL that survives what a crash leaves of it, and that can be killed and started again."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import psycopg

from cli import migrate
from cli.embedded import postgres
from cli.embedded.processes import Nursery, end_program
from cli.embedded.stack import ROOT
from cli.embedded.undertaker import Undertaker
from contracts.deployment import SERVICES

_PASSWORD: Final = "of-a-test"
_SECONDS: Final = 60.0


class Database:
    """One server with the ledger's tables; what is committed is on the disk (fsync is on)."""

    def __init__(self) -> None:
        """Make its files; use as a context manager."""
        self._data = Path(tempfile.mkdtemp(prefix="sekisho-"))
        self._undertaker = Undertaker()
        self._undertaker.folder(self._data)
        self._nursery = Nursery(self._undertaker)
        self._server = postgres.place(self._data, socket=None, temporary=False)
        self._undertaker.postgres(self._server.folder)
        self._running: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        """Form and start the server, with all roles and tables."""
        postgres.form(self._nursery, self._server, _PASSWORD)
        self._running = postgres.start(self._nursery, self._server)
        roles = [migrate.MIGRATOR, *(row.name for row in SERVICES if row.migrations)]
        postgres.set_up(self._server, self._running, _PASSWORD, dict.fromkeys(roles, _PASSWORD), ROOT)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop it, and forget its files."""
        if self._running is not None:
            end_program(self._running, signal.SIGINT, seconds=10)
        self._nursery.close()
        self._undertaker.call()
        shutil.rmtree(self._data, ignore_errors=True)

    def conninfo(self, role: str = "ledger") -> str:
        """Return how a role connects; `postgres` may do anything."""
        return self._server.conninfo(role, _PASSWORD)

    def kill(self) -> None:
        """Kill every process of the server at once, and start it again; it answers once it has recovered."""
        assert self._running is not None
        for pid in (self._running.pid, *_children(self._running.pid)):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self._running.wait()
        self._running = postgres.start(self._nursery, self._server)
        self.answers()

    def answers(self) -> None:
        """Wait until it answers, for it may be recovering.

        Raises:
            TimeoutError: it does not.
        """
        until = time.monotonic() + _SECONDS
        while time.monotonic() < until:
            try:
                psycopg.connect(self.conninfo("postgres"), connect_timeout=2).close()
            except psycopg.OperationalError:
                if self._running is not None and self._running.poll() is not None:
                    self._running = postgres.start(self._nursery, self._server)
                time.sleep(0.05)
            else:
                return
        raise TimeoutError("PostgreSQL does not recover")


def _children(pid: int) -> list[int]:
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []
