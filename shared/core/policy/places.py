"""YAML that people write, with the line of everything: duplicates refused, nothing executed.

Says where something stands; what may stand there is `source`'s business.
"""

import re
from difflib import get_close_matches
from typing import Any, Final, Literal, NamedTuple

import yaml

from shared.core.policy.foreign import of_yaml
from shared.core.policy.mistakes import MISTAKES, Mistake
from shared.core.policy.remarks import REMARKS
from shared.core.said import Language, Said

Path = tuple[str | int, ...]
Severity = Literal["error", "finding", "soon", "accepted"]
"""`error`: the file cannot be used; `finding`: something to act on; `soon`: it will be; `accepted`: with a reason."""

SEVERITIES: Final[dict[Severity, Said]] = {
    "error": Said("", ""),
    "finding": Said("要対応", "finding"),
    "soon": Said("期限間近", "soon"),
    "accepted": Said("容認", "accepted"),
}
"""Severity → how it is told; a mistake needs no word."""

_BOOL: Final = "tag:yaml.org,2002:bool"
_TIME: Final = "tag:yaml.org,2002:timestamp"
_NEAR: Final = 0.75
"""How like a known word an unknown one is to be taken for it (`difflib`)."""
_NAMED: Final = 20
"""So many allowed words are named to somebody who wrote another."""
_NOT_OF_YAML: Final = Said("YAML で使えない文字か値があります", "a character or value that YAML does not allow")
_TOO_DEEP: Final = Said("入れ子が深すぎます", "it is nested too deeply")


class Finding(NamedTuple):
    """One thing to mend or to know: file, line (from 1), field path, what is wrong, what to do; and its code.

    `problem` and `remedy` are in English, for programs too; `accepted` is an officer's reason to go on without it.
    """

    file: str
    line: int
    field: str
    problem: str
    remedy: str
    problem_ja: str
    remedy_ja: str
    code: str = ""
    severity: Severity = "error"
    accepted: str = ""

    def __str__(self) -> str:
        """Write it in English."""
        return self.told("en")

    def told(self, language: Language) -> str:
        """Write it as compilers do; what was accepted with the reason in place of the remedy."""
        ja = language == "ja"
        kind = SEVERITIES[self.severity].ja if ja else SEVERITIES[self.severity].en
        place = f"{self.file}:{self.line}: {kind}{': ' if kind else ''}`{self.field}`: "
        if ja:
            return f"{place}{self.problem_ja}。{self.accepted or f'{self.remedy_ja}。'}"
        return f"{place}{self.problem}; {self.accepted or self.remedy}"


class SourceError(Exception):
    """What a person wrote cannot be used; `findings` say why, all of them at once."""

    def __init__(self, findings: list[Finding]) -> None:
        """Keep each finding once; the message lists them."""
        self.findings = list(dict.fromkeys(findings))
        super().__init__("\n".join(str(finding) for finding in self.findings))


class Document(NamedTuple):
    """A parsed document, and the line of each path in it."""

    file: str
    content: Any
    lines: dict[Path, int]

    def line(self, path: Path) -> int:
        """Return the line of a path, or of the nearest thing around it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def at(self, path: Path) -> Any:
        """Return what stands at a path; None if nothing does."""
        found = self.content
        for part in path:
            known = isinstance(found, dict) and part in found
            within = isinstance(found, list) and isinstance(part, int) and part < len(found)
            if not known and not within:
                return None
            found = found[part]
        return found


class _Loader(yaml.SafeLoader):
    """YAML 1.2's plain words: `on`, `NO` and dates are text, only `true` and `false` are truth values.

    `hidden` are places where something else is meant than stands there: aliases, merges, tags.
    """

    def __init__(self, text: str) -> None:
        """Begin to read."""
        super().__init__(text)
        self.hidden: list[tuple[int, str]] = []

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        """Note what is hidden, and go on."""
        event: yaml.Event = self.peek_event()  # type: ignore[no-untyped-call]  # of PyYAML, without types
        line = event.start_mark.line + 1 if event.start_mark else 1
        if isinstance(event, yaml.AliasEvent) or (isinstance(event, yaml.ScalarEvent) and event.value == "<<"):
            self.hidden.append((line, "alias"))
        elif isinstance(event, (yaml.ScalarEvent, yaml.CollectionStartEvent)) and event.tag:
            self.hidden.append((line, "tag"))
        return super().compose_node(parent, index)


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag not in {_BOOL, _TIME}]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver(_BOOL, re.compile("^(?:true|false)$"), list("tf"))


def parse(text: str, *, file: str, aliases: bool = False) -> Document:
    """Parse YAML; `aliases` may stand for what is said elsewhere, where nobody has to approve it.

    Raises:
        SourceError: it is no YAML, holds a key twice or an alias, or is not a mapping.
    """
    try:
        document = _parsed(text, file, aliases=aliases)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise SourceError([_of_file(file, line, "not_yaml", why=of_yaml(str(error.problem)))]) from None
    except (yaml.YAMLError, ValueError):
        raise SourceError([_of_file(file, 1, "not_yaml", why=_NOT_OF_YAML)]) from None
    except RecursionError:
        raise SourceError([_of_file(file, 1, "not_yaml", why=_TOO_DEEP)]) from None
    return document


def _parsed(text: str, file: str, *, aliases: bool) -> Document:
    loader, node = _Loader(text), None
    try:
        node = loader.get_single_node()
    except yaml.MarkedYAMLError:
        if not loader.hidden:
            raise
    if hidden := [(line, code) for line, code in loader.hidden if code != "alias" or not aliases]:
        raise SourceError([_of_file(file, line, code) for line, code in hidden])
    if not isinstance(node, yaml.MappingNode):
        raise SourceError([_of_file(file, 1, "not_a_mapping")])
    lines: dict[Path, int] = {}
    findings: list[Finding] = []
    _walk(node, (), lines, findings, file)
    if findings:
        raise SourceError(findings)
    return Document(file, loader.construct_document(node), lines)


def _walk(node: yaml.Node, path: Path, lines: dict[Path, int], findings: list[Finding], file: str) -> None:
    lines.setdefault(path, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            name, line = str(key.value), key.start_mark.line + 1
            if name in seen:
                findings.append(_of_file(file, line, "twice_key", (*path, name)))
            seen.add(name)
            lines[(*path, name)] = line
            _walk(value, (*path, name), lines, findings, file)
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            lines[(*path, index)] = value.start_mark.line + 1
            _walk(value, (*path, index), lines, findings, file)


def _of_file(file: str, line: int, code: str, path: Path = ("-",), **words: str | Said) -> Finding:
    return _finding(file, line, path, MISTAKES[code].filled(**words))._replace(code=code)


def _finding(file: str, line: int, path: Path, said: Mistake) -> Finding:
    problem, remedy = said
    return Finding(file, line, dotted(path), problem.en, remedy.en, problem.ja, remedy.ja)


def dotted(path: Path) -> str:
    """Write a path as people read it: `recipients.seller.fields.0`."""
    return ".".join(str(part) for part in path)


def of_file(file: str, code: str, path: Path = ("-",)) -> Finding:
    """Return the finding of a mistake of the closed table that is of a file as a whole."""
    return _of_file(file, 1, code, path)


def finding(document: Document, path: Path, said: Mistake) -> Finding:
    """Return a finding at a path of a document."""
    return _finding(document.file, document.line(path), path, said)


def mistake(document: Document, path: Path, code: str, **words: str | Said) -> Finding:
    """Return the finding of a mistake of the closed table at a path of a document; `words` fill its text."""
    return _of_file(document.file, document.line(path), code, path, **words)


def remark(
    document: Document, path: Path, code: str, *, severity: Severity = "finding", accepted: str = "", **words: str
) -> Finding:
    """Return a remark of the closed table at a path of a document: something to know of a file that can be used."""
    found = finding(document, path, REMARKS[code].filled(**words))
    return found._replace(code=code, severity=severity, accepted=accepted)


def word_finding(document: Document, path: Path, word: str, allowed: list[str], what: Said) -> Finding:
    """Return the finding of an unknown word, with the nearest known one, or with what is allowed in its group."""
    near = get_close_matches(word, allowed, n=1, cutoff=_NEAR)
    group = word.partition(".")[0]
    named = [each for each in allowed if "." in word and each.startswith(f"{group}.")] or allowed
    row = f"{', '.join(named[:_NAMED])}{', …' if len(named) > _NAMED else ''}"
    said = Said(f"書けるもの：{row}", f"allowed: {row}")
    if near:
        said = Said(f"`{near[0]}` の誤りではありませんか", f"did you mean `{near[0]}`?")
    return mistake(document, path, "word", word=word, what=what, near=said)
