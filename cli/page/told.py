"""From a person's entries to a timeline: what the shop sent, who received what and why, who did not and why."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

Row = Mapping[str, Any]


class Received(NamedTuple):
    """One disclosure, and what the hand-over brought. `waited` is the reason for which it had waited, if it had."""

    party: str
    type: str
    fields: tuple[str, ...]
    purpose: str
    basis: str
    clause: str
    waited: str
    left_out: tuple[tuple[str, str], ...]
    outcome: str
    attempt: int
    why: str


class Refused(NamedTuple):
    """One recipient that got nothing: `waits`, or for good."""

    recipient: str
    reason: str
    waits: bool


class Moment(NamedTuple):
    """One thing that happened: an event's type or a change of the person's state, and what followed.

    `at` is the time of the first entry, in Unix milliseconds; `order` the number of the order within the story, 0
    where it is about none; `about` the recipients of a choice.
    """

    what: str
    at: int
    order: int
    about: tuple[str, ...]
    received: tuple[Received, ...]
    refused: tuple[Refused, ...]


class Tale(NamedTuple):
    """One story: its name, its shop, and its moments."""

    story: str
    shop: str
    moments: tuple[Moment, ...]


class _Open:
    """A moment to which entries are still added."""

    def __init__(self, key: str, what: str, at: int, order: int) -> None:
        self.key, self.what, self.at, self.order = key, what, at, order
        self.about: list[str] = []
        self.received: list[Received] = []
        self.refused: list[Refused] = []

    def closed(self) -> Moment:
        return Moment(self.what, self.at, self.order, tuple(self.about), tuple(self.received), tuple(self.refused))

    @property
    def empty(self) -> bool:
        return not (self.received or self.refused)


def tale(story: str, shop: str, entries: Iterable[Row]) -> Tale:
    """Return the timeline of entries that are in the order of the log.

    What had waited is told where it was released or ended, not where it had begun to wait.
    """
    rows = list(entries)
    ends = {row["id"]: row for row in rows if row["kind"] == "outcome"}
    orders = list(dict.fromkeys(row["order"] for row in rows if row.get("order")))
    found: list[_Open] = []
    promised: set[str] = set()
    for row in rows:
        if row["kind"] == "state":
            _state(found, row)
        elif row["kind"] in {"disclosed", "withheld", "waiting"}:
            later = row["id"] in promised or bool(row.get("waited"))
            moment = found[-1] if later and found else _moment(found, row, orders)
            _add(moment, row, ends)
            if row["kind"] == "waiting":
                promised.add(row["id"])
    return Tale(story, shop, tuple(moment.closed() for moment in found))


def _state(found: list[_Open], row: Row) -> None:
    last = found[-1] if found else None
    if last is None or last.what != row["change"] or not last.empty:
        found.append(last := _Open(f"state {row['event']}", row["change"], row["at"], 0))
    if row.get("recipient"):
        last.about.append(row["recipient"])


def _moment(found: list[_Open], row: Row, orders: list[str]) -> _Open:
    if not found or found[-1].key != row["event"]:
        number = orders.index(row["order"]) + 1 if row.get("order") else 0
        found.append(_Open(row["event"], row["type"], row["at"], number))
    return found[-1]


def _add(moment: _Open, row: Row, ends: Mapping[str, Row]) -> None:
    if row["kind"] != "disclosed":
        moment.refused.append(Refused(row["recipient"], row["reason"], row["kind"] == "waiting"))
        return
    end = ends.get(row["id"], {})
    moment.received.append(
        Received(
            party=f"{row['recipient']}/{row['instance']}",
            type=row["type"],
            fields=tuple(row["fields"]),
            purpose=row["purpose"],
            basis=row["basis"],
            clause=row["clause"],
            waited=row.get("waited", ""),
            left_out=tuple(sorted(row["withheld"].items())),
            outcome=end.get("outcome", "unknown"),
            attempt=end.get("attempt", 0),
            why=end.get("reason", ""),
        )
    )


def by_reason(refused: Iterable[Refused]) -> list[tuple[str, bool, list[str]]]:
    """Return reason, whether it waits, and the recipients of each, in the order of their first."""
    found: dict[tuple[str, bool], list[str]] = {}
    for each in refused:
        names = found.setdefault((each.reason, each.waits), [])
        if each.recipient not in names:
            names.append(each.recipient)
    return [(reason, waits, names) for (reason, waits), names in found.items()]
