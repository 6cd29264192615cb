"""What a person wants to be sent, by category, `*` for all: a yes, a no, and a no that ends with a day.

A no that ends lies on top of the word before it: when its last day is over, that one holds again. Of the word on a
category and the word on all the later counts. Pure.
"""

from collections.abc import Iterable, Mapping
from typing import Final

import msgspec

from shared.core.subject import Preference

CATEGORIES_LIMIT: Final = 16
"""Categories kept of one person, beside `*`. Beyond it a yes is not kept; a no replaces a yes, or is one to all."""

ALL: Final = "*"
_NEVER: Final = "9999-12-31"

Preferences = Mapping[str, Preference]


def word(preferences: Preferences, category: str, today: str) -> tuple[bool | None, str]:
    """Return whether the person wants messages of a category on a day (None: nothing was said), and the event of it."""
    last, wanted, event = -1, None, ""
    for name in (category, ALL):
        said = preferences.get(name)
        if said is None:
            continue
        if said.wanted is not None and said.position > last:
            last, wanted, event = said.position, said.wanted, said.event
        if today <= said.until and said.paused > last:
            last, wanted, event = said.paused, False, ""
    return wanted, event


def anything_unwanted(preferences: Preferences, today: str) -> bool:
    """Tell whether any category is unwanted on a day: what a message without a category may be of."""
    return any(word(preferences, name, today)[0] is False for name in preferences)


def shut_at(preferences: Preferences, category: str) -> int:
    """Return when (ms, as the person's shop dates it) a no was last said that a yes to this category would undo."""
    names = preferences if category == ALL else (category, ALL)
    said = [preferences[name] for name in names if name in preferences]
    return max((each.at for each in said if each.wanted is not True or each.until), default=0)


def with_yes(preferences: Preferences, category: str, said: Preference) -> dict[str, Preference] | None:
    """Return the preferences with a yes, which ends every no to the category; None if there is no room for it."""
    if category not in preferences and _full(preferences, category):
        return None
    return {**preferences, category: said}


def no(*, at: int, event: str, position: int, until: str) -> Preference:
    """Return a no that somebody said: for good, or where `until` names its last day, one that ends."""
    if until:
        return Preference(wanted=None, position=-1, event="", at=at, until=until, paused=position)
    return Preference(wanted=False, position=position, event=event, at=at)


def with_no(preferences: Preferences, category: str, said: Preference) -> dict[str, Preference]:
    """Return the preferences with a no; one that ends (`until`) lies on top of the word before it."""
    kept = dict(preferences)
    if category not in kept and _full(kept, category):
        yes = next((name for name, each in kept.items() if each.wanted and not each.until and name != ALL), None)
        if yes is None:
            # P5: without room for its own word a category is unwanted with all others.
            category = ALL
        else:
            del kept[yes]
    before = kept.get(category)
    if said.until and before is not None:
        until = max(said.until, before.until)
        said = msgspec.structs.replace(before, until=until, paused=said.paused, at=max(said.at, before.at))
    return {**kept, category: said}


def strict_enough(preferences: Preferences, category: str, until: str) -> bool:
    """Tell whether a no to a category, to a day or for good, would change nothing."""
    names: Iterable[str] = (*preferences, ALL) if category == ALL else (category,)
    return all(word(preferences, name, until or _NEVER)[0] is False for name in names)


def _full(preferences: Preferences, category: str) -> bool:
    return category != ALL and len(preferences.keys() - {ALL}) >= CATEGORIES_LIMIT
