"""What answers are told in: every text that is asked for exists, and every hint, term and ending has its words."""

import ast
from pathlib import Path
from typing import get_args

import pytest

from cli import words, words_of_answers
from cli.policy import words as policy
from cli.records import words as records
from cli.times import TimeError, moment
from contracts.answers import Deadline, Ending, Hint, Seen
from contracts.vocabulary import Sensitivity

CLI = Path(words.__file__).parent


def asked(file: str) -> set[str]:
    """Return the word of every call `say("…")` of a file."""
    calls = (
        node for node in ast.walk(ast.parse((CLI / file).read_text(encoding="utf-8"))) if isinstance(node, ast.Call)
    )
    return {
        call.args[0].value
        for call in calls
        if isinstance(call.func, ast.Name) and call.args and isinstance(call.args[0], ast.Constant)
        if call.func.id == "say" and isinstance(call.args[0].value, str)
    }


@pytest.mark.parametrize("file", ["who.py", "incident.py"])
def test_every_text_that_is_asked_for_exists(file: str) -> None:
    found = asked(file)
    assert found
    assert not found - words._WORDS.keys()


def test_no_word_stands_in_two_tables() -> None:
    tables = (words_of_answers.WORDS, policy.WORDS, records.WORDS)
    assert words._WORDS.items() >= {item for table in tables for item in table.items()}
    assert sum(map(len, tables)) == len({word for table in tables for word in table})


def test_every_code_of_an_answer_has_its_words_in_both_languages() -> None:
    def of(struct: type, name: str) -> tuple[str, ...]:
        return get_args(struct.__annotations__[name])

    codes = {
        *get_args(Sensitivity),
        *of(Hint, "item"),
        *(f"seen_{each}" for each in get_args(Seen)),
        *(f"ending_{each}" for each in of(Ending, "state") if each),
        *(f"report_{each}" for each in of(Deadline, "what")),
        *("saturday", "sunday", "holiday", "year_end"),
        *("free_text", "no_such_field", "financial_fields", "near_payment", "not_said", "said", "counted"),
    }
    assert codes <= words_of_answers.WORDS.keys()
    assert all(ja and en and ja != en for ja, en in words_of_answers.WORDS.values())


@pytest.mark.parametrize(
    ("text", "end", "found"),
    [
        ("1970-01-02", False, 15 * 3_600_000),
        ("1970-01-02", True, 39 * 3_600_000),  # the whole day in Japan
        ("1970-01-02T00:00:00+09:00", True, 15 * 3_600_000),
        ("1970-01-01T00:00:01Z", False, 1_000),
    ],
)
def test_a_day_is_a_day_of_japan_and_a_moment_is_exact(text: str, end: bool, found: int) -> None:
    assert moment(text, end=end) == found


@pytest.mark.parametrize("text", ["noon", "2026-13-01", "2026-11-30T09:00:00", "", "30.11.2026"])
def test_what_is_no_time_is_refused_with_the_form(text: str) -> None:
    with pytest.raises(TimeError, match="2026-11-30T09"):
        moment(text)
