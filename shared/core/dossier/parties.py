"""The chapters of the register: formalities and their ends, joint use, and what went abroad on which route."""

from collections.abc import Iterator
from typing import Final

from contracts.packs import Instance, Pack, Party, Register, Rule
from contracts.terms import Formality
from shared.core.dossier.chapter import Chapter, Row, Words, chapter, moment
from shared.core.dossier.gathered import Tally
from shared.core.dossier.source import Source
from shared.core.moment import year_after
from shared.core.notice.published import joint_use as published_joint_use
from shared.core.policy.formalities import Lack, lacks
from shared.core.policy.lint import soon
from shared.core.policy.remarks import REMARKS

_HOME: Final = "JP"
_FORMALITIES: Final[tuple[Formality, ...]] = ("contract", "notice", "publication", "route", "information")


def contracts(source: Source, words: Words) -> Chapter:
    """Return each party's formalities, from when to when, and which are missing, over or about to end."""
    pack, register = source.in_force()
    rows = list(_ends(pack, register, source, words))
    there = register.parties if register else {}
    absent = [rule.id for rule in _served(pack) if rule.id not in there]
    rows += [Row((name, "", "", "", "", ""), words("not_registered")) for name in absent]
    for name, party in there.items():
        rows += _of_party(name, party, [each for each in _served(pack) if each.id == name], source, words)
    return chapter(words, "contracts", "recipient parties formality term evidence accepted", dict.fromkeys(rows))


def joint_use(source: Source, words: Words) -> Chapter:
    """Return what joint use must publish (APPI 27(5)(iii)), and since when it is published."""
    pack, register = source.in_force()
    rows: list[Row] = []
    if pack is not None and register is not None:
        names = dict.fromkeys(rule.id for rule in pack.rules if rule.basis == "joint_use")
        table = published_joint_use(pack, register, words.language).sections[0].rows
        for name, cells in zip(names, table, strict=True):
            party = register.parties.get(name)
            rules = [rule for rule in _served(pack) if rule.id == name]
            since = party.publication.start if party and party.publication else ""
            proof = party.publication.evidence if party and party.publication else ""
            missing = words("not_registered") if party is None else _lacking(rules, party, "publication", source, words)
            rows.append(Row((name, *cells, since, proof), missing))
    columns = "recipient items scope purposes responsible since evidence"
    return chapter(words, "joint_use", columns, rows)


def transfers(source: Source, words: Words) -> Chapter:
    """Return each party abroad: the route, what shows it, its yearly review, and what left for it in the period."""
    pack, register = source.in_force()
    left = dict(source.gathered.abroad)
    rows: list[Row] = []
    for name, party in (register.parties if register else {}).items():
        rules = [each for each in _served(pack) if each.id == name]
        for instance in party.instances:
            if instance.country != _HOME:
                found = [left.pop(key) for key in list(left) if key[:3] == (name, instance.id, instance.country)]
                rows.append(_abroad(name, party, instance, rules, found, source, words))
    for (name, place, country, route), each in left.items():
        cells = (f"{name}/{place}", country, _route(route, words), "", "", "", *_sum([each]))
        rows.append(Row(cells, words("party_gone")))
    columns = "recipient country route since review evidence count people last"
    return chapter(words, "transfers", columns, rows)


def _abroad(
    name: str, party: Party, instance: Instance, rules: list[Rule], found: list[Tally], source: Source, words: Words
) -> Row:
    route = party.route
    review = year_after(route.reviewed or route.start) if route and route.kind == "equivalent" else ""
    said = _lacking(rules, party, "route", source, words)
    if rules and all(instance.country not in rule.countries for rule in rules):
        said = _problem("country_unnamed", {"word": instance.country}, words)
    shown = (_route(route.kind, words), route.start, review, route.evidence) if route else ("", "", "", "")
    return Row((f"{name}: {instance.name}", instance.country, *shown, *_sum(found)), said)


def _sum(found: list[Tally]) -> tuple[str, str, str]:
    people = set[int]().union(*(each.people for each in found))
    last = max((each.last for each in found), default=0)
    return str(sum(each.count for each in found)), str(len(people)), moment(last)


def _route(kind: str, words: Words) -> str:
    return words(f"route_{kind}") if kind else ""


def _served(pack: Pack | None) -> list[Rule]:
    return [rule for rule in pack.rules if rule.path == "stream"] if pack else []


def _ends(pack: Pack | None, register: Register | None, source: Source, words: Words) -> Iterator[Row]:
    """Give pack and register themselves: in which version, until when."""
    for what, version in (("pack", pack), ("register", register)):
        if version is None:
            yield Row((words(what), "", "", "", "", ""), words("no_version"))
            continue
        over = bool(version.until) and version.until < source.as_of
        near = bool(version.until) and version.until <= soon(source.as_of)
        code = "version_over" if over else "version_ends"
        said = _problem(code, {"day": version.until}, words) if over or near else ""
        yield Row((words(what), "", words("version_no", version.version), _term("", version.until), "", ""), said)


def _of_party(name: str, party: Party, rules: list[Rule], source: Source, words: Words) -> Iterator[Row]:
    head = (f"{name}\n({words(f'mode_{party.mode}')})", "\n".join(f"{i.name} ({i.country})" for i in party.instances))
    shown = False
    for formality in _FORMALITIES:
        said = "" if party.mode == "off" else _lacking(rules, party, formality, source, words)
        term, evidence, accepted = _fact(formality, party)
        if said or term or accepted:
            shown = True
            yield Row((*head, words(f"formality_{formality}"), term, evidence, accepted), said)
    if not shown:
        yield Row((*head, words("formality_none"), "", "", ""))


def _fact(formality: Formality, party: Party) -> tuple[str, str, str]:
    """Return the term of a formality, the digest of what shows it, and why an officer lets it be missing."""
    accepted = party.accepted.get(formality, "")
    match formality:
        case "contract" | "notice":
            fact = party.contract if formality == "contract" else party.notice
            return (_term(fact.start, fact.end), fact.evidence, accepted) if fact else ("", "", accepted)
        case "publication" if party.publication:
            return _term(party.publication.start, ""), party.publication.evidence, party.publication.accepted
        case "route" if party.route:
            return _term(party.route.start, ""), party.route.evidence, accepted
        case "information" if party.information_version:
            return str(party.information_version), "", accepted
        case _:
            return "", "", accepted


def _term(start: str, end: str) -> str:
    return f"{start} – {end}" if start or end else ""


def _lacking(rules: list[Rule], party: Party, formality: Formality, source: Source, words: Words) -> str:
    """Return what is wrong with one formality on the day, or ends soon after; not what was accepted."""
    found = lacks(rules, party, today=source.as_of, near=soon(source.as_of))
    these = (each for each in found if each.formality == formality and not _is_accepted(each, party))
    return "\n".join(_problem(each.code, each.words, words) for each in these)


def _is_accepted(lack: Lack, party: Party) -> bool:
    return bool(party.accepted.get(lack.formality, "") if lack.missing else lack.accepted)


def _problem(code: str, parts: dict[str, str], words: Words) -> str:
    return words.either(REMARKS[code].problem.filled(**parts))
