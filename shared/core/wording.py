"""What contracts name, in words: purposes, grounds and fields as people read them, in Japanese or English."""

from collections.abc import Iterable
from typing import cast

from contracts.purposes import BASES, PURPOSES
from contracts.terms import Form
from contracts.vocabulary import FIELDS
from shared.core.policy.forms import FORMS


class Wording:
    """The words of contracts in one language, `ja` or `en`; a page or a document adds its own."""

    def __init__(self, language: str) -> None:
        """Choose the language."""
        self.language = language
        self._place = 0 if language == "ja" else 1

    def purpose(self, name: str) -> str:
        """Return a purpose."""
        return PURPOSES[name][self._place]

    def basis(self, name: str) -> str:
        """Return a legal basis."""
        return BASES[name].ja if self.language == "ja" else BASES[name].en

    def field(self, name: str) -> str:
        """Return the label of a field, with its form where it leaves in a lesser one."""
        plain, _, form = name.partition("#")
        label = FIELDS[plain].ja if self.language == "ja" else FIELDS[plain].en
        if not form:
            return label
        made = FORMS[cast("Form", form)]
        return f"{label}（{made.ja}）" if self.language == "ja" else f"{label} ({made.en})"

    def join(self, parts: Iterable[str]) -> str:
        """Return parts in a row."""
        return ("、" if self.language == "ja" else ", ").join(parts)
