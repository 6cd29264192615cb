"""What officers read is there in Japanese and English: each text, each word that is filled in, each other's parser."""

import ast
import copy
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import pytest
import yaml
from pydantic import BaseModel

from cli.audit.words import WORDS as OF_AUDIT
from cli.policy.help import OPTIONS
from cli.usage import EXAMPLES
from cli.words import _WORDS
from services.ledger.access import REFUSALS as OF_LEDGER
from services.policy.refusal import REFUSALS as OF_POLICY
from services.preview.http import _REFUSALS as OF_PREVIEW
from shared.core.dossier.labels import NOTES as NOT_SHOWN
from shared.core.dossier.labels import WORDS as OF_DOSSIER
from shared.core.policy import foreign
from shared.core.policy.entry import expanded
from shared.core.policy.held import validate
from shared.core.policy.mistakes import MISTAKES
from shared.core.policy.places import SEVERITIES, Document, SourceError, parse
from shared.core.policy.remarks import REMARKS
from shared.core.policy.written import PackSource, RegisterSource
from shared.core.said import Said
from shared.core.scenario.mistakes import MISTAKES as OF_SCENARIOS
from shared.core.scenario.written import ScenarioSource
from shared.shell.refusals import REFUSALS as OF_ALL
from tests.unit.broken import PACK, REGISTER
from tests.unit.broken_registers import REGISTERS
from tests.unit.scenarios import STORY
from tests.unit.test_policy_mistakes import PACKS, found

_JAPANESE: Final = re.compile(r"[\u3041-\u30ff\u4e00-\u9fff]")
_WORD: Final = re.compile(r"\{\w*\}")

TABLES: Final[dict[str, Mapping[str, tuple[Any, ...]]]] = {
    "mistakes": MISTAKES,
    "remarks": REMARKS,
    "mistakes of scenarios": OF_SCENARIOS,
    "refusals of the policy service": OF_POLICY,
    "refusals of the preview service": OF_PREVIEW,
    "refusals of the ledger": OF_LEDGER,
    "refusals of every service": OF_ALL,
    "severities": {name: (said,) for name, said in SEVERITIES.items()},
    "options": {name: (said,) for name, said in OPTIONS.items()},
    "examples": {
        line: (said,)
        for verb, rows in EXAMPLES.items()
        if verb.startswith(("policy ", "audit"))
        for line, said in rows.items()
    },
    "words of the audit": {name: (said,) for name, said in OF_AUDIT.items()},
    "words of the dossier": {name: (said,) for name, said in OF_DOSSIER.items()},
    "what a dossier does not show": {name: (said,) for name, said in NOT_SHOWN.items()},
    "words of the command": {word: (Said(*both),) for word, both in _WORDS.items()},
}
"""Every table that officers read, as code → texts."""


def is_both(said: Said) -> bool:
    """Tell whether a text is told in both languages, each in its own, with the same words to fill in."""
    words = [sorted(_WORD.findall(text)) for text in said]
    ours = _WORD.sub("", said.en)
    own = bool(_JAPANESE.search(said.ja)) and said.en.isascii() if re.search(r"\w", ours) else True
    return own and words[0] == words[1] and bool(said.ja.strip()) == bool(said.en.strip())


@pytest.mark.parametrize("table", TABLES)
def test_every_text_is_there_in_both_languages_with_the_same_words(table: str) -> None:
    texts = {(code, text) for code, row in TABLES[table].items() for text in row if isinstance(text, Said)}
    assert {code for code, _ in texts} == TABLES[table].keys()
    assert [code for code, text in texts if not is_both(text)] == []


@pytest.mark.parametrize(
    "said",
    [
        Said("", "remove it"),
        Said("remove it", "remove it"),
        Said("消してください", "消してください"),
        Said("{word} を消してください", "remove it"),
    ],
)
def test_a_text_that_is_there_in_one_language_only_is_noticed(said: Said) -> None:
    assert not is_both(said)


def test_a_text_cannot_be_made_in_one_language_only() -> None:
    with pytest.raises(TypeError):
        Said("消してください")  # type: ignore[call-arg]  # what mypy refuses is refused when it runs too


def made() -> Iterator[tuple[str, str, str]]:
    """Yield what is said of every broken file: the code, and the text in both languages."""
    for cases, whole in ((PACKS, PACK), (REGISTERS, REGISTER)):
        for case in cases.values():
            for each in found(case, whole):
                yield each.code, f"{each.problem}; {each.remedy}", f"{each.problem_ja}。{each.remedy_ja}"


def test_every_mistake_that_is_made_is_told_in_japanese_with_the_same_words_of_the_file() -> None:
    for code, en, ja in made():
        assert _JAPANESE.search(ja), code
        assert not _WORD.search(ja), code
        quoted = set(re.findall(r"`([^`<]+)`", en))
        assert {word for word in quoted if word not in ja} == set(), (code, ja)


# What PyYAML and pydantic say is theirs; the tables know all of it.


def of_pyyaml() -> set[str]:
    """Return every text by which PyYAML refuses a document: the third argument of its errors."""
    texts: set[str] = set()
    for name in ("scanner", "parser", "composer"):
        tree = ast.parse((Path(yaml.__file__).parent / f"{name}.py").read_text(encoding="utf-8"))
        for call in ast.walk(tree):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id.endswith("Error"):
                said = call.args[2] if len(call.args) > 2 else None
                said = said.left if isinstance(said, ast.BinOp) else said
                texts |= {said.value} if isinstance(said, ast.Constant) and isinstance(said.value, str) else set()
    return texts


def test_whatever_pyyaml_says_is_known() -> None:
    assert len(of_pyyaml()) > 20
    assert [text for text in sorted(of_pyyaml()) if foreign.of_yaml(text).ja == foreign.UNKNOWN_YAML] == []
    assert foreign.of_yaml("something new").ja == foreign.UNKNOWN_YAML


def places(content: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the path of everything in a document."""
    if path:
        yield path
    rows = content.items() if isinstance(content, dict) else enumerate(content) if isinstance(content, list) else ()
    for key, value in rows:
        yield from places(value, (*path, key))


OTHER: Final[tuple[Any, ...]] = (
    None,
    3,
    -1,
    10**30,
    1.5,
    True,
    "x",
    "1.5",
    "",
    [],
    {},
    [1],
    [None],
    {"a": 1},
    ["x"] * 3,
)
"""What may stand where something else belongs."""
MODELS: Final[dict[str, tuple[type[BaseModel], str]]] = {
    "a pack": (PackSource, PACK),
    "a register": (
        RegisterSource,
        REGISTER + "results: {channel: webhook, url: http://a.example/}\nuntil: 2030-01-01\n",
    ),
    "a scenario": (ScenarioSource, STORY + "  - link: [taro, taro]\n  - stop: use\n    evidence: true\n"),
}


def wrong(model: type[BaseModel], content: Any) -> Iterator[tuple[str, str]]:
    """Yield what is said of a content with something else in each place: English, Japanese."""
    for path in places(content):
        for other in OTHER:
            broken = copy.deepcopy(content)
            inner = broken
            for part in path[:-1]:
                inner = inner[part]
            inner[path[-1]] = other
            try:
                validate(model, Document("file.yaml", broken, {}), expanded(broken) if model is PackSource else broken)
            except SourceError as error:
                yield from ((each.problem, each.problem_ja) for each in error.findings)


@pytest.mark.parametrize("kind", MODELS)
def test_whatever_pydantic_says_is_known(kind: str) -> None:
    model, text = MODELS[kind]
    said = set(wrong(model, parse(text, file="file.yaml").content))
    assert len(said) > 10
    assert [each for each in said if each[1] == foreign.UNKNOWN_FORM] == []
    assert [each for each in said if not _JAPANESE.search(each[1]) or re.search(r"\{\w+\}", each[1])] == []
