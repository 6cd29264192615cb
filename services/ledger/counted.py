"""Count whom an incident concerns, one person at a time; what the counts mean is said in the core."""

from collections import Counter
from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from contracts.answers import AsOf, Concern, Concerned, Incident, Seen
from contracts.vocabulary import Sensitivity
from shared.core.deadlines import Holiday, of_incident
from shared.core.ledger.concern import categories, hints
from shared.core.ledger.leaf import person_number
from shared.errors import BrokenInvariantError

_SEEN: Final[dict[int, Seen]] = {1: "never", 2: "open", 3: "unknown", 4: "given"}


class Found(NamedTuple):
    """One person; `own` counts the disclosures of what that person did, `countries` where the party was."""

    person: Concerned
    own: int
    countries: Sequence[str]


class Counts:
    """What was counted so far; it holds names of fields and countries, and nobody."""

    def __init__(self) -> None:
        """Begin with nobody."""
        self.people = self.disclosures = 0
        self.fields, self.categories = Counter[str](), Counter[Sensitivity]()
        self.seen, self.countries = Counter[Seen](), set[str]()

    def take(self, found: Found) -> None:
        """Count one person; a disclosure about two persons counts once."""
        self.people += 1
        self.disclosures += found.own
        self.fields.update(found.person.fields)
        self.categories.update(found.person.categories)
        self.seen[found.person.seen] += 1
        self.countries.update(found.countries)


def found(row: Sequence[Any]) -> Found:
    """Return what a row of the query says.

    Raises:
        BrokenInvariantError: `person_altered`: the number would resolve to somebody else.
    """
    number, reference, salt, disclosures, fields, seen, first, last, own, countries = row
    # P8: the number is made from the reference; a notice to another person would be a disclosure itself.
    if reference and person_number(salt, reference) != number:
        raise BrokenInvariantError("person_altered")
    names = sorted(fields)
    told = Concerned(number, reference, disclosures, names, categories(names), _SEEN[seen], first, last)
    return Found(told, own, countries)


def concern(noted: str, state: AsOf, counts: Counts, asked: Incident, *, holiday: Holiday) -> Concern:
    """Return the first line of the answer; without a moment of knowing there are no deadlines."""
    fields = dict(sorted(counts.fields.items()))
    deadlines = of_incident(asked.known, improper=bool(asked.improper), holiday=holiday) if asked.known else ()
    return Concern(
        noted=noted,
        as_of=state,
        people=counts.people,
        disclosures=counts.disclosures,
        fields=fields,
        categories={name: counts.categories[name] for name in categories(fields)},
        seen={name: counts.seen[name] for name in reversed(_SEEN.values())},
        countries=sorted(counts.countries),
        hints=hints(counts.people, fields, improper=asked.improper),
        deadlines=list(deadlines),
    )
