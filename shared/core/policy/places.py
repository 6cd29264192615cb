"""YAML that people write, with the line of everything: duplicates refused, nothing executed.

Says where something stands; what may stand there is `source`'s business.
"""

import re
from difflib import get_close_matches
from typing import Any, Final, NamedTuple

import yaml

Path = tuple[str | int, ...]


_BOOL: Final = "tag:yaml.org,2002:bool"
_TIME: Final = "tag:yaml.org,2002:timestamp"


class Finding(NamedTuple):
    """One thing to mend: file, line (from 1), field path, what is wrong, and what to do."""

    file: str
    line: int
    field: str
    problem: str
    remedy: str

    def __str__(self) -> str:
        """Write it as compilers do."""
        return f"{self.file}:{self.line}: `{self.field}`: {self.problem}; {self.remedy}"


class SourceError(Exception):
    """What a person wrote cannot be used; `findings` say why, all of them at once."""

    def __init__(self, findings: list[Finding]) -> None:
        """Keep the findings; the message lists them."""
        super().__init__("\n".join(str(finding) for finding in findings))
        self.findings = findings


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


class _Loader(yaml.SafeLoader):
    """YAML 1.2's plain words: `on`, `NO` and dates are text, only `true` and `false` are truth values."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag not in {_BOOL, _TIME}]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver(_BOOL, re.compile("^(?:true|false)$"), list("tf"))


def parse(text: str, *, file: str) -> Document:
    """Parse YAML.

    Raises:
        SourceError: it is no YAML, holds a key twice, or is not a mapping.
    """
    try:
        node = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise SourceError(
            [Finding(file, line, "-", f"this is not YAML ({error.problem})", "mend the indentation or quoting here")]
        ) from None
    if not isinstance(node, yaml.MappingNode):
        raise SourceError([Finding(file, 1, "-", "the document is not a mapping", "begin with `shop: <name>`")])
    lines: dict[Path, int] = {}
    findings: list[Finding] = []
    _walk(node, (), lines, findings, file)
    if findings:
        raise SourceError(findings)
    return Document(file, yaml.load(text, Loader=_Loader), lines)  # noqa: S506 - a safe loader with fewer words


def _walk(node: yaml.Node, path: Path, lines: dict[Path, int], findings: list[Finding], file: str) -> None:
    lines.setdefault(path, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            name, line = str(key.value), key.start_mark.line + 1
            if name in seen:
                findings.append(Finding(file, line, dotted((*path, name)), "this key stands twice", "remove one"))
            seen.add(name)
            lines[(*path, name)] = line
            _walk(value, (*path, name), lines, findings, file)
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            lines[(*path, index)] = value.start_mark.line + 1
            _walk(value, (*path, index), lines, findings, file)


def dotted(path: Path) -> str:
    """Write a path as people read it: `recipients.seller.fields.0`."""
    return ".".join(str(part) for part in path)


def word_finding(document: Document, path: Path, word: str, allowed: list[str], what: str) -> Finding:
    """Return the finding of an unknown word, with the nearest known one, or with what is allowed."""
    near = get_close_matches(word, allowed, n=1)
    remedy = f"did you mean `{near[0]}`?" if near else f"allowed: {', '.join(allowed[:20])}"
    return finding(document, path, f"`{word}` is no {what}", remedy)


def finding(document: Document, path: Path, problem: str, remedy: str) -> Finding:
    """Return a finding at a path of a document."""
    return Finding(document.file, document.line(path), dotted(path), problem, remedy)
