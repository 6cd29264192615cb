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
    "an unknown kind names the kinds": ("kind: payment", "kind: wallet", "allowed: seller, payment"),
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
    "an unknown basis names the bases": ("basis: entrustment", "basis: hope", "allowed: deemed_consent"),
    "a field that never leaves is refused": ("customer.title", "customer.password", "a token takes its place"),
}
# fmt: on


@pytest.mark.parametrize(("right", "wrong", "remedy"), MISTAKES.values(), ids=MISTAKES.keys())
def test_a_pack_is_refused_with_line_and_remedy(right: str, wrong: str, remedy: str) -> None:
    text = PACK.replace(right, wrong, 1)
    with pytest.raises(SourceError) as refused:
        read_pack(text, file="p.yaml")
    assert any(f.line == line_of(text, wrong) and remedy in f.remedy for f in refused.value.findings)


def test_all_mistakes_are_named_at_once() -> None:
    text = PACK.replace("customer.title", "customer.titel").replace("kind: payment", "kind: wallet")
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
    assert all(rule.on for rule in read_pack(PACK, file="p.yaml").rules)
    register = read_register(REGISTER.replace("country: FR", "country: NO"), file="r.yaml", pack=bm.pack())
    assert register.parties["jung_sas_france"].instances[0].country == "NO"


def test_a_party_that_the_pack_does_not_name_is_refused() -> None:
    with pytest.raises(SourceError, match="did you mean `veritrans`"):
        read_register(REGISTER.replace("  veritrans:", "  veritran:"), file="r.yaml", pack=bm.pack())


def test_a_basis_brings_its_formalities() -> None:
    rules = {rule.id: rule for rule in bm.pack().rules}
    assert (rules["jung_sas_france"].click, rules["veritrans"].contract, rules["seller"].click) == (True, True, False)
    assert rules["seller"].record.startswith("required:")
    assert rules["veritrans"].record.startswith("voluntary:")
