"""What live flows, pack, published notice and text no longer say alike."""

import msgspec
import pytest

from contracts.packs import Pack, Rule
from shared.core.notice.cited import Lapse, lapses, places
from shared.core.notice.drift import Drift, Flow, drift
from shared.core.notice.drift import published as told
from tests.scenarios.world import published

PACK, REGISTER = published("backmarket")
SELLER = PACK.rules[0]


def flow(field: str = "customer.name", **changed: object) -> Flow:
    made = Flow("seller", "JP", SELLER.purpose, SELLER.clause, field, 3, 1, 9)
    return msgspec.structs.replace(made, **changed)


def gaps(found: list[Drift]) -> list[Drift]:
    return [each for each in found if each.kind != "never_used"]


def without(pack: Pack, field: str) -> Pack:
    rules = [msgspec.structs.replace(r, fields=[f for f in r.fields if f != field]) for r in pack.rules]
    return msgspec.structs.replace(pack, rules=rules)


def test_what_pack_notice_and_flows_say_alike_is_no_drift() -> None:
    assert gaps(drift(PACK, REGISTER, told(PACK, REGISTER), [flow()])) == []


def test_a_field_that_left_and_that_the_pack_no_longer_allows_is_named_with_its_last_time() -> None:
    found = gaps(drift(without(PACK, "customer.name"), REGISTER, None, [flow(), flow("customer.phone")]))
    assert found == [Drift("flow_without_pack", "seller", SELLER.purpose, ("customer.name",), 9)]


def test_a_flow_under_a_clause_that_the_pack_no_longer_cites_is_named() -> None:
    found = gaps(drift(PACK, REGISTER, None, [flow(clause="IX. (line 1)")]))
    assert found == [Drift("flow_without_clause", "seller", SELLER.purpose, ("IX. (line 1)",), 9)]


@pytest.mark.parametrize("hidden", [{"recipient": "broker"}, {"purpose": "marketing"}, {"country": "US"}])
def test_a_flow_of_which_the_public_was_never_told_is_named(hidden: dict[str, str]) -> None:
    kinds = {each.kind for each in gaps(drift(PACK, REGISTER, told(PACK, REGISTER), [flow(**hidden)]))}
    assert "flow_not_published" in kinds


def test_a_pack_that_is_wider_than_the_published_table_is_named_and_the_reverse_too() -> None:
    narrow = told(without(PACK, "customer.title"), REGISTER)
    assert gaps(drift(PACK, REGISTER, narrow, [])) == [
        Drift("pack_not_published", "seller", SELLER.purpose, ("customer.title",))
    ]
    assert gaps(drift(without(PACK, "customer.title"), REGISTER, told(PACK, REGISTER), [])) == [
        Drift("published_not_in_pack", "seller", SELLER.purpose, ("customer.title",))
    ]


def test_what_is_allowed_and_was_never_used_is_named_while_it_is_live() -> None:
    assert "seller" not in {each.recipient for each in drift(PACK, REGISTER, None, [flow()])}
    idle = {each.recipient for each in drift(PACK, REGISTER, None, []) if each.kind == "never_used"}
    assert "seller" in idle


def cites(clause: str) -> Pack:
    return Pack("s", 1, "t", "", "f", [Rule("r", "crm", clause, "entrustment", "marketing", [], [])])


def test_a_clause_cites_lines_and_characters() -> None:
    assert places("IV. (line 53); (lines 77, 79) and (char 12)") == [
        ("line", 53), ("line", 77), ("line", 79), ("char", 12)
    ]  # fmt: skip


TEXT = "one\ntwo\nthree\n"


@pytest.mark.parametrize(
    ("clause", "newer", "fates"),
    [
        ("(line 2)", TEXT, []),
        ("(line 2)", None, []),
        ("(line 9)", None, [("line 9", "missing", "")]),
        ("(line 4)", None, [("line 4", "missing", "")]),
        ("somewhere", None, [("somewhere", "uncited", "")]),
        ("(line 2)", "zero\none\ntwo\nthree\n", [("line 2", "moved", "line 3")]),
        ("(line 2)", "one\nTWO\nthree\n", [("line 2", "changed", "")]),
        ("(line 2)", "one\nthree\n", [("line 2", "changed", "")]),
    ],
)
def test_what_becomes_of_a_cited_line_is_said(
    clause: str, newer: str | None, fates: list[tuple[str, str, str]]
) -> None:
    assert lapses(cites(clause), TEXT, newer) == [Lapse("r", "marketing", *fate) for fate in fates]  # type: ignore[arg-type]


def test_a_text_of_one_line_is_followed_by_its_sentences() -> None:
    old, new = "甲です。乙です。丙です。", "新しい文。甲です。丙です。"
    assert lapses(cites("(char 5)"), old, new) == [Lapse("r", "marketing", "char 5", "changed")]
    assert lapses(cites("(char 9)"), old, new) == [Lapse("r", "marketing", "char 9", "moved", "char 10")]
