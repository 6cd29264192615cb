"""What a person has stopped: acts that end what was allowed, and the later consents with evidence that lift them.

Keys are an act (`provision`, `use`, `leaving`), of all that the text lets a person stop, or `act/recipient`; and
`lifted/recipient`, or `lifted/recipient/purpose` where the consent named one. Values are positions. Pure.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from contracts.events import STOP_TYPES

STOPS_LIMIT: Final = 32
"""Stops and lifts kept of one person. Beyond it a lift is not kept, and a stop of one recipient is one of all."""

_LIFTED: Final = "lifted/"

Stops = Mapping[str, int]


def stopped(stops: Stops, act: str, recipient: str, purpose: str, *, sole: bool) -> bool:
    """Tell whether an act ends what a recipient got for a purpose, and no later consent with evidence lifted it.

    A consent that names no purpose lifts it only where the recipient has a `sole` one.
    """
    last = max(stops.get(act, -1), stops.get(f"{act}/{recipient}", -1))
    general = stops.get(f"{_LIFTED}{recipient}", -1) if sole else -1
    return last > max(stops.get(f"{_LIFTED}{recipient}/{purpose}", -1), general)


def any_stopped(stops: Stops, recipient: str, purpose: str) -> bool:
    """Tell whether any act has ended what a recipient got; an empty purpose is none in particular."""
    return any(stopped(stops, act, recipient, purpose, sole=not purpose) for act in STOP_TYPES.values())


def standing(stops: Stops) -> Iterator[str]:
    """Yield the stops that hold for somebody: those of all, and of a recipient those that were not lifted."""
    for name, position in stops.items():
        act, _, recipient = name.partition("/")
        if act != _LIFTED[:-1] and (not recipient or position > stops.get(f"{_LIFTED}{recipient}", -1)):
            yield name


def lifted_since(stops: Stops, name: str) -> bool:
    """Tell whether a stop is not there, or was lifted for anybody whom it concerns."""
    if name not in stops:
        return True
    recipient = name.partition("/")[2]
    lifts = ((each[len(_LIFTED) :], at) for each, at in stops.items() if each.startswith(_LIFTED))
    return any(at > stops[name] and recipient in {"", each.partition("/")[0]} for each, at in lifts)


def with_stop(stops: Stops, act: str, recipient: str, position: int) -> dict[str, int]:
    """Return the stops with one more; without room for the recipient's own it is one of all."""
    name = f"{act}/{recipient}" if recipient else act
    if not recipient or name in stops or len(stops) < STOPS_LIMIT:
        return {**stops, name: position}
    lifts = [each for each in stops if each.startswith(_LIFTED)]
    if not lifts:
        return {**stops, act: position}
    # P5: a lift that is forgotten shuts again; a stop is never forgotten.
    oldest = min(lifts, key=lambda each: stops[each])
    return {**{each: at for each, at in stops.items() if each != oldest}, name: position}


def with_lift(stops: Stops, recipient: str, purpose: str, position: int) -> dict[str, int] | None:
    """Return the stops lifted for a recipient (and purpose); None if there is no room for it."""
    name = f"{_LIFTED}{recipient}/{purpose}" if purpose else f"{_LIFTED}{recipient}"
    if name not in stops and len(stops) >= STOPS_LIMIT:
        return None
    return {**stops, name: position}
