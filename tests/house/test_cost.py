"""What deciding costs stays in proportion (docs/adr/0013-what-deciding-may-cost.md), also while other programs run."""

from benchmarks import decide
from benchmarks.__main__ import DECIDE_AT_MOST


def test_deciding_hashing_and_encoding_stays_near_decoding_and_encoding_alone() -> None:
    assert decide.best().ratio <= DECIDE_AT_MOST
