"""Packs and registers as people write them: what is refused, where, and what is proposed instead."""

import pytest

from shared.core.policy.places import SourceError
from shared.core.policy.source import read_pack, read_register
from tests.fixtures import backmarket as bm

PACK = (bm.POLICIES / "backmarket.yaml").read_text(encoding="utf-8")
REGISTER = (bm.POLICIES / "registers" / "backmarket.yaml").read_text(encoding="utf-8")


def line_of(text: str, part: str) -> int:
    return next(n for n, line in enumerate(text.splitlines(), 1) if part in line)


def test_all_mistakes_are_named_at_once() -> None:
    text = PACK.replace("customer.title", "customer.titel").replace("kind: payment", "kind: wallet", 1)
    with pytest.raises(SourceError) as refused:
        read_pack(text, file="p.yaml")
    assert len(refused.value.findings) == 2


def test_a_key_that_stands_twice_is_refused() -> None:
    text = PACK.replace("    closed: true", "    closed: true\n    closed: false", 1)
    with pytest.raises(SourceError, match="this key stands twice"):
        read_pack(text, file="p.yaml")


NO_DOCUMENTS = {
    "nothing": "",
    "a list": "- a\n",
    "half a list": "a: [b\n",
    "two documents": "a: b\n---\na: c\n",
    "a key that is a list": "? [a]\n: b\n",
    "an object": "a: !!python/object:os.system {}\n",
    "a time that is none": "a: !!timestamp x\n",
    "a list that holds itself": "a: &a [*a]\n",
    "a flood of aliases": "a: &a [x]\nb: &b [*a, *a]\nc: [*b, *b]\n",
    "a control character": "a: \x07\n",
    "numbers where a mapping belongs": "1: 2\n",
}


@pytest.mark.parametrize("text", NO_DOCUMENTS.values(), ids=NO_DOCUMENTS.keys())
def test_what_is_no_document_is_refused(text: str) -> None:
    with pytest.raises(SourceError):
        read_pack(text, file="p.yaml")


def test_what_is_said_for_all_entries_is_mended_once() -> None:
    text = PACK.replace("    kind: seller\n", "    kind: seller\n    nots: x\n    entries: [{}, {}]\n", 1)
    with pytest.raises(SourceError) as refused:
        read_pack(text, file="p.yaml")
    assert [(each.field, each.remedy) for each in refused.value.findings] == [
        ("recipients.seller.nots", "did you mean `note`?")
    ]


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
    assert rules["crm"].click
    assert all(rule.approval for rule in rules.values())
