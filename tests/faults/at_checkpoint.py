"""Break PostgreSQL at each call that it makes while a checkpoint is written: what was shown stays, and nothing else."""

import asyncio
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from services.ledger.reads import Reads
from services.ledger.store import Store
from shared.errors import BrokenInvariantError, TransientError
from shared.shell.database import Pool, transaction
from tests.adapters.ledger_serving import new_sealer, pooled
from tests.adapters.ledger_world import World, message
from tests.faults import strace
from tests.faults.appender import SHOPS
from tests.faults.at_witness import Run
from tests.faults.crash import audited
from tests.faults.strace import FAULTS, Fault
from tests.fixtures.database import Database

_WORLD: Final = World(SHOPS[0], 0, "stream-0")
_ATTACH_S: Final = 10.0
_EACH: Final = 40


def run(each: int) -> Run:
    """Trace one checkpoint, then break the database at each of the calls of the next ones (or each n-th)."""
    with Database(durable=True) as database, tempfile.TemporaryDirectory() as folder:
        log, notes, size, struck, wrong = Path(folder) / "log", list[str](), _EACH, 0, list[str]()
        asyncio.run(_append(database, 0))
        notes.append(asyncio.run(_sealed(database, log)))
        planned = [Fault(call, what) for call in strace.calls(log) for what in FAULTS][::each]
        for fault in planned:
            asyncio.run(_append(database, size))
            size += _EACH
            notes.append(asyncio.run(_sealed(database, log, fault)))
            struck += strace.hit(log, fault)
            database.answers()
            wrong += [f"{fault.option()}: {found}" for found in asyncio.run(_judged(database, notes, size))]
        return Run(len(planned), struck, len(planned) - struck, wrong)


def _pool(database: Database) -> Pool:
    return pooled(database.conninfo("ledger"), size=1)


async def _append(database: Database, size: int) -> None:
    """Append some leaves to a log of a size."""
    async with _pool(database) as opened:
        await Store(opened).append(0, [message(_WORLD, size, [str(n) for n in range(size, size + _EACH)])])


async def _sealed(database: Database, log: Path, fault: Fault | None = None) -> str:
    """Seal while strace follows the one backend, and return what would have been shown, if anything."""
    async with _pool(database) as opened:
        async with transaction(opened) as connection:
            row = await (await connection.execute("select pg_backend_pid()")).fetchone()
        pid = int(row[0]) if row else 0
        with _followed(log, [fault.option()] if fault else [], pid):
            try:
                sealed = await new_sealer(opened).seal(_WORLD.shop)
            except (TransientError, BrokenInvariantError) as error:
                # The database is away or refuses; that a log is broken must not be among it.
                if not error.reason.startswith("database_"):
                    raise
                return ""
    return sealed.note if sealed is not None else ""


@contextmanager
def _followed(log: Path, options: Sequence[str], pid: int) -> Iterator[None]:
    """Let strace follow a process, from before the block to its end."""
    log.unlink(missing_ok=True)
    following = subprocess.Popen(strace.attached(log, options, pid))
    status, until = Path(f"/proc/{pid}/status"), time.monotonic() + _ATTACH_S
    try:
        while "TracerPid:\t0\n" in status.read_text():
            if time.monotonic() > until:
                raise TimeoutError("strace does not follow the backend")
            time.sleep(0.01)
        yield
    finally:
        following.terminate()
        following.wait()


async def _judged(database: Database, notes: list[str], size: int) -> list[str]:
    """Sign again, and hold everything that was ever shown against what is stored."""
    async with _pool(database) as opened:
        try:
            verdict, ids = await audited(
                Reads(opened), new_sealer(opened), _WORLD.shop, notes=tuple(filter(None, notes))
            )
        except BrokenInvariantError as error:
            return [error.reason]
    wrong = [] if verdict.holds else [str(verdict.first)]
    return wrong if ids == [f"stream-0-{n}" for n in range(size)] else [*wrong, "leaves are lost or doubled"]
