"""`python -m tests.replay.deciding FILE`: decide a recording once more, and write what came of it to standard output.

One process of those that `python -m tests.replay` compares; surroundings are set by who starts it.
"""

import hashlib
import locale
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Final, NamedTuple

import msgspec
import typer

from contracts.topics import DISCLOSURES, PARTITIONS, PARTNER_TOPICS, RESULTS, SUBJECT_STATE, SUBJECT_WAITING
from shared.core.checkpoint.desk import GatewayDesk
from shared.core.checkpoint.step import Output
from shared.core.world import Versions
from tests.replay.plants import PLANTS
from tests.replay.recording import Recording, again

_DECIDED: Final = frozenset({*PARTNER_TOPICS, DISCLOSURES, RESULTS})
_HEAD: Final = b"@head"


class Line(NamedTuple):
    """One record that a decision led to: its partition, the input by which it came, its topic, its hash."""

    partition: int
    offset: int
    topic: str
    digest: str


def decide(recording: Recording, *, batch: int, restored: bool) -> Iterator[Line]:
    """Yield what every partition's events lead to, so many events in a transaction.

    With `restored` the state is thrown away in the middle of each partition, and read back from what was written.
    """
    book = Versions()
    for pack, register in zip(recording.packs, recording.registers, strict=True):
        book.publish(pack, register)
    for partition in range(PARTITIONS):
        yield from _partition(recording, book, partition, batch, middle=restored)


def _partition(recording: Recording, book: Versions, partition: int, batch: int, *, middle: bool) -> Iterator[Line]:
    inputs, written = recording.partitions[partition], list[Output]()
    desk = _seated(book, partition, None, [])
    for first in range(0, len(inputs), batch):
        if middle and first >= len(inputs) // 2:
            desk, middle = _seated(book, partition, inputs[first].offset, written), False
        taken = inputs[first : first + batch]
        for step in desk.take(partition, taken):
            desk.keep(partition)
            written += [output for output in step.outputs if output.topic in {SUBJECT_STATE, SUBJECT_WAITING}]
            for output in step.outputs:
                # A batch that leads to nothing writes an empty record; that depends on the batch.
                if output.topic in _DECIDED and output.key != _HEAD:
                    yield Line(partition, taken[-1].offset, output.topic, _digest(output))


def _seated(book: Versions, partition: int, position: int | None, written: list[Output]) -> GatewayDesk:
    desk = GatewayDesk(book, partitions=PARTITIONS, chance=bytes)
    read = desk.replay()
    for output in written:
        read.add(output.topic, output.key, output.value)
    if desk.seat(partition, position, read) is None:
        raise AssertionError("head and position do not agree")
    return desk


def _digest(output: Output) -> str:
    raw = msgspec.msgpack.encode((output.topic, output.key, output.value, output.headers, output.partition))
    return hashlib.sha256(raw).hexdigest()


def main(
    file: Annotated[Path, typer.Argument(exists=True, help="The recording.")],
    *,
    batch: Annotated[int, typer.Option(min=1, help="Events in one transaction.")] = 1,
    restored: Annotated[bool, typer.Option("--restored", help="Read the state back in the middle.")] = False,
    plant: Annotated[str | None, typer.Option(help=f"A bug to plant: {', '.join(PLANTS)}.")] = None,
) -> None:
    """Decide a recording and write the hashes of what it led to, as MessagePack."""
    with suppress(locale.Error):
        locale.setlocale(locale.LC_ALL, "")
    if plant:
        PLANTS[plant].plant()
    found = list(decide(again(file.read_bytes()), batch=batch, restored=restored))
    sys.stdout.buffer.write(msgspec.msgpack.encode(found))


if __name__ == "__main__":
    app = typer.Typer(add_completion=False)
    app.command(epilog="Example: python -m tests.replay.deciding events.msgpack --batch 500")(main)
    app(prog_name="python -m tests.replay.deciding")
