"""Key-encryption keys are renewed each month and go once nothing that they wrapped can be alive."""

import json
from pathlib import Path
from typing import Final

import pytest

from cli.embedded import wrapping
from contracts.deployment import AUDITOR, service
from contracts.sealed import KEY_DAYS
from shared.errors import BrokenInvariantError
from shared.shell.sealing.wrapping import FileWrapping

DAY: Final = 86_400
NOW: Final = 1_800_000_000


def test_a_key_wraps_for_thirty_days_and_unwraps_as_long_as_a_day_key_can_live() -> None:
    first = wrapping.renewed({}, NOW)
    assert wrapping.renewed(first, NOW + 30 * DAY - 1) == first
    both = wrapping.renewed(first, NOW + 30 * DAY)
    assert next(iter(both)) in first
    assert len(both) == 2
    assert wrapping.renewed(both, NOW + (30 + KEY_DAYS) * DAY) == both
    last = wrapping.renewed(both, NOW + (30 + KEY_DAYS + 1) * DAY)
    assert list(last) == [list(both)[1]]


def files(tmp_path: Path, *, now: int = NOW) -> dict[str, wrapping.Keys]:
    known = wrapping.renew(tmp_path / "wrapping", now=now)
    for row in (service("gateway"), service("seller"), service("intake"), AUDITOR):
        (tmp_path / row.name).mkdir(exist_ok=True)
        wrapping.share(row, tmp_path / row.name, known)
    return known


def test_P9_each_service_gets_the_keys_of_its_row_and_no_other(tmp_path: Path) -> None:
    files(tmp_path)
    held = {name: set(json.loads((tmp_path / name / "wrapping").read_text())) for name in ("seller", "intake")}
    assert held == {"seller": {"seller"}, "intake": {"intake"}}


def test_what_was_wrapped_before_a_renewal_unwraps_after_it(tmp_path: Path) -> None:
    files(tmp_path)
    gateway, seller = FileWrapping(tmp_path / "gateway"), FileWrapping(tmp_path / "seller")
    before = gateway.wrap("seller", b"s" * 32, b"about")
    files(tmp_path, now=NOW + 31 * DAY)
    after = gateway.wrap("seller", b"t" * 32, b"about")
    assert seller.unwrap("seller", before, b"about") == b"s" * 32
    assert seller.unwrap("seller", after, b"about") == b"t" * 32
    assert before[:8] != after[:8]


def test_P13_when_its_key_has_gone_a_copy_of_a_wrapped_key_is_worth_nothing(tmp_path: Path) -> None:
    files(tmp_path)
    copy = FileWrapping(tmp_path / "gateway").wrap("seller", b"s" * 32, b"about")
    files(tmp_path, now=NOW + 31 * DAY)
    files(tmp_path, now=NOW + (31 + KEY_DAYS + 1) * DAY)
    with pytest.raises(BrokenInvariantError, match="wrapping_key_missing"):
        FileWrapping(tmp_path / "seller").unwrap("seller", copy, b"about")


def test_a_wrapped_key_is_bound_to_its_shop_and_service(tmp_path: Path) -> None:
    files(tmp_path)
    seller, wrapped = FileWrapping(tmp_path / "seller"), FileWrapping(tmp_path / "gateway").wrap("seller", b"s", b"one")
    with pytest.raises(BrokenInvariantError, match="day_key_altered"):
        seller.unwrap("seller", wrapped, b"other")
    with pytest.raises(BrokenInvariantError, match="wrapping_key_missing"):
        seller.unwrap("payment", wrapped, b"one")
