"""What deciding costs stays in proportion; the exact figure is read off `python -m benchmarks`, on a quiet machine."""

from benchmarks import decide

BOUND = 5.0
"""The promise is 4; a shared machine is given a quarter more."""


def test_deciding_hashing_and_encoding_stays_near_decoding_and_encoding_alone() -> None:
    assert min(decide.run().ratio for _ in range(3)) <= BOUND
