"""Packs and registers as people write them: what is refused, where, and what is proposed instead."""

import pytest

from shared.core.policy.places import SourceError
from shared.core.policy.source import read_pack, read_register
from tests.fixtures import backmarket as bm

PACK = (bm.POLICIES / "backmarket.yaml").read_text(encoding="utf-8")
REGISTER = (bm.POLICIES / "registers" / "backmarket.yaml").read_text(encoding="utf-8")


def line_of(text: str, part: str) -> int:
    return next(n for n, line in enumerate(text.splitlines(), 1) if part in line)


# fmt: off
MISTAKES = {
    "a field with a typo": (
        "customer.title",
        "customer.titel",
        "did you mean `customer.title`?",
    ),
    "a key with a typo": (
        "per_seller: true",
        "per_sellr: true",
        "did you mean `per_seller`?",
    ),
    "an unknown kind names the kinds": ("kind: payment", "kind: wallet", "allowed: seller, buyer"),
    "an unknown purpose": (
        "purpose: payment",
        "purpose: payments",
        "did you mean `payment`?",
    ),
    "an unknown event type": (
        "[payment.requested]",
        "[payment.request]",
        "payment.requested",
    ),
    "an unknown basis names the bases": ("basis: entrustment", "basis: hope", "allowed: deemed_consent, click_consent"),
    "a field that never leaves is refused": ("customer.title", "customer.password", "a token takes its place"),
    "what follows does not open": ("on: [payment.requested]", "on: [payment.refund_requested]", "put it under `then`"),
    "what opens does not follow": ("order.changed: same", "shipment.requested: same", "put it under `on`"),
    "a following type with a typo": (
        "order.changed: same",
        "order.chnged: same",
        "did you mean `order.changed`?",
    ),
    "what follows is a part of the fields": (
        "order.cancelled: [order.id, order.items]",
        "order.cancelled: [order.idd]",
        "did you mean `order.id`?",
    ),
    "what follows gives no field that was not given": (
        "order.cancelled: [order.id, order.items]",
        "order.cancelled: [billing.department]",
        "allowed: customer.company",
    ),
    "a company's field is one of the fields": (
        "per_seller: true",
        "if_company: [web.cookie]",
        "allowed: customer.company",
    ),
    "a recipient that is served has its types": ("on: [payment.requested]", "on: []", "say with `path` how"),
    "a path is one of the closed list": ("path: denied", "path: post", "see the form"),
    "whose data are the customer's or the seller's": ("per_seller: true", "whose: shop", "see the form"),
    "minors are held back or not": ("minors: approval", "minors: yes", "see the form"),
    "words of `same` are `same`": ("order.changed: same", "order.changed: all", "see the form"),
}
# fmt: on


@pytest.mark.parametrize(("right", "wrong", "remedy"), MISTAKES.values(), ids=MISTAKES.keys())
def test_a_pack_is_refused_with_line_and_remedy(right: str, wrong: str, remedy: str) -> None:
    text = PACK.replace(right, wrong, 1)
    with pytest.raises(SourceError) as refused:
        read_pack(text, file="p.yaml")
    assert any(f.line == line_of(text, wrong) and remedy in f.remedy for f in refused.value.findings)


def test_all_mistakes_are_named_at_once() -> None:
    text = PACK.replace("customer.title", "customer.titel").replace("kind: payment", "kind: wallet", 1)
    with pytest.raises(SourceError) as refused:
        read_pack(text, file="p.yaml")
    assert len(refused.value.findings) == 2


def test_a_key_that_stands_twice_is_refused() -> None:
    text = PACK.replace("    closed: true", "    closed: true\n    closed: false", 1)
    with pytest.raises(SourceError, match="this key stands twice"):
        read_pack(text, file="p.yaml")


@pytest.mark.parametrize("text", ["", "- a\n", "a: [b\n"], ids=["nothing", "a list", "half a list"])
def test_what_is_no_document_is_refused(text: str) -> None:
    with pytest.raises(SourceError):
        read_pack(text, file="p.yaml")


def test_the_words_on_and_no_are_text() -> None:
    assert all(rule.on for rule in read_pack(PACK, file="p.yaml").rules if rule.path == "stream")
    register = read_register(REGISTER.replace("country: FR", "country: NO"), file="r.yaml", pack=bm.published())
    assert register.parties["jung_sas_france"].instances[0].country == "NO"


def test_a_party_that_the_pack_does_not_name_is_refused() -> None:
    with pytest.raises(SourceError, match="did you mean `veritrans`"):
        read_register(REGISTER.replace("  veritrans:", "  veritran:"), file="r.yaml", pack=bm.published())


def test_a_recipient_that_is_served_has_types_and_fields() -> None:
    text = PACK.replace("    path: direct\n", "", 1)
    with pytest.raises(SourceError) as refused:
        read_pack(text, file="p.yaml")
    found = {f.field: (f.line, f.remedy) for f in refused.value.findings}
    line = line_of(text, "bank_data_provider:")
    assert found.keys() == {"recipients.bank_data_provider.on", "recipients.bank_data_provider.fields"}
    assert set(found.values()) == {(line, "add it, or say with `path` how it is served")}


NOTICE = """\
    notice:
      start: "2026-01-01"
      end: "2034-12-31"
      fields: [order.id, customer.fone]
      evidence: sha256:00
"""


def test_a_notice_names_fields_that_there_are() -> None:
    text = REGISTER.replace("  veritrans:\n    mode: live\n", "  veritrans:\n    mode: live\n" + NOTICE)
    with pytest.raises(SourceError) as refused:
        read_register(text, file="r.yaml", pack=bm.published())
    (finding,) = refused.value.findings
    assert finding.field == "parties.veritrans.notice.fields.1"
    assert finding.line == line_of(text, "customer.fone")
    assert finding.remedy == "did you mean `customer.phone`?"


def test_a_notice_names_one_field_at_least() -> None:
    notice = NOTICE.replace("[order.id, customer.fone]", "[]")
    text = REGISTER.replace("  veritrans:\n    mode: live\n", "  veritrans:\n    mode: live\n" + notice)
    with pytest.raises(SourceError) as refused:
        read_register(text, file="r.yaml", pack=bm.published())
    assert [(f.field, f.line) for f in refused.value.findings] == [
        ("parties.veritrans.notice.fields", line_of(text, "fields: []"))
    ]


def test_a_basis_brings_its_formalities() -> None:
    rules = {rule.id: rule for rule in bm.published().rules}
    assert (rules["jung_sas_france"].click, rules["veritrans"].contract, rules["seller"].click) == (True, True, False)
    assert (rules["crm"].click, rules["crm"].record) == (True, rules["seller"].record)
    assert all(rule.approval for rule in rules.values())
    assert rules["seller"].record.startswith("required:")
    assert rules["veritrans"].record.startswith("voluntary:")
