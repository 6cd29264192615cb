"""Records go behind all their readers, and only when they are old enough."""

import pytest

from shared.core import behind


@pytest.mark.parametrize(
    ("committed", "aged", "below"),
    [
        ([7], 100, 7),
        ([7, 5, 9], 100, 5),
        ([7, 5, 9], 3, 3),
        ([7, None], 100, 0),
        ([None], 100, 0),
        ([], 100, 0),
        ([0], 100, 0),
    ],
)
def test_P1_nothing_goes_that_one_reader_has_not_passed_or_that_is_young(
    committed: list[int | None], aged: int, below: int
) -> None:
    assert behind.deletable(committed, aged) == below
