"""Makes an example that fails smaller while the same property fails: fewer events, recipients, keys and fields."""

import traceback
from collections.abc import Iterator
from itertools import islice
from typing import Any, Final

from tests.properties.example import Example, hold

_FIRST: Final = ("history", "second", "pack", "register", "restriction")
_ROUNDS: Final = 3000
"""So many smaller examples are tried at most."""


def failing(it: Example) -> str:
    """Return the name of the property that an example breaks, or of the error that it leads to; empty if all hold."""
    try:
        hold(it)
    except Exception as error:  # noqa: BLE001 - an error is a failure too
        names = [frame.name for frame in traceback.extract_tb(error.__traceback__) if "held.py" in frame.filename]
        return f"{next(iter(names), '-')} ({type(error).__name__})"
    return ""


def smaller(it: Example) -> Example:
    """Return a small example of the same failure."""
    wanted, tried, found = failing(it), 0, True
    while found:
        found, skip = False, 0
        while tried < _ROUNDS:
            # What was tried in vain before the last step is tried again only when everything else has been.
            less = next(islice(_less(it), skip, None), None)
            if less is None:
                break
            tried += 1
            if failing(less) == wanted:
                it, found = less, True
            else:
                skip += 1
    return it


def _less(it: Example) -> Iterator[Example]:
    """Yield examples with one thing less, the large things first."""
    for size in (len(it.history) // 2, len(it.history) // 4, 1):
        for start in range(0, len(it.history), size or 1):
            history = [*it.history[:start], *it.history[start + (size or 1) :]]
            gone = sum(1 for n in range(start, min(start + (size or 1), len(it.history))) if n < it.at)
            if history:
                yield it._replace(history=history, at=min(it.at - gone, len(history) - 1))
    for part in _FIRST:
        for content in _shorter(getattr(it, part)):
            if content:
                yield it._replace(**{part: content})


def _shorter(content: Any) -> Iterator[Any]:
    """Yield content with one key or element less, at any depth."""
    if isinstance(content, dict):
        for key in content:
            yield {name: value for name, value in content.items() if name != key}
        for key, value in content.items():
            yield from ({**content, key: less} for less in _shorter(value))
    elif isinstance(content, list):
        for i in range(len(content)):
            yield [*content[:i], *content[i + 1 :]]
        for i, value in enumerate(content):
            yield from ([*content[:i], less, *content[i + 1 :]] for less in _shorter(value))
