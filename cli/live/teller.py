"""Tell one story to a running system, step by step, and see what each step leads to there. It judges nothing."""

import json
from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

import msgspec

from cli.embedded.readiness import wait_until
from cli.live.hall import Hall, Receipt
from contracts.entries import Disclosed, Entry, Outcome
from contracts.messages import commitment
from contracts.results import Result
from shared.core.door import CONTENT_TYPE
from shared.core.scenario.fresh import Fresh
from shared.core.scenario.report import Gave, Seen
from shared.core.scenario.run import event
from shared.core.scenario.same import SPARED
from shared.core.scenario.seen import gave, seen
from shared.core.scenario.story import Case, Event, Passing, Publishing, Step, Webhook
from shared.core.world import Given, Told

_OWN: Final = {"content-type": CONTENT_TYPE}
_DELIVERED_S: Final = 20.0

Publish = Callable[[str, Publishing], tuple[int, dict[int, int]]]
"""Puts versions of a shop into force; returns the pack's version there, and the positions of the fences."""


class Happened(NamedTuple):
    """What one step led to in the running system; `spared` counts messages that a later one made needless.

    `wrong` says what no step should ever lead to: a commitment that does not fit, a message that was not handed over.
    """

    seen: Seen
    spared: int
    wrong: list[str]


class Teller:
    """Tells one story; knows the references of its people, and how much of each one's log it has seen."""

    def __init__(self, hall: Hall, fresh: Fresh, publish: Publish) -> None:
        """Begin before the first step."""
        self._hall, self._fresh, self._publish = hall, fresh, publish
        self._people: dict[tuple[str, str], int] = {}
        self._seen: set[tuple[str, int]] = set()
        self._events: set[str] = set()
        self._heard = 0

    def tell(self, step: Step) -> Happened:
        """Let one step happen, and wait until the system has come to rest.

        Raises:
            SlowError: it does not.
        """
        receipt = self._happen(step)
        if receipt.refused:
            return Happened(Seen(refused=receipt.refused, place=receipt.place), 0, [])
        happened = self._read(self._entries(), self._results())
        return happened._replace(wrong=[*happened.wrong, *self._stray()])

    def _happen(self, step: Step) -> Receipt:
        match step.act:
            case Event() as act:
                sent = event(step, self._fresh.event(act))
                sent["source"] = f"{sent['source']}/{self._fresh.token}"
                raw = json.dumps(sent, ensure_ascii=False).encode()
                return self._send(step, raw, _OWN)
            case Webhook() as act:
                moved = self._fresh.webhook(act)
                return self._send(step, moved.raw, moved.headers)
            case Passing() as act:
                self._hall.settle(self._hall.passes(step.shop, act.to))
            case Publishing() as act:
                version, places = self._publish(step.shop, act)
                self._fresh = self._fresh._replace(versions={**self._fresh.versions, act.pack.version: version})
                self._hall.settle(places)
            case Case():
                pass
        return Receipt([])

    def _send(self, step: Step, raw: bytes, headers: Mapping[str, str]) -> Receipt:
        receipt = self._hall.send(step.shop, raw, headers, at=step.at)
        places: dict[int, int] = {}
        for each in receipt.accepted:
            places[each["partition"]] = max(places.get(each["partition"], -1), each["position"])
            self._events.add(each["event"])
            self._people.setdefault((step.shop, each["person"]), -1)
        if places:
            self._hall.settle(places)
        return receipt

    def _entries(self) -> list[Entry]:
        """Return what is new in the logs about the people of the story, in the order of each shop's."""
        found: dict[tuple[str, int], Entry] = {}
        for (shop, person), after in self._people.items():
            new = self._hall.entries(shop, person, after=after)
            # What is about two persons stands under both.
            found |= {(shop, index): entry for index, entry in new if (shop, index) not in self._seen}
            self._people[shop, person] = max([after, *(index for index, _ in new)])
        self._seen |= found.keys()
        return [found[place] for place in sorted(found)]

    def _results(self) -> list[Result]:
        """Return what shops were told since the last step, of the events of this story."""
        new, self._heard = self._hall.told[self._heard :], len(self._hall.told)
        return [result for result in new if result.event.split("/")[0] in self._events]

    def _read(self, entries: list[Entry], results: list[Result]) -> Happened:
        ends = {entry.id: entry for entry in entries if isinstance(entry, Outcome)}
        gives: list[Gave] = []
        wrong: list[str] = []
        spared = 0
        for entry in entries:
            if isinstance(entry, Disclosed):
                given, problem = self._given(entry, ends.get(entry.id))
                gives.append(given)
                wrong += [problem] if problem else []
                spared += not given.data
        wrong += self._untold(results)
        rest = seen(Told([], entries, results))
        return Happened(msgspec.structs.replace(rest, gives=gives), spared, wrong)

    def _given(self, entry: Disclosed, end: Outcome | None) -> tuple[Gave, str]:
        """Return what a party got of a disclosure, and what is wrong with it, if anything."""
        self._hall.unclaimed.pop(entry.id, None)
        party, kept = f"{entry.recipient}/{entry.instance}", self._hall.received.get(entry.id)
        body = kept.body if kept else {}
        made = Given(party, entry.type, self._fresh.plain(body.get("data", {})), "", "", "", entry.id, "")
        what = gave(made, entry)
        if kept is None:
            grounds = {name: text for name, text in what.grounds.items() if name != "onward"}
            unread = msgspec.structs.replace(what, fields=sorted(entry.fields), grounds=grounds)
            if self._hall.stack.parties is None or (end is not None and end.reason in SPARED):
                return unread, ""
            return unread, f"{party} was not handed its message ({end.reason if end else 'no outcome'})"
        if kept.party != party:
            return what, f"{party}'s message is at {kept.party}"
        what = msgspec.structs.replace(what, grounds={**what.grounds, "onward": body["onward"]})
        if commitment(bytes.fromhex(body["salt"]), kept.raw) != entry.commitment:
            return what, f"what {party} got is not what the entry is bound to"
        return what, ""

    def _untold(self, results: list[Result]) -> list[str]:
        """Return what the shop was told on the topic and does not get at its address."""
        if self._hall.stack.parties is None:
            return []
        due = {result.id for result in results}

        def delivered() -> bool:
            self._hall.look()
            return due <= self._hall.received.keys()

        arrived = wait_until(delivered, lambda: True, seconds=_DELIVERED_S)
        for identity in due:
            self._hall.unclaimed.pop(identity, None)
        if arrived:
            return []
        kinds = sorted({result.type for result in results if result.id not in self._hall.received})
        return [f"the shop's address was not told {', '.join(kinds)}"]

    def _stray(self) -> list[str]:
        """Return what parties have got of this story that no entry and no result explains (P1)."""
        own = [key for key, kept in self._hall.unclaimed.items() if self._fresh.token.encode() in kept.raw]
        return [f"{self._hall.unclaimed.pop(key).party} got a message that no entry explains" for key in own]
