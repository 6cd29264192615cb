"""What an officer is shown beside mistakes: where it stands, what to do, and whether it was accepted."""

from typing import Final

import pytest

from contracts.packs import Register
from shared.core.conditions import Known, judge
from shared.core.policy.lint import SOON_DAYS, lint, soon
from shared.core.policy.places import Finding
from shared.core.policy.plan import compile_plan
from shared.core.policy.remarks import REMARKS
from shared.core.policy.source import read_pack, read_register
from shared.core.subject import Choice
from tests.fixtures.backmarket import NOON, POLICIES
from tests.unit.in_order import PACK, REGISTER
from tests.unit.remarked import CONTRACT, NOTICE, REMARKED, accept

TODAY: Final = "2026-11-22"


def shown(pack: str = PACK, register: str | None = REGISTER, today: str = TODAY) -> list[Finding]:
    return lint(pack, register, file="p.yaml", register_file="r.yaml", today=today)


def test_a_pack_and_register_in_order_show_nothing() -> None:
    assert shown() == []


@pytest.mark.parametrize("sentence", REMARKED)
def test_an_officer_is_shown_what_it_is_where_and_whether_it_was_accepted(sentence: str) -> None:
    case = REMARKED[sentence]
    whole = REGISTER if case.register else PACK
    assert case.right in whole
    text = whole.replace(case.right, case.wrong, 1)
    number = text[: text.index(case.line) + len(case.line)].count("\n") + 1
    (found,) = shown(register=text) if case.register else shown(text, None)
    words = f"{case.words.partition('; ')[0]}; {case.accepted}" if case.accepted else case.words
    place = f"{'r' if case.register else 'p'}.yaml:{number}"
    assert str(found) == f"{place}: {case.severity}: `{case.field}`: {words}"
    assert (found.code, found.severity, found.accepted) == (case.code, case.severity, case.accepted)


def given(register: Register, recipient: str) -> bool:
    """Tell whether a recipient would be served on a person's yes."""
    pack = read_pack(PACK, file="p.yaml")
    plan = compile_plan(pack, register, pack_digest="a" * 64, register_digest="b" * 64)
    (route,) = [route for routes in plan.routes.values() for route in routes if route.rule.id == recipient]
    known = Known("e", {recipient: Choice("given", 1, 0, "e")})
    return not judge(route, known, now=NOON).reason and all(lane.served for name, lane in route.lanes.items() if name)


SERVED: Final = frozenset({"not_announced", "announced_only", "reason_idle"})
"""Remarks on a register for which nothing waits."""


@pytest.mark.parametrize("sentence", [name for name, case in REMARKED.items() if case.field.startswith("parties.")])
def test_P2_a_recipient_waits_for_what_is_missing_unless_that_was_accepted(sentence: str) -> None:
    case = REMARKED[sentence]
    register = read_register(
        REGISTER.replace(case.right, case.wrong, 1), file="r.yaml", pack=read_pack(PACK, file="p.yaml")
    )
    assert given(register, case.field.split(".")[1]) == (case.severity != "finding" or case.code in SERVED)


def test_every_remark_is_shown_here() -> None:
    assert {case.code for case in REMARKED.values()} == REMARKS.keys()


def test_a_party_that_is_off_asks_for_nothing() -> None:
    text = REGISTER.replace("mode: live", "mode: off", 1).replace(CONTRACT, "").replace(NOTICE, "")
    assert shown(register=text) == []


@pytest.mark.parametrize(("end", "severity"), [("2027-01-21", ["soon"]), ("2027-01-22", []), ("2026-11-22", ["soon"])])
def test_what_ends_within_sixty_days_is_shown(end: str, severity: list[str]) -> None:
    assert (SOON_DAYS, soon(TODAY)) == (60, "2027-01-21")
    text = REGISTER.replace("end: 2029-03-31", f"end: {end}")
    assert [each.severity for each in shown(register=text)] == severity


def test_a_formality_that_has_ended_is_not_accepted_by_a_reason_for_its_absence() -> None:
    text = REGISTER.replace(CONTRACT, CONTRACT.replace("2029-03-31", "2026-11-21") + accept("contract"))
    assert [(each.code, each.severity) for each in shown(register=text)] == [
        ("over", "finding"),
        ("reason_idle", "finding"),
    ]


def test_mistakes_come_as_errors_and_what_is_known_of_the_pack_beside_those_of_the_register() -> None:
    assert [each.severity for each in shown(PACK.replace("kind: crm", "kind: crmm"))] == ["error"]
    nameless = PACK.replace("    party: {ja: 共同, en: Partner}\n", "")
    found = shown(nameless, REGISTER.replace("mode: live", "mode: alive", 1))
    assert [(each.file, each.severity) for each in found] == [("p.yaml", "finding"), ("r.yaml", "error")]


@pytest.mark.parametrize("shop", ["backmarket", "qoo10", "bizraku", "knopets", "netoff"])
def test_the_shipped_packs_and_registers_show_nothing_that_is_not_accepted(shop: str) -> None:
    pack, register = (POLICIES / f"{shop}.yaml", POLICIES / "registers" / f"{shop}.yaml")
    texts = [path.read_text(encoding="utf-8") for path in (pack, register)]
    found = lint(*texts, file=pack.name, register_file=f"registers/{register.name}", today=TODAY)
    assert [str(each) for each in found if each.severity != "accepted"] == []
    assert [each.code for each in found] == (["responsible_missing"] if shop == "netoff" else [])
