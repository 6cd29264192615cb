"""The words of a story: steps that a shop sends, and for each who gets what, written by hand from the texts."""

from typing import Any, Final, NamedTuple

Fields = dict[str, str | tuple[str, ...]]
"""Party (`recipient/instance`) → exactly the fields that it gets, separated by spaces, message by message."""


class Step(NamedTuple):
    """One event of a shop, and what each party gets of it; who is not named gets nothing."""

    type: str
    data: dict[str, Any]
    gets: Fields


class Story(NamedTuple):
    """One order of one shop, from its beginning to its end."""

    shop: str
    name: str
    steps: tuple[Step, ...]


ADDRESS: Final = {
    "postal_code": "000-0001",
    "prefecture": "東京都",
    "city": "見本区",
    "block": "1丁目2番",
    "building": "見本ハイツ101",
    "country": "JP",
}


def event(step: Step, story: Story, number: int) -> dict[str, Any]:
    """Return a step as the shop sends it."""
    return {
        "specversion": "1.0",
        "id": f"{story.shop}-{story.name}-{number}",
        "source": f"/{story.shop}/stories",
        "type": step.type,
        "time": "2026-11-22T12:00:00+09:00",
        "data": step.data,
    }


def fields(data: dict[str, Any]) -> str:
    """Return the names of the fields in a message's data, sorted."""
    return " ".join(sorted(f"{group}.{leaf}" for group, leaves in data.items() for leaf in leaves))


def wanted(gets: Fields) -> dict[str, list[str]]:
    """Return what a step expects: for each party its messages, in the form of `fields`."""
    each = {party: [names] if isinstance(names, str) else list(names) for party, names in gets.items()}
    return {party: [" ".join(sorted(names.split())) for names in messages] for party, messages in each.items()}
