"""A recording: what lay on every partition of `shop.events` while the five shops of the sample lived for a while.

Made in a world in memory over midnight in Japan, with contracts that end there and a new version of everything in the
middle. It holds inputs and published versions only; what was decided of them is not in it.
"""

from collections.abc import Iterator
from typing import Final

import msgspec

from cli import sample
from contracts.packs import Pack, Register
from contracts.topics import PARTITIONS
from examples.shop.lives import lives
from shared.core.checkpoint.step import Input
from shared.core.moment import millis
from shared.core.world import World

_EVENING: Final = millis("2026-11-22T23:00:00+09:00") or 0
_LAST_DAY: Final = "2026-11-22"
_APART_MS: Final = 40_000
_TICK_EACH: Final = 15


class Recording(msgspec.Struct, frozen=True):
    """The inputs of each partition, and every version that was published."""

    partitions: list[list[Input]]
    packs: list[Pack]
    registers: list[Register]

    @property
    def events(self) -> int:
        """How many events there are, ticks and fences left out."""
        return sum(not given.key.startswith(b"@") for inputs in self.partitions for given in inputs)


def record(events: int, *, seed: int) -> Recording:
    """Let the sample live until at least so many events lie on the log."""
    world, published = World(at=_EVENING), list(_published())
    for pack, register in published:
        world.publish(pack, register)
    later = [_later(pack, register) for pack, register in published]
    for number, life in enumerate(lives(events, seed=seed)):
        if number == events // 8:
            for pack, register in later:
                world.publish(pack, register)
        for request in life.requests:
            world.now += _APART_MS
            world.post(life.shop, request.body, request.headers)
        if number % _TICK_EACH == 0:
            world.tick()
        partitions = [world.log[partition] for partition in range(PARTITIONS)]
        versions = [*published, *later]
        found = Recording(partitions, [pack for pack, _ in versions], [register for _, register in versions])
        if found.events >= events:
            return found
    raise AssertionError("the sample has fewer events than orders")


def _published() -> Iterator[tuple[Pack, Register]]:
    """Yield packs and registers of the sample; carriers' contracts end on the day on which the recording begins."""
    for shop in sample.shops().values():
        carriers = {rule.id for rule in shop.pack.rules if rule.kind == "delivery"}
        parties = {
            name: msgspec.structs.replace(party, contract=msgspec.structs.replace(party.contract, end=_LAST_DAY))
            if name in carriers and party.contract
            else party
            for name, party in shop.register.parties.items()
        }
        yield shop.pack, msgspec.structs.replace(shop.register, parties=parties)


def _later(pack: Pack, register: Register) -> tuple[Pack, Register]:
    """Return the next versions: every contract runs on."""
    parties = {
        name: msgspec.structs.replace(party, contract=msgspec.structs.replace(party.contract, end="2036-03-31"))
        if party.contract
        else party
        for name, party in register.parties.items()
    }
    return (
        msgspec.structs.replace(pack, version=pack.version + 1),
        msgspec.structs.replace(register, version=register.version + 1, parties=parties),
    )


def written(recording: Recording) -> bytes:
    """Return the recording as bytes."""
    return msgspec.msgpack.encode(recording)


def again(raw: bytes) -> Recording:
    """Read a recording; one that lacks a partition is none."""
    found = msgspec.msgpack.decode(raw, type=Recording)
    if len(found.partitions) != PARTITIONS:
        raise ValueError("this is no recording")
    return found
