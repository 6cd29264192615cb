"""The closed lists of telemetry and the page that people read say the same; the lists have no room for a value."""

import re
from typing import Final

import pytest

from contracts.telemetry import ATTRIBUTES, ERRORS, LABELS, METRICS, RESOURCE, SPANS, Attribute
from tests.house import reading

PAGE: Final = (reading.ROOT / "docs" / "observability.md").read_text(encoding="utf-8")
SMALLEST_SECRET: Final = 1_000_000
"""A postal code has seven digits; a number as large as that could be one."""


EITHER: Final[dict[str, Attribute]] = {**ATTRIBUTES, **LABELS}


def attribute_row(name: str) -> str:
    attribute = EITHER[name]
    bounds = f" {attribute.low:,}–{attribute.high:,}" if attribute.kind == "number" else ""
    return f"| `{name}` | {attribute.kind}{bounds} | {attribute.says} |"


def metric_row(name: str) -> str:
    metric = METRICS[name]
    divided = ", ".join(f"`{each}`" for each in metric.attributes) or "-"
    return f"| `{name}` | {metric.form}, {metric.unit} | {divided} | {metric.says} |"


def resource_line() -> str:
    return "All are settings: " + ", ".join(f"`{name}`" for name in RESOURCE) + "."


def section(heading: str) -> list[str]:
    (found,) = re.findall(rf"^### {heading}\n\n(.*?)(?=\n\n)", PAGE, re.MULTILINE | re.DOTALL)
    return [line for line in found.splitlines() if not line.startswith(("| attribute ", "| metric ", "|--"))]


def test_the_page_lists_every_attribute_and_no_other() -> None:
    assert section("Attributes of spans") == [attribute_row(name) for name in ATTRIBUTES]
    assert section("Attributes of metrics") == [attribute_row(name) for name in LABELS]
    assert section("Attributes of the resource") == [resource_line()]


def test_the_page_lists_every_metric_and_no_other() -> None:
    assert section("Metrics") == [metric_row(name) for name in METRICS]


@pytest.mark.parametrize("name", EITHER)
def test_P7_no_kind_has_room_for_a_value(name: str) -> None:
    attribute = EITHER[name]
    match attribute.kind:
        case "number":
            assert 0 <= attribute.low < attribute.high <= SMALLEST_SECRET
        case "word":
            assert attribute.words
        case "setting":
            pytest.fail("only a resource is set by who runs the process")
        case _:
            assert not attribute.words or attribute.words == ERRORS
    assert all(re.fullmatch(r"[a-z0-9_./{}]+|POST", word) for word in attribute.words)


def test_span_names_are_few_and_say_what_and_where() -> None:
    assert len(SPANS) < 64
    assert all(re.fullmatch(r"POST( /[a-z/{}]+)?|(send|process) [a-z_.]+", name) for name in SPANS)
