"""Every reason code that the documents name has words in both languages."""

import re
from pathlib import Path

import pytest

from cli.page.labels import STORIES, Words
from cli.page.reasons import REASONS, in_words
from contracts.purposes import BASES
from examples.shop import lives

PAGE = (Path(__file__).parents[2] / "docs" / "policy-packs.md").read_text(encoding="utf-8")
_ROW = re.compile(r"(?m)^\| ((?:`[a-z_]+`(?:, )?)+) \|")


def _codes() -> set[str]:
    """Return the codes of the tables of reasons, and of what a partner service holds."""
    reasons = PAGE[PAGE.index("## Why something is not given") : PAGE.index("## The packs that are shipped")]
    held = PAGE[PAGE.index("(`held`), with one of these codes") :].split("\n## ", 1)[0]
    named = [code for row in _ROW.findall(reasons) for code in re.findall(r"`([a-z_]+)`", row)]
    return {*named, *(code for code in re.findall(r"`([a-z_]+)`", held) if "_" in code)}


def test_every_reason_code_of_the_documents_has_words() -> None:
    assert len(_codes()) > 35
    assert _codes() - REASONS.keys() == set()


@pytest.mark.parametrize("language", ["ja", "en"])
def test_no_reason_reads_as_its_code_or_as_nothing(language: str) -> None:
    assert all(in_words(code, language) not in {"", code} for code in REASONS)


def test_a_hand_over_that_was_given_up_says_after_how_many_tries_and_why() -> None:
    assert in_words("exhausted_timeout", "en") == "not delivered in ten tries (no answer in time)"
    assert in_words("exhausted_http_500", "ja") == "10回試みて届かなかった（http_500）"


def test_every_legal_basis_has_words_in_both_languages() -> None:
    for language in ("ja", "en"):
        words = Words(language)
        assert len({words.basis(name) for name in BASES}) == len(BASES)


def test_every_story_of_the_page_is_lived_in_the_sample() -> None:
    assert {life.story for life in lives(200, seed=1)} == {"", *STORIES}
