"""The bus as the door sees it: write, be healthy, and stop the process where writing will never work again."""

import asyncio

from shared.shell.bus import Bus


class BusLog:
    """Writes through the bus; a broken invariant of a request becomes one of the process (`watch`)."""

    def __init__(self, bus: Bus) -> None:
        """Keep the bus; to be made inside the running loop."""
        self._bus = bus
        self._broken: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    async def send(
        self,
        topic: str,
        *,
        partition: int,
        key: bytes | None,
        value: bytes | None,
        headers: dict[str, bytes],
        at: int | None = None,
    ) -> tuple[int, int]:
        """Write one record; errors are those of `Bus.send`."""
        return await self._bus.send(topic, partition=partition, key=key, value=value, headers=headers, at=at)

    def fail(self, error: Exception) -> None:
        """Let `watch` end with this error, the first one counts."""
        if not self._broken.done():
            self._broken.set_exception(error)

    async def watch(self) -> None:
        """Wait until something fails for good, and raise it: the bus then stops the process.

        Raises:
            BrokenInvariantError: the broker refuses for good.
        """
        await asyncio.shield(self._broken)

    @property
    def healthy(self) -> bool:
        """Whether records can be written."""
        return self._bus.healthy and not self._broken.done()
