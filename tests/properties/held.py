"""The properties, each as an assertion over what one history leads to under one pack and register, or under two."""

import copy
import json
from typing import Any, Final, NamedTuple

import yaml

from contracts.entries import Disclosed
from contracts.packs import Pack, Register
from contracts.vocabulary import FIELDS, NEVER
from shared.core.policy.source import read_pack, read_register
from shared.core.world import Given, Told, World
from tests.fixtures.backmarket import NOON
from tests.properties import oracle
from tests.properties.histories import CANARY, Event
from tests.properties.packs import FOLLOWING, SHOP, Content, entries_of

INFLUENCING: Final = frozenset(
    {
        "customer.id",
        "customer.email",
        "customer.company",
        "customer.company_ref",
        "customer.adult_flag",
        "customer.mail_category",
        "seller.id",
        "seller.company_ref",
        "payment.method",
        "order.id",
        "order.version",
    }
)
"""Fields that say whose an event is, of which version, or whether a condition holds: they may change who is served."""

Left = tuple[str, str, str, str]
"""What left, apart from when: party, type, purpose, data."""


class Facts(NamedTuple):
    """A pack and a register, as written and as read."""

    content: Content
    facts: Content
    pack: Pack
    register: Register


class Played(NamedTuple):
    """What each event of a history led to, and the last look at what waits."""

    steps: list[Told]
    last: Told

    def given(self) -> list[Given]:
        """Return everything that left."""
        return [given for told in (*self.steps, self.last) for given in told.given]

    def left(self, packs: dict[str, str]) -> set[Left]:
        """Return what left, apart from when and how often; `packs` are purposes by entry id."""
        return {(g.party, g.type, packs.get(g.id, ""), json.dumps(g.data, sort_keys=True)) for g in self.given()}


def read(content: Content, facts: Content) -> Facts:
    """Read a pack and a register that are generated: every one of them is in order."""
    pack = read_pack(text(content), file="p.yaml")
    return Facts(content, facts, pack, read_register(text(facts), file="r.yaml", pack=pack))


def text(content: Content) -> str:
    """Return content as a person would write it."""
    return yaml.dump(copy.deepcopy(content), Dumper=_Dumper, sort_keys=False, allow_unicode=True)


class _Dumper(yaml.SafeDumper):
    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002 - as PyYAML calls it
        return True


def play(of: Facts, history: list[Event], *, older: Facts | None = None) -> Played:
    """Let a history happen, with the real door, names and desk; what waits is looked at once more at the end."""
    world = World(at=NOON)
    if older is not None:
        world.publish(older.pack, older.register)
    world.publish(of.pack, of.register)
    steps = [world.send(SHOP, event) for event in history]
    return Played(steps, world.tick())


def purposes(played: Played) -> dict[str, str]:
    """Return for what each disclosure was made, by its id."""
    told = (*played.steps, played.last)
    return {entry.id: entry.purpose for each in told for entry in each.entries if isinstance(entry, Disclosed)}


def left(played: Played) -> set[Left]:
    """Return what left."""
    return played.left(purposes(played))


def fields_left(played: Played) -> set[Left]:
    """Return what left, as names of fields."""
    return {
        (party, kind, purpose, f"{group}.{leaf}")
        for party, kind, purpose, data in left(played)
        for group, leaves in json.loads(data).items()
        for leaf in leaves
    }


def P1_every_message_has_one_entry_that_names_its_fields(played: Played) -> None:
    for told in (*played.steps, played.last):
        disclosed = [entry for entry in told.entries if isinstance(entry, Disclosed)]
        assert sorted(given.id for given in told.given) == sorted(entry.id for entry in disclosed)
        entries = {entry.id: entry for entry in disclosed}
        for given in told.given:
            named = {field.partition("#")[0] for field in entries[given.id].fields}
            assert named == {f"{group}.{leaf}" for group, leaves in given.data.items() for leaf in leaves}


def P2_P3_a_party_holds_exactly_what_the_pack_gives_of_what_is_there(
    of: Facts, history: list[Event], played: Played
) -> None:
    """A subset of the fields, exact in every list, each value as it came or in its form, and nothing invented."""
    sent = _by_order(history)
    for given in played.given():
        wanted = [
            oracle.expected(of.content, of.facts, given.party, given.type, data) for data in sent.get(given.type, ())
        ]
        assert given.data in wanted, (given.party, given.type, given.data)
        assert CANARY not in json.dumps(given.data, ensure_ascii=False)
        assert not NEVER & {f"{group}.{leaf}" for group, leaves in given.data.items() for leaf in leaves}


def _by_order(history: list[Event]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for event in history:
        found.setdefault(event["type"], []).append(event["data"])
    return found


def P2_what_nobody_knows_changes_nothing(of: Facts, history: list[Event], played: Played) -> None:
    """The same history without unknown keys leads to the same bytes, entries included."""
    assert play(of, [{**event, "data": plain(event["data"])} for event in history]) == played


def plain(data: Any) -> Any:
    """Return the data without keys that nobody knows."""
    groups = {field.split(".")[0] for field in FIELDS}
    clean = {name: value for name, value in data.items() if name not in groups and name in _BESIDE}
    for field in FIELDS:
        value = oracle.known(data, field)
        if value is not None:
            group, leaf = field.split(".")
            clean.setdefault(group, {})[leaf] = value
    return clean


_BESIDE: Final = frozenset({"consent", "consents", "approval", "preference", "stop", "request", "other", "collected"})


def P2_a_field_that_a_recipient_may_not_have_changes_nothing_for_it(
    of: Facts, history: list[Event], played: Played, *, at: int, field: str, value: Any
) -> None:
    """The same history with one more field, in every event from one on that does not hold it."""
    if field in INFLUENCING:
        return
    more = [{**event, "data": _with(event["data"], field, value)} for event in history[at:]]
    changed = play(of, [*history[:at], *more])
    for name, recipient in of.content["recipients"].items():
        if not any(field in entry["fields"] for entry in entries_of(recipient)):
            assert _of(changed, name) == _of(played, name)


def _with(data: Any, field: str, value: Any) -> Any:
    """Return the data with a field; a group that says whose they are is not made for it."""
    group, leaf = field.split(".")
    there = isinstance(data.get(group), dict)
    if "order" not in data or oracle.known(data, field) is not None or (not there and group in {"customer", "seller"}):
        return data
    return {**data, group: {**(data[group] if there else {}), leaf: value}}


def _of(played: Played, recipient: str) -> list[Given]:
    return [given for given in played.given() if given.party.partition("/")[0] == recipient]


def P2_without_an_entry_exactly_what_rested_on_it_is_gone(
    of: Facts, history: list[Event], played: Played, *, recipient: str, number: int
) -> None:
    entries = entries_of(of.content["recipients"][recipient])
    entry = entries[number]
    kept = [each for i, each in enumerate(entries) if i != number]
    head = {key: of.content["recipients"][recipient][key] for key in ("kind", "party")}
    less = {recipient: {**head, "entries": kept}} if kept else {}
    named = {name: less.get(name, each) for name, each in of.content["recipients"].items() if name != recipient or kept}
    if not named:
        return
    paths = {name: {each["path"] for each in entries_of(found)} for name, found in named.items()}
    parties = {
        name: party for name, party in of.facts["parties"].items() if paths.get(name, set()) & {"stream", "case"}
    }
    without = read({**of.content, "recipients": named}, {**of.facts, "parties": parties})
    rested = {*entry.get("on", ()), *entry.get("then", ())}
    remains = [g for g in played.given() if g.party.partition("/")[0] != recipient or g.type not in rested]
    assert play(without, history).given() == remains


def P5_a_restriction_more_lets_nothing_more_leave(
    of: Facts, history: list[Event], played: Played, *, at: int, restriction: Event
) -> None:
    more = {"specversion": "1.0", "source": "/s", "id": "restriction", **restriction}
    stricter = play(of, [*history[:at], more, *history[at:]])
    more_left = left(stricter) - left(played)
    # A request is answered once: where a no took away the first answer, a later yes opens for the next.
    assert not (more_left := {each for each in more_left if each[1] != "values.provided"}), more_left


def P5_after_a_stop_nothing_leaves_that_it_ends(of: Facts, history: list[Event], played: Played) -> None:
    """For a person of one name only: at a link the stops of both names meet."""
    if any(event["type"] == "subject.linked" for event in history):
        return
    said: dict[str, list[tuple[str, Any]]] = {}
    for event, told in zip(history, played.steps, strict=True):
        person = event["data"].get("customer", {}).get("id", "")
        said.setdefault(person, []).append((event["type"], event["data"]))
        for given in told.given:
            assert not oracle.ended(of.content, given.party, given.type, said[person]), (given.party, given.type)


def P2_of_two_versions_only_what_both_allow_leaves(older: Facts, newer: Facts, history: list[Event]) -> None:
    """Data that keep the version of their collection: no field leaves that either version would not give."""
    kept = [{**event, "data": {**event["data"], "collected": 1}} for event in history]
    both = fields_left(play(newer, kept, older=older))
    for one in (newer, older):
        alone = fields_left(play(one, history))
        # What follows says only what is new to the party: the one version may have given it before, by another type.
        given = {(party, purpose, field) for party, _, purpose, field in alone}
        told = {each for each in both if each[1] in FOLLOWING and (each[0], *each[2:]) in given}
        assert not (more_left := both - told - alone), more_left
