"""Hold what was seen against what was expected, and say each difference in words. No value of a person is repeated."""

from collections.abc import Iterator, Mapping, Sequence

from shared.core.policy.forms import plain
from shared.core.scenario.data import reach
from shared.core.scenario.report import MANY, Gave, Seen
from shared.core.scenario.story import Expected, Message


def differences(expected: Expected, seen: Seen, exact: frozenset[str]) -> list[str]:
    """Return where the two differ; `exact` names what is expected in full."""
    if seen.refused != expected.refused:
        place = f" at {seen.place}" if seen.place else ""
        return [f"the door refused it: {seen.refused}{place}"] if seen.refused else ["the door took it"]
    found = list(_gives(expected.gives, seen.gives))
    for what, wanted, got in (
        ("waits", expected.waits, seen.waits),
        ("is withheld", expected.withheld, seen.withheld),
    ):
        name = "waits" if what == "waits" else "withheld"
        found += _reasons(what, wanted, got, whole=name in exact)
    found += _told(expected.told, seen.told, whole="told" in exact)
    if expected.changes is not None and list(expected.changes) != seen.changes:
        found.append(f"changes are {_list(seen.changes)}, not {_list(expected.changes)}")
    elif expected.changes is None and "changes" in exact and seen.changes:
        found.append(f"changes {_list(seen.changes)} were not expected")
    found += [f"nobody gets an order: {name}" for name in expected.orders or ()]
    found += [f"no case says {name}" for name in expected.case or ()]
    return found


def _gives(wanted: Mapping[str, tuple[Message, ...]], got: list[Gave]) -> Iterator[str]:
    by_party: dict[str, list[Gave]] = {}
    for each in got:
        by_party.setdefault(each.party, []).append(each)
    for party in sorted({*wanted, *by_party}):
        expected, given = wanted.get(party, ()), by_party.get(party, [])
        if len(expected) != len(given):
            yield f"{party} gets {len(given)} messages, not {len(expected)}: {_list(_fields(given))}"
            continue
        for message, gave in zip(expected, given, strict=True):
            yield from _message(party, message, gave)


def _fields(given: list[Gave]) -> list[str]:
    return [" ".join(each.fields) for each in given]


def _message(party: str, wanted: Message, gave: Gave) -> Iterator[str]:
    if more := sorted(set(gave.fields) - set(wanted.fields)):
        yield f"{party} gets {_list(more)} too"
    if less := sorted(set(wanted.fields) - set(gave.fields)):
        yield f"{party} does not get {_list(less)}"
    for path, value in wanted.values.items():
        if reach(gave.data, plain(path)) != value:
            yield f"{party} gets another value of {path}"
    for name, text in wanted.grounds.items():
        if gave.grounds[name] != text:
            yield f"{party} is given with {name} {gave.grounds[name]}, not {text}"
    for field, reason in wanted.withheld.items():
        if gave.withheld.get(field) != reason:
            yield f"{party}: {field} is left out for {gave.withheld.get(field, 'no reason')}, not for {reason}"


def _reasons(what: str, wanted: Mapping[str, str] | None, got: Mapping[str, str], *, whole: bool) -> Iterator[str]:
    """Compare reasons; a recipient's name stands for all its parties. What is written as nobody is nobody."""
    matched: set[str] = set()
    for name, reason in (wanted or {}).items():
        mine = {party: each for party, each in got.items() if name in {party, party.split("/")[0]}}
        matched |= mine.keys()
        if not mine:
            yield f"nothing {what} for {name} ({reason})"
        other = {party: each for party, each in mine.items() if sorted(each.split(MANY)) != sorted(reason.split(MANY))}
        yield from (f"{party} {what} for {each}, not for {reason}" for party, each in other.items())
    if whole or wanted == {}:
        yield from (f"{party} {what} for {each}" for party, each in got.items() if party not in matched)


def _told(
    wanted: Mapping[str, Mapping[str, str]] | None, got: Mapping[str, Mapping[str, str]], *, whole: bool
) -> Iterator[str]:
    for kind, about in (wanted or {}).items():
        there = got.get(kind, {})
        for name, text in about.items():
            mine = [each for party, each in there.items() if name in {party, party.split("/")[0]}]
            if not mine:
                yield f"the shop is not told {kind} of {name or 'it'}"
            yield from (
                f"the shop is told {kind} of {name}: {each}, not {text}" for each in mine if text not in {"", each}
            )
    if whole or wanted == {}:
        said = {(kind, party) for kind, about in got.items() for party in about}
        known = {(kind, name) for kind, about in (wanted or {}).items() for name in about}
        for kind, party in sorted(said):
            if (kind, party) not in known and (kind, party.split("/")[0]) not in known:
                yield f"the shop is told {kind} of {party}"


def _list(names: Sequence[str]) -> str:
    return ", ".join(names) or "nothing"
