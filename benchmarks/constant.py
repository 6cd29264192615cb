"""A gateway that decides nothing: the same loop, the same topics, and bytes made beforehand. The yardstick."""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final

from benchmarks.events import plan, records
from contracts.topics import PARTITIONS, SHOP_EVENTS, SUBJECT_STATE, SUBJECT_WAITING
from shared.core.checkpoint.desk import GatewayDesk
from shared.core.checkpoint.state import Replay
from shared.core.checkpoint.step import Input, Output, Step
from shared.core.policy.plan import Plan
from shared.shell import telemetry
from shared.shell.settings import Settings
from shared.shell.transaction import TransactionalLoop

_KINDS: Final = 200


class _OnePlan:
    """Stands for the book: one plan, always in force."""

    def __init__(self) -> None:
        self._plan = plan()

    def plan(self, _shop: str, _versions: tuple[int, int] | None, _collected: int = 0) -> Plan:
        return self._plan

    def readable(self, _shop: str, version: int) -> int:
        return version


def made_beforehand() -> list[list[Output]]:
    """Decide some orders once and return what each leads to."""
    desk = GatewayDesk(_OnePlan(), partitions=PARTITIONS, chance=bytes)
    for partition in range(PARTITIONS):
        desk.seat(partition, None, desk.replay())
    made: list[list[Output]] = []
    for offset, record in enumerate(islice(records(_KINDS), _KINDS)):
        given = Input(offset, record.key, record.value, record.headers, 1_790_000_000_000)
        made.extend(step.outputs for step in desk.take(record.partition, [given]))
        desk.keep(record.partition)
    return made


class ConstantDesk:
    """Writes the same bytes for every event; of its state there is only the position."""

    def __init__(self) -> None:
        """Make the bytes."""
        # The head is written once a transaction, not once an event.
        whole = made_beforehand()
        self._made = [outputs[:-1] for outputs in whole]
        self._head = whole[0][-1]

    def replay(self) -> Replay:
        """Read back what the gateway's desk does, though nobody asks for it."""
        return Replay()

    def seat(self, _partition: int, position: int | None, _restored: Replay) -> int:
        """Go on from the committed position."""
        return position or 0

    def take(self, _partition: int, inputs: Sequence[Input]) -> Iterator[Step]:
        """Yield one step for the batch."""
        made, count = self._made, len(self._made)
        outputs = [output for given in inputs for output in made[given.offset % count]]
        yield Step([*outputs, self._head], inputs[-1].offset + 1)

    def keep(self, partition: int) -> None:
        """Have nothing to merge."""

    def drop(self, partition: int) -> None:
        """Have nothing to forget."""


def main(settings: Settings) -> None:
    """Run until SIGTERM or SIGINT, in the gateway's place."""
    telemetry.start(settings)
    changelogs = (SUBJECT_STATE, SUBJECT_WAITING)
    desk = ConstantDesk()
    TransactionalLoop(settings, topic=SHOP_EVENTS, partitions=PARTITIONS, changelogs=changelogs, desk=desk).run()
