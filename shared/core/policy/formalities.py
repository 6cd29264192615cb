"""The formalities that a recipient's entries ask of its party: which are missing, over, not begun or about to end.

Pure, and of the two documents and a day only. The same facts decide in `facts`; here they are told before they do.
"""

from collections.abc import Iterator
from typing import NamedTuple

from contracts.packs import Contract, Notice, Party, Publication, Route, Rule
from contracts.terms import Formality
from shared.core.moment import year_after
from shared.core.policy.facts import is_whole
from shared.core.policy.places import Path


class Lack(NamedTuple):
    """One thing about a formality: the code of a remark, where it stands in the party, and the words for it.

    `missing`: it is not there at all, which an officer may accept; `near`: it is in force, and ends soon; `accepted` is
    the reason for which a part of it may be missing.
    """

    formality: Formality
    code: str
    place: Path
    words: dict[str, str] = {}  # noqa: RUF012 - never changed
    missing: bool = False
    near: bool = False
    accepted: str = ""


def lacks(rules: list[Rule], party: Party, *, today: str, near: str) -> Iterator[Lack]:
    """Yield what is wrong with the formalities of one party, or will be by the day `near`."""
    if any(rule.contract for rule in rules):
        yield from _period("contract", party.contract, today, near)
    if any(rule.notice for rule in rules):
        yield from _period("notice", party.notice, today, near)
        yield from _announced([rule for rule in rules if rule.notice], party.notice)
    if any(rule.published for rule in rules):
        joint = any(rule.basis == "joint_use" for rule in rules)
        yield from _published(party.publication, today, joint=joint)
    if any(instance.country != "JP" for instance in party.instances):
        for kind in dict.fromkeys(rule.abroad for rule in rules if rule.abroad not in {None, "designated"}):
            yield from _route(str(kind), party.route, today, near)
    if any(rule.click for rule in rules) and not party.information_version:
        yield Lack("information", "information_missing", ("information_version",), missing=True)


def _period(formality: Formality, found: Contract | Notice | None, today: str, near: str) -> Iterator[Lack]:
    if found is None:
        yield Lack(formality, f"{formality}_missing", (formality,), missing=True)
    elif found.end < today:
        yield Lack(formality, "over", (formality, "end"), {"day": found.end})
    elif found.start > today:
        yield Lack(formality, "not_begun", (formality, "start"), {"day": found.start})
    elif found.end <= near:
        yield Lack(formality, "ends_soon", (formality, "end"), {"day": found.end}, near=True)


def _announced(rules: list[Rule], notice: Notice | None) -> Iterator[Lack]:
    """Compare the fields of the pack with those that were announced."""
    if notice is None:
        return
    given = dict.fromkeys(field for rule in rules for field in rule.fields)
    for field in given:
        if field not in notice.fields:
            yield Lack("notice", "not_announced", ("notice", "fields"), {"word": field})
    for i, field in enumerate(notice.fields):
        if field not in given:
            yield Lack("notice", "announced_only", ("notice", "fields", i), {"word": field})


def _published(found: Publication | None, today: str, *, joint: bool) -> Iterator[Lack]:
    if found is None:
        yield Lack("publication", "publication_missing", ("publication",), missing=True)
        return
    if found.start > today:
        yield Lack("publication", "not_begun", ("publication", "start"), {"day": found.start})
    if joint and (found.accepted or not is_whole(found.responsible)):
        yield Lack("publication", "responsible_missing", ("publication", "responsible"), accepted=found.accepted)


def _route(kind: str, found: Route | None, today: str, near: str) -> Iterator[Lack]:
    if found is None:
        yield Lack("route", "route_missing", ("route",), missing=True)
    elif found.kind != kind:
        yield Lack("route", "other_route", ("route", "kind"), {"word": kind})
    elif found.start > today:
        yield Lack("route", "not_begun", ("route", "start"), {"day": found.start})
    elif kind == "equivalent":
        due = year_after(found.reviewed or found.start)
        if due < today:
            yield Lack("route", "review_over", ("route", "reviewed"), {"day": due})
        elif due <= near:
            yield Lack("route", "review_soon", ("route", "reviewed"), {"day": due}, near=True)
