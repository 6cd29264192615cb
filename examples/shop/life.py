"""What a shop sends about one buyer, from the first deed to the last. Sends nothing, knows no shop."""

from collections.abc import Callable
from random import Random
from typing import NamedTuple

from examples.shop.writing import Request


class Life(NamedTuple):
    """One buyer's requests, each sent after the last was accepted.

    `story` names what is special about it, if anything; `orders` is the number of orders in it.
    """

    shop: str
    requests: tuple[Request, ...]
    orders: int = 1
    story: str = ""


class Kind(NamedTuple):
    """One shop of the sample: its share of a hundred orders, how its lives are made, and which of them are told."""

    share: int
    make: Callable[[Random, int], Life]
    told: dict[int, Callable[[Random, int], Life]]
