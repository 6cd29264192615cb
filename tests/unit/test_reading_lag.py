"""How far a reader says that it is behind: what it holds counts until it is done, what nobody has seen yet does not."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

from shared.errors import TransientError
from shared.shell.fates import Life
from shared.shell.reading import Reader, Record


class Place(NamedTuple):
    topic: str
    partition: int


class Raw(NamedTuple):
    topic: str
    partition: int
    offset: int
    key: bytes | None = None
    value: bytes | None = None
    headers: tuple[tuple[str, bytes], ...] = ()
    timestamp: int = 0


class Client:
    """A consumer with one partition, of which ten records are there and three were polled."""

    def __init__(self, end: int | None = 10, polled: int = 3) -> None:
        self.end, self.polled = end, polled
        self.place = Place("to.seller", 0)

    def assignment(self) -> set[Any]:
        return {self.place}

    def paused(self) -> set[Any]:
        return set()

    def last_poll_timestamp(self, _place: Any, /) -> int | None:
        return None

    def seek(self, _place: Any, offset: int, /) -> None:
        self.polled = offset

    def pause(self, _place: Any, /) -> None:
        pass

    def resume(self, _place: Any, /) -> None:
        pass

    def last_stable_offset(self, _place: Any, /) -> int | None:
        return self.end

    async def position(self, _place: Any, /) -> int:
        return self.polled

    async def end_offsets(self, places: Collection[Any], /) -> Mapping[Any, int]:
        return dict.fromkeys(places, self.end or 0)


async def committed(_place: Any, _offset: int) -> None:
    pass


async def test_what_is_held_counts_until_it_is_done() -> None:
    client, seen = Client(), list[int]()

    async def handler(_partition: int, _records: Sequence[Record]) -> None:
        seen.append(await reader.lag())

    reader = Reader(Life(), "to.seller", handler, group="seller", batch=500)
    reader.connect(lambda: client, Place, commit=committed)
    await reader.take([Raw("to.seller", 0, offset) for offset in range(3)])
    assert seen == [10]
    assert await reader.lag() == 7


async def test_what_failed_counts_on_although_it_was_polled() -> None:
    client = Client(end=3)

    async def handler(_partition: int, _records: Sequence[Record]) -> None:
        raise TransientError("database_away")

    life = Life()
    reader = Reader(life, "to.seller", handler, group="seller", batch=500)
    reader.connect(lambda: client, Place, commit=committed)
    await reader.take([Raw("to.seller", 0, offset) for offset in range(3)])
    assert await reader.lag() == 3
    await life.end()


async def test_before_the_first_poll_nothing_is_known() -> None:
    client = Client(end=None)

    async def handler(_partition: int, _records: Sequence[Record]) -> None:
        pass

    reader = Reader(Life(), "to.seller", handler, group="seller", batch=500)
    assert await reader.lag() == 0
    reader.connect(lambda: client, Place, commit=committed)
    assert await reader.lag() == 0
