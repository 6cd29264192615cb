"""Other versions of a shop's own pack and register: a patch on what is in force, or another file.

In a patch a mapping goes into what is there, null takes a key away, `{add: …}` and `{drop: …}` change a list, and
anything else replaces. The result is read as the shop's own files are, with every check.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final, NamedTuple

from contracts.packs import Pack, Register
from shared.core.policy.places import Document, SourceError, parse
from shared.core.policy.source import pack_of, register_of
from shared.core.said import Said
from shared.core.scenario.mistakes import wrong
from shared.core.scenario.story import Publishing

_KEPT: Final = 32


class Files(NamedTuple):
    """The texts of a shop's pack and register, and their names for messages."""

    pack: str
    register: str
    pack_name: str
    register_name: str


class File(NamedTuple):
    """A file that a story names: its name, and its text."""

    name: str
    text: str


class Shelf:
    """The versions of one shop in the course of a story: the contents in force, and their numbers."""

    def __init__(self, files: Files) -> None:
        """Read the shop's own.

        Raises:
            SourceError: they cannot be used.
        """
        self.newest = _own(files)
        self._pack, self._register = self.newest.pack_content, self.newest.register_content
        self.names: dict[str, set[str]] = {}
        self._learn(self.newest)

    def patch(
        self, document: Document, line: tuple[str | int, ...], *, pack: Any = None, register: Any = None
    ) -> Publishing:
        """Return the next versions: both contents with the patches, and the numbers of those that were changed raised.

        Raises:
            SourceError: the result is no pack or register.
        """
        before = (self._pack, self._register)
        if pack is not None:
            self._pack = {**patched(self._pack, pack), "version": self.newest.pack.version + 1}
        if register is not None:
            self._register = {**patched(self._register, register), "version": self.newest.register.version + 1}
        try:
            made_pack, made_register = self._read(document, line)
        except SourceError:
            # What comes after is read as if this had not been, so that one mistake is said once.
            self._pack, self._register = before
            raise
        self.newest = Publishing(made_pack, made_register, self._pack, self._register)
        self._learn(self.newest)
        return self.newest

    def replace(
        self, document: Document, line: tuple[str | int, ...], *, pack: File | None, register: File | None
    ) -> Publishing:
        """Return the next versions with other files in the place of the shop's own.

        Raises:
            SourceError: they cannot be used.
        """
        if pack is not None:
            self._pack = parse(pack.text, file=pack.name).content
        if register is not None:
            self._register = parse(register.text, file=register.name).content
        return self.patch(document, line, pack={} if pack else None, register={} if register else None)

    def _learn(self, new: Publishing) -> None:
        for rule in new.pack.rules:
            self.names.setdefault(rule.id, set())
        for name, party in new.register.parties.items():
            self.names.setdefault(name, set()).update(instance.id for instance in party.instances)

    def _read(self, document: Document, line: tuple[str | int, ...]) -> tuple[Pack, Register]:
        try:
            pack = pack_of(Document(document.file, self._pack, {}))
            register = register_of(Document(document.file, self._register, {}), pack)
        except SourceError as error:
            raise SourceError(
                [
                    wrong(
                        document,
                        line,
                        "not_usable",
                        field=each.field,
                        problem=Said(each.problem_ja, each.problem),
                        remedy=Said(each.remedy_ja, each.remedy),
                    )
                    for each in error.findings
                ]
            ) from None
        return pack, register


@lru_cache(maxsize=_KEPT)
def _own(files: Files) -> Publishing:
    """Return what a shop's own files say, read once for all stories."""
    written, facts = parse(files.pack, file=files.pack_name), parse(files.register, file=files.register_name)
    pack = pack_of(written)
    return Publishing(pack, register_of(facts, pack), written.content, facts.content)


def patched(below: Any, patch: Any) -> Any:
    """Return a content with a patch on it."""
    if isinstance(below, list) and isinstance(patch, dict) and patch and patch.keys() <= {"add", "drop"}:
        return [each for each in below if each not in patch.get("drop", [])] + patch.get("add", [])
    if not isinstance(patch, dict):
        return patch
    base: Mapping[str, Any] = below if isinstance(below, dict) else {}
    made = {**base, **{key: patched(base.get(key), value) for key, value in patch.items()}}
    return {key: value for key, value in made.items() if key not in patch or patch[key] is not None}
