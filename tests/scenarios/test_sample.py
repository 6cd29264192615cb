"""The sample of the demo, decided by the gateway's own code: how much it discloses, and what each told story shows."""

import json
from collections import Counter
from functools import cache
from typing import Any

from cli.page.told import Moment, Tale, tale
from contracts.entries import Disclosed, Entry, Parked, leaf_bytes
from examples.shop import lives
from tests.scenarios.world import SHOPS, World

ABROAD = ["hosting_europe", "jung_sas_france"]


@cache
def decided(orders: int = 200) -> tuple[dict[str, list[Entry]], Counter[str]]:
    """Return the entries of each told story, and the number of disclosures by shop."""
    world, stories = World(), dict[str, list[Entry]]()
    for life in lives(orders, seed=20261122):
        for request in life.requests:
            entries = world.post(life.shop, request.body, request.headers).entries
            if life.story:
                stories.setdefault(life.story, []).extend(entries)
    assert not [entry for entry in world.entries if isinstance(entry, Parked)]
    return stories, Counter(entry.shop for entry in world.entries if isinstance(entry, Disclosed))


def told(story: str) -> Tale:
    rows: list[dict[str, Any]] = [json.loads(leaf_bytes(entry)) for entry in decided()[0][story]]
    return tale(story, "", rows)


def moments(story: str, what: str) -> list[Moment]:
    return [moment for moment in told(story).moments if moment.what == what]


def refused(moment: Moment, reason: str) -> list[str]:
    return sorted(each.recipient for each in moment.refused if each.reason == reason)


def test_two_hundred_orders_over_five_shops_lead_to_more_than_a_thousand_disclosures() -> None:
    assert sum(life.orders for life in lives(200, seed=20261122)) == 200
    counts = decided()[1]
    assert sum(counts.values()) >= 1_150
    assert set(counts) == set(SHOPS)


def test_equal_seed_gives_equal_lives_and_another_seed_others() -> None:
    assert list(lives(40, seed=1)) == list(lives(40, seed=1)) != list(lives(40, seed=2))


def test_any_number_of_orders_is_kept() -> None:
    for orders in (1, 2, 3, 7, 10, 33):
        assert sum(life.orders for life in lives(orders, seed=1)) == orders


def test_both_platforms_are_among_the_forms() -> None:
    headers = [{*request.headers} for life in lives(200, seed=1) for request in life.requests]
    assert sum("x-shopify-topic" in each for each in headers) >= 30
    assert sum("x-wc-webhook-topic" in each for each in headers) >= 15


def test_the_one_who_withdraws_is_known_abroad_for_the_first_order_only() -> None:
    first, second = moments("withdraws", "order.placed")
    assert {"hosting_europe/host", "jung_sas_france/jung-sas"} < {each.party for each in first.received}
    assert refused(second, "withdrawn") == ABROAD


def test_a_late_click_releases_what_waited() -> None:
    clicks = moments("late", "consent.given")
    assert sorted(each.party.split("/")[0] for click in clicks for each in click.received) == ABROAD
    assert {each.waited for click in clicks for each in click.received} == {"consent"}


def test_nobody_gets_anything_of_a_minor_before_the_parent_approves() -> None:
    *before, approved = told("minor").moments
    assert approved.what == "approval.given"
    assert not any(moment.received for moment in before)
    assert {each.party for each in approved.received} == {
        "seller/osaka-tech",
        "affiliates/group-japan",
        "veritrans/veritrans",
    }


def test_the_members_refusal_holds_for_the_guest_who_joins() -> None:
    (passed,) = moments("joins", "restriction.passed.refused")
    assert refused(passed, "refused") == ABROAD


def test_a_returned_parcel_is_picked_up_by_the_carrier_and_paid_back_by_the_agency() -> None:
    parties = [[each.party for each in moment.received] for moment in told("returned").moments[-3:]]
    assert parties == [
        ["delivery_carrier/carrier"],
        ["seller/kanda-camera", "seller/naniwa-goods"],
        ["payment_agency/agency"],
    ]


def test_a_gift_names_the_second_person_whose_data_are_in_it() -> None:
    placed = [e for e in decided()[0]["gift"] if isinstance(e, Disclosed) and e.recipient == "seller"]
    assert placed
    assert all(entry.also for entry in placed)


def test_each_side_of_an_auction_views_the_other() -> None:
    sides = [each.party for moment in moments("auction", "auction.decided") for each in moment.received]
    assert sides == [
        "seller_of_auction/member-page",
        "public_auction_history/site",
        "auction_winner/member-page",
    ]


def test_a_next_bidder_and_the_seller_are_told_price_and_message_and_no_name() -> None:
    world = World()
    for life in lives(200, seed=20261122):
        if life.shop == "knopets":
            for request in life.requests:
                world.post(life.shop, request.body, request.headers)
    given = [e for e in world.entries if isinstance(e, Disclosed) and e.type == "auction.next_bidder_decided"]
    assert {entry.recipient for entry in given} == {"next_bidder", "seller_next_bidder_notice"}
    fields = {"auction.next_bidder_decided", "auction.next_bid_price", "auction.trade_message", "order.id"}
    assert all(set(entry.fields) == fields for entry in given)


def test_the_cancelled_order_was_one_of_the_seller_that_is_down() -> None:
    (cancelled,) = moments("down", "order.cancelled")
    assert "seller/osaka-tech" in {each.party for each in cancelled.received}
    assert cancelled.order == 2
