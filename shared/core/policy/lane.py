"""One party of a route: what its messages have in common, and what the law asks of its records. It decides nothing."""

import msgspec

from contracts import events as ev
from contracts import messages as m
from contracts.packs import Rule
from shared.core.derive import Deriver, of_disclosure, of_pseudonym
from shared.core.envelope import Envelope
from shared.core.law.duty import HOME, Step, steps


class Lane(msgspec.Struct, frozen=True, gc=False):
    """One party of a route; `served`: the register knows it, and the pack names its country.

    `duty` is what the law asks of its records over time, `abroad` the route by which data go to its country. The lane
    without an instance stands for a party that the register does not know.
    """

    instance: str
    name: str
    country: str
    served: bool
    ids: Deriver
    who: Deriver
    headers: tuple[tuple[str, bytes], ...]
    envelope: Envelope
    duty: tuple[Step, ...] = ()
    abroad: str = ""


def lane_of(shop: str, rule: Rule, instance: str, country: str, documents: str = "") -> Lane:
    """Return the lane of one party; `documents` is the day from which documents stand for its records, if any."""
    constant = {
        ev.H_SPEC: "1.0",
        ev.H_TYPE: m.DISCLOSURE,
        ev.H_SOURCE: "/gateway",
        ev.H_SHOP: shop,
        m.H_RECIPIENT: rule.id,
        m.H_INSTANCE: instance,
        m.H_PURPOSE: rule.purpose,
        ev.H_CONTENT: "application/json",
    }
    abroad = rule.abroad if country not in {"", HOME} else None
    return Lane(
        instance=instance,
        name=f"{rule.id}/{instance}",
        country=country,
        served=bool(instance) and country in rule.countries,
        ids=of_disclosure(rule.id, instance, rule.purpose),
        who=of_pseudonym(rule.id, instance),
        headers=tuple((name, value.encode()) for name, value in constant.items()),
        envelope=Envelope(shop, rule.id, rule.purpose, rule.onward),
        duty=steps(rule.basis, country=country or HOME, abroad=abroad, documents=documents),
        abroad=abroad or "",
    )
