"""The card gate: which leaves of an event's data hold a card number, and the data without them (P11).

Every leaf that goes on is looked at, numbers too. Our own API refuses; a platform deletes a webhook that keeps
failing, so there the leaf is taken away and the order goes on. It finds no card; `cards` does.
"""

from collections.abc import Iterator
from typing import Any, Final

from shared.core.door.cards import holds_card
from shared.core.door.refusal import DoorError, Path, pointer

IDENTIFIERS: Final = frozenset(
    {
        "order.id",
        "order.delivery_id",
        "order.items[].id",
        "order.items[].sku",
        "customer.id",
        "customer.external_id",
        "customer.company_ref",
    }
)
"""Leaves in which platforms number in long runs of digits; there only a number in groups is a card's."""

_CHOICES: Final = frozenset({"consent", "consents"})


def refuse_cards(data: dict[str, Any], path: Path) -> None:
    """Refuse data of which a leaf holds a card number; `path` is where the data stand.

    Raises:
        DoorError: `card_number_found`, with the place and never the number.
    """
    for place in places(data):
        raise DoorError("card_number_found", pointer((*path, *place)))


def places(data: Any) -> Iterator[Path]:
    """Yield the path of every leaf that holds a card number."""
    for path, value in _leaves(data, ()):
        if holds_card(value, identifier=_name(path) in IDENTIFIERS):
            yield path


def without(data: dict[str, Any], found: frozenset[Path]) -> dict[str, Any]:
    """Return the data without the leaves in `found`, and without what they leave empty; the rest is as it was.

    An item must have an id, so one whose id is taken away gets `item-` and its number, from 1. A consent that loses a
    leaf goes as a whole: half a choice is none.
    """
    kept: dict[str, Any] = _kept(data, (), {_whole(place) for place in found})
    return kept


def _leaves(value: Any, path: Path) -> Iterator[tuple[Path, str]]:
    match value:
        case dict():
            for key, inner in value.items():
                yield from _leaves(inner, (*path, key))
        case list():
            for index, inner in enumerate(value):
                yield from _leaves(inner, (*path, index))
        case bool():
            pass
        case str() | int():
            yield path, str(value)


def _name(path: Path) -> str:
    return ".".join("[]" if isinstance(part, int) else part for part in path).replace(".[]", "[]")


def _whole(place: Path) -> Path:
    if place[0] not in _CHOICES:
        return place
    return place[:2] if place[0] == "consents" else place[:1]


def _kept(value: Any, path: Path, gone: set[Path]) -> Any:
    match value:
        case dict():
            inner = {key: (part, _kept(part, (*path, key), gone)) for key, part in value.items()}
            stays = {
                key: after
                for key, (before, after) in inner.items()
                if (*path, key) not in gone and (before == after or after not in ({}, []))
            }
            if _name(path) == "order.items[]" and (*path, "id") in gone:
                stays["id"] = f"item-{int(path[-1]) + 1}"
            return stays
        case list():
            return [_kept(part, (*path, n), gone) for n, part in enumerate(value) if (*path, n) not in gone]
        case _:
            return value
