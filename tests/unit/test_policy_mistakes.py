"""Every mistake in a pack or register has its own message, with line, field and remedy; and every message is shown."""

import re
from pathlib import Path
from typing import Final

import pytest

from cli.policy import documents
from shared.core.policy.mistakes import MISTAKES, Mistake
from shared.core.policy.places import Finding, SourceError
from shared.core.policy.remarks import REMARKS
from shared.core.policy.source import read_pack, read_register
from shared.core.said import Language
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


_PUT: Final = "name it with --pack, or put it into the folder above, under the same name"
FILES: Final = {
    "a file that is no text": (
        "not_text",
        "a.yaml",
        "a.yaml:1: `-`: the file cannot be read as UTF-8 text; save it as UTF-8",
    ),
    "a register in the place of a pack": (
        "not_a_pack",
        "two/b.yaml",
        "one/b.yaml:1: `parties`: this is a register, not a pack; name the pack with --pack",
    ),
    "a register without a pack": (
        "pack_away",
        "two/b.yaml",
        f"two/b.yaml:1: `parties`: the pack of this register is not there; {_PUT}",
    ),
}


@pytest.mark.parametrize("sentence", FILES)
def test_a_file_that_is_not_what_is_read_is_refused(
    sentence: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code, path, said = FILES[sentence]
    monkeypatch.chdir(tmp_path)
    for folder in ("one", "two"):
        Path(folder).mkdir()
        Path(folder, "b.yaml").write_text(REGISTER, encoding="utf-8")
    Path("a.yaml").write_bytes(b"shop: \xff")
    with pytest.raises(SourceError) as refused:
        documents.read(Path(path), pack=Path("one/b.yaml") if code == "not_a_pack" else None)
    (found,) = refused.value.findings
    assert found.code == code
    assert str(found) == said


def test_every_mistake_of_the_table_is_made_here() -> None:
    made = {case.code for cases in (PACKS, REGISTERS) for case in cases.values()}
    assert MISTAKES.keys() - made == {code for code, *_ in FILES.values()}


def test_no_two_mistakes_are_told_by_the_same_words() -> None:
    assert len({mistake.problem.en for mistake in MISTAKES.values()}) == len(MISTAKES)
    assert len({mistake.problem.ja for mistake in MISTAKES.values()}) == len(MISTAKES)


def shown(chapter: str) -> dict[str, tuple[str, str]]:
    """Return the tables of a chapter of the documents: code → what is said, what to do."""
    text = (Path(__file__).parents[2] / "docs" / "policy-packs.md").read_text(encoding="utf-8")
    (found,) = re.findall(rf"^#+ {chapter}\n(.*?)(?=^##)", text, re.MULTILINE | re.DOTALL)
    rows = re.findall(r"^\| `(\w+)` \| (.+) \| (.+) \|$", found, re.MULTILINE)
    return {code: (said, todo) for code, said, todo in rows}


CHAPTERS: Final[dict[str, tuple[dict[str, Mistake], Language]]] = {
    "Mistakes": (MISTAKES, "en"),
    "Findings": (REMARKS, "en"),
    "誤り": (MISTAKES, "ja"),
    "指摘": (REMARKS, "ja"),
}


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_the_documents_show_every_mistake_and_every_remark_in_both_languages_and_no_other(chapter: str) -> None:
    table, language = CHAPTERS[chapter]
    said = {code: tuple(_blank(getattr(text, language)) for text in mistake) for code, mistake in table.items()}
    assert shown(chapter) == said


def _blank(text: str) -> str:
    """Return a message as the documents show it: an ellipsis for each word of the file."""
    return re.sub(r"`?\{\w+\}`?", "…", text)
