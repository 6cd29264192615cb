"""The sample of five shops: so many orders in all, mixed as they would come. Equal seed, equal lives; sends nothing."""

from collections.abc import Iterator
from random import Random
from typing import Final

from examples.shop import backmarket, bizraku, knopets, netoff, qoo10
from examples.shop.life import Kind, Life

KINDS: Final[dict[str, Kind]] = {
    "backmarket": backmarket.KIND,
    "qoo10": qoo10.KIND,
    "netoff": netoff.KIND,
    "knopets": knopets.KIND,
    "bizraku": bizraku.KIND,
}
"""Shop → its kind; the first takes what the shares of the others leave."""


def lives(orders: int, *, seed: int) -> Iterator[Life]:
    """Yield lives with `orders` orders in all, the shops mixed in proportion, and what is told spread over them."""
    left = {name: orders * kind.share // 100 for name, kind in KINDS.items()}
    left[next(iter(left))] += orders - sum(left.values())
    sources = {name: _of(kind, left[name], seed=f"{seed} {name}") for name, kind in KINDS.items()}
    whole = {name: count for name, count in left.items() if count}
    while any(left.values()):
        name = max(whole, key=lambda each: left[each] / whole[each])
        life = next(sources[name])
        left[name] -= life.orders
        yield life


def _of(kind: Kind, orders: int, *, seed: str) -> Iterator[Life]:
    chance, number = Random(seed), 0  # noqa: S311 - samples, not secrets
    while orders:
        number += 1
        life = kind.told.get(number, kind.make)(chance, number)
        if life.orders > orders:
            life = kind.make(chance, number)
        orders -= life.orders
        yield life
