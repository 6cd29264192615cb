"""The short forms of `python -m tests.faults.crash` and `python -m tests.faults.syscalls`."""

import pytest

from tests.faults import at_checkpoint, at_witness, crash
from tests.faults.strace import why_not


@pytest.mark.timeout(300)
def test_P8_no_leaf_is_lost_or_doubled_or_signed_twice_over_when_ledger_and_database_are_killed() -> None:
    found = crash.run(messages=2000, kills=8, seed=1)
    assert found.wrong == []
    assert sum(found.ledger.values()) + sum(found.postgres.values()) == 8
    assert min(sum(found.ledger.values()), sum(found.postgres.values())) >= 2
    assert found.leaves == 2000 * 2 * 2 * 2
    assert found.shown > 8


@pytest.mark.timeout(300)
def test_P1_a_planted_ledger_that_commits_before_it_has_taken_in_is_found() -> None:
    found = crash.run(messages=2000, kills=12, seed=1, hasty=True)
    assert any("stream_gap" in line for line in found.wrong)


@pytest.mark.timeout(300)
@pytest.mark.skipif(bool(why_not()), reason=why_not() or "-")
def test_P8_a_witness_that_is_broken_at_any_call_has_said_nothing_that_it_does_not_remember() -> None:
    found = at_witness.run(each=3)
    assert found.wrong == []
    assert found.struck >= found.planned * 0.8


@pytest.mark.timeout(300)
@pytest.mark.skipif(bool(why_not()), reason=why_not() or "-")
def test_P8_a_planted_witness_that_answers_before_it_remembers_is_found() -> None:
    found = at_witness.run(each=3, program="tests.faults.planted.hasty_witness")
    assert any("it has said what it does not remember" in line for line in found.wrong)


@pytest.mark.timeout(300)
@pytest.mark.skipif(bool(why_not()), reason=why_not() or "-")
def test_P8_a_database_that_is_broken_at_any_call_keeps_what_was_shown() -> None:
    found = at_checkpoint.run(each=3)
    assert found.wrong == []
    assert found.struck > 0
