"""What running a story showed: of each step what happened, and where that is not what was expected."""

from typing import Any, Final, Literal

import msgspec

MANY: Final = " + "
"""Between reasons, where one recipient has several in one step."""

Verdict = Literal["holds", "differs", "not yet", "holds already"]


class Gave(msgspec.Struct, frozen=True):
    """One message that a party got: the names of its fields, as the record gives them, and why."""

    party: str
    fields: list[str]
    data: dict[str, Any]
    grounds: dict[str, str]
    withheld: dict[str, str]


class Seen(msgspec.Struct, frozen=True):
    """What one step led to, in the words of a story. `refused` is the door's code, with the place."""

    gives: list[Gave] = []
    waits: dict[str, str] = {}
    withheld: dict[str, str] = {}
    told: dict[str, dict[str, str]] = {}
    changes: list[str] = []
    refused: str = ""
    place: str = ""


class StepReport(msgspec.Struct, frozen=True):
    """One step: what happened, whether it is what was expected, and if not, how it differs.

    `not yet`: it rests on a later part, and does not hold; `holds already`: it does, so the mark must go.
    """

    line: int
    title: str
    shop: str
    at: str
    verdict: Verdict
    differences: list[str]
    seen: Seen
    later: str = ""


class Report(msgspec.Struct, frozen=True):
    """One story, as it went."""

    file: str
    scenario: str
    behaviours: list[str]
    steps: list[StepReport]

    @property
    def holds(self) -> bool:
        """Whether every step is what was expected, or rests on a later part and is not yet."""
        return all(step.verdict in {"holds", "not yet"} for step in self.steps)

    @property
    def waiting_for(self) -> list[str]:
        """Return the later parts that it rests on."""
        return sorted({step.later for step in self.steps if step.verdict == "not yet"})
