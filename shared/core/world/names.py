"""The names of orders and people in memory: a small working double of the intake's table.

`now` runs what asks it: nothing here ever waits.
"""

from collections.abc import Coroutine
from typing import Any, TypeVar

from shared.errors import BrokenInvariantError

Answer = TypeVar("Answer")


class MemoryNames:
    """Which name an order travels under, and which names are of one person."""

    def __init__(self) -> None:
        """Begin with none."""
        self._owners: dict[tuple[str, str], str] = {}
        self._links: set[tuple[str, str, str]] = set()

    async def owner(self, shop: str, order: str, person: str) -> str:
        """Return the reference under which an order travels; first seen wins."""
        return self._owners.setdefault((shop, order), person)

    async def linked(self, shop: str, person: str) -> list[str]:
        """Return every other name of a person."""
        found = {person}
        while more := {b for s, a, b in self._links if s == shop and a in found} - found:
            found |= more
        return sorted(found - {person})

    async def link(self, shop: str, one: str, other: str) -> None:
        """Note that two names are of one person."""
        self._links |= {(shop, one, other), (shop, other, one)}

    async def unlink(self, shop: str, one: str, other: str) -> None:
        """Note that they are not, or no more."""
        self._links -= {(shop, one, other), (shop, other, one)}


def now(asking: Coroutine[Any, Any, Answer]) -> Answer:
    """Return what a coroutine answers that waits for nothing.

    Raises:
        BrokenInvariantError: it waits.
    """
    try:
        asking.send(None)
    except StopIteration as done:
        answer: Answer = done.value
        return answer
    asking.close()
    raise BrokenInvariantError("waits_in_memory")
