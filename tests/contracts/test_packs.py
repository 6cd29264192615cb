"""The shipped packs say what their texts say: every party, its kind, its clause, and the lists that a text closes.

The other side of each comparison, `five_texts`, is written from the texts by hand and not derived from the packs.
"""

import re
from itertools import chain
from typing import Any, Final

import pytest

from cli import sample
from contracts.packs import Pack, Register, Rule
from contracts.purposes import CHOICES, PUBLISHED
from contracts.vocabulary import FIELDS, NEVER
from tests.contracts.five_texts import CLOSED, KEYS, PARTIES

SHOPS: Final = sample.shops()

CITES: Final = re.compile(r"\((?:[^()]*\b)?(?:lines?|chars?) \d+[^()]*\)")


def _rules() -> list[Any]:
    return [pytest.param(name, r, id=f"{name}-{r.id}") for name, shop in SHOPS.items() for r in shop.pack.rules]


def _rule(shop: str, recipient: str) -> Rule:
    return next(rule for rule in SHOPS[shop].pack.rules if rule.id == recipient)


def _facts(shop: str) -> tuple[Pack, Register]:
    return SHOPS[shop].pack, SHOPS[shop].register


@pytest.mark.parametrize("shop", PARTIES)
def test_a_pack_holds_every_party_of_its_text_with_its_kind_and_no_other(shop: str) -> None:
    assert {rule.id: rule.kind for rule in SHOPS[shop].pack.rules} == PARTIES[shop]


def test_every_shipped_pack_is_one_of_the_table() -> None:
    assert SHOPS.keys() == PARTIES.keys()


@pytest.mark.parametrize(("shop", "rule"), _rules())
def test_a_recipient_cites_its_place_in_the_text(shop: str, rule: Rule) -> None:
    assert CITES.search(rule.clause), f"{shop}: {rule.id}"
    assert ("char" in rule.clause) == (shop == "netoff")


@pytest.mark.parametrize("clause", ["", "4.2", "IV. 売主", "line 45", "IV. 売主 (45)"])
def test_a_clause_without_a_place_is_found(clause: str) -> None:
    assert not CITES.search(clause)


@pytest.mark.parametrize(("shop", "rule"), _rules())
def test_a_recipient_says_how_the_text_was_read(shop: str, rule: Rule) -> None:
    assert rule.note, shop
    assert rule.remedy or rule.path != "denied", shop


@pytest.mark.parametrize(("shop", "recipient"), CLOSED)
def test_P3_a_list_that_the_text_closes_is_exact(shop: str, recipient: str) -> None:
    rule = _rule(shop, recipient)
    assert rule.closed
    assert set(rule.fields) == CLOSED[shop, recipient] | KEYS[shop, recipient]


def test_P3_no_other_list_is_marked_as_closed() -> None:
    closed = {(name, rule.id) for name, shop in SHOPS.items() for rule in shop.pack.rules if rule.closed}
    assert closed == CLOSED.keys() == KEYS.keys()


@pytest.mark.parametrize(("shop", "rule"), _rules())
def test_a_rule_names_known_fields_once_and_gives_nothing_that_it_does_not_need(shop: str, rule: Rule) -> None:
    named = [*rule.fields, *rule.not_needed]
    assert len(set(named)) == len(named), f"{shop}: {rule.id}"
    assert set(named) <= FIELDS.keys() - NEVER


@pytest.mark.parametrize(("shop", "rule"), _rules())
def test_a_rule_that_is_never_served_opens_nothing(shop: str, rule: Rule) -> None:
    assert (rule.path == "stream") == bool(rule.on), shop
    assert (rule.path in {"stream", "case"}) == bool(rule.fields), shop


@pytest.mark.parametrize("shop", PARTIES)
def test_the_sample_register_holds_whoever_may_be_served_and_nobody_else(shop: str) -> None:
    pack, register = _facts(shop)
    assert register.parties.keys() == {rule.id for rule in pack.rules if rule.path in {"stream", "case"}}


@pytest.mark.parametrize(("shop", "rule"), _rules())
def test_P10_the_sample_register_holds_every_fact_that_a_rule_asks_for(shop: str, rule: Rule) -> None:
    if rule.path != "stream":
        return
    party = SHOPS[shop].register.parties[rule.id]
    assert (party.contract is not None) == rule.contract == (rule.basis == "entrustment")
    assert (party.publication is not None) == rule.published == (rule.basis in PUBLISHED)
    assert (party.information_version > 0) == rule.click == (rule.basis in CHOICES)
    assert (party.notice is not None) == rule.notice
    if party.notice:
        entries = [each.fields for each in SHOPS[shop].pack.rules if each.id == rule.id]
        assert sorted(party.notice.fields) == sorted(set(chain.from_iterable(entries)))


@pytest.mark.parametrize("shop", PARTIES)
def test_P9_every_endpoint_is_named_after_its_party_and_none_is_shared(shop: str) -> None:
    pack, register = _facts(shop)
    served = {rule.id for rule in pack.rules if rule.path in {"stream", "case"}}
    urls = {
        instance.endpoint.url: f"{shop}/{recipient}/{instance.id}"
        for recipient in served
        for instance in register.parties[recipient].instances
    }
    assert register.results is not None
    urls[register.results.url] = f"{shop}/shop/shop"
    assert len(urls) == sum(len(register.parties[recipient].instances) for recipient in served) + 1
    assert all(url == f"http://127.0.0.1:8099/{name}" for url, name in urls.items())


def test_a_carrier_is_served_on_a_shipment_or_pickup_and_never_on_the_order() -> None:
    for rule in chain.from_iterable(shop.pack.rules for shop in SHOPS.values()):
        if rule.kind == "delivery":
            assert set(rule.on) <= {"shipment.requested", "pickup.requested"}
            assert {"shipping.address", "pickup.address"} & set(rule.fields)
            assert not {f for f in rule.fields if f.startswith("customer.")}


def test_who_pays_and_who_is_abroad_never_gets_what_the_text_keeps_from_them() -> None:
    everyone = [(name, rule) for name, shop in SHOPS.items() for rule in shop.pack.rules]
    banked = {"bank.account_number", "bank.code", "bank.branch_code", "bank.account_type", "bank.account_holder_kana"}
    assert {rule.kind for _, rule in everyone if banked & set(rule.fields)} <= {"bank"}
    tokens = {(name, rule.id) for name, rule in everyone if "payment.card_token" in rule.fields}
    assert {_rule(*each).kind for each in tokens} == {"payment"}
    assert {rule.basis for _, rule in everyone if rule.kind in {"cross_border", "hosting"}} == {"click_consent"}


def test_an_order_at_a_fixed_price_gives_nobody_anything_at_knopets() -> None:
    assert not [rule.id for rule in SHOPS["knopets"].pack.rules if "order.placed" in rule.on]


def test_what_each_pack_asks_for_as_a_whole() -> None:
    packs = {name: shop.pack for name, shop in SHOPS.items()}
    assert {name for name, pack in packs.items() if pack.keeps_version} == {"qoo10"}
    assert {name for name, pack in packs.items() if any(rule.approval for rule in pack.rules)} == {"backmarket"}
    assert all(rule.approval for rule in packs["backmarket"].rules)
    assert {(name, r.id) for name, pack in packs.items() for r in pack.rules if r.notice} == {
        ("qoo10", "delivery_carrier"),
        ("qoo10", "entrustee"),
        ("qoo10", "successor"),
        ("qoo10", "giosis_japan"),
    }
    assert {(name, r.id) for name, pack in packs.items() for r in pack.rules if r.on_request} == {
        ("netoff", "payment_processor_on_request"),
        ("knopets", "agency"),
    }
    assert {(name, r.id) for name, pack in packs.items() for r in pack.rules if r.whose == "seller"} == {
        ("qoo10", "buyer"),
        ("knopets", "auction_winner"),
        ("knopets", "next_bidder"),
        ("knopets", "public_store_listing"),
    }


def test_corporate_names_are_given_of_companies_only() -> None:
    names = {
        "customer.representative_name",
        "customer.contact_name",
        "seller.representative_name",
        "seller.contact_name",
    }
    for shop in SHOPS.values():
        for rule in shop.pack.rules:
            assert names & set(rule.fields) <= set(rule.if_company)


def test_what_is_withheld_for_want_of_a_route_is_off_in_the_register() -> None:
    modes = {(name, each): party.mode for name, shop in SHOPS.items() for each, party in shop.register.parties.items()}
    assert {each for each, mode in modes.items() if mode != "live"} == {
        ("qoo10", "giosis_singapore"),
        ("qoo10", "giosis_korea"),
    }
