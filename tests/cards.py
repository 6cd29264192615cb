"""`python -m tests.cards`: orders full of numbers, and planted card numbers, through the door."""

from collections.abc import Iterator
from random import Random
from typing import Annotated, Any, NamedTuple

import typer

from shared.core.door import DoorError
from shared.core.door.body import body
from tests.fixtures import card_orders


class Figures(NamedTuple):
    """What was seen: the places of false alarms with their orders, and the planted numbers that came through."""

    alarms: list[tuple[str, dict[str, Any]]]
    misses: list[card_orders.Planted]


def run(*, orders: int, planted: int, seed: int) -> Figures:
    """Send both through the door; everything depends on the seed."""
    chance = Random(seed)  # noqa: S311 - a test is to be repeatable
    clean = (card_orders.order(chance) for _ in range(orders))
    with_cards = [card_orders.planted(chance) for _ in range(planted)]
    return Figures(list(_alarms(clean)), [each for each in with_cards if refused(each.order) is None])


def refused(data: dict[str, Any]) -> str | None:
    """Return the place of the card number for which the door refuses the data, if it does."""
    try:
        body(data)
    except DoorError as error:
        if error.code != "card_number_found":
            raise
        return error.place
    return None


def _alarms(orders: Iterator[dict[str, Any]]) -> Iterator[tuple[str, dict[str, Any]]]:
    for data in orders:
        place = refused(data)
        if place is not None:
            yield place, data


def _at(data: Any, place: str) -> Any:
    for part in place.split("/")[2:]:
        data = data[int(part) if part.isdigit() else part]
    return data


def main(
    orders: Annotated[int, typer.Option(min=0, help="How many orders without a card number.")] = 10_000,
    planted: Annotated[int, typer.Option(min=0, help="How many orders with one.")] = 200,
    seed: Annotated[int, typer.Option(help="Chooses every number and its spelling.")] = 1,
) -> None:
    """Show the figures, and the invented text of each mistake; exit 1 if there is one."""
    found = run(orders=orders, planted=planted, seed=seed)
    for place, data in found.alarms:
        typer.echo(f"false alarm {place}: {_at(data, place)!r}")
    for miss in found.misses:
        typer.echo(f"missed {miss.leaf}: {miss.text!r}")
    typer.echo(f"seed {seed}: false alarms {len(found.alarms)} of {orders} orders", nl=False)
    typer.echo(f", found {planted - len(found.misses)} of {planted} card numbers")
    raise typer.Exit(1 if found.alarms or found.misses else 0)


if __name__ == "__main__":
    app = typer.Typer(add_completion=False)
    app.command(epilog="Example: python -m tests.cards --orders 100000 --planted 2000 --seed 7")(main)
    app(prog_name="python -m tests.cards")
