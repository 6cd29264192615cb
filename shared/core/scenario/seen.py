"""What the world told of a step, in the words of a story: by party and recipient, with reasons."""

from typing import Any

import msgspec

from contracts.entries import Disclosed, Entry, State, Waiting, Withheld
from contracts.results import Result
from shared.core.policy.forms import plain
from shared.core.scenario.report import MANY, Gave, Seen
from shared.core.scenario.words import EVERYBODY
from shared.core.serve import ALL
from shared.core.world import Given, Told


def seen(told: Told) -> Seen:
    """Put what was told into the words of a story."""
    disclosed = {entry.id: entry for entry in told.entries if isinstance(entry, Disclosed)}
    return Seen(
        gives=[gave(given, disclosed[given.id]) for given in told.given],
        waits=_reasons(told.entries, Waiting),
        withheld=_reasons(told.entries, Withheld),
        told=heard(told.results),
        changes=sorted(entry.change for entry in told.entries if isinstance(entry, State)),
    )


def gave(given: Given, entry: Disclosed) -> Gave:
    """Return one message with what its entry says; the fields are those of the data, named as the entry names them."""
    marked = {plain(name): name for name in msgspec.to_builtins(entry.fields)}
    there = [f"{group}.{leaf}" for group, leaves in given.data.items() for leaf in leaves]
    grounds = {name: getattr(entry, name) for name in ("purpose", "basis", "country", "record", "clause")}
    return Gave(
        party=given.party,
        fields=sorted(marked.get(name, name) for name in there),
        data=given.data,
        grounds={**grounds, "onward": given.onward},
        withheld=dict(entry.withheld),
    )


def _reasons(entries: list[Entry], kind: type[Waiting | Withheld]) -> dict[str, str]:
    """Return the reasons by recipient, or by party where the entry names one."""
    found: dict[str, list[str]] = {}
    for entry in entries:
        if isinstance(entry, kind):
            name = EVERYBODY if entry.recipient == ALL else entry.recipient
            found.setdefault(f"{name}/{entry.instance}" if entry.instance else name, []).append(entry.reason)
    return {name: MANY.join(sorted(reasons)) for name, reasons in found.items()}


def heard(results: list[Result]) -> dict[str, dict[str, str]]:
    """Return what the shop was told: by type, for each recipient the reason, the fields asked for, or how many."""
    found: dict[str, dict[str, str]] = {}
    for each in results:
        about: Any = each.reason
        if each.type == "values_requested":
            about = " ".join(sorted(each.fields))
        elif each.type == "cards_dropped":
            about = str(each.count)
        name = EVERYBODY if each.recipient == ALL else each.recipient
        party = f"{name}/{each.instance}" if each.instance else name
        found.setdefault(each.type, {})[party] = about
    return found
