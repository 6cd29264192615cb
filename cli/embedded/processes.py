"""Starting processes so that none outlives the runner: programs on a leash, services forked from one parent.

Does not know what they are.
"""

import multiprocessing
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import forkserver
from multiprocessing.process import BaseProcess
from pathlib import Path
from types import ModuleType
from typing import Final, NamedTuple

from cli.embedded import child
from cli.embedded.undertaker import Undertaker

# Third-party packages only: code of ours is read afresh by each service, and a fault of one stays in it.
PRELOAD: Final = (
    "aiohttp",
    "aiokafka",
    "confluent_kafka",
    "cryptography.hazmat.primitives.asymmetric.ed25519",
    "cryptography.hazmat.primitives.ciphers.aead",
    "fastapi",
    "faststream.kafka",
    "msgspec",
    "opentelemetry.sdk.metrics.view",
    "opentelemetry.sdk.trace.export",
    "psycopg",
    "psycopg_pool",
    "pydantic",
    "uvicorn",
    "uvicorn.protocols.http.h11_impl",
    "yaml",
)

EXPORTERS: Final = (
    "opentelemetry.exporter.otlp.proto.http.metric_exporter",
    "opentelemetry.exporter.otlp.proto.http.trace_exporter",
    "opentelemetry.exporter.prometheus",
    "opentelemetry.exporter.zipkin.json",
)
"""Likewise, where somebody asks for spans or metrics."""


class User(NamedTuple):
    """The user that a program is run as, when the runner is root."""

    uid: int
    gid: int


class Nursery:
    """All processes of one stack are started here."""

    def __init__(self, undertaker: Undertaker) -> None:
        """Keep one thread that lives as long as the stack: programs on a leash die with the thread that made them."""
        self._undertaker = undertaker
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="nursery")
        self._context = multiprocessing.get_context("forkserver")

    def preload(self, *, exporters: bool = False) -> None:
        """Start the parent of all services; it imports what they share while other things start."""
        self._context.set_forkserver_preload([*PRELOAD, *(EXPORTERS if exporters else ())])
        self._thread.submit(_without_main, forkserver.ensure_running).result()

    def program(self, command: Sequence[str], *, log: Path, user: User | None = None) -> subprocess.Popen[bytes]:
        """Start a program that writes to a log file; its own session keeps Ctrl-C away."""
        return self._thread.submit(self._program, command, log, user).result()

    def service(self, module: str, settings: Path) -> BaseProcess:
        """Fork a process that runs `main` of a module."""
        made = self._context.Process(target=child.run, args=(module, str(settings)), daemon=True)
        self._thread.submit(_without_main, made.start).result()
        if made.pid is not None:
            self._undertaker.process(made.pid)
        return made

    def close(self) -> None:
        """Let go of the thread, after all programs have ended."""
        self._thread.shutdown()

    def _program(self, command: Sequence[str], log: Path, user: User | None) -> subprocess.Popen[bytes]:
        leash = str(Path(__file__).with_name("leash.py"))
        whose = f"{user.uid}:{user.gid}" if user else "-"
        descriptor = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            made = subprocess.Popen(  # noqa: S603 - programs of our own wheels, by full path
                [sys.executable, "-I", "-S", leash, str(os.getpid()), whose, *command],
                stdin=subprocess.DEVNULL,
                stdout=descriptor,
                stderr=descriptor,
                cwd=log.parent,
                env={"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"},
                start_new_session=True,
            )
        finally:
            os.close(descriptor)
        self._undertaker.process(made.pid)
        return made


def _without_main(start: Callable[[], None]) -> None:
    """Start a process that does not import the runner's main module, as `multiprocessing` otherwise would."""
    runner = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        start()
    finally:
        sys.modules["__main__"] = runner


def end(process: BaseProcess, *, seconds: float) -> None:
    """Ask a service to stop; past the time, kill it."""
    process.terminate()
    process.join(seconds)
    if process.is_alive():
        process.kill()
    process.join()


def end_program(process: subprocess.Popen[bytes], number: signal.Signals, *, seconds: float) -> None:
    """Ask a program to stop by a signal; past the time, kill it."""
    if process.poll() is None:
        process.send_signal(number)
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
