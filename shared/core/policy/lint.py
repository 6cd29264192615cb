"""What an officer should see of a pack and its register: mistakes, and what is missing, over or about to end.

Pure: today's date is an argument. What is denied is no finding. A formality that is missing is shown whether an officer
has accepted that or not; what was accepted says the reason.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from contracts.packs import Pack, Party, Register, Rule
from contracts.vocabulary import FIELDS
from shared.core.policy.entry import Place, places
from shared.core.policy.formalities import lacks
from shared.core.policy.places import Document, Finding, Path, Severity, SourceError, parse, remark
from shared.core.policy.source import pack_of, register_of

SOON_DAYS: Final = 60
"""So many days before its end a thing is shown."""


def lint(pack_text: str, register_text: str | None, *, file: str, register_file: str, today: str) -> list[Finding]:
    """Return everything to mend or to know in a pack and its register, each once, by file and line.

    `today` is the ISO date in Japan. With a mistake in the pack the register is not looked at.
    """
    try:
        document = parse(pack_text, file=file)
        pack = pack_of(document)
    except SourceError as error:
        return error.findings
    found = list(_of_pack(document, pack, today))
    if register_text is not None:
        try:
            facts = parse(register_text, file=register_file)
            register = register_of(facts, pack)
        except SourceError as error:
            return [*_sorted(found), *error.findings]
        found += _of_register(facts, pack, register, today)
    return _sorted(found)


def soon(today: str) -> str:
    """Return the day up to which an end is near."""
    return (date.fromisoformat(today) + timedelta(days=SOON_DAYS)).isoformat()


def _sorted(found: list[Finding]) -> list[Finding]:
    files = list(dict.fromkeys(each.file for each in found))
    return sorted(dict.fromkeys(found), key=lambda each: (files.index(each.file), each.line))


def _of_pack(document: Document, pack: Pack, today: str) -> Iterator[Finding]:
    yield from _until(document, pack.until, today)
    if pack.rights is None:
        yield remark(document, ("rights",), "no_rights")
    for rule, place in zip(pack.rules, places(document), strict=True):
        if rule.path == "denied":
            continue
        if rule.party is None:
            yield remark(document, place.path(document, "party"), "no_label")
        if rule.path in {"stream", "case"} and not rule.closed:
            yield from _needs(document, place, rule)


def _needs(document: Document, place: Place, rule: Rule) -> Iterator[Finding]:
    """Show what of a person is given from an open list without a need (B03)."""
    for i, field in enumerate(rule.fields):
        if field not in rule.needs and FIELDS[field].sensitivity != "operational":
            yield remark(document, place.path(document, "fields", i), "no_need", word=field)


def _until(document: Document, until: str, today: str) -> Iterator[Finding]:
    if until and until < today:
        yield remark(document, ("until",), "version_over", day=until)
    elif until and until <= soon(today):
        yield remark(document, ("until",), "version_ends", severity="soon", day=until)


def _of_register(document: Document, pack: Pack, register: Register, today: str) -> Iterator[Finding]:
    yield from _until(document, register.until, today)
    served = [rule for rule in pack.rules if rule.path == "stream"]
    for name in dict.fromkeys(rule.id for rule in served):
        if name not in register.parties:
            yield remark(document, ("parties", name), "not_registered", word=name)
    for name, party in register.parties.items():
        rules = [rule for rule in served if rule.id == name]
        if party.mode != "off" and rules:
            yield from _of_party(document, ("parties", name), rules, party, today)


def _of_party(document: Document, at: Path, rules: list[Rule], party: Party, today: str) -> Iterator[Finding]:
    for rule in rules:
        for i, instance in enumerate(party.instances):
            if instance.country not in rule.countries:
                path = (*at, "instances", i, "country")
                yield remark(document, path, "country_unnamed", word=instance.country)
    missing: set[str] = set()
    for lack in lacks(rules, party, today=today, near=soon(today)):
        reason = party.accepted.get(lack.formality, "") if lack.missing else lack.accepted
        missing.update({lack.formality} if lack.missing else ())
        severity: Severity = "accepted" if reason else "soon" if lack.near else "finding"
        path = (*at, *lack.place)
        yield remark(document, path, lack.code, severity=severity, accepted=reason, **lack.words)
    for formality in party.accepted:
        if formality not in missing:
            yield remark(document, (*at, "accepted", formality), "reason_idle", word=formality)
