"""What compiling a version costs: of the largest shipped pack with its register, as a multiple of decoding both.

Compiling happens once a version and process; the yardstick is one msgspec decode of the bytes that are published.
"""

import timeit
from statistics import median
from typing import Any, Final, NamedTuple

import msgspec

from cli import sample
from contracts.packs import Pack, Register
from shared.core.policy.plan import compile_plan

_ROUNDS: Final = 40
_TIMES: Final = 5
_DIGEST: Final = "0" * 64


class Result(NamedTuple):
    """The largest pack, its entries and routes, milliseconds to compile it, and the ratio to decoding it."""

    shop: str
    entries: int
    routes: int
    compile_ms: float
    decode_ms: float
    ratio: float


def run() -> Result:
    """Measure both in turn: the best times, and the median of the ratios round by round."""
    shop = max(sample.shops().values(), key=lambda each: len(each.pack.rules))
    raw = [msgspec.json.encode(each, order="sorted") for each in (shop.pack, shop.register)]

    def compiled() -> Any:
        return compile_plan(shop.pack, shop.register, pack_digest=_DIGEST, register_digest=_DIGEST)

    def decoded() -> None:
        msgspec.json.decode(raw[0], type=Pack)
        msgspec.json.decode(raw[1], type=Register)

    rounds = [(timeit.timeit(compiled, number=_TIMES), timeit.timeit(decoded, number=_TIMES)) for _ in range(_ROUNDS)]
    compile_ms, decode_ms = (min(times) / _TIMES * 1e3 for times in zip(*rounds, strict=True))
    routes = sum(len(found) for found in compiled().routes.values())
    ratio = median(whole / measure for whole, measure in rounds)
    return Result(shop.pack.shop, len(shop.pack.rules), routes, compile_ms, decode_ms, ratio)
