"""Compile one pack and register version into what decisions use: for each event type, the routes it may take.

Whatever does not change from event to event is made here, once a version. Nothing here decides.
"""

from typing import Any, Final, NamedTuple

import msgspec

from contracts import events as ev
from contracts import messages as m
from contracts.packs import Pack, Party, Register, Rule
from contracts.partners import KINDS
from contracts.topics import to_service
from shared.core.derive import Deriver, of_disclosure, of_pseudonym
from shared.core.envelope import Envelope
from shared.core.moment import DAY_MS
from shared.core.policy.shape import Shape, shape_of

_SHAPES_KEPT: Final = 4096


class Lane(msgspec.Struct, frozen=True, gc=False):
    """One party of a route. The lane without an instance stands for a party that the register does not know."""

    instance: str
    name: str
    country: str
    ids: Deriver
    who: Deriver
    headers: tuple[tuple[str, bytes], ...]
    envelope: Envelope


class Route(msgspec.Struct, frozen=True, gc=False):
    """One rule with its facts, ready to serve: whom it serves, what it may hold, what it asks for."""

    rule: Rule
    party: Party | None
    lanes: dict[str, Lane]
    default: str
    whole: tuple[tuple[Lane, None]]
    aliases: dict[str, str]
    topic: str
    waits_ms: int
    contract: tuple[str, str] | None


class Plan(NamedTuple):
    """Everything that is in force for one shop: routes by event type, and the references that entries cite."""

    shop: str
    pack: str
    register: str
    versions: tuple[int, int]
    routes: dict[str, tuple[Route, ...]]
    memo: dict[Any, dict[str, Shape]]
    """Shapes by pattern of present fields; it changes speed, never an answer."""


def compile_plan(pack: Pack, register: Register, *, pack_digest: str, register_digest: str) -> Plan:
    """Compile the two versions in force.

    Raises:
        KeyError: the pack names a field or kind that is not known (the policy service refuses such packs).
    """
    routes: dict[str, list[Route]] = {}
    for rule in pack.rules:
        route = _route(pack.shop, rule, register.parties.get(rule.id))
        for event_type in rule.on:
            routes.setdefault(event_type, []).append(route)
    return Plan(
        shop=pack.shop,
        pack=f"{pack.version}:{pack_digest[:16]}",
        register=f"{register.version}:{register_digest[:16]}",
        versions=(pack.version, register.version),
        routes={event_type: tuple(found) for event_type, found in routes.items()},
        memo={},
    )


def shapes(plan: Plan, event_type: str, pattern: Any, body: Any) -> dict[str, Shape]:
    """Return the shape of each route of an event type, by rule id, for a body of this pattern of present fields."""
    found = plan.memo.get((event_type, pattern))
    if found is None:
        if len(plan.memo) >= _SHAPES_KEPT:
            plan.memo.clear()
        found = {route.rule.id: shape_of(route.rule, body) for route in plan.routes.get(event_type, ())}
        plan.memo[event_type, pattern] = found
    return found


def _route(shop: str, rule: Rule, party: Party | None) -> Route:
    instances = party.instances if party else []
    default = next((i.id for i in instances if i.default or not rule.per_seller), "")
    made = (*(_lane(shop, rule, i.id, i.country) for i in instances), _lane(shop, rule, "", ""))
    lanes = {lane.instance: lane for lane in made}
    return Route(
        rule=rule,
        party=party,
        lanes=lanes,
        default=default,
        whole=((lanes[default], None),),
        aliases={alias: i.id for i in instances for alias in (i.id, *i.aliases)},
        topic=to_service(KINDS[rule.kind]),
        waits_ms=rule.waits_days * DAY_MS,
        contract=(party.contract.start, party.contract.end) if party and party.contract else None,
    )


def _lane(shop: str, rule: Rule, instance: str, country: str) -> Lane:
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
    return Lane(
        instance=instance,
        name=f"{rule.id}/{instance}",
        country=country,
        ids=of_disclosure(rule.id, instance, rule.purpose),
        who=of_pseudonym(rule.id, instance),
        headers=tuple((name, value.encode()) for name, value in constant.items()),
        envelope=Envelope(shop, rule.id, rule.purpose, rule.onward),
    )
