"""Bugs to plant in a process that decides a recording: each lets something of its surroundings into a decision."""

import os
from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final, NamedTuple

from shared.core import conditions, decide
from shared.core.derive import Deriver
from shared.core.policy import shape


class Plant(NamedTuple):
    """Where a bug goes, and what stands there instead."""

    owners: tuple[Any, ...]
    name: str
    bug: Any

    def plant(self) -> None:
        """Plant it in this process, for good."""
        for owner in self.owners:
            setattr(owner, self.name, self.bug)


_present = shape.present_fields


def names_fields_in_the_order_of_a_set(body: Any) -> Iterator[str]:
    yield from set(_present(body))


def takes_the_day_from_the_machine(at: int) -> str:
    return datetime.fromtimestamp(at / 1000).date().isoformat()  # noqa: DTZ006 - the bug


def draws_what_is_to_be_derived(self: Deriver, _seed: bytes) -> bytes:
    return os.urandom(self._begun.digest_size)


PLANTS: Final = {
    "hash": Plant((shape,), "present_fields", names_fields_in_the_order_of_a_set),
    "zone": Plant((conditions, decide), "day", takes_the_day_from_the_machine),
    "chance": Plant((Deriver,), "derive", draws_what_is_to_be_derived),
}
