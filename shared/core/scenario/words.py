"""Names as stories write them: one text, or a list of texts, with spaces between; sets of fields by their own name."""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from contracts.vocabulary import FIELDS
from shared.core.policy.forms import FORMS, plain
from shared.core.policy.places import Document, Finding, Path, word_finding
from shared.core.said import Said
from shared.core.scenario.mistakes import wrong

_FIELDS: Final = Said("項目または項目の組", "field or set of fields")
_FORM: Final = Said("項目の形", "form of a field")
_RECIPIENT: Final = Said("この店のポリシーパックの提供先", "recipient of the shop's pack")
EVERYBODY = "everybody"
"""Stands for the recipient where an event waits as a whole."""


def words(value: Any) -> list[str] | None:
    """Return the words of a text or of a list of texts; None if it is neither."""
    if isinstance(value, str):
        return value.split()
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        return [word for each in value for word in each.split()]
    return None


class Speech(NamedTuple):
    """What names mean in one step: the document, the sets of fields, and the recipients with their instances."""

    document: Document
    sets: Mapping[str, tuple[str, ...]]
    parties: Mapping[str, set[str]]

    def fields(self, path: Path, value: Any, found: list[Finding]) -> tuple[str, ...]:
        """Return names of fields, sets spread out, sorted."""
        given = words(value)
        if given is None:
            found.append(wrong(self.document, path, "no_fields"))
            return ()
        names: set[str] = set()
        for word in given:
            if word in self.sets:
                names.update(self.sets[word])
            elif plain(word) not in FIELDS:
                allowed = [*FIELDS, *self.sets]
                found.append(word_finding(self.document, path, plain(word), allowed, _FIELDS))
            elif "#" in word and word.partition("#")[2] not in FORMS:
                found.append(word_finding(self.document, path, word.partition("#")[2], list(FORMS), _FORM))
            else:
                names.add(word)
        return tuple(sorted(names))

    def party(self, path: Path, name: str, found: list[Finding]) -> str:
        """Return `recipient/instance`; of a recipient with one instance its name is enough."""
        recipient, _, instance = name.partition("/")
        if not self.recipient(path, recipient, found):
            return name
        instances = sorted(self.parties[recipient])
        if not instance and len(instances) == 1:
            return f"{recipient}/{instances[0]}"
        if not instance:
            parties = ", ".join(f"{recipient}/{each}" for each in instances)
            code = "many_parties" if instances else "no_party"
            found.append(wrong(self.document, path, code, recipient=recipient, parties=parties))
        elif instance not in instances:
            party = Said(f" `{recipient}` の相手方", f"party of `{recipient}`")
            found.append(word_finding(self.document, path, instance, instances, party))
        return name

    def recipient(self, path: Path, name: str, found: list[Finding]) -> bool:
        """Tell whether this is a recipient of the shop's pack."""
        if name not in self.parties:
            found.append(word_finding(self.document, path, name, sorted(self.parties), _RECIPIENT))
        return name in self.parties

    def some(self, path: Path, name: str, found: list[Finding]) -> str:
        """Return a recipient or one party of it, as it is written; or everybody."""
        recipient, _, instance = name.partition("/")
        if name == EVERYBODY or not self.recipient(path, recipient, found):
            return name
        return self.party(path, name, found) if instance else name


def sets_of(document: Document, written: Mapping[str, Any], found: list[Finding]) -> dict[str, tuple[str, ...]]:
    """Return the sets of fields by name; one may name those above it."""
    sets: dict[str, tuple[str, ...]] = {}
    for name, value in written.items():
        sets[name] = Speech(document, sets, {}).fields(("fields", name), value, found)
    return sets
