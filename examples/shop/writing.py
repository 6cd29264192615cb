"""How a sample shop writes a request: CloudEvents and JSON, versions and sums. Sends nothing, knows no shop."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple

START: Final = datetime.fromisoformat("2026-04-01T09:00:00+09:00")


class Request(NamedTuple):
    """One HTTP request's body and its headers; secrets are added when it is sent."""

    headers: Mapping[str, str]
    body: bytes


class Clock:
    """The day of one buyer: a minute later at every event."""

    def __init__(self, at: datetime) -> None:
        """Begin at a moment."""
        self.at = at

    def next(self) -> datetime:
        """Let a minute pass and return the moment."""
        self.at += timedelta(minutes=1)
        return self.at


class Writer:
    """Writes the events of one buyer of one shop, each with an id and a moment of its own."""

    def __init__(self, source: str, name: str, clock: Clock) -> None:
        """Keep under which names the events go out."""
        self._source, self._name, self.clock = source, name, clock
        self._count = 0

    def __call__(self, kind: str, told: Mapping[str, Any]) -> Request:
        """Return the next event; the version of its order, if it has one, grows with the moment."""
        at = self.clock.next()
        self._count += 1
        data = dict(told)
        if "order" in data:
            data["order"] = {**data["order"], "version": version(at)}
        return cloud_event(self._source, kind, f"{self._name}-{self._count}", data, at)

    def choice(self, kind: str, customer: Mapping[str, Any], recipient: str) -> Request:
        """Return a person's choice about one recipient, on the first version of the information text."""
        at = (self.clock.at + timedelta(minutes=1)).isoformat()
        chosen = {"recipient": recipient, "information_version": 1, "at": at}
        return self(kind, {"customer": dict(customer), "consent": chosen})


def cloud_event(source: str, kind: str, name: str, told: Mapping[str, Any], at: datetime) -> Request:
    """Return a structured CloudEvent 1.0."""
    event = {
        "specversion": "1.0",
        "id": name,
        "source": source,
        "type": kind,
        "time": at.isoformat(),
        "datacontenttype": "application/json",
        "data": told,
    }
    return Request({"content-type": "application/cloudevents+json"}, as_json(event))


def version(at: datetime) -> int:
    """Return the version of an order that was changed at this moment: Unix milliseconds, as platforms have it."""
    return int(at.timestamp() * 1000)


def total(items: Iterable[Mapping[str, Any]]) -> str:
    """Return the sum of an order's lines in yen."""
    return str(sum(int(item["price"]) * item["quantity"] for item in items))


def as_json(value: Any) -> bytes:
    """Return JSON in UTF-8, with Japanese as it is."""
    return json.dumps(value, ensure_ascii=False).encode()
