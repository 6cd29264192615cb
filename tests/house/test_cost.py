"""What deciding costs stays in proportion (docs/adr/0014-what-deciding-may-cost.md), also while other programs run."""

from benchmarks import compiling, decide, tracing
from benchmarks.__main__ import COMPILE_AT_MOST, DECIDE_AT_MOST


def test_deciding_hashing_and_encoding_stays_near_decoding_and_encoding_alone() -> None:
    assert decide.best(enough=DECIDE_AT_MOST).ratio <= DECIDE_AT_MOST


def test_compiling_the_largest_pack_stays_near_decoding_it() -> None:
    assert compiling.run().ratio <= COMPILE_AT_MOST


def test_tracing_that_nobody_uses_costs_next_to_nothing_beside_deciding() -> None:
    assert tracing.cheap(tracing.run())
