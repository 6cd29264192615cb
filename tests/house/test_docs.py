"""The documents are true where a machine can tell: promises name tests that exist, links and references lead somewhere.

It reads text and syntax trees only; it starts nothing.
"""

import ast
import re
from functools import cache
from pathlib import Path
from typing import Final

import pytest

from tests.house import reading

DOCS: Final = reading.ROOT / "docs"
PROMISES: Final = tuple(f"P{number}" for number in range(1, 15))
ADR_HEADINGS: Final = ("Context", "Decision", "Consequences", "Revisit when")
CARD: Final = ("**Kept in.**", "**Shown by.**", "**Planted bug.**")

_FENCE: Final = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
_CODE: Final = re.compile(r"`[^`\n]+`")
_LINK: Final = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_HEADING: Final = re.compile(r"^(#+) +(.+?) *$", re.MULTILINE)
_TEST_ID: Final = re.compile(r"`(tests/[\w/]+\.py(?:::\w+)*)`")
_CITED: Final = re.compile(r"\bP(\d{1,2})\b")


@cache
def prose(path: Path) -> str:
    """Return a document without its fenced blocks."""
    return _FENCE.sub("", path.read_text(encoding="utf-8"))


def sections(text: str) -> dict[str, str]:
    """Return the second-level sections of a document, by heading."""
    parts = re.split(r"^## +(.+?) *$", text, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def promises() -> dict[str, str]:
    """Return the section of each promise, by its number."""
    return {heading.split(" ")[0]: text for heading, text in sections(prose(DOCS / "promises.md")).items()}


def exists(test_id: str) -> bool:
    """Tell whether a test id names a test function, a class of tests or a whole file."""
    name, *inner = test_id.split("::")
    path = reading.ROOT / name
    if not path.is_file():
        return False
    body: list[ast.stmt] = reading.tree(path).body
    for step in inner:
        kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
        found = next((node for node in body if isinstance(node, kinds) and node.name == step), None)
        if found is None:
            return False
        body = found.body
    return not inner or inner[-1].startswith(("test_", "Test"))


def broken_links(path: Path) -> list[str]:
    """Return the relative links of a document that lead nowhere."""
    found: list[str] = []
    for target in _LINK.findall(_CODE.sub("", prose(path))):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = target.partition("#")
        to = (path.parent / name).resolve() if name else path
        if not to.exists() or (anchor and anchor not in anchors(to)):
            found.append(target)
    return found


def anchors(path: Path) -> set[str]:
    """Return the anchors of a document's headings, as code hosts make them."""
    plain = (re.sub(r"[^\w\- ]", "", heading.lower()) for _, heading in _HEADING.findall(prose(path)))
    return {heading.replace(" ", "-") for heading in plain}


def test_every_promise_has_its_section_once_and_in_order() -> None:
    headings = [heading.split(" ")[0] for heading in sections(prose(DOCS / "promises.md"))]
    assert [name for name in headings if name in PROMISES] == list(PROMISES)


@pytest.mark.parametrize("promise", PROMISES)
def test_a_promise_says_where_it_is_kept_and_what_shows_it(promise: str) -> None:
    text = promises()[promise]
    assert [part for part in CARD if part not in text] == []
    shown = text.split("**Shown by.**")[1].split("**Planted bug.**")[0]
    assert _TEST_ID.search(shown) or "not yet shown" in shown.lower()


@pytest.mark.parametrize("promise", PROMISES)
def test_a_promise_names_only_tests_that_exist(promise: str) -> None:
    assert [each for each in _TEST_ID.findall(promises()[promise]) if not exists(each)] == []


def test_a_test_that_is_not_there_is_found() -> None:
    assert exists("tests/house/test_docs.py::test_a_test_that_is_not_there_is_found")
    assert not exists("tests/house/test_docs.py::test_a_test_that_is_not_here")
    assert not exists("tests/house/test_docs.py::exists")
    assert not exists("tests/house/test_doc.py")


def test_no_code_cites_a_promise_that_was_not_made() -> None:
    cited = {
        (reading.named(path), f"P{number}")
        for path in reading.modules("contracts", "shared", "services")
        for number in _CITED.findall(path.read_text(encoding="utf-8"))
    }
    assert not {(name, promise) for name, promise in cited if promise not in PROMISES}


def test_every_relative_link_leads_somewhere() -> None:
    broken = {reading.named(path): broken_links(path) for path in reading.documents()}
    assert not {name: links for name, links in broken.items() if links}


def test_a_broken_link_is_found(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# One head\n\n[a](#one-head) [b](gone.md) [c](#two) [d](https://example.org)\n", encoding="utf-8")
    assert broken_links(page) == ["gone.md", "#two"]


def test_every_decision_has_its_four_parts_and_its_number() -> None:
    found = sorted((DOCS / "adr").glob("*.md"))
    assert [path.name[:4] for path in found] == [f"{number:04}" for number in range(1, len(found) + 1)]
    for path in found:
        text = prose(path)
        assert text.startswith(f"# {path.name[:4]} "), path.name
        assert tuple(sections(text)) == ADR_HEADINGS, path.name


def test_decisions_and_documents_that_code_refers_to_exist() -> None:
    numbers = {path.name[:4] for path in (DOCS / "adr").glob("*.md")}
    missing: list[str] = []
    for path in reading.modules("contracts", "shared", "services", "cli"):
        text = path.read_text(encoding="utf-8")
        missing += [f"{reading.named(path)}: ADR {n}" for n in re.findall(r"ADR (\d{4})", text) if n not in numbers]
        pages = re.findall(r"docs/[\w./-]+\.md", text)
        missing += [f"{reading.named(path)}: {page}" for page in pages if not (reading.ROOT / page).is_file()]
        for page, heading in re.findall(r'(docs/[\w./-]+\.md), "([^"]+)"', text):
            if (reading.ROOT / page).is_file() and heading not in sections(prose(reading.ROOT / page)):
                missing.append(f'{reading.named(path)}: {page}, "{heading}"')
    assert not missing


def test_every_topic_stands_in_the_architecture() -> None:
    from contracts.topics import TOPICS

    text = prose(DOCS / "architecture.md")
    assert [topic.name for topic in TOPICS if f"`{topic.name}`" not in text] == []


def test_every_service_stands_in_the_architecture() -> None:
    from contracts.deployment import SERVICES

    text = prose(DOCS / "architecture.md")
    assert [row.name for row in SERVICES if f"`{row.name}`" not in text] == []


def test_every_reason_for_withholding_and_waiting_is_explained() -> None:
    text = prose(DOCS / "policy-packs.md")
    assert [reason for reason in sorted(reasons()) if f"`{reason}`" not in text] == []


def test_every_key_kind_and_basis_of_the_language_is_explained() -> None:
    from contracts.partners import KINDS
    from contracts.purposes import BASES
    from shared.core.policy import written

    text = prose(DOCS / "policy-packs.md")
    models = (
        written.PackSource,
        written.Entry,
        written.ChoiceSource,
        written.EndsSource,
        written.RightsSource,
        written.ReplySource,
        written.CopySource,
        written.TermSource,
        written.RouteSource,
        written.DocumentsSource,
        written.RegisterSource,
        written.PartySource,
        written.InstanceSource,
    )
    words = {*KINDS, *BASES, *(key for model in models for key in model.model_fields)}
    assert [word for word in sorted(words) if f"`{word}`" not in text] == []


def _returned(node: ast.AST) -> list[str]:
    """Return the texts that a `return` may give, those of a choice between two as well."""
    values = [node.value] if isinstance(node, ast.Return) else []
    values = [part for v in values for part in ([v.body, v.orelse] if isinstance(v, ast.IfExp) else [v])]
    return [v.value for v in values if isinstance(v, ast.Constant) and isinstance(v.value, str)]


_GIVE_REASONS = {"_final_reason", "_young", "_stopped", "_too_early", "_unwanted", "_why_not"}


def reasons() -> set[str]:
    """Return the reason codes that deciding gives, read from the code: first arguments of verdicts, and the like."""
    found = {"mode_off", "mode_shadow"}
    for name in ("conditions", "serve", "decide", "thread", "policy/facts", "policy/shape"):
        for node in ast.walk(reading.tree(reading.ROOT / f"shared/core/{name}.py")):
            match node:
                case ast.Call(func=ast.Name(id="Verdict" | "Fact"), args=[ast.Constant(value=str(reason)), *_]) if (
                    reason
                ):
                    found.add(reason)
                case ast.keyword(arg="reason", value=ast.Constant(value=str(reason))):
                    found.add(reason)
                case ast.Assign(targets=[ast.Name(id="reason")], value=ast.Constant(value=str(reason))):
                    found.add(reason)
                case ast.FunctionDef(name=name) if name in _GIVE_REASONS:
                    found |= {reason for each in ast.walk(node) for reason in _returned(each)}
                case _:
                    pass
    return found - {""}


def test_the_pack_and_the_register_that_are_shown_can_be_read() -> None:
    from shared.core.policy.source import read_pack, read_register

    text = (DOCS / "policy-packs.md").read_text(encoding="utf-8")
    shown = re.findall(r"^```yaml\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    assert len(shown) == 2
    pack = read_pack(shown[0], file="pack")
    assert read_register(shown[1], file="register", pack=pack).parties.keys() == {rule.id for rule in pack.rules}
