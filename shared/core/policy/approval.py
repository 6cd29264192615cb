"""How many officers a version needs, and whether it may take effect at once.

A widening needs two and a moment from which it holds. A narrowing needs one and may hold at once. What was in force
before, approved, may be put back by one; a second officer reviews that within a day. Pure.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

import msgspec

from shared.core.moment import DAY_MS
from shared.core.policy.diff import Change, diff, widens
from shared.core.policy.seal import Document

REVIEW_MS: Final = DAY_MS
"""Within this time a second officer reviews what was put back."""


class Need(NamedTuple):
    """What a version needs: officers, and a moment from which it holds; `restores` is the version that it puts back."""

    changes: list[Change]
    widens: bool
    restores: int
    officers: int
    effective: bool


def need_of(earlier: Sequence[Document], document: Document) -> Need:
    """Return what a version needs after those before it, in their order."""
    changes = diff(earlier[-1] if earlier else None, document)
    wider = widens(changes)
    restores = next((each.version for each in reversed(earlier) if same(each, document)), 0) if wider else 0
    two = wider and not restores
    return Need(changes, wider, restores, officers=2 if two else 1, effective=two)


def same(one: Document, other: Document) -> bool:
    """Tell whether two versions say the same, whatever their numbers."""
    return msgspec.structs.replace(one, version=0) == msgspec.structs.replace(other, version=0)
