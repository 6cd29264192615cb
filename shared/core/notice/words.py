"""The words of the documents that a shop publishes of its pack, in Japanese and English."""

from collections.abc import Iterator

from contracts.packs import Pack, Register, Rule
from contracts.purposes import STOPS
from shared.core.notice.labels import METHODS, SENSITIVITIES, WORDS
from shared.core.policy.forms import marked
from shared.core.wording import Wording


class Words(Wording):
    """The words in one language, `ja` or `en`."""

    def __call__(self, word: str, *parts: object) -> str:
        """Return a text with its parts filled in.

        Raises:
            KeyError: there is no such text.
        """
        return WORDS[word][self._place].format(*parts)

    def length(self, unit: str, number: int) -> str:
        """Return a length of time in `years`, `months` or `days`."""
        said = self(unit, number)
        return said[:-1] if number == 1 and self.language == "en" else said

    def method(self, name: str) -> str:
        """Return a method of payment; one that nobody knows is given as it is."""
        return METHODS.get(name, (name, name))[self._place]

    def party(self, rule: Rule) -> str:
        """Return how the text calls the recipient; its id where the pack gives no name."""
        return rule.id if rule.party is None else rule.party.ja if self.language == "ja" else rule.party.en

    def given(self, rule: Rule) -> str:
        """Return the fields of an entry in a row."""
        return self.join(self.field(marked(name, rule.forms)) for name in rule.fields)

    def sensitivity(self, name: str) -> str:
        """Return a category of data."""
        return SENSITIVITIES[name][self._place]

    def stops(self, rule: Rule) -> str:
        """Return the acts by which a person ends an entry."""
        return self.join(STOPS[act][self._place] for act in rule.stops)


def conditions(rule: Rule, words: Words) -> Iterator[str]:
    """Yield the conditions of an entry in words, and how the person stops it."""
    marks = ("click", "contract", "notice", "published", "approval", "on_request", "per_seller")
    yield from (words(mark) for mark in marks if getattr(rule, mark))
    if rule.basis in {"deemed_consent", "terms_consent"}:
        yield words(rule.basis)
    if rule.choice:
        yield words(rule.choice.kind)
    if rule.if_company:
        yield words("if_company", words.join(words.field(name) for name in rule.if_company))
    if rule.methods:
        yield words("methods", words.join(words.method(name) for name in rule.methods))
    if rule.abroad:
        yield (
            f"{words('abroad', words.join(rule.countries))}、{words(rule.abroad)}"
            if words.language == "ja"
            else (f"{words('abroad', words.join(rule.countries))}; {words(rule.abroad)}")
        )
    if rule.onward != "none":
        yield words(f"onward_{rule.onward}")
    if rule.stops:
        yield words("stops", words.stops(rule))


def about(pack: Pack, register: Register, words: Words) -> tuple[str, ...]:
    """Return the lines that say of what a document is made."""
    lines = [
        words("of_text", pack.title, pack.revised or words("no_date")),
        words("version", pack.version, register.version),
    ]
    return (*lines, words("contact", pack.contact)) if pack.contact else tuple(lines)
