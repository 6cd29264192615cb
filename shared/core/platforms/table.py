"""The tables of leaves: where each documented leaf of a payload goes, or in one word why it goes nowhere.

A leaf in neither table is unknown: dropped and counted (P2). Paths are relative to the payload; `[]` is an array.
"""

from collections.abc import Callable, Mapping
from typing import Any, Literal, NamedTuple

from shared.core.door.body import leaves
from shared.core.platforms.reading import as_text

Reason = Literal["personal", "free_text", "token", "card", "money_detail", "operational", "duplicate", "marketing"]


class Table(NamedTuple):
    """The leaves of one kind of payload.

    `mapped` names a field of the vocabulary, or `event.*` where a leaf only decides about the event. `types` says how a
    mapped leaf is read where it is no text; what cannot be read so does not fit.
    """

    mapped: Mapping[str, str]
    dropped: Mapping[str, Reason]
    types: Mapping[str, Callable[[Any], object]]

    def tally(self, payload: Mapping[str, Any]) -> tuple[int, int]:
        """Return how many present values are unknown or do not fit, and how many are dropped for a reason."""
        unknown = dropped = 0
        for path, value in leaves(payload):
            name = ".".join(path).replace(".[]", "[]")  # type: ignore[arg-type]  # leaves of JSON: names only
            # A key that holds the signs of a path is nobody's leaf.
            plain = not any(part != "[]" and ("." in str(part) or "[" in str(part)) for part in path)
            if plain and name in self.dropped:
                dropped += 1
            elif not plain or name not in self.mapped or self.types.get(name, as_text)(value) is None:
                unknown += 1
        return unknown, dropped
