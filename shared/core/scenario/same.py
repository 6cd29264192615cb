"""Lay what the running system led to beside what the core says: by party, fields, values, grounds and reasons.

What the system did not hand over because a newer message or an end came first is no difference; it is counted.
"""

from collections.abc import Iterator, Mapping

from shared.core.scenario.report import Gave, Seen

SPARED = frozenset({"replaced", "cancelled", "nothing_to_cancel", "nothing_served"})
"""Reasons for which a message is withdrawn before anybody was called (`shared.core.threads`)."""


def unlike(pure: Seen, live: Seen) -> list[str]:
    """Return where the two differ; no value is repeated."""
    if pure.refused != live.refused:
        return [f"the door answers {live.refused or 'that it took it'}, the core {pure.refused or 'takes it'}"]
    return [
        *_gives(pure.gives, live.gives),
        *_reasons("waits", pure.waits, live.waits),
        *_reasons("is withheld", pure.withheld, live.withheld),
        *_told(pure.told, live.told),
        *([] if pure.changes == live.changes else [f"changes are {live.changes} there, {pure.changes} here"]),
    ]


def _gives(pure: list[Gave], live: list[Gave]) -> Iterator[str]:
    here, there = _by_party(pure), _by_party(live)
    for party in sorted({*here, *there}):
        ours, theirs = here.get(party, []), there.get(party, [])
        if len(ours) != len(theirs):
            yield f"{party} gets {len(theirs)} messages there, {len(ours)} here"
            continue
        for one, other in zip(ours, theirs, strict=True):
            yield from _message(party, one, other)


def _message(party: str, here: Gave, there: Gave) -> Iterator[str]:
    if here.fields != there.fields:
        yield f"{party} gets {' '.join(there.fields) or 'nothing'} there, {' '.join(here.fields) or 'nothing'} here"
    elif there.data and here.data != there.data:
        groups = {**here.data, **there.data}
        names = sorted(
            f"{group}.{leaf}"
            for group in groups
            for leaf in {**here.data.get(group, {}), **there.data.get(group, {})}
            if here.data.get(group, {}).get(leaf) != there.data.get(group, {}).get(leaf)
        )
        yield f"{party} gets other values of {', '.join(names)}"
    for name, text in here.grounds.items():
        if there.grounds.get(name, text) != text:
            yield f"{party} is given with {name} {there.grounds[name]} there, {text} here"
    if here.withheld != there.withheld:
        yield f"{party} is left out {sorted(there.withheld.items())} there, {sorted(here.withheld.items())} here"


def _reasons(what: str, pure: Mapping[str, str], live: Mapping[str, str]) -> Iterator[str]:
    for party in sorted({*pure, *live}):
        if pure.get(party) != live.get(party):
            yield f"{party} {what} for {live.get(party, 'nothing')} there, {pure.get(party, 'nothing')} here"


def _told(pure: Mapping[str, Mapping[str, str]], live: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    for kind in sorted({*pure, *live}):
        for party, said in _pairs(kind, pure, live):
            yield f"the shop is told {kind} of {party}: {said[1]} there, {said[0]} here"


def _pairs(
    kind: str, pure: Mapping[str, Mapping[str, str]], live: Mapping[str, Mapping[str, str]]
) -> Iterator[tuple[str, tuple[str, str]]]:
    here, there = pure.get(kind, {}), live.get(kind, {})
    for party in sorted({*here, *there}):
        said = (here.get(party, "nothing"), there.get(party, "nothing"))
        if said[0] != said[1]:
            yield party or "the event", said


def _by_party(gives: list[Gave]) -> dict[str, list[Gave]]:
    found: dict[str, list[Gave]] = {}
    for each in gives:
        found.setdefault(each.party, []).append(each)
    return {party: sorted(each, key=lambda gave: gave.fields) for party, each in found.items()}
