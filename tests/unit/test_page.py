"""From entries to a page: the timeline, what the hand-over brought, and an HTML file that needs nothing else."""

import re
from typing import Any

import pytest

from cli.page.html import Page, html
from cli.page.text import lines
from cli.page.told import Tale, by_reason, tale

A, B = "order-a", "order-b"


def disclosed(event: str, recipient: str, **more: Any) -> dict[str, Any]:
    entry = {
        "kind": "disclosed",
        "at": 1_790_000_000_000,
        "id": f"{event}/{recipient}",
        "event": event,
        "type": "order.placed",
        "order": A,
        "recipient": recipient,
        "instance": "one",
        "purpose": "order_fulfilment",
        "basis": "click_consent",
        "clause": "IV. <売主>",
        "fields": ["customer.name", "order.id"],
        "withheld": {"order.amount": "no_clause", "customer.phone": "not_needed"},
    }
    return entry | more


def left(kind: str, event: str, recipient: str, reason: str, **more: Any) -> dict[str, Any]:
    entry = {"kind": kind, "at": 2, "id": f"{event}/{recipient}", "event": event, "type": "order.placed", "order": A}
    return entry | {"recipient": recipient, "instance": "one", "reason": reason} | more


def state(event: str, change: str, recipient: str = "") -> dict[str, Any]:
    return {"kind": "state", "at": 1_790_000_060_000, "event": event, "change": change, "recipient": recipient}


def outcome(entry: dict[str, Any], name: str = "given", attempt: int = 1, **more: Any) -> dict[str, Any]:
    return {"kind": "outcome", "id": entry["id"], "outcome": name, "attempt": attempt} | more


def late() -> Tale:
    """Return a click that comes after the order."""
    released = disclosed("e1", "abroad", waited="consent")
    seller = disclosed("e1", "seller")
    rows = [
        seller,
        left("waiting", "e1", "abroad", "consent"),
        left("waiting", "e1", "crm", "consent"),
        outcome(seller, attempt=2),
        state("e2", "consent.given", "abroad"),
        released,
        outcome(released, "withdrawn", 0, reason="cancelled"),
    ]
    return tale("late", "backmarket", rows)


def test_what_had_waited_is_told_where_it_was_released() -> None:
    placed, clicked = late().moments
    assert (placed.what, placed.order, [each.party for each in placed.received]) == ("order.placed", 1, ["seller/one"])
    assert [(each.recipient, each.waits) for each in placed.refused] == [("abroad", True), ("crm", True)]
    assert (clicked.what, clicked.about) == ("consent.given", ("abroad",))
    assert [(each.party, each.waited) for each in clicked.received] == [("abroad/one", "consent")]


def test_what_waited_and_is_withheld_for_good_is_told_where_that_was_decided() -> None:
    rows = [
        left("waiting", "e1", "abroad", "consent"),
        left("withheld", "e2", "seller", "not_served", type="order.cancelled"),
        left("withheld", "e1", "abroad", "cancelled"),
    ]
    placed, cancelled = tale("down", "s", rows).moments
    assert [each.reason for each in placed.refused] == ["consent"]
    assert cancelled.what == "order.cancelled"
    assert [each.reason for each in cancelled.refused] == ["not_served", "cancelled"]


def test_an_outcome_belongs_to_its_disclosure_and_one_that_is_missing_is_open() -> None:
    placed, clicked = late().moments
    assert (placed.received[0].outcome, placed.received[0].attempt) == ("given", 2)
    assert (clicked.received[0].outcome, clicked.received[0].why) == ("withdrawn", "cancelled")
    (alone,) = tale("late", "s", [disclosed("e1", "seller")]).moments
    assert alone.received[0].outcome == "unknown"


def test_choices_about_two_recipients_are_one_moment_unless_something_followed_the_first() -> None:
    both = [state("e1", "consent.withdrawn", "a"), state("e2", "consent.withdrawn", "b")]
    assert [moment.about for moment in tale("withdraws", "s", both).moments] == [("a", "b")]
    between = [both[0], left("withheld", "e0", "a", "withdrawn", waited="x"), both[1]]
    assert [moment.about for moment in tale("withdraws", "s", between).moments] == [("a",), ("b",)]


def test_orders_of_a_story_are_numbered_as_they_come() -> None:
    rows = [disclosed("e1", "seller"), disclosed("e2", "seller", order=B), disclosed("e3", "seller")]
    assert [moment.order for moment in tale("down", "s", rows).moments] == [1, 2, 1]


def test_recipients_are_gathered_by_reason() -> None:
    placed, _ = late().moments
    assert by_reason(placed.refused) == [("consent", True, ["abroad", "crm"])]


def test_the_terminal_names_who_got_it_who_not_and_what_was_special_about_the_hand_over() -> None:
    assert list(lines(late(), "en")) == [
        "A click came late — backmarket",
        "  an order is placed",
        "    → seller/one [given at attempt 2]",
        "    … abroad, crm: the person has not clicked 「同意」 yet",
        "  the person clicks 「同意」: abroad",
        "    → abroad/one [withdrawn, never left (it was cancelled before it was given)]",
    ]


def _page(language: str) -> str:
    row = {"disclosed": 2, "withheld": 0, "waiting": 1, "fields": ["customer.name"]}
    return html(Page((late(),), {"backmarket": {"seller": row}}, verified=True), language)


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_page_stands_alone_and_says_its_language(language: str) -> None:
    page = _page(language)
    assert f'<html lang="{language}">' in page
    assert not re.search(r"<script|<link|<img|src=|url\(|https?:|@import", page)
    assert len(re.findall(r"<h1>", page)) == 1
    assert len(re.findall(r"<table", page)) == len(re.findall(r"<caption>", page)) == 3
    for rule in ("prefers-color-scheme:dark", "@media print", "@media (max-width"):
        assert rule in page


def test_the_page_says_fields_purpose_ground_clause_reason_and_hand_over() -> None:
    page = _page("ja")
    for said in (
        "氏名、注文番号",
        "注文の処理と納品",
        "クリックによる同意",
        "2回目の試みで提供済み",
        "この目的には必要がない",
    ):
        assert said in page
    assert "本人の「同意」のクリックがまだない" in page
    assert "渡さず取下げ（提供の前に取り消された）" in page


def test_each_moment_has_its_time_of_day_in_japan() -> None:
    assert [moment.at for moment in late().moments] == [1_790_000_000_000, 1_790_000_060_000]
    assert re.findall(r"<time [^>]*>([^<]*)</time>", _page("en")) == ["23:13:20", "23:14:20"]


def test_what_a_pack_says_is_text_on_the_page_and_never_markup() -> None:
    assert "IV. &lt;売主&gt;" in _page("en")
    assert "<売主>" not in _page("en")


def test_a_verdict_that_is_not_clean_is_said() -> None:
    assert "there are contradictions" in html(Page((), {}, verified=False), "en")


@pytest.mark.parametrize("block", [0, 1])
def test_text_has_enough_contrast_in_light_and_dark(block: int) -> None:
    css = _page("en").split(":root{")[1 + block].split("}")[0]
    colours = dict(re.findall(r"--(\w+):(#[0-9a-f]+)", css))
    for name in ("ink", "soft", "good", "no", "wait", "link"):
        for ground in ("paper", "wash"):
            assert _contrast(colours[name], colours[ground]) >= 4.5, (name, ground)


def _contrast(one: str, other: str) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    """Return the relative luminance of WCAG 2.2."""
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    parts = [int(digits[n : n + 2], 16) / 255 for n in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
