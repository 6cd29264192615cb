"""Where an entry of a pack stands in its file: a recipient is one entry, or several under `entries`."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from shared.core.policy.places import Document, Path


class Place(NamedTuple):
    """Where an entry stands: the recipient, the number of the entry, and whether the recipient has several."""

    name: str
    number: int
    several: bool

    def path(self, document: Document, *inner: str | int) -> Path:
        """Return the path of something inside the entry: where it is written, of its own or for all."""
        own: Path = ("recipients", self.name, "entries", self.number, *inner)
        shared: Path = ("recipients", self.name, *inner)
        return own if self.several and own[:5] in document.lines else shared


def places(document: Document) -> Iterator[Place]:
    """Yield where each entry of a pack stands, in the order of its rules."""
    recipients = expanded(document.content)["recipients"]
    for name, entries in recipients.items():
        several = ("recipients", name, "entries") in document.lines
        yield from (Place(name, number, several) for number in range(len(entries)))


def expanded(content: Any) -> Any:
    """Return a pack's content with each recipient as a list of entries: what stands beside `entries` holds for all."""
    recipients = content.get("recipients") if isinstance(content, dict) else None
    if not isinstance(recipients, dict):
        return content
    return {**content, "recipients": {name: _entries(each) for name, each in recipients.items()}}


def _entries(each: Any) -> Any:
    if not isinstance(each, dict):
        return [each]
    common = {key: value for key, value in each.items() if key != "entries"}
    entries = each.get("entries", [{}])
    if not isinstance(entries, list):
        return entries
    return [{**common, **entry} if isinstance(entry, dict) else entry for entry in entries]
