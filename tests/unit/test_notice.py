"""The documents that a shop publishes of its pack say what the gateway does: every recipient, field and condition."""

from html.parser import HTMLParser
from typing import get_args

import msgspec
import pytest

from contracts.packs import Pack, Register, Rule
from contracts.terms import CaseKind, Choice, Copy, Ends, Label, Path, Promptness, Reply, Request, Rights, Term
from shared.core.notice.document import Document, html, markdown
from shared.core.notice.published import article_30, joint_use, who_receives
from shared.core.notice.words import Words, conditions
from tests.scenarios.world import SHOPS, published

LANGUAGES = ("ja", "en")


class Closing(HTMLParser):
    """Holds that every element is closed where it was opened."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        if tag not in {"meta", "br"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def cells(document: Document) -> str:
    return "\n".join(cell for section in document.sections for row in section.rows for cell in row)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("shop", SHOPS)
def test_every_recipient_of_a_pack_is_in_the_public_table_with_fields_and_clause(shop: str, language: str) -> None:
    pack, register = published(shop)
    words, text = Words(language), cells(who_receives(pack, register, language))
    for rule in pack.rules:
        assert words.party(rule) in text
        assert rule.clause in text
        assert all(words.field(name) in text for name in rule.fields if rule.path == "stream")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("shop", SHOPS)
def test_the_documents_are_well_formed_and_bring_nothing_from_outside(shop: str, language: str) -> None:
    pack, register = published(shop)
    for make in (who_receives, article_30, joint_use):
        document = make(pack, register, language)
        text, parser = html(document), Closing()
        parser.feed(text)
        assert not parser.open
        assert "<script" not in text
        assert "http" not in text
        lines = [line for line in markdown(document).splitlines() if line.startswith("|")]
        assert all(line.endswith("|") for line in lines)


def test_what_a_person_wrote_cannot_become_markup() -> None:
    pack, register = published("backmarket")
    rule = msgspec.structs.replace(pack.rules[0], clause="<b>| x</b>", party=Label("<i>", "<i>"))
    document = who_receives(msgspec.structs.replace(pack, rules=[rule]), register, "en")
    assert "<b>" not in html(document)
    assert "\\| x" in markdown(document)


RULE = Rule(
    "r", "crm", "1", "prior_consent", "marketing", ["campaign.audience"], ["customer.email", "customer.company"],
    forms={"customer.email": "sha256"}, if_company=["customer.company"], click=True, approval=True,
    choice=Choice("opt_in"), countries=["FR"], abroad="designated", stops=["provision"], onward="entrusted",
    ends=Ends("order.completed", 30), keeps_days=90,
)  # fmt: skip


def test_every_condition_of_an_entry_is_said_in_both_languages() -> None:
    said = [list(conditions(RULE, Words(language))) for language in LANGUAGES]
    assert len(said[0]) == len(said[1]) == 7
    assert "to stop it: stop of provision to third parties" in said[1]
    assert Words("en").given(RULE) == "E-mail address (hash to match by), Company"


def test_article_30_names_basis_country_safeguard_and_terms() -> None:
    terms = [Term("last_activity", years=3), Term("last_order", years=6)]
    keeps = Copy(Label("口座", "account"), "III", terms, "inactive")
    pack = Pack("s", 1, "t", "", "f", [RULE], company=Label("店", "Shop K.K."), contact="privacy@shop", copies=[keeps])
    text = cells(article_30(pack, Register("s", 1, {}), "en"))
    for part in ("Shop K.K.", "privacy@shop", "designated (Rule 15)", "countries: FR", "kept for 90 days after that"):
        assert part in text
    assert "3 years after the last activity, 6 years after the last order (whichever is later)" in text


def test_what_a_person_may_ask_and_when_it_is_answered_is_told() -> None:
    reply = Reply("V", months=1, extended=2, target_days=10, fee="possible")
    rights = Rights({"disclosure": reply, "question": Reply("VI", word="promptly")})
    text = cells(who_receives(Pack("s", 1, "t", "", "f", [], rights=rights), Register("s", 1, {}), "en"))
    assert "within 1 month\nwith a reason, extended to 2 months in all\n(the shop's own aim: 10 days)" in text
    assert "promptly" in text
    assert "possible" in text


def test_every_word_of_a_pack_has_words_for_people() -> None:
    for language in LANGUAGES:
        words = Words(language)
        for kind in get_args(Request):
            assert words(f"ask_{kind}")
        for case in get_args(CaseKind):
            assert words(f"case_{case}")
        for word in get_args(Promptness):
            assert words(f"word_{word}")
        for path in set(get_args(Path)) - {"stream", "case", "denied"}:
            assert words(f"path_{path}")


def test_a_joint_use_is_published_with_items_users_purposes_and_who_answers() -> None:
    pack, register = published("netoff")
    text = cells(joint_use(pack, register, "ja"))
    party = register.parties["joint_renet_recycle"]
    assert party.publication is not None
    for part in ("生年月日", party.instances[0].name, party.instances[0].address, party.publication.responsible):
        assert part in text
    assert "該当する相手はいません。" in markdown(joint_use(*published("backmarket"), "ja"))
