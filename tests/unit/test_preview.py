"""Previewing a request: the same deciding, with no broker and no database."""

from pathlib import Path

import msgspec

from contracts.messages import Handed
from contracts.preview import GivenChoice, GivenState, Preview
from shared.core.envelope import Envelope
from shared.core.preview import preview
from tests.fixtures import backmarket as bm

SHOPIFY = (Path(__file__).parents[1] / "fixtures" / "shopify_order.json").read_bytes()
HEADERS = {"content-type": "application/json", "x-shopify-topic": "orders/create"}


def asked(given: GivenState | None = None) -> Preview:
    return preview(SHOPIFY, HEADERS, pack=bm.pack(), register=bm.register(), given=given or GivenState(), at=bm.NOON)


def test_a_platforms_order_shows_seller_and_processor_and_withholds_France_for_now() -> None:
    found = asked()
    assert {each.recipient for each in found.disclosures} == {"seller", "veritrans"}
    assert [(each.recipient, each.reason, each.final) for each in found.withheld] == [
        ("jung_sas_france", "consent", False)
    ]


def test_a_consent_given_before_opens_the_transfer() -> None:
    found = asked(GivenState(consents=[GivenChoice("jung_sas_france", 1)]))
    assert {each.recipient for each in found.disclosures} == {"seller", "veritrans", "jung_sas_france"}


def test_a_refusal_given_before_withholds_it_for_good() -> None:
    found = asked(GivenState(consents=[GivenChoice("jung_sas_france", 1, act="refused")]))
    assert [(each.recipient, each.reason, each.final) for each in found.withheld] == [
        ("jung_sas_france", "refused", True)
    ]


def test_an_envelope_filled_in_is_the_encoded_message() -> None:
    envelope = Envelope("shop", "recipient", "purpose", "none")
    made = envelope.fill(b"a" * 32, b"order.placed", b"b" * 32, b"c" * 64, b'{"x":1}')
    whole = Handed("a" * 32, "order.placed", "shop", "recipient", "purpose", "none", "b" * 32, "c" * 64, {"x": 1})
    assert made == msgspec.json.encode(whole)
