"""What a log says of one period, counted: leaf after leaf, with numbers of people and never a name.

It judges nothing (`chapters` does), and does not check hashes (`ledger/audit.py` has).
"""

from collections.abc import Iterator
from typing import Final, TypeVar

import msgspec

from contracts.entries import Access, Continued, Disclosed, Entry, Outcome, Parked, State, Version, Waiting, Withheld
from shared.core.law.provisions import Collected
from shared.core.notice.drift import Flow

_HOME: Final = "JP"
Key = TypeVar("Key")


class Tally(msgspec.Struct):
    """How often something was, whom it was about, and when last (Unix ms)."""

    count: int = 0
    people: set[int] = msgspec.field(default_factory=set)
    last: int = 0

    def add(self, at: int, people: Iterator[int] | tuple[int, ...] = (), count: int = 1) -> None:
        """Count one more."""
        self.count += count
        self.people.update(people)
        self.last = max(self.last, at)


class _Flow(msgspec.Struct):
    count: int = 0
    first: int = 2**62
    last: int = 0


class Gathered:
    """Takes every entry of a log in its order; counts those of a period (moments in Unix ms, the end not included)."""

    def __init__(self, since: int, until: int, now: int) -> None:
        """Begin with nothing; `now` is the moment of making the dossier, for a period that is not over yet."""
        self.since, self.until, self._now = since, until, now
        self.provisions = Collected(since, until)
        self.held: dict[tuple[str, str, str], Tally] = {}
        """(Recipient, code of what was held back, reason) → how often."""
        self.under: dict[tuple[str, str], Tally] = {}
        """(Version as cited, recipient) → entries decided under it."""
        self.abroad: dict[tuple[str, str, str, str], Tally] = {}
        """(Recipient, instance, country, route) → disclosures that left Japan."""
        self.chosen: dict[tuple[str, str], Tally] = {}
        self.parked: dict[tuple[str, str], Tally] = {}
        self.lost: dict[tuple[str, str], Tally] = {}
        self.looks: dict[tuple[str, str, str], Tally] = {}
        self.entered: dict[tuple[str, str], int] = {}
        """(Pack, register) as cited → when they first came into force, up to the end of the period."""
        self.began: list[Continued] = []
        self._waits: dict[str, Waiting] = {}
        self._flows: dict[tuple[str, str, tuple[str, str, str, str, str]], _Flow] = {}
        self._people: dict[str, int] = {}

    def take(self, volume: int, index: int, entry: Entry) -> None:
        """Take one entry."""
        self.provisions.take(volume, index, entry)
        if entry.at >= self.until:
            return
        self._standing(entry)
        if entry.at >= self.since:
            self._count(entry)

    def overdue(self) -> dict[tuple[str, str], Tally]:
        """Return waits whose term ended in time, and that nothing closed: (recipient, reason) → how many."""
        found: dict[tuple[str, str], Tally] = {}
        for wait in self._waits.values():
            if wait.until < min(self.until, self._now):
                _at(found, (wait.recipient, wait.reason)).add(wait.until, self._of(wait.person))
        return found

    def flows(self, pack: str, register: str) -> list[Flow]:
        """Return what was given under one pack and register, as they are cited."""
        return [
            Flow(*key, each.count, each.first, each.last)
            for (cited, facts, key), each in sorted(self._flows.items())
            if (cited, facts) == (pack, register)
        ]

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """Return the packs and registers, as cited, under which something was given."""
        return sorted({(pack, register) for pack, register, _ in self._flows})

    def _standing(self, entry: Entry) -> None:
        """Follow what lasts beyond its moment: waits, and versions in force."""
        match entry:
            case Waiting():
                self._waits[entry.id] = entry
            case Disclosed() | Withheld():
                self._waits.pop(entry.id, None)
            case Version():
                self.entered.setdefault((entry.pack, entry.register), entry.at)
            case _:
                pass

    def _count(self, entry: Entry) -> None:
        match entry:
            case Disclosed():
                self._given(entry)
            case Withheld():
                self._held(entry, "withheld", entry.reason)
            case Waiting():
                self._decided(entry)
            case State():
                _at(self.chosen, (entry.change, entry.recipient)).add(entry.at, self._of(entry.person))
            case Parked():
                _at(self.parked, (entry.topic, entry.reason)).add(entry.at, self._of(entry.person))
            case Access():
                # `also` are other names of the same person.
                _at(self.looks, (entry.officer, entry.what, entry.reason)).add(entry.at, self._of(entry.person))
            case Outcome(outcome="failed"):
                given = self.provisions.entry(entry.id)
                people = self._of(given.person, *given.also) if given else ()
                _at(self.lost, (entry.recipient, entry.reason)).add(entry.at, people)
            case Continued():
                self.began.append(entry)
            case _:
                pass

    def _given(self, entry: Disclosed) -> None:
        self._decided(entry)
        for reason in entry.withheld.values():
            _at(self.held, (entry.recipient, "field", reason)).add(entry.at, self._of(entry.person))
        if entry.country != _HOME:
            place = (entry.recipient, entry.instance, entry.country, entry.abroad)
            _at(self.abroad, place).add(entry.at, self._of(entry.person, *entry.also))
        for field in entry.fields:
            key = (entry.recipient, entry.country, entry.purpose, entry.clause, field)
            flow = self._flows.setdefault((entry.pack, entry.register, key), _Flow())
            flow.count, flow.first, flow.last = flow.count + 1, min(flow.first, entry.at), max(flow.last, entry.at)

    def _held(self, entry: Withheld, what: str, reason: str) -> None:
        self._decided(entry)
        _at(self.held, (entry.recipient, what, reason)).add(entry.at, self._of(entry.person))

    def _decided(self, entry: Disclosed | Withheld | Waiting) -> None:
        for cited in (entry.pack, entry.register):
            _at(self.under, (cited, entry.recipient)).add(entry.at, self._of(entry.person))

    def _of(self, *numbers: str) -> tuple[int, ...]:
        """Return small numbers for those of people: a long log names the same people often."""
        return tuple(self._people.setdefault(number, len(self._people)) for number in numbers if number)


def _at(tallies: dict[Key, Tally], key: Key) -> Tally:
    return tallies.setdefault(key, Tally())
