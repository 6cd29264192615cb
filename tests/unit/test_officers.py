"""The key file `officers`: who is in it, who is refused, and until when somebody who left still counts."""

import json
from typing import Any

import msgspec
import pytest

from shared.core.policy.officers import approvers, read_officers
from tests.fixtures.officers import BOTH, KEYS, NOW, ROWS, approval, hexed, version
from tests.unit.test_chain import WIDE

CLAIM = version(WIDE).claim
LAST_DAY = "2026-09-21"
"""The day of `NOW` in Japan."""


def rows(**changed: dict[str, Any]) -> bytes:
    return json.dumps({**ROWS, **{name: {**ROWS["aoi"], **row} for name, row in changed.items()}}).encode()


BROKEN = {
    "no JSON": (b"{", "form"),
    "an unknown role": (rows(aoi={"roles": ["own"]}), "form"),
    "an unknown key": (rows(aoi={"phone": "1"}), "form"),
    "one key under two names": (rows(ren={}), "same key"),
    "no hex": (rows(aoi={"key": "zz"}), "64 hex digits"),
    "half a key": (rows(aoi={"key": hexed(KEYS["aoi"])[:32]}), "64 hex digits"),
    "a name that is none": (rows(**{"Aoi Mori": {"key": hexed(KEYS["sora"])}}), "name of an officer"),
    "a day that is none": (rows(aoi={"until": "soon"}), "2026-01-31"),
}


@pytest.mark.parametrize("sentence", BROKEN)
def test_a_file_that_cannot_be_used_says_why(sentence: str) -> None:
    raw, why = BROKEN[sentence]
    with pytest.raises(ValueError, match=why):
        read_officers(raw)


@pytest.mark.parametrize(("after", "counts"), [(0, True), (86_400_000, False)])
def test_an_officer_who_left_has_approved_what_was_approved_before(after: int, counts: bool) -> None:
    officers = read_officers(rows(aoi={"until": LAST_DAY}))
    approvals = [approval(CLAIM, name, at=NOW + after) for name in BOTH]
    assert list(approvers(officers, CLAIM, approvals)) == [*(["aoi"] if counts else []), "minato"]


def test_an_approval_with_another_moment_than_was_signed_does_not_count() -> None:
    officers = read_officers(rows())
    moved = [msgspec.structs.replace(approval(CLAIM, name), at=NOW - 1) for name in BOTH]
    assert list(approvers(officers, CLAIM, moved)) == []
