"""The chapters of a dossier beside what the year of the command's tests has: what was accepted, gone, or ran out."""

from pathlib import Path
from typing import Any, cast

import msgspec
import pytest

from cli.audit import brought
from cli.audit.make import _spoken
from cli.policy.asking import Asking
from contracts.entries import Entry, Waiting
from contracts.packs import Pack, Register, Route
from shared.core.dossier.chapter import Chapter, Words
from shared.core.dossier.document import chapters
from shared.core.dossier.gathered import Gathered
from shared.core.dossier.source import Source, Standing
from shared.core.law.provisions import read_versions
from shared.core.ledger.audit import audit
from shared.core.ledger.verdict import Brought
from shared.core.moment import day_start
from shared.core.policy.plan import cite
from shared.core.policy.seal import body_of, claim_of, digest_of
from tests.fixtures.officers import BOTH, NOW, OFFICERS
from tests.unit.dossier import DAY, FACTS, FIRST, GROUP, PERIOD, TO_PARIS, TO_SELLER, WIDER, lines
from tests.unit.ledger_log import KEY
from tests.unit.policy import SHOP, Service
from tests.unit.records import entry


def chapter(
    name: str, pack: Pack, register: Register, *entries: Entry, under_wider: tuple[Entry, ...] = (), now: int = 2**62
) -> Chapter:
    """Return one chapter about a pack, a register and what was decided under them."""
    cited = {"pack": cite(pack.version, digest_of(pack)), "register": cite(register.version, digest_of(register))}
    told = [("s", msgspec.structs.replace(each, **cited)) for each in entries]
    told += [("s", each) for each in under_wider]
    verdict = audit(lines(told) if told else lines([("s", entry())]), KEY, Brought(now=DAY))
    gathered = Gathered(day_start(PERIOD[0]), day_start("2027-04-01"), now)
    for index, (_, each) in enumerate(told):
        gathered.take(1, index, each)
    standings = tuple(
        Standing(claim.what, each.version, cited[claim.what], each, BOTH, BOTH, NOW, "aoi")
        for each, claim in ((each, claim_of(each, previous="", effective=0)) for each in (pack, register))
    )
    known = read_versions([body_of(each) for each in (*((WIDER,) if under_wider else ()), pack, register)])
    source = Source("meadow", *PERIOD, PERIOD[1], "now", gathered, standings, known, verdict)
    (found,) = [each for each in chapters(source, Words("en", _spoken("en"))) if each.name == name]
    return found


def party(name: str, **changed: Any) -> Register:
    """Return the register with one party changed."""
    parties = {**FACTS.parties, name: msgspec.structs.replace(FACTS.parties[name], **changed)}
    return msgspec.structs.replace(FACTS, parties=parties)


def rows(found: Chapter, head: str) -> list[tuple[str, ...]]:
    return [row for row in found.section.rows if row[0].startswith(head)]


def test_what_an_officer_accepted_is_shown_with_the_reason_and_is_no_finding() -> None:
    found = chapter("contracts", FIRST, party("crm", accepted={"route": "An adequacy decision is about to come."}))
    (row,) = rows(found, "crm")
    assert (row[5], row[-1]) == ("An adequacy decision is about to come.", "")


def test_a_party_that_is_off_and_what_is_in_order_is_no_finding() -> None:
    assert [row[-1] for row in rows(chapter("contracts", FIRST, party("crm", mode="off")), "crm")] == [""]
    assert rows(chapter("contracts", FIRST, party("seller", contract=None)), "seller")[0][-1]


@pytest.mark.parametrize(
    ("until", "said"),
    [("2027-03-30", "was good until"), ("2027-05-01", "is good until"), ("2027-06-30", ""), ("", "")],
)
def test_a_pack_that_ends_is_told_in_time(until: str, said: str) -> None:
    (row,) = rows(chapter("contracts", msgspec.structs.replace(FIRST, until=until), FACTS), "pack")
    assert bool(row[-1]) == bool(said)
    assert said in row[-1]


def test_a_recipient_of_the_pack_without_a_party_is_told() -> None:
    parties = {name: each for name, each in FACTS.parties.items() if name != "group"}
    register = msgspec.structs.replace(FACTS, parties=parties)
    assert rows(chapter("contracts", FIRST, register), "group")[0][-1] == "the register has no such party"
    assert rows(chapter("joint_use", FIRST, register), "group")[0][-1] == "the register has no such party"


def test_a_transfer_to_a_party_that_is_gone_is_told_and_one_with_its_route_is_not() -> None:
    route = Route("consent", "2026-04-01", "ef" * 32)
    ok = chapter("transfers", FIRST, party("crm", route=route), entry(**TO_PARIS), entry(id="d2", **TO_PARIS))
    ((name, country, by, since, review, proof, count, people, _, said),) = ok.section.rows
    assert (name, country, by, since, review, proof) == (
        "crm: Exemple SAS",
        "FR",
        "consent",
        "2026-04-01",
        "",
        "ef" * 32,
    )
    assert (count, people, said) == ("2", "1", "")
    gone = chapter("transfers", FIRST, party("crm", instances=[GROUP]), entry(**TO_PARIS))
    assert [(row[0], row[-1]) for row in gone.section.rows] == [
        ("crm/paris", "given to a party that the register no longer has")
    ]


def test_a_party_that_the_cited_register_does_not_have_is_told_and_ends_nothing() -> None:
    found = chapter("provisions", FIRST, party("crm", instances=[GROUP]), entry(**TO_PARIS))
    ((cited, *_, said),) = found.section.rows
    assert cited.endswith(": crm/paris")
    assert "not among the published versions" in said


def test_the_yearly_review_of_measures_abroad_is_counted() -> None:
    rules = [msgspec.structs.replace(each, abroad="equivalent") if each.id == "crm" else each for each in FIRST.rules]
    pack = msgspec.structs.replace(FIRST, rules=rules)
    reviewed = Route("equivalent", "2025-01-01", "ef" * 32, reviewed="2026-02-01")
    (row,) = chapter("transfers", pack, party("crm", route=reviewed)).section.rows
    assert (row[4], "review was due by 2027-02-01" in row[-1]) == ("2027-02-01", True)


def test_what_left_as_the_pack_says_is_no_drift() -> None:
    found = chapter("drift", FIRST, FACTS, entry(**TO_SELLER))
    assert found.findings == 0
    assert {row[0] for row in found.section.rows} == {"crm", "group"}


def test_what_left_under_an_earlier_pack_is_laid_beside_that_one() -> None:
    newer = msgspec.structs.replace(FIRST, version=3)
    then = entry(id="d2", **{**TO_SELLER, "fields": ["customer.phone"]})
    assert chapter("drift", newer, FACTS, entry(**TO_SELLER), under_wider=(then,)).findings == 0
    assert chapter("drift", newer, FACTS, then).findings == 1


def test_a_wait_whose_term_goes_beyond_the_period_and_a_young_hand_over_are_in_order() -> None:
    until = day_start("2027-04-02")
    wait = Waiting("w", "e", "order.placed", "meadow", "p", "o", "crm", "paris", "", "", "consent", until, DAY)
    assert chapter("withholdings", FIRST, FACTS, wait).section.rows == ()
    soon = msgspec.structs.replace(wait, until=day_start("2027-03-30"))
    assert chapter("withholdings", FIRST, FACTS, soon).findings == 1
    assert chapter("withholdings", FIRST, FACTS, soon, now=DAY).section.rows == ()
    assert chapter("proofs", FIRST, FACTS, entry(**TO_SELLER)).findings == 0


def test_without_versions_everything_says_so() -> None:
    gathered = Gathered(0, 2**62, 2**62)
    verdict = audit(lines([("s", entry())]), KEY, Brought(now=DAY))
    source = Source("meadow", *PERIOD, PERIOD[1], "now", gathered, (), read_versions([]), verdict)
    made = {each.name: each for each in chapters(source, Words("ja", _spoken("ja")))}
    assert [row[-1] for row in made["contracts"].section.rows] == ["公開された版がない"] * 2
    assert made["joint_use"].section.rows == made["transfers"].section.rows == ()


async def test_versions_and_their_history_come_from_the_policy_service(tmp_path: Path) -> None:
    service = Service()
    await service.first()
    paths = (f"/shops/{SHOP}/versions", f"/shops/{SHOP}/history")
    answers = {path: (await service.get(path)).json for path in paths}

    class Way:
        def get(self, path: str) -> Any:
            return answers[path]

    brought.versions(tmp_path, SHOP, None, cast("Asking", Way()))
    found = brought.read(tmp_path, SHOP, OFFICERS)
    assert [(each.what, each.version, each.proposed_by) for each in found.standings] == [
        ("pack", 1, "aoi"), ("register", 1, "aoi")
    ]  # fmt: skip
    assert all(set(each.approved_by) == set(BOTH) and each.published == service.now for each in found.standings)
    assert found.known.packs.keys() | found.known.registers.keys() == {each.cited for each in found.standings}
    again = tmp_path / "again"
    brought.versions(again, SHOP, tmp_path / "versions", None)
    assert brought.read(again, SHOP, None).known == found.known
