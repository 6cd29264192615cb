"""Every mistake in a pack or register has its own message, with line, field and remedy; and every message is shown."""

import re
from pathlib import Path
from typing import Final

import pytest

from shared.core.policy.mistakes import MISTAKES
from shared.core.policy.places import Finding, SourceError
from shared.core.policy.source import read_pack, read_register
from tests.unit.broken import PACK, REGISTER, Broken
from tests.unit.broken_registers import REGISTERS
from tests.unit.broken_sense import CONDITIONS, ENTRIES
from tests.unit.broken_words import DOCUMENTS, FORMS, WORDS

PACKS: Final = {**DOCUMENTS, **FORMS, **WORDS, **ENTRIES, **CONDITIONS}


def read(text: str, *, of_pack: bool) -> None:
    if of_pack:
        read_pack(text, file="file.yaml")
    else:
        read_register(text, file="file.yaml", pack=read_pack(PACK, file="p.yaml"))


def found(case: Broken, whole: str) -> list[Finding]:
    with pytest.raises(SourceError) as refused:
        read(case.text(whole), of_pack=whole is PACK)
    return refused.value.findings


def test_the_pack_and_the_register_are_in_order_before_they_are_broken() -> None:
    pack = read_pack(PACK, file="file.yaml")
    assert len(pack.rules) == 6
    assert read_register(REGISTER, file="file.yaml", pack=pack).parties.keys() == {"seller", "processor", "abroad"}


@pytest.mark.parametrize("sentence", PACKS)
def test_a_broken_pack_is_refused_with_line_field_and_remedy(sentence: str) -> None:
    case = PACKS[sentence]
    findings = found(case, PACK)
    assert case.said(PACK) in [str(each) for each in findings]
    assert case.first or len(findings) == 1
    assert case.code in {each.code for each in findings}


@pytest.mark.parametrize("sentence", REGISTERS)
def test_a_broken_register_is_refused_with_line_field_and_remedy(sentence: str) -> None:
    case = REGISTERS[sentence]
    findings = found(case, REGISTER)
    assert case.said(REGISTER) in [str(each) for each in findings]
    assert case.first or len(findings) == 1
    assert case.code in {each.code for each in findings}


def test_every_mistake_of_the_table_is_made_here() -> None:
    made = {case.code for cases in (PACKS, REGISTERS) for case in cases.values()}
    assert MISTAKES.keys() - made == set()


def test_no_two_mistakes_are_told_by_the_same_words() -> None:
    assert len({mistake.problem for mistake in MISTAKES.values()}) == len(MISTAKES)


def shown() -> dict[str, tuple[str, str]]:
    """Return the table of mistakes of the documents: code → what is said, what to do."""
    text = (Path(__file__).parents[2] / "docs" / "policy-packs.md").read_text(encoding="utf-8")
    (chapter,) = re.findall(r"^## Mistakes\n(.*?)(?=^## )", text, re.MULTILINE | re.DOTALL)
    rows = re.findall(r"^\| `(\w+)` \| (.+) \| (.+) \|$", chapter, re.MULTILINE)
    return {code: (said, todo) for code, said, todo in rows}


def test_the_documents_show_every_mistake_and_no_other() -> None:
    said = {code: tuple(_blank(text) for text in mistake) for code, mistake in MISTAKES.items()}
    assert shown() == said


def _blank(text: str) -> str:
    """Return a message as the documents show it: an ellipsis for each word of the file."""
    return re.sub(r"`?\{\w+\}`?", "…", text)
