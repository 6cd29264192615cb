"""What the law asks of a record: each row written by hand from the articles, and editions that come and go."""

from dataclasses import dataclass

import msgspec
import pytest

from contracts.law import EDITIONS, Edition
from contracts.purposes import BASES
from shared.core.law.duty import (
    agrees,
    article_named,
    edition_at,
    keep_until,
    receiver_records,
    record_of,
    step_at,
    steps,
)
from shared.core.moment import day_start
from tests.unit.records import at, entry

NOW = EDITIONS[-1]


AT_HOME = {
    "deemed_consent": "required:appi#27-1-consent",
    "click_consent": "required:appi#27-1-consent",
    "prior_consent": "required:appi#27-1-consent",
    "terms_consent": "required:appi#27-1-consent",
    "opt_out": "required:appi#27-2",
    "related_information": "required:appi#31-1",
    "entrustment": "voluntary:appi#27-5-i",
    "succession": "voluntary:appi#27-5-ii",
    "joint_use": "voluntary:appi#27-5-iii",
    "persons_behalf": "voluntary:appi#29-on-behalf",
    "public_by_person": "voluntary:appi#29-public",
    "same_entity": "voluntary:appi#no-provision",
    "law": "voluntary:appi#27-1-i",
    "vital_interest": "voluntary:appi#27-1-ii",
    "public_health": "voluntary:appi#27-1-iii",
}
ON_CONSENT_ABROAD = {
    **dict.fromkeys(AT_HOME, "required:appi#28-1-consent"),
    # Article 29(1), the brackets: of a provision under 28(1) only the cases of 27(1) are exempt.
    "law": "voluntary:appi#27-1-i",
    "vital_interest": "voluntary:appi#27-1-ii",
    "public_health": "voluntary:appi#27-1-iii",
    # Neither is a provision by the shop to anybody in particular.
    "public_by_person": "voluntary:appi#29-public",
    "same_entity": "voluntary:appi#no-provision",
    "related_information": "required:appi#31-1",
}


@pytest.mark.parametrize("edition", EDITIONS, ids=lambda each: each.name)
def test_every_edition_knows_every_ground_and_cites_articles_that_it_has(edition: Edition) -> None:
    assert edition.grounds.keys() == BASES.keys() == AT_HOME.keys() == ON_CONSENT_ABROAD.keys()
    cited = {article for ground in edition.grounds.values() for article in (ground.home, ground.foreign)}
    assert cited == edition.articles.keys()


def test_editions_follow_each_other_under_names_of_their_own() -> None:
    assert [each.since for each in EDITIONS] == sorted({each.since for each in EDITIONS})
    assert len({each.name for each in EDITIONS}) == len(EDITIONS)


@dataclass(frozen=True)
class Where:
    """A country and the route to it, and whether 28(1) makes the recipient a foreign third party."""

    country: str
    abroad: str | None
    foreign: bool


WHERES = (
    Where("JP", None, foreign=False),
    # An instance in Japan of a recipient that the pack lets be abroad.
    Where("JP", "consent", foreign=False),
    Where("FR", "designated", foreign=False),
    Where("GB", "designated", foreign=False),
    Where("US", "equivalent", foreign=False),
    Where("FR", "equivalent", foreign=False),
    Where("SG", "consent", foreign=True),
    # The person's consent was asked for although the country is designated: the pack says so, and is taken at its word.
    Where("FR", "consent", foreign=True),
    # Not designated, whatever the pack says; and no route at all.
    Where("US", "designated", foreign=True),
    Where("KR", None, foreign=True),
)


@pytest.mark.parametrize("where", WHERES, ids=str)
@pytest.mark.parametrize("basis", AT_HOME)
def test_what_is_to_be_recorded_under_which_article(basis: str, where: Where) -> None:
    expected = (ON_CONSENT_ABROAD if where.foreign else AT_HOME)[basis]
    assert record_of(NOW, basis, country=where.country, abroad=where.abroad) == expected


def test_a_foreign_processor_on_the_consent_route_loses_the_exemption_of_entrustment() -> None:
    assert record_of(NOW, "entrustment", country="JP", abroad=None).startswith("voluntary")
    assert record_of(NOW, "entrustment", country="FR", abroad="designated").startswith("voluntary")
    assert record_of(NOW, "entrustment", country="US", abroad="consent") == "required:appi#28-1-consent"


LATER = NOW._replace(
    name="jp-later",
    since="2028-07-01",
    grounds={**NOW.grounds, "entrustment": NOW.grounds["deemed_consent"]},
    years=5,
)
BOTH = (NOW, LATER)


def test_an_edition_is_inert_until_its_day_begins_in_japan() -> None:
    assert edition_at(at("2028-06-30T23:59:59.999+09:00"), BOTH) is NOW
    assert edition_at(at("2028-07-01T00:00:00+09:00"), BOTH) is LATER
    assert edition_at(at("2020-01-01T00:00:00+09:00"), BOTH) is NOW


def test_a_plan_that_was_compiled_before_an_edition_follows_it_on_its_day() -> None:
    found = steps("entrustment", country="JP", abroad=None, editions=BOTH)
    eve, morning = step_at(found, day_start("2028-07-01") - 1), step_at(found, day_start("2028-07-01"))
    assert (eve.record, eve.law) == ("voluntary:appi#27-5-i", "jp-2022")
    assert (morning.record, morning.law) == ("required:appi#27-1-consent", "jp-later")


def test_an_entry_of_last_years_edition_keeps_its_answer() -> None:
    old = entry(basis="entrustment", record="voluntary:appi#27-5-i")
    assert agrees(old, BOTH) is True
    assert article_named(old.record, old.law, BOTH) is NOW.articles["27-5-i"]
    new = msgspec.structs.replace(old, at=at("2028-08-01T00:00:00+09:00"))
    assert agrees(new, BOTH) is False, "an entry may not cite an edition that is over"
    assert keep_until(entry(), last=0, editions=BOTH) == "2029-11-25", "the term is that of its own edition"


@pytest.mark.parametrize(
    "planted",
    [
        {"record": "voluntary:appi#27-1-consent"},
        {"record": "required:appi#27-5-i"},
        {"basis": "entrustment"},
        {"basis": "nothing"},
        {"country": "US", "abroad": "consent"},
        {"basis": "opt_out", "record": "required:appi#27-2", "documents": True},
        {"basis": "entrustment", "record": "voluntary:appi#27-5-i", "documents": True},
    ],
)
def test_an_entry_that_says_something_else_than_the_table_is_found(planted: dict[str, object]) -> None:
    assert agrees(entry()) is True
    assert agrees(entry(**planted)) is False


def test_an_edition_that_this_table_does_not_know_is_not_judged() -> None:
    assert agrees(entry(law="jp-2031")) is None
    assert agrees(entry(law="")) is None
    assert article_named(entry().record, "jp-2031") is None


@pytest.mark.parametrize(
    ("made", "until"),
    [
        # The first day does not count (Civil Code, Article 140); the term ends with the day of the same date.
        ("2026-11-25T10:00:00+09:00", "2029-11-25"),
        # It is the day in Japan that counts.
        ("2026-11-25T15:30:00+00:00", "2029-11-26"),
        ("2024-02-29T12:00:00+09:00", "2027-02-28"),
        ("2024-02-28T12:00:00+09:00", "2027-02-28"),
        ("2025-02-28T12:00:00+09:00", "2028-02-28"),
    ],
)
def test_a_record_is_kept_three_years_from_the_day_on_which_it_was_made(made: str, until: str) -> None:
    assert keep_until(entry(at=at(made)), last=0) == until
    assert keep_until(entry(at=at(made)), last=at("2030-01-01T00:00:00+09:00")) == until


def test_where_documents_stand_for_it_one_year_from_the_last_provision() -> None:
    by_document = entry(documents=True)
    assert keep_until(by_document, last=by_document.at) == "2027-11-25"
    assert keep_until(by_document, last=at("2027-03-01T09:00:00+09:00")) == "2028-03-01"
    assert keep_until(by_document, last=0) == "2027-11-25", "no provision is later than the last one"


def test_what_no_law_asks_for_is_kept_as_long() -> None:
    assert keep_until(entry(basis="entrustment", record="voluntary:appi#27-5-i"), last=0) == "2029-11-25"


def test_documents_stand_from_their_day_on_and_only_where_the_rule_lets_them() -> None:
    consent = steps("deemed_consent", country="JP", abroad=None, documents="2026-12-01")
    assert not step_at(consent, at("2026-11-30T23:59:59+09:00")).documents
    assert step_at(consent, at("2026-12-01T00:00:00+09:00")).documents
    for basis in ("opt_out", "entrustment", "related_information"):
        found = steps(basis, country="JP", abroad=None, documents="2026-12-01")
        assert not step_at(found, at("2027-01-01T00:00:00+09:00")).documents


@pytest.mark.parametrize(
    ("basis", "country", "must"),
    [
        ("deemed_consent", "JP", True),
        ("opt_out", "JP", True),
        # Article 30(1), proviso: it has no exception for 28(1), so the entrusted company abroad need not.
        ("entrustment", "JP", False),
        ("entrustment", "US", False),
        ("law", "JP", False),
        # Only if the Act holds for it there (Article 171).
        ("deemed_consent", "FR", None),
    ],
)
def test_whether_the_recipient_records_too(basis: str, country: str, must: bool | None) -> None:
    assert receiver_records(entry(basis=basis, country=country)) is must
