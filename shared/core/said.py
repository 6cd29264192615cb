"""A text for people in both languages. It chooses no language: tables hold it, and who shows it chooses."""

from typing import Literal, NamedTuple

Language = Literal["ja", "en"]


class Said(NamedTuple):
    """One text, in Japanese and English; words in braces are filled in."""

    ja: str
    en: str

    def filled(self, **words: "str | Said") -> "Said":
        """Fill the words in: a text in its own language, a plain word (a name, a day) as it is in both.

        Raises:
            KeyError: the text asks for a word that is not given.
        """
        ja = {name: word if isinstance(word, str) else word.ja for name, word in words.items()}
        en = {name: word if isinstance(word, str) else word.en for name, word in words.items()}
        return Said(self.ja.format(**ja), self.en.format(**en))
