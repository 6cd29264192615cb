"""Which versions a reader believes: sealed, in their place, and approved by officers that the reader itself knows."""

from collections.abc import Callable
from itertools import permutations
from typing import Final

import msgspec
import pytest

from contracts.packs import Pack, Rule
from contracts.versions import Signed
from shared.core.policy.chain import Chain
from shared.core.policy.seal import body_of, by_id, seal, unseal
from tests.fixtures.officers import KEYS, NOW, OFFICERS, SERVICE, STRANGER, approval, chain, raw, version

change = msgspec.structs.replace
RULE: Final = Rule("seller", "seller", "1", "terms_consent", "trade", ["order.placed"], ["order.id"])
WIDE: Final = Pack("s", 1, "t", "", "s.txt", [RULE])
WIDER: Final = change(WIDE, version=2, rules=[change(RULE, fields=["order.id", "customer.name"])])
NARROW: Final = change(WIDE, version=2, rules=[])
FIRST: Final = version(WIDE)


def believed(found: Chain, *signed: Signed, at: int = NOW) -> list[str]:
    """Let a reader take versions and return the reasons of what it refuses."""
    return [refusal.reason for each in signed for refusal in found.take(raw(each), at=at)]


def test_a_version_with_two_officers_is_believed() -> None:
    made = chain()
    assert believed(made, FIRST) == []
    assert made.pack("s", 1) == (WIDE, FIRST.claim.digest)
    assert (made.newest("pack", "s"), made.newest("register", "s"), made.shops("pack")) == (1, 0, ["s"])


# What is put behind the first version, or in its place, and the reason for which it is refused.
REFUSED: Final[dict[str, tuple[Signed, str]]] = {
    "sealed by a stranger": (version(WIDER, after=FIRST, key=STRANGER), "key_unknown"),
    "a seal of other bytes": (change(version(WIDER, after=FIRST), signature=FIRST.signature), "signature_wrong"),
    "another body than was sealed": (change(version(WIDER, after=FIRST), body=body_of(NARROW)), "digest_wrong"),
    "one officer for what needs two": (version(WIDER, after=FIRST, by=("aoi",)), "approvals_missing"),
    "one officer twice": (version(WIDER, after=FIRST, by=("aoi", "aoi")), "approvals_missing"),
    "an officer without the role": (version(WIDER, after=FIRST, by=("aoi", "sora")), "approvals_missing"),
    "nobody for a narrowing": (version(NARROW, after=FIRST, by=()), "approvals_missing"),
    "no moment for a widening": (version(WIDER, after=FIRST, effective=0), "effective_missing"),
    "a moment that is still to come": (version(WIDER, after=FIRST, effective=NOW + 6000), "early"),
    "a version before it that nobody has seen": (version(WIDER, after=version(NARROW)), "skipped"),
    "none before it, though there is one": (version(WIDER), "not_next"),
    "the same number with other content": (version(change(WIDER, version=1), after=FIRST), "contradicts"),
}


@pytest.mark.parametrize("sentence", REFUSED)
def test_P10_what_is_not_proper_is_refused_with_its_own_reason(sentence: str) -> None:
    signed, reason = REFUSED[sentence]
    made = chain()
    assert believed(made, FIRST, signed) == [reason]
    assert made.newest("pack", "s") == 1
    assert made.pack("s", 1) == (WIDE, FIRST.claim.digest)
    assert made.why_not("pack", "s", 3) == "missing"


def test_P10_a_version_never_goes_back() -> None:
    made = chain()
    fifth = version(change(NARROW, version=5), after=FIRST)
    assert believed(made, FIRST, fifth, version(change(WIDER, version=4), after=fifth)) == ["rolled_back"]
    assert made.newest("pack", "s") == 5


def test_P10_an_approval_of_one_claim_is_none_of_another() -> None:
    good = version(WIDER, after=FIRST)
    for claim in (
        change(good.claim, effective=NOW - 1),
        change(good.claim, previous=""),
        change(good.claim, shop="other"),
        change(good.claim, version=3),
    ):
        moved = seal(claim, good.body, good.approvals, key=SERVICE)
        made = chain()
        believed(made, FIRST, moved)
        assert made.newest("pack", "s") == 1, claim


def test_P10_an_approval_counts_only_under_the_name_whose_key_made_it() -> None:
    claim = version(WIDER, after=FIRST).claim
    lent = [approval(claim, "aoi"), approval(claim, "minato", key=KEYS["aoi"])]
    assert believed(chain(), FIRST, seal(claim, body_of(WIDER), lent, key=SERVICE)) == ["approvals_missing"]


def test_a_narrowing_takes_one_officer_and_no_moment() -> None:
    assert believed(chain(), FIRST, version(NARROW, after=FIRST, by=("minato",), effective=0)) == []


def test_what_was_approved_before_is_put_back_by_one_officer() -> None:
    made, closed = chain(), version(NARROW, after=FIRST, by=("aoi",), effective=0)
    back = version(change(WIDE, version=3), after=closed, by=("aoi",), effective=0)
    assert believed(made, FIRST, closed, back) == []
    wider = version(change(WIDER, version=4), after=back, by=("aoi",), effective=0)
    assert believed(made, wider) == ["effective_missing"]


def test_P10_the_first_version_of_a_shop_needs_two_officers() -> None:
    assert believed(chain(), version(WIDE, by=("aoi",))) == ["approvals_missing"]
    assert believed(chain(), version(change(WIDE, rules=[]), by=("aoi",))) == ["approvals_missing"]


def test_P12_the_versions_of_one_shop_are_none_of_another() -> None:
    made, other = chain(), version(change(WIDE, shop="other"))
    assert believed(made, FIRST, other, version(change(WIDER, shop="other"), after=FIRST)) == ["skipped"]
    assert (made.newest("pack", "s"), made.newest("pack", "other")) == (1, 1)


def test_whatever_order_compaction_leaves_the_same_versions_are_believed() -> None:
    second = version(NARROW, after=FIRST)
    third = version(change(WIDER, version=3), after=second)
    for lying in permutations((FIRST, second, third)):
        made = chain()
        believed(made, *lying, *lying)
        assert [made.pack("s", number) is not None for number in (1, 2, 3)] == [True] * 3


def test_P10_two_that_follow_the_same_version_are_not_both_believed() -> None:
    made = chain()
    one, other = version(NARROW, after=FIRST), version(change(WIDER, version=3), after=FIRST)
    assert believed(made, other, one, FIRST) == ["skipped", "skipped", "not_next"]
    assert (made.pack("s", 3) is None) != (made.pack("s", 2) is None)


def test_an_early_version_is_believed_when_it_is_published_again_in_time() -> None:
    made, later = chain(), version(WIDER, after=FIRST, effective=NOW + 60_000)
    assert believed(made, FIRST, later) == ["early"]
    assert made.why_not("pack", "s", 2) == "early"
    assert believed(made, later, at=NOW + 60_000) == []
    assert made.newest("pack", "s") == 2


def test_keys_follow_each_other_with_overlap() -> None:
    both = Chain(by_id([SERVICE.public_key(), STRANGER.public_key()]), OFFICERS)
    new = version(WIDER, after=FIRST, key=STRANGER)
    assert believed(both, FIRST, new) == []
    # The older key goes once what it sealed was sealed again; the officers' approvals stay as they are.
    again = seal(FIRST.claim, FIRST.body, FIRST.approvals, key=STRANGER)
    only = Chain(by_id([STRANGER.public_key()]), OFFICERS)
    assert believed(only, FIRST, new, again) == ["key_unknown", "skipped"]
    assert only.newest("pack", "s") == 2


@pytest.mark.parametrize("cut", [lambda _: b"", lambda v: v[:-1], lambda v: b"\xff" + v, lambda _: b"{}"])
def test_what_cannot_be_read_is_refused_and_nothing_is_raised(cut: Callable[[bytes], bytes]) -> None:
    (refusal,) = chain().take(cut(raw(FIRST)), at=NOW)
    assert (refusal.reason, refusal.claim) == ("unreadable", None)


def test_a_seal_opens_to_what_was_sealed() -> None:
    opened = unseal(raw(FIRST), by_id([SERVICE.public_key()]))
    assert (opened.claim, opened.document, opened.approvals) == (FIRST.claim, WIDE, FIRST.approvals)
