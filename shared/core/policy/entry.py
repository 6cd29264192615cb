"""Where an entry of a pack stands in its file: a recipient is one entry, or several under `entries`."""

from typing import NamedTuple

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
