"""`python -m tests.faults.appender SPEC`: the ledger with a source of entries that repeats itself, to be killed.

It is the store, the sealer and the watch of the service, over a deterministic source in place of the broker: what it
has taken in it commits now and then only, so that after a crash it is given entries again, as Kafka does. Every
checkpoint that it would show to somebody is written down first.
"""

import asyncio
import os
import sys
from pathlib import Path
from typing import Final

import msgspec

from contracts.entries import Numbered, Outcome
from services.ledger.seal import Sealer
from services.ledger.store import Store
from services.ledger.watch import Watch
from shared.errors import TransientError
from tests.adapters.ledger_serving import new_sealer, pooled
from tests.adapters.ledger_world import World, disclosed, message, outcome

PARTITIONS: Final = 2
SHOPS: Final = ("meadow", "harbour")
BATCH: Final = 10
_COMMIT_EACH: Final = 3
_PAUSE_S: Final = 0.02
"""Between two batches, and two rounds of signing: so long that there is something to kill for a while."""


class Spec(msgspec.Struct):
    """Where the database is, how many messages each partition has, and the folder of what is written down.

    With `hasty` a bug is planted: it commits what it is about to take in, before it has.
    """

    conninfo: str
    messages: int
    folder: str
    hasty: bool = False

    def file(self, name: str) -> Path:
        """Name a file in the folder."""
        return Path(self.folder) / name


def numbered(partition: int, n: int) -> Numbered:
    """Return the n-th message of a partition: two entries, of both shops in turn."""
    world = World(SHOPS[0], partition, f"stream-{partition}")
    entries = [
        disclosed(world._replace(shop=SHOPS[(n + k) % 2]), f"{n}-{k}", person=f"reference-{n % 97}") for k in range(2)
    ]
    return message(world, 2 * n, [], position=n, entries=entries)


def outcomes(partition: int, n: int) -> list[Outcome]:
    """Return what became of the n-th message."""
    world = World(SHOPS[0], partition, f"stream-{partition}")
    return [outcome(world._replace(shop=SHOPS[(n + k) % 2]), f"{n}-{k}") for k in range(2)]


class Doing:
    """A byte in a file that says whether one of its tasks is at work, for whoever kills this process."""

    def __init__(self, path: Path, place: int) -> None:
        """Open the file."""
        self._file, self._place = os.open(path, os.O_RDWR | os.O_CREAT, 0o600), place

    def __call__(self, what: bytes) -> None:
        """Say it."""
        os.pwrite(self._file, what, self._place)


async def _feed(store: Store, partition: int, spec: Spec, doing: Doing) -> None:
    committed = spec.file(f"committed-{partition}")
    at = int(committed.read_text()) if committed.exists() else 0
    batches = 0
    while at < spec.messages:
        some = range(at, min(spec.messages, at + BATCH))
        if spec.hasty:
            committed.write_text(str(some[-1] + 1))
        try:
            doing(b"A")
            await store.append(partition, [numbered(partition, n) for n in some])
            await store.append_outcomes([each for n in some for each in outcomes(partition, n)])
            doing(b"-")
        except TransientError:
            await asyncio.sleep(_PAUSE_S)
            continue
        await asyncio.sleep(_PAUSE_S)
        at, batches = some[-1] + 1, batches + 1
        if batches % _COMMIT_EACH == 0 or at == spec.messages:
            committed.write_text(str(at))


async def _feed_all(store: Store, spec: Spec) -> None:
    await asyncio.gather(*(_feed(store, p, spec, Doing(spec.file("doing"), p)) for p in range(PARTITIONS)))


async def _seal(sealer: Sealer, watch: Watch, spec: Spec, doing: Doing) -> None:
    while True:
        for shop in SHOPS:
            sealer._last.clear()
            try:
                doing(b"S")
                sealed = await sealer.seal(shop)
                if sealed is not None:
                    with spec.file(f"notes-{shop}").open("a", encoding="utf-8") as out:
                        out.write(msgspec.json.encode(sealed.note).decode() + "\n")
                await watch.round(tiles=1)
                doing(b"-")
            except TransientError:
                continue
        await asyncio.sleep(_PAUSE_S)


async def main(spec: Spec) -> None:
    """Append everything, then sign a last time."""
    async with pooled(spec.conninfo) as database:
        store = Store(database)
        sealer = new_sealer(database)
        signing = Doing(spec.file("doing"), PARTITIONS)
        sealing = asyncio.create_task(_seal(sealer, Watch(database, sealer), spec, signing))
        feeding = asyncio.create_task(_feed_all(store, spec))
        # Whichever breaks ends the process, with its code.
        done, _ = await asyncio.wait({sealing, feeding}, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
        sealing.cancel()


if __name__ == "__main__":
    asyncio.run(main(msgspec.json.decode(sys.argv[1].encode(), type=Spec)))
