"""What a rule asks of the register: the facts that must be in force on the day, and the text that a choice counts on.

Pure, and of the two documents only. A fact that is missing is one that is never in force.
"""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from contracts.packs import Party, Route, Rule
from shared.core.moment import year_after

_NEVER: Final = "9999-12-31"
_UNREGISTERED: Final = 2**53
"""No information text has this version."""


class Fact(NamedTuple):
    """One fact of the register that is asked for: the reason while it is not in force, its first and last day."""

    reason: str
    start: str
    end: str


def information(party: Party) -> int:
    """Return the version of the information text from which on a choice counts: without a text none does."""
    return 0 if "information" in party.accepted else party.information_version or _UNREGISTERED


def asked_of(rule: Rule, party: Party) -> Iterator[Fact]:
    """Yield what a rule asks of the register, in the order of asking; what is not there is never in force.

    An officer's reason (`accepted`) stands for what is missing, never for what was there and has ended.
    """
    contract, notice, accepted = party.contract, party.notice, party.accepted
    if rule.contract and not (contract is None and "contract" in accepted):
        yield Fact("contract", contract.start, contract.end) if contract else Fact("contract", _NEVER, "")
    if rule.notice and not (notice is None and "notice" in accepted):
        yield Fact("notice", notice.start, notice.end) if notice else Fact("notice", _NEVER, "")
    if rule.published and not (party.publication is None and "publication" in accepted):
        yield _published(rule, party)
    if rule.abroad and rule.abroad != "designated" and any(i.country != "JP" for i in party.instances):
        route = party.route
        if not (route is None and "route" in accepted):
            yield _route_fact(route if route and route.kind == rule.abroad else None)


def _published(rule: Rule, party: Party) -> Fact:
    """Return since when the publication or filing is there; for a joint use it names who is responsible."""
    found = party.publication
    whole = found is not None and (rule.basis != "joint_use" or found.accepted or is_whole(found.responsible))
    if found is None or not whole:
        return Fact("published", _NEVER, "")
    return Fact("published", found.start, _NEVER)


def is_whole(responsible: str) -> bool:
    """Tell whether a joint use names of who is responsible what APPI 27(5)(iii) asks for: three parts, one by one."""
    return len([part for part in re.split(r"[、,，;；]", responsible) if part.strip()]) >= len(_RESPONSIBLE)


_RESPONSIBLE: Final = ("name", "address", "representative")


def _route_fact(route: Route | None) -> Fact:
    """Return when a transfer abroad is on file: measures are good for a year after their last review (Rule 18)."""
    if route is None:
        return Fact("route", _NEVER, "")
    end = year_after(route.reviewed or route.start) if route.kind == "equivalent" else _NEVER
    return Fact("route", route.start, end)
