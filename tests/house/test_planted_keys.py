"""Bugs planted in what erases (P13): sealing, renewal, deletion behind readers. The tests that hold them must fail.

What only disks, broker or database show is planted in `tests/integration/test_erasure.py` and `test_housekeeper.py`.
"""

from collections.abc import Callable
from itertools import repeat
from pathlib import Path
from typing import Any, Final

import pytest

from cli.embedded import wrapping
from contracts import events as ev
from shared.core import behind, sealing
from shared.core.checkpoint.state import Partition
from tests.house.planting import Plant, found
from tests.unit import test_behind, test_sealed_desk, test_sealing, test_wrapping


def leaves_the_seed(headers: Any, value: bytes) -> tuple[dict[str, bytes], bytes]:
    return dict(headers), bytes.fromhex(headers[ev.H_SEED].decode()) + value


PLANTS: Final[dict[str, tuple[Any, str, Any, Callable[[Path], object]]]] = {
    "P13: a value is bound to no place": (
        sealing.Place,
        "about",
        property(lambda _at: b""),
        lambda _: test_sealing.test_P13_a_value_opens_in_its_own_place_only(),
    ),
    "P13: a number is used twice": (
        sealing,
        "count",
        lambda: repeat(0),
        lambda _: test_sealing.test_P13_no_number_is_used_twice_under_a_key(),
    ),
    "P13: the seed stays in a header": (
        test_sealing,
        "with_seed",
        leaves_the_seed,
        lambda _: test_sealing.test_P13_an_event_is_sealed_with_its_seed(),
    ),
    "P13: what waits is not written again": (
        Partition,
        "renew",
        lambda _held, _kept, _now: None,
        lambda _: test_sealed_desk.test_P13_what_waits_longer_than_a_day_is_written_again(),
    ),
    "P13: a key-encryption key is never removed": (
        wrapping,
        "_OVER_S",
        10**9,
        test_wrapping.test_P13_when_its_key_has_gone_a_copy_of_a_wrapped_key_is_worth_nothing,
    ),
    "P1: a slow reader does not count": (
        behind,
        "deletable",
        lambda committed, aged: min(aged, max(each or 0 for each in committed)),
        lambda _: test_behind.test_P1_nothing_goes_that_one_reader_has_not_passed_or_that_is_young([7, 5, 9], 100, 5),
    ),
}
"""Sentence → where the bug goes, what stands there instead, and the test that must find it, in a folder of its own."""


@pytest.mark.parametrize("sentence", PLANTS)
def test_a_planted_bug_is_found(
    sentence: str, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    owner, name, bug, test = PLANTS[sentence]
    found(Plant(owner, name, bug, lambda: test(tmp_path_factory.mktemp("planted"))), monkeypatch)
