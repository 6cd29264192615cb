"""Compile one pack and register version into what decisions use: for each event type, the routes it may take.

Whatever does not change from event to event is made here, once a version. Nothing here decides.
"""

from collections.abc import Callable, Iterator
from typing import Any, Final, NamedTuple

import msgspec

from contracts.acts import family_of
from contracts.packs import Pack, Party, Register, Rule
from contracts.partners import KINDS
from contracts.topics import to_service
from shared.core.moment import DAY_MS
from shared.core.policy.facts import Fact, asked_of, information
from shared.core.policy.lane import Lane, lane_of
from shared.core.policy.shape import Part, Shape, shape_of
from shared.core.policy.stricter import stricter

_SHAPES_KEPT: Final = 4096


class Route(msgspec.Struct, frozen=True, gc=False):
    """One rule with its facts, ready to serve one type of event: whom, what it may hold, what it asks for.

    `opens`: the type opens a service to this recipient; else it goes only to those served for that order. `methods` are
    those of the payments that it opens for, empty for any. `facts` are what the register must hold on the day; `asks`:
    something of person, register or order can speak against it. `information` is the lowest version of the information
    text on which a choice counts. `sole`: the recipient has no other purpose; else `others` are the types of event of
    its other entries, and `elsewhere` the families that only those open.
    """

    rule: Rule
    party: Party | None
    opens: bool
    part: Part
    lanes: dict[str, Lane]
    default: str
    whole: tuple[tuple[Lane, None]]
    aliases: dict[str, str]
    topic: str
    waits_ms: int
    methods: frozenset[str] = frozenset()
    facts: tuple[Fact, ...] = ()
    asks: bool = True
    information: int = 0
    sole: bool = True
    others: frozenset[str] = frozenset()
    elsewhere: frozenset[str] = frozenset()


class Plan(NamedTuple):
    """Everything that is in force for one shop: routes by event type, and the references that entries cite.

    `until` is the last day on which it may be used, empty if there is no end; `collected` cites the older pack version
    that decides too, where data keep the version of their collection; `awaited` are types of event that some entry asks
    to have come before.
    """

    shop: str
    pack: str
    register: str
    versions: tuple[int, int]
    routes: dict[str, tuple[Route, ...]]
    memo: dict[Any, tuple[Shape, ...]]
    """Shapes by pattern of present fields; it changes speed, never an answer."""
    until: str = ""
    collected: str = ""
    awaited: frozenset[str] = frozenset()


class Older(NamedTuple):
    """The pack version under which data were collected, and its digest."""

    pack: Pack
    digest: str


def is_older(pack: Pack, collected: int) -> bool:
    """Tell whether data collected under that version keep it, beside the pack in force (0: they were collected now)."""
    return pack.keeps_version and 0 < collected < pack.version


def compile_plan(
    pack: Pack, register: Register, *, pack_digest: str, register_digest: str, older: Older | None = None
) -> Plan:
    """Compile the two versions in force; with `older`, the stricter of two pack versions.

    Raises:
        KeyError: the pack names a field or kind that is not known (the policy service refuses such packs).
    """
    routes: dict[str, list[Route]] = {}
    rules = [rule for rule in (stricter(older.pack, pack) if older else pack).rules if rule.path == "stream"]
    purposes = _purposes([pack, older.pack] if older else [pack])
    for rule in rules:
        others = [each for each in rules if each.id == rule.id and each is not rule]
        sole = len(purposes[rule.id]) == 1
        for event_type, route in _routes(pack.shop, rule, register.parties.get(rule.id), others, sole=sole):
            routes.setdefault(event_type, []).append(route)
    return Plan(
        shop=pack.shop,
        pack=cite(pack.version, pack_digest),
        register=cite(register.version, register_digest),
        versions=(pack.version, register.version),
        routes={event_type: tuple(found) for event_type, found in routes.items()},
        memo={},
        until=min((day for day in (pack.until, register.until) if day), default=""),
        collected=cite(older.pack.version, older.digest) if older else "",
        awaited=frozenset(kind for rule in rules for kind in rule.after),
    )


def compile_for(
    pack: tuple[Pack, str],
    register: tuple[Register, str],
    collected: int,
    kept: Callable[[int], tuple[Pack, str] | None],
) -> Plan | None:
    """Compile two versions with their digests, for data collected under a pack version (0: under this one).

    `kept` gives older packs with their digests. None where the data keep a version that is not there (P10).

    Raises:
        KeyError: as `compile_plan`.
    """
    beside = None
    if is_older(pack[0], collected):
        older = kept(collected)
        if older is None:
            return None
        beside = Older(*older)
    return compile_plan(pack[0], register[0], pack_digest=pack[1], register_digest=register[1], older=beside)


def cite(version: int, digest: str) -> str:
    """Return how entries name a version of a pack or register."""
    return f"{version}:{digest[:16]}"


def shapes(plan: Plan, event_type: str, pattern: Any, body: Any) -> tuple[Shape, ...]:
    """Return the shape of each route of an event type, in their order, for a body of this pattern of present fields."""
    found = plan.memo.get((event_type, pattern))
    if found is None:
        if len(plan.memo) >= _SHAPES_KEPT:
            plan.memo.clear()
        found = tuple(shape_of(route.part, body) for route in plan.routes.get(event_type, ()))
        plan.memo[event_type, pattern] = found
    return found


def _purposes(packs: list[Pack]) -> dict[str, set[str]]:
    """Return for what each recipient may be given data, whichever way, in any of the packs that decide."""
    found: dict[str, set[str]] = {}
    for rule in (rule for pack in packs for rule in pack.rules if rule.path != "denied"):
        found.setdefault(rule.id, set()).add(rule.purpose)
    return found


def _routes(
    shop: str, rule: Rule, party: Party | None, others: list[Rule], *, sole: bool
) -> Iterator[tuple[str, Route]]:
    """Yield the routes of one rule: one for each type that opens, one for each that follows."""
    instances = party.instances if party else []
    default = next((i.id for i in instances if i.default or not rule.per_seller), "")
    documents = party.documents.start if party and party.documents else ""
    made = (*(lane_of(shop, rule, i.id, i.country, documents) for i in instances), lane_of(shop, rule, "", ""))
    lanes = {lane.instance: lane for lane in made}
    opening = [(event_type, True, rule.parts.get(event_type, rule.fields)) for event_type in rule.on]
    following = [(event_type, False, fields) for event_type, fields in rule.then.items()]
    facts = tuple(asked_of(rule, party)) if party else ()
    for event_type, opens, fields in (*opening, *following):
        yield (
            event_type,
            Route(
                rule=rule,
                party=party,
                opens=opens,
                part=_part(rule, party, fields),
                lanes=lanes,
                default=default,
                whole=((lanes[default], None),),
                aliases={alias: i.id for i in instances for alias in (i.id, *i.aliases)},
                topic=to_service(KINDS[rule.kind]),
                waits_ms=rule.waits_days * DAY_MS,
                methods=frozenset(rule.methods if opens else ()),
                facts=facts,
                asks=bool(facts or rule.approval or rule.stops or rule.after or rule.choice),
                information=information(party) if party else 0,
                sole=sole,
                others=frozenset(kind for other in others for kind in (*other.on, *other.then)),
                elsewhere=_families(others) - _families([rule]),
            ),
        )


def _families(rules: list[Rule]) -> frozenset[str]:
    return frozenset(family_of(kind) for rule in rules for kind in rule.on)


def _part(rule: Rule, party: Party | None, fields: list[str]) -> Part:
    """Return what of the data a route may give; what a notice did not name is not given."""
    told = party.notice.fields if rule.notice and party and party.notice else fields
    return Part(
        fields=tuple(field for field in fields if field in told),
        whose=rule.whose,
        not_needed=frozenset((*rule.not_needed, *(field for field in rule.fields if field not in fields))),
        not_notified=frozenset(field for field in fields if field not in told),
        if_company=frozenset(rule.if_company),
        forms=rule.forms,
    )
