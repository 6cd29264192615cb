"""Sample orders as records of `shop.events`, and the plan that serves them; for the benchmarks of the gateway."""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from examples.shop import SampleOrder, orders
from shared.core.accept import Record, prepare
from shared.core.policy.plan import Plan, compile_plan
from shared.core.policy.source import read_pack, read_register

SHOP: Final = "backmarket"
KEY: Final = bytes(32)
_POLICIES: Final = Path(__file__).resolve().parents[1] / "policies"


def records(count: int) -> Iterator[Record]:
    """Yield the records of `count` orders: one placed and one payment asked for, each."""
    for order in orders(count, seed=1):
        for n, request in enumerate(order.requests):
            yield from prepare(request.body, request.headers, shop=SHOP, key=KEY, seed=_seed(order, n)).records


def plan() -> Plan:
    """Return the plan of the sample shop."""
    pack = read_pack((_POLICIES / f"{SHOP}.yaml").read_text(encoding="utf-8"), file=SHOP)
    text = (_POLICIES / "registers" / f"{SHOP}.yaml").read_text(encoding="utf-8")
    register = read_register(text, file=SHOP, pack=pack)
    return compile_plan(pack, register, pack_digest="0" * 64, register_digest="0" * 64)


def _seed(order: SampleOrder, n: int) -> bytes:
    return hashlib.sha256(f"{order.number}/{n}".encode()).digest()
