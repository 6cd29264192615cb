"""Bugs planted in what holds a version: each promise about officers and versions has a test that finds its bug."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, Final

import msgspec
import pytest

from contracts.packs import Contract, Pack
from contracts.versions import Signed
from services.gateway.book import Book
from services.policy.deeds import Deeds
from services.policy.proposal import Proposal
from shared.core import http_signatures
from shared.core.policy import approval, chain, comparing, diff, officers, seal, widening
from tests.house.planting import Plant, found
from tests.unit import (
    test_chain,
    test_gateway_book,
    test_http_signatures,
    test_officers,
    test_policy_diff,
    test_policy_diff_together,
    test_policy_http,
    test_policy_keeper,
    test_policy_sign_in,
)
from tests.unit.policy import MemoryProposals, Service

kept = test_gateway_book.test_P10_where_the_last_good_version_is_kept_a_refused_one_is_parked_and_changes_nothing


def at_the_door(test: Callable[[Service], Coroutine[Any, Any, None]]) -> Callable[[], None]:
    """Run a test of the policy service's door, over a service of its own."""

    async def run() -> None:
        made = Service()
        await made.first()
        await test(made)

    return lambda: asyncio.run(run())


def refused(sentence: str) -> Callable[[], None]:
    return lambda: test_chain.test_P10_what_is_not_proper_is_refused_with_its_own_reason(sentence)


async def used(_self: object, _officer: str, _nonce: str, _at: int) -> bool:
    return True


async def unchecked(_self: object, _proposal: object) -> None:
    """Let everything through."""


def opens_any_body(value: bytes, _keys: object) -> seal.Opened:
    """Open a version without holding body or seal against anything."""
    signed = msgspec.msgpack.decode(value, type=Signed)
    return seal.Opened(signed.claim, msgspec.json.decode(signed.body, type=Pack), signed.approvals)


def without_a_row() -> None:
    """Hold that a field that nobody has thought about widens."""
    with pytest.MonkeyPatch.context() as patch:
        test_policy_diff.test_a_field_that_nobody_has_thought_about_widens(patch)


def widens_by_the_table(sentence: str) -> None:
    """Hold one widening, by whatever table there is now."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(diff, "ROWS", widening.ROWS)
        test_policy_diff.test_P2_each_single_widening_is_found(sentence)


LAX: Final = {**widening.ROWS, Contract: {"end": comparing.Row("contract", comparing.no_change)}}
PLANTS: Final = {
    "P2: a widening passes for a narrowing": Plant(
        approval, "widens", lambda _changes: False, refused("one officer for what needs two")
    ),
    "P2: a field without a row is passed over": Plant(
        diff, "UNKNOWN", comparing.Row("unknown", comparing.nothing), without_a_row
    ),
    "P2: a longer contract counts as narrower": Plant(
        widening, "ROWS", LAX, lambda: widens_by_the_table("Contract.end")
    ),
    "P2: a reason stands for a contract that has ended": Plant(
        diff, "TOGETHER", {}, test_policy_diff_together.test_a_fact_that_is_gone_is_wider_where_a_reason_stands_for_it
    ),
    "P2: of several entries one less is only less": Plant(
        diff,
        "TOGETHER",
        {},
        test_policy_diff_together.test_an_entry_that_is_served_no_more_is_wider_for_the_one_beside_it,
    ),
    "P10: the body is not held against its digest": Plant(
        chain, "unseal", opens_any_body, refused("another body than was sealed")
    ),
    "P10: anybody may seal": Plant(chain, "unseal", opens_any_body, refused("sealed by a stranger")),
    "P10: one officer may approve twice": Plant(
        chain,
        "approvers",
        lambda _officers, _claim, approvals: iter([each.officer for each in approvals]),
        refused("one officer twice"),
    ),
    "P10: an approval is not verified": Plant(
        officers,
        "_signed",
        lambda _officer, _claim, _approval: True,
        test_chain.test_P10_an_approval_of_one_claim_is_none_of_another,
    ),
    "P10: the role is not asked": Plant(
        officers.Known, "may", lambda _self, _role, *, at: bool(at), refused("an officer without the role")
    ),
    "P10: an officer who left still approves": Plant(
        officers,
        "day",
        lambda _at: "0000",
        lambda: test_officers.test_an_officer_who_left_has_approved_what_was_approved_before(86_400_000, counts=False),
    ),
    "P10: the place in the chain is not asked": Plant(
        chain.Chain,
        "_no_place",
        staticmethod(lambda *_args, **_named: ""),
        test_chain.test_P10_a_version_never_goes_back,
    ),
    "P10: the moment is not asked": Plant(chain, "_SKEW_MS", 10**15, refused("a moment that is still to come")),
    "P10: a first version needs nobody": Plant(
        chain,
        "need_of",
        lambda earlier, document: approval.need_of([*earlier, document], document),
        test_chain.test_P10_the_first_version_of_a_shop_needs_two_officers,
    ),
    "P10: the gateway does not keep the last good version": Plant(
        Book, "_kept", lambda _self, _shop, _versions, _collected: None, lambda: kept("forged")
    ),
    "P10: the door does not check who approved": Plant(
        Deeds,
        "check",
        unchecked,
        lambda: asyncio.run(test_policy_http.test_a_first_version_needs_two_officers_and_readers_believe_it()),
    ),
    "P10: what is due later is published at once": Plant(
        Proposal,
        "effective",
        0,
        lambda: asyncio.run(test_policy_keeper.test_what_is_due_later_is_published_at_its_moment_and_not_before()),
    ),
    "P9: a request counts again and again": Plant(
        MemoryProposals, "use", used, at_the_door(test_policy_sign_in.test_a_request_counts_once)
    ),
    "P9: the body is not part of what is signed": Plant(
        http_signatures,
        "digest_of",
        lambda _body: "sha-256=:same:",
        lambda: test_http_signatures.test_nothing_of_a_signed_request_can_be_changed("another body"),
    ),
}


@pytest.mark.parametrize("sentence", PLANTS)
def test_a_planted_bug_is_found(sentence: str, monkeypatch: pytest.MonkeyPatch) -> None:
    found(PLANTS[sentence], monkeypatch)
