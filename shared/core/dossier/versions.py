"""The chapters of versions: who stands for them, what changed for how many people, and where flows part from them."""

from collections.abc import Iterator
from typing import Final

from contracts.purposes import PURPOSES
from shared.core.dossier.chapter import Chapter, Row, Words, chapter, moment
from shared.core.dossier.source import Source, Standing
from shared.core.notice.drift import COVERED, Drift, drift
from shared.core.policy.approval import Need, need_of
from shared.core.policy.seal import Document

_EVERYBODY: Final = ""


def versions(source: Source, words: Words) -> Chapter:
    """Return the versions of the period: who proposed and approved them, how many people were decided by them."""
    rows: list[Row] = []
    for each, need in _with_needs(source):
        if _concerned(each, source):
            cells = (
                f"{words(each.what)} {words('version_no', each.version)}\n{each.cited}",
                moment(each.published),
                each.proposed_by,
                "\n".join(each.approved_by),
                words("widens") if need.widens else words("narrows"),
                str(len(need.changes)),
                str(_people(source, each.cited, _EVERYBODY)),
            )
            rows.append(Row(cells, "\n".join(_faults(each, need, source, words))))
    strange = {cited for cited, _ in source.gathered.under} - {each.cited for each in source.standings} - {""}
    for cited in sorted(strange):
        people = str(_people(source, cited, _EVERYBODY))
        rows.append(Row((cited, "", "", "", "", "", people), words("version_strange")))
    return chapter(words, "versions", "version published proposed_by approved_by direction changed people", rows)


def changes(source: Source, words: Words) -> Chapter:
    """Return what changed with each version of the period, and how many people were decided upon by it there."""
    rows: list[Row] = []
    for each, need in _with_needs(source):
        if _concerned(each, source):
            name = f"{words(each.what)} {words('version_no', each.version)}"
            told = {(words.other.change(one), one.widens, one.recipient): None for one in need.changes}
            for text, wider, recipient in told:
                people = str(_people(source, each.cited, recipient))
                rows.append(Row((name, recipient, text, words("widens" if wider else "narrows"), people)))
    return chapter(words, "changes", "version recipient changed direction people", rows)


def drifts(source: Source, words: Words) -> Chapter:
    """Return where flows, packs and the published table part: each flow beside the pack under which it was decided."""
    found: dict[Drift, str] = {}
    for cited, facts in source.gathered.pairs:
        pack, register = source.known.packs.get(cited), source.known.registers.get(facts)
        if pack is not None and register is not None:
            table = source.table
            for each in drift(pack, register, table, source.gathered.flows(cited, facts)):
                if each.kind.startswith("flow_"):
                    found.setdefault(each, f"{cited}\n{facts}")
    pack, register = source.in_force()
    if pack is not None and register is not None:
        flows = [flow for pair in source.gathered.pairs for flow in source.gathered.flows(*pair)]
        for each in drift(pack, register, source.table, flows):
            if not each.kind.startswith("flow_"):
                found.setdefault(each, words("in_force"))
    rows = [_drift(each, where, words) for each, where in found.items()]
    return chapter(words, "drift", "recipient purpose what version last kind", rows)


def _drift(each: Drift, where: str, words: Words) -> Row:
    said = words.other.drift(each.kind)
    purpose = words.purpose(each.purpose) if each.purpose in PURPOSES else each.purpose
    cells = (each.recipient, purpose, words.join(each.what), where, moment(each.last), said)
    return Row(cells, "" if each.kind in COVERED else words("uncovered"))


def _with_needs(source: Source) -> Iterator[tuple[Standing, Need]]:
    """Give each version with what it changes and needs, after those before it."""
    earlier: dict[str, list[Document]] = {"pack": [], "register": []}
    for each in sorted(source.standings, key=lambda standing: (standing.what, standing.version)):
        yield each, need_of(earlier[each.what], each.document)
        earlier[each.what].append(each.document)


def _concerned(each: Standing, source: Source) -> bool:
    """Tell whether a version belongs to the period: published in it, or something was decided by it."""
    in_time = source.gathered.since <= each.published < source.gathered.until
    return in_time or any(cited == each.cited for cited, _ in source.gathered.under)


def _people(source: Source, cited: str, recipient: str) -> int:
    tallies = source.gathered.under.items()
    found = [each.people for (version, name), each in tallies if version == cited and recipient in {name, _EVERYBODY}]
    return len(set[int]().union(*found))


def _faults(each: Standing, need: Need, source: Source, words: Words) -> Iterator[str]:
    if source.checked and (false := set(each.named) - set(each.approved_by)):
        yield words("approval_false", words.join(sorted(false)))
    if len(set(each.approved_by)) < need.officers:
        yield words("approvals_few", len(set(each.approved_by)), need.officers)
    yield from (words.other.finding(code) for code in each.findings)
