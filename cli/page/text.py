"""The page as lines for a terminal, a line or two for each moment: who, and who not. Fields and grounds are in HTML."""

from collections.abc import Iterator

from cli.page.labels import Words
from cli.page.told import Moment, Received, Tale, by_reason


def lines(tale: Tale, language: str) -> Iterator[str]:
    """Yield the lines of one story; `language` is `ja` or `en`."""
    words = Words(language)
    several = len({moment.order for moment in tale.moments} - {0}) > 1
    yield f"{words.story(tale.story)} — {tale.shop}"
    for moment in tale.moments:
        number = f" ({words.number(moment.order)})" if several and moment.order else ""
        about = f": {', '.join(moment.about)}" if moment.about else ""
        yield f"  {words.event(moment.what)}{number}{about}"
        if moment.received:
            yield f"    → {', '.join(_parties(moment, words))}"
        for reason, waits, names in by_reason(moment.refused):
            who = ", ".join(words("whole") if name == "*" else name for name in names)
            mark = "…" if waits else "×"
            yield f"    {mark} {who}: {words.reason(reason)}"


def _parties(moment: Moment, words: Words) -> list[str]:
    """Return the parties served, each once, with what was not plain about the hand-over."""
    return list(dict.fromkeys(f"{each.party}{_special(each, words)}" for each in moment.received))


def _special(each: Received, words: Words) -> str:
    plain = each.outcome == "given" and each.attempt <= 1
    return "" if plain else f" [{words.handover(each.outcome, each.attempt, each.why)}]"
