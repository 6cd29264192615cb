"""Where live flows, pack and published notice part: what is no longer covered, and what is covered for nothing.

Three things are laid beside each other: what the ledger says has left, what the pack in force allows, and the table
that the shop has published. Pure.
"""

from collections.abc import Iterable, Iterator
from typing import Final, Literal, NamedTuple

import msgspec

from contracts.packs import Pack, Register, Rule
from shared.core.policy.forms import marked

Kind = Literal[
    "flow_without_pack",
    "flow_without_clause",
    "flow_not_published",
    "pack_not_published",
    "published_not_in_pack",
    "never_used",
]


class Flow(msgspec.Struct, frozen=True):
    """What the ledger has of one recipient: how often a field was given, under which clause, first and last (ms)."""

    recipient: str
    country: str
    purpose: str
    clause: str
    field: str
    count: int
    first: int
    last: int


class Row(msgspec.Struct, frozen=True):
    """One line of the published table, in codes: what the shop has told the public."""

    recipient: str
    purpose: str
    fields: list[str]
    countries: list[str]


class Published(msgspec.Struct, frozen=True):
    """The published table in codes, as `sekisho policy notice --json` writes it: kept when the notice goes public."""

    shop: str
    pack: int
    register: int
    rows: list[Row]


class Drift(NamedTuple):
    """One thing that parts: its kind, recipient and purpose, the fields, countries or clauses, the last time (ms)."""

    kind: Kind
    recipient: str
    purpose: str
    what: tuple[str, ...]
    last: int = 0


COVERED: Final[frozenset[Kind]] = frozenset({"published_not_in_pack", "never_used"})
"""Kinds that leave nothing uncovered: the notice says more than happens."""


def published(pack: Pack, register: Register) -> Published:
    """Return the table in codes; rows of one recipient and purpose are one."""
    rows: dict[tuple[str, str], Row] = {}
    for rule in _served(pack):
        key = (rule.id, rule.purpose)
        had = rows.get(key, Row(*key, [], []))
        fields = list(dict.fromkeys([*had.fields, *(marked(name, rule.forms) for name in rule.fields)]))
        rows[key] = Row(*key, fields, list(dict.fromkeys([*had.countries, *rule.countries])))
    return Published(pack.shop, pack.version, register.version, list(rows.values()))


def drift(pack: Pack, register: Register, told: Published | None, flows: Iterable[Flow]) -> list[Drift]:
    """Lay flows, pack and table beside each other; without a table only flows and pack."""
    allowed, flows = {(row.recipient, row.purpose): row for row in published(pack, register).rows}, list(flows)
    found = list(_uncovered(flows, allowed, pack))
    if told is not None:
        known = {(row.recipient, row.purpose): row for row in told.rows}
        found += _beyond(flows, known)
        found += _apart(allowed, known, "pack_not_published")
        found += _apart(known, allowed, "published_not_in_pack")
    used = {(flow.recipient, flow.purpose) for flow in flows}
    unused = [row for key, row in allowed.items() if key not in used and _live(register, row.recipient)]
    return [*found, *(Drift("never_used", row.recipient, row.purpose, ()) for row in unused)]


def _served(pack: Pack) -> list[Rule]:
    return [rule for rule in pack.rules if rule.path in {"stream", "case"}]


def _live(register: Register, recipient: str) -> bool:
    party = register.parties.get(recipient)
    return party is not None and party.mode == "live"


def _uncovered(flows: list[Flow], allowed: dict[tuple[str, str], Row], pack: Pack) -> Iterator[Drift]:
    """Yield what has left and would not leave now: another version, or a clause that the pack no longer cites."""
    clauses = {(rule.id, rule.purpose, rule.clause) for rule in _served(pack)}
    for key, group in _grouped(flows).items():
        row = allowed.get(key)
        beyond = [flow for flow in group if row is None or flow.field not in row.fields]
        if beyond:
            yield _of("flow_without_pack", key, beyond)
        stale = [flow for flow in group if flow not in beyond and (*key, flow.clause) not in clauses]
        if stale:
            yield Drift("flow_without_clause", *key, tuple(dict.fromkeys(f.clause for f in stale)), _last(stale))


def _beyond(flows: list[Flow], known: dict[tuple[str, str], Row]) -> Iterator[Drift]:
    """Yield what has left and was never told to the public: a recipient, a purpose, a field, a country."""
    for key, group in _grouped(flows).items():
        row = known.get(key)
        secret = [f for f in group if row is None or f.field not in row.fields or f.country not in row.countries]
        if secret:
            yield _of("flow_not_published", key, secret)


def _apart(ours: dict[tuple[str, str], Row], others: dict[tuple[str, str], Row], kind: Kind) -> Iterator[Drift]:
    """Yield what stands in one table and not in the other."""
    for key, row in ours.items():
        other = others.get(key, Row(*key, [], []))
        more = [each for each in row.fields if each not in other.fields]
        more += [each for each in row.countries if each not in other.countries]
        if more:
            yield Drift(kind, *key, tuple(more))


def _grouped(flows: list[Flow]) -> dict[tuple[str, str], list[Flow]]:
    found: dict[tuple[str, str], list[Flow]] = {}
    for flow in flows:
        found.setdefault((flow.recipient, flow.purpose), []).append(flow)
    return found


def _of(kind: Kind, key: tuple[str, str], flows: list[Flow]) -> Drift:
    return Drift(kind, *key, tuple(dict.fromkeys(flow.field for flow in flows)), _last(flows))


def _last(flows: list[Flow]) -> int:
    return max(flow.last for flow in flows)
