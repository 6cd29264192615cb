"""What the law asks of records and of pruning, with a bug planted in each place: the tests that hold it must fail."""

from typing import Final

import pytest

from contracts.law import EDITIONS
from shared.core.law import duty, judging, provisions, sheet
from shared.core.moment import DAY_MS, day
from tests.house.planting import Plant, found
from tests.unit import test_law, test_pruning, test_records
from tests.unit.records import CITED

_keep = duty.keep_until

PLANTS: Final = {
    "a processor abroad is as one at home": Plant(
        duty,
        "_is_foreign",
        lambda *_any: False,
        test_law.test_a_foreign_processor_on_the_consent_route_loses_the_exemption_of_entrustment,
    ),
    "the newest edition counts, whatever the day": Plant(
        test_law,
        "edition_at",
        lambda _at, editions: editions[-1],
        test_law.test_an_edition_is_inert_until_its_day_begins_in_japan,
    ),
    "a plan keeps the edition under which it was compiled": Plant(
        test_law,
        "step_at",
        lambda over_time, _now: over_time[-1],
        test_law.test_a_plan_that_was_compiled_before_an_edition_follows_it_on_its_day,
    ),
    "an entry may cite any edition": Plant(
        duty,
        "edition_at",
        lambda _at, editions=EDITIONS: editions[0],
        test_law.test_an_entry_of_last_years_edition_keeps_its_answer,
    ),
    "documents stand for every record": Plant(
        test_law,
        "keep_until",
        lambda entry, **_last: _keep(entry, last=0),
        test_law.test_where_documents_stand_for_it_one_year_from_the_last_provision,
    ),
    "a pruning is judged by the day before": Plant(
        judging,
        "day",
        lambda at: day(at + DAY_MS),
        test_pruning.test_a_leaf_that_was_not_due_is_found,
    ),
    "a pruning is judged by no entry": Plant(
        judging.Judge,
        "take_stub",
        lambda *_any: None,
        test_pruning.test_a_leaf_that_is_pruned_in_silence_is_found,
    ),
    "the term of a stub is believed": Plant(
        judging.Judge, "_least", lambda *_any: "", test_pruning.test_a_term_that_is_shorter_than_the_laws_is_found
    ),
    "the time of a stub is believed": Plant(
        judging.Judge,
        "_in_time",
        lambda *_any, **_named: None,
        test_pruning.test_a_stub_that_says_to_be_older_than_its_neighbours_is_found,
    ),
    "a register is taken for the one that is cited": Plant(
        provisions,
        "cite",
        lambda version, _digest: CITED[version - 1],
        test_records.test_a_version_that_is_missing_or_altered_is_named,
    ),
    "a document does not say what it leaves out": Plant(
        sheet.Words, "notes", lambda _self: (), lambda: test_records.test_both_languages_say_everything("ja")
    ),
}


@pytest.mark.parametrize("sentence", PLANTS)
def test_P13_a_planted_bug_is_found(sentence: str, monkeypatch: pytest.MonkeyPatch) -> None:
    found(PLANTS[sentence], monkeypatch, KeyError, IndexError)
