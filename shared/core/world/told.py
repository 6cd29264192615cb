"""What one step of a world led to, read from what the desk writes: messages, entries, results for the shop."""

import json
from collections.abc import Iterable
from typing import Any, NamedTuple

import msgspec

from contracts import messages as m
from contracts.entries import Entry, Numbered
from contracts.results import Result
from contracts.topics import DISCLOSURES, PARTNER_TOPICS, RESULTS
from shared.core.checkpoint.step import Output


class Given(NamedTuple):
    """One message that left: to whom, under which event type, the data, and what it does to its thread.

    `id` is that of its entry; `onward` what the party may pass on.
    """

    party: str
    type: str
    data: dict[str, Any]
    act: str
    thread: str
    person: str
    id: str
    onward: str

    def __repr__(self) -> str:
        """Name the party, never the content (P7)."""
        return f"Given({self.party!r}, {self.type!r})"


class Told(NamedTuple):
    """What one step led to."""

    given: list[Given]
    entries: list[Entry]
    results: list[Result]


def told(outputs: Iterable[Output]) -> Told:
    """Read what the desk has written."""
    found = Told([], [], [])
    for output in outputs:
        value = output.value or b""
        if output.topic in PARTNER_TOPICS:
            found.given.append(_given(output))
        elif output.topic == DISCLOSURES:
            found.entries.extend(msgspec.json.decode(value, type=Numbered).entries)
        elif output.topic == RESULTS:
            found.results.append(msgspec.json.decode(value, type=Result))
    return found


def joined(parts: Iterable[Told]) -> Told:
    """Put what several steps led to together."""
    whole = Told([], [], [])
    for part in parts:
        whole.given.extend(part.given)
        whole.entries.extend(part.entries)
        whole.results.extend(part.results)
    return whole


def _given(output: Output) -> Given:
    headers = {name: value.decode() for name, value in output.headers}
    body = json.loads(output.value or b"{}")
    return Given(
        party=f"{body['recipient']}/{headers[m.H_INSTANCE]}",
        type=body["type"],
        data=body["data"],
        act=headers[m.H_ACT],
        thread=headers[m.H_THREAD],
        person=body["person"],
        id=body["id"],
        onward=body["onward"],
    )
