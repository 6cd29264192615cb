"""The processes of services that were started and not stopped, by service and slot. Starts none."""

from collections.abc import Mapping
from multiprocessing.process import BaseProcess
from typing import Final, NamedTuple

from cli.embedded.processes import end
from contracts.deployment import SERVICES, Service, service

_STOP_SECONDS: Final = 10.0


class Instance(NamedTuple):
    """One of the processes of a service; its slot is kept over restarts."""

    name: str
    slot: int

    @property
    def label(self) -> str:
        """Return its name, which is also that of its folder: the first has that of its service."""
        return f"{self.name}-{self.slot}" if self.slot else self.name


def wanted(counts: Mapping[str, int]) -> list[Instance]:
    """Return what is to run, in the order of the table: so many as it says of each service, or as `counts` does.

    Raises:
        KeyError: `counts` names a service that the table does not have.
    """
    for name in counts:
        service(name)
    return [Instance(row.name, slot) for row in SERVICES for slot in range(counts.get(row.name, row.instances))]


def one_door(row: Service, slot: int) -> str | None:
    """Say why an instance cannot be had, if it cannot: there is one port for each service."""
    if row.http and slot:
        return f"service `{row.name}` has one HTTP door here, so it runs once; slot {slot} cannot be started"
    return None


class Instances:
    """What runs, or should."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._made: dict[Instance, BaseProcess] = {}

    def __len__(self) -> int:
        """Count them."""
        return len(self._made)

    def add(self, instance: Instance, process: BaseProcess) -> None:
        """Take one that was started."""
        self._made[instance] = process

    def of(self, name: str) -> list[Instance]:
        """Return those of one service."""
        return [each for each in self._made if each.name == name]

    def alive(self, instance: Instance) -> bool:
        """Tell whether one was started and runs."""
        return instance in self._made and self._made[instance].is_alive()

    def dead(self) -> str | None:
        """Name one that runs no more."""
        return next((each.label for each in self._made if not self.alive(each)), None)

    def pids(self) -> dict[str, int]:
        """Return the process numbers by label."""
        return {each.label: made.pid for each, made in self._made.items() if made.pid is not None}

    def stop(self, instance: Instance) -> None:
        """Ask one to stop, if it was started, and wait; past the time it is killed."""
        if process := self._made.pop(instance, None):
            end(process, seconds=_STOP_SECONDS)

    def stop_all(self) -> None:
        """Stop all, in the reverse order of the table."""
        for row in reversed(SERVICES):
            for instance in self.of(row.name):
                self.stop(instance)

    def kill(self, instance: Instance) -> None:
        """Kill one without a word (SIGKILL)."""
        process = self._made.pop(instance)
        process.kill()
        process.join()
