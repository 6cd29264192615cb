"""What a reader asks about people: read strictly, named without values, and tied to the pages of its answer.

It refuses what it does not understand, and repeats nothing of it (P7). It looks nothing up and decides nothing about
keys.
"""

import re
from difflib import get_close_matches
from hashlib import sha256
from typing import Final, NamedTuple, TypeVar

import msgspec

from contracts.answers import KINDS, REASONS, ROLES, Incident, Question, Scope
from contracts.purposes import PURPOSES
from contracts.vocabulary import FIELDS

MOST_PEOPLE: Final = 20
MOST_ITEMS: Final = 1000
LONGEST: Final = 200

_T = TypeVar("_T", Question, Incident)
_PLACE: Final = re.compile(r"`\$\.(\w+)(?:\[[.\d]*\])?`$")
_NUMBER: Final = re.compile(r"[0-9]{1,15}")
_FILTERS: Final = ("order", "recipient", "instance", "field", "purpose", "pack", "case", "kinds")


class QuestionError(Exception):
    """A question that is refused; the message is a code, `place` the field, `remedy` what to do."""

    def __init__(self, code: str, place: str, remedy: str) -> None:
        """Keep them; none holds a value."""
        super().__init__(code)
        self.place, self.remedy = place, remedy


class After(NamedTuple):
    """Where a page ends, and the state of the log to which all pages of one answer belong."""

    volume: int
    size: int
    at: int
    last_volume: int
    last_index: int


def read(raw: bytes, kind: type[_T]) -> _T:
    """Read a question, or an incident.

    Raises:
        QuestionError: it cannot be used.
    """
    try:
        asked = msgspec.json.decode(raw, type=kind)
    except msgspec.ValidationError as error:
        # P7: the decoder's own text repeats names that it does not know; only ours go on.
        found = _PLACE.search(str(error))
        place = found.group(1) if found and found.group(1) in kind.__struct_fields__ else ""
        raise QuestionError("question_invalid", place, _shape(kind, place)) from None
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise QuestionError("question_invalid", "", "Send one JSON object in UTF-8.") from None
    if isinstance(asked, Question):
        _check(asked)
    if asked.until and asked.since >= asked.until:
        raise QuestionError("period_invalid", "until", "Let `until` be later than `since`; both are Unix milliseconds.")
    if min(asked.since, asked.until, getattr(asked, "known", 0)) < 0:
        raise QuestionError("period_invalid", "since", "Times are Unix milliseconds from 1970 on.")
    return asked


def _shape(kind: type[_T], place: str) -> str:
    closed = {"reason": tuple(REASONS), "kinds": KINDS}
    if place in closed:
        return f"Give one of: {', '.join(closed[place])}."
    needed = ", ".join(f"`{f.name}`" for f in msgspec.structs.fields(kind) if f.required)
    known = ", ".join(f"`{name}`" for name in kind.__struct_fields__)
    return f"It needs {needed}, and knows {known} and nothing else."


def _check(asked: Question) -> None:
    texts = {name: getattr(asked, name) for name in ("order", "recipient", "instance", "field", "purpose", "case")}
    long = next((name for name, text in texts.items() if len(text) > LONGEST), "")
    if long:
        raise QuestionError("question_invalid", long, f"Use at most {LONGEST} characters.")
    if len(asked.people) > MOST_PEOPLE or any(not 0 < len(each) <= LONGEST for each in asked.people):
        raise QuestionError("question_invalid", "people", f"Name one person by at most {MOST_PEOPLE} references.")
    if not 1 <= asked.limit <= MOST_ITEMS:
        raise QuestionError("question_invalid", "limit", f"Ask for 1 to {MOST_ITEMS} entries a page.")
    if asked.pack < 0:
        raise QuestionError("question_invalid", "pack", "A version of a pack is 1 or more.")
    for name, known in (("field", FIELDS), ("purpose", PURPOSES)):
        if texts[name] and texts[name] not in known:
            near = get_close_matches(texts[name], known, n=1)
            hint = f"Did you mean `{near[0]}`?" if near else f"Use a {name} of the published vocabulary."
            raise QuestionError(f"{name}_unknown", name, hint)


def scope_of(asked: Question | Incident) -> Scope:
    """Return what a question is about: a person, one order (or an event), nobody by name, people of an incident."""
    match asked:
        case Incident():
            return "concerned"
        case Question(people=[_, *_]):
            return "person"
        case Question(order=order, case=case) if order or case:
            return "order"
        case _:
            return "log"


def may(reader: str, scope: Scope) -> bool:
    """Tell whether the holder of a key may ask this: `reader` is `role` or `role/name` (P9)."""
    return scope in ROLES.get(reader.split("/", 1)[0], frozenset())


def what(asked: Question | Incident) -> str:
    """Name the kind of a question by what it was asked by, such as `answer: person, purpose, period`."""
    if isinstance(asked, Incident):
        named = ["recipient", *(["instance"] if asked.instance else []), "period"]
        return f"concerned: {', '.join(named)}"
    named = [
        *(["person"] if asked.people else []),
        *(name for name in _FILTERS if getattr(asked, name)),
        *(["period"] if asked.since or asked.until else []),
    ]
    return f"answer: {', '.join(named) or 'everything'}"


def digest(asked: Question | Incident, numbers: list[str]) -> str:
    """Return the digest by which the log remembers a question: with numbers in place of the references of people.

    P13: a reference could be computed again for good; once its row is destroyed, a number means nobody.
    """
    named = {"people": sorted(numbers), "cursor": ""} if isinstance(asked, Question) else {}
    return sha256(msgspec.json.encode(msgspec.structs.replace(asked, **named), order="sorted")).hexdigest()


def cursor(after: After, about: str) -> str:
    """Return the name of the next page of an answer to the question with that digest."""
    return ".".join([*map(str, after), about[:16]])


def follow(asked: Question, about: str, reached: tuple[int, int, int]) -> After | None:
    """Return where the page that is asked for begins; None for the first.

    `reached` is the last volume, its size and the moment of now: no cursor that was given out is beyond them.

    Raises:
        QuestionError: it is no cursor, or one of another question.
    """
    if not asked.cursor:
        return None
    *numbers, whose = asked.cursor.split(".")
    plain = len(numbers) == len(After._fields) and all(_NUMBER.fullmatch(each) for each in numbers)
    after = After(*map(int, numbers)) if plain else None
    if after is None or not _within(after, reached):
        raise QuestionError("cursor_invalid", "cursor", "Use `next` of the page before, as it is.")
    if whose != about[:16]:
        raise QuestionError("cursor_of_another_question", "cursor", "Ask the same as for the page before.")
    return after


def _within(after: After, reached: tuple[int, int, int]) -> bool:
    volume, size, now = reached
    extent = (after.volume, after.size)
    return (1, 0) <= extent <= (volume, size) and after.at <= now and (after.last_volume, after.last_index) < extent
