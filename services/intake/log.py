"""The bus as the door sees it: write, be healthy, and stop the process where writing will never work again."""

import asyncio

from contracts.events import H_SEED
from shared.core.sealing import place, with_seed
from shared.shell.bus import Bus
from shared.shell.sealing.ring import Ring


class BusLog:
    """Writes through the bus; a broken invariant of a request becomes one of the process (`watch`)."""

    def __init__(self, bus: Bus, ring: Ring) -> None:
        """Keep the bus and what seals; to be made inside the running loop."""
        self._bus, self._ring = bus, ring
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
        """Write one record, an event of a shop sealed; errors are those of `Bus.send` and `Ring.seal`."""
        if value is not None and H_SEED in headers:
            headers, value = await self._sealed(topic, headers, value)
        return await self._bus.send(topic, partition=partition, key=key, value=value, headers=headers, at=at)

    async def _sealed(self, topic: str, headers: dict[str, bytes], value: bytes) -> tuple[dict[str, bytes], bytes]:
        headers, plain = with_seed(headers, value)
        at = place(topic, headers)
        if self._ring.ready(at):
            return headers, self._ring.seal(at, plain)
        return headers, await asyncio.to_thread(self._ring.seal, at, plain)

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
