"""The three fates of a failure, acted on in one place, and the life of a process that ends with the third.

It does NOT know what was tried, and never writes the text of a foreign exception (P7).
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from typing import Final, Literal, NamedTuple

from shared.errors import BrokenInvariantError, PoisonError, SekishoError, TransientError
from shared.shell import telemetry

BROKEN: Final = 70
"""Exit code after a broken invariant (EX_SOFTWARE)."""


class Fate(NamedTuple):
    """What came of a deed: it is done, or it is to be done again, or nothing may be done any more."""

    kind: Literal["done", "again", "broken"]
    code: str = ""


def backoff(attempt: int) -> float:
    """Return the seconds to wait before the next try: 0.1 after the first failure, doubling to 30."""
    return min(30.0, 0.1 * float(2 ** min(attempt - 1, 10)))


class Life:
    """Whether this process goes on. Its tasks end with it."""

    def __init__(self) -> None:
        """Begin; nothing runs yet."""
        self._stopping = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()
        self.broken = False

    @property
    def stopping(self) -> bool:
        """Whether the process was asked to stop."""
        return self._stopping.is_set()

    def stop(self) -> None:
        """Ask the process to stop; returns at once."""
        self._stopping.set()

    def fail(self, error: Exception) -> None:
        """Stop the process for good: log the error's type and reason code."""
        code = error.reason if isinstance(error, SekishoError) else "unexpected"
        telemetry.log("stopped", error=type(error).__name__, code=code)
        self.broken = True
        self.stop()

    async def meet(self, deed: Awaitable[None]) -> Fate:
        """Await a deed and act on its fate; this is the switch, there is no other."""
        try:
            await deed
        except TransientError as error:
            return Fate("again", error.reason)
        except PoisonError as error:
            # Its owner had to park it: to drop it here would be a loss without a trace.
            self.fail(BrokenInvariantError(f"not_parked:{error.reason}"))
        except Exception as error:  # noqa: BLE001 - what nobody expected is a broken invariant
            self.fail(error)
        else:
            return Fate("done")
        return Fate("broken")

    async def keep_up(self, work: Callable[[], Awaitable[None]]) -> None:
        """Do a work to its end; after a transient failure, from its beginning."""
        attempt = 0
        while not self.stopping:
            fate = await self.meet(work())
            if fate.kind != "again":
                return
            attempt += 1
            telemetry.log("work_waits", code=fate.code, attempt=attempt)
            await self.pause(backoff(attempt))

    async def pause(self, seconds: float) -> None:
        """Sleep, but no longer than until the process stops."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._stopping.wait(), seconds)

    async def wait(self) -> None:
        """Sleep until the process is asked to stop."""
        await self._stopping.wait()

    def spawn(self, deed: Coroutine[None, None, None]) -> None:
        """Run a deed beside everything else."""
        task = asyncio.create_task(deed)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def end(self) -> None:
        """Stop, and cancel what was spawned."""
        self.stop()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
