"""What readers may ask the ledger about people, and what it answers: over HTTP, `answers` and `concerned` of a shop.

Names of fields, codes and references only (P7). A person is asked for by the subject reference, which the shop's
intake computes; an answer names people by the ledger's number, but for those concerned by an incident, whom the shop
must find.
"""

from typing import Final, Literal

import msgspec

from contracts.vocabulary import Sensitivity

Reason = Literal["request", "complaint", "incident", "case", "audit", "authority", "support", "trial"]
REASONS: Final[dict[Reason, tuple[str, str]]] = {
    "request": ("本人の請求", "the person asks"),
    "complaint": ("苦情", "a complaint"),
    "incident": ("漏えい等", "an incident"),
    "case": ("進行中の案件", "a case that is under way"),
    "audit": ("監査", "an audit"),
    "authority": ("官公庁の求め", "an authority asks"),
    "support": ("注文の問い合わせ", "support of an order"),
    "trial": ("試験", "a trial with nobody's data"),
}
"""Why somebody looks: a closed list, because a free text in the log could hold what must not be there (P7)."""

Kind = Literal["disclosed", "withheld", "waiting", "state", "parked", "access"]
KINDS: Final[tuple[Kind, ...]] = ("disclosed", "withheld", "waiting", "state", "parked", "access")

Scope = Literal["person", "order", "log", "concerned"]
ROLES: Final[dict[str, frozenset[Scope]]] = {
    "privacy": frozenset({"person", "order", "log", "concerned"}),
    "operations": frozenset({"order", "log"}),
    "auditor": frozenset({"log"}),
}
"""What each role of readers may ask about: a person, an order, the log without naming anybody, people of an incident.

A reader's key is named `role` or `role/name`; a role that is not here may ask nothing (P9).
"""


class Question(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """Who received what, when, why, under which clause: what is left out does not matter.

    `people` are all names of one person (guest, member). `since` and `until` bound the decision's time (Unix ms, the
    end not included). `pack` is a version of the pack, the one in force or the one that data kept. `case` is the event
    by which something was asked for or chosen: what was decided by it, or rests on it. `cursor` is the `next` of a
    page.
    """

    reason: Reason
    people: list[str] = []
    order: str = ""
    recipient: str = ""
    instance: str = ""
    field: str = ""
    purpose: str = ""
    pack: int = 0
    case: str = ""
    kinds: list[Kind] = []
    since: int = 0
    until: int = 0
    limit: int = 100
    cursor: str = ""


class Ending(msgspec.Struct, frozen=True, omit_defaults=True):
    """How something closed: an outcome, `open` with its age, or what became of a wait; empty where nothing closes.

    `at` is when it closed (Unix ms); `attempt` how often it had been tried.
    """

    state: Literal["", "given", "withdrawn", "failed", "unknown", "open", "served", "ended"] = ""
    at: int = 0
    age_ms: int = 0
    attempt: int = 0
    reason: str = ""


class Item(msgspec.Struct, frozen=True):
    """One leaf of an answer: its place, whether a signature covers it, its entry as it was hashed, and how it closed.

    `volume` and `index` are what a proof is asked by.
    """

    volume: int
    index: int
    signed: bool
    entry: msgspec.Raw
    ending: Ending


class Volume(msgspec.Struct, frozen=True):
    """One volume of the log, as far as the answer reaches: how many leaves it read, and which of them are signed.

    `size` and `root` (base64) are of the last checkpoint, 0 and empty where there is none; `frozen` says why this
    volume broke, if it did: what is not under the checkpoint, or under it, may have been altered.
    """

    volume: int
    origin: str
    read: int
    size: int
    root: str
    frozen: str = ""


class AsOf(msgspec.Struct, frozen=True):
    """As of when an answer holds, and what is not in it.

    `unsigned` leaves were read that no checkpoint covers yet; `held` entries lie beside a frozen log; `through` is how
    far each partition of `shop.events` was stored: a receipt's position above it is not in the answer.
    """

    at: int
    volumes: list[Volume]
    unsigned: int
    held: int
    through: dict[str, int]


class Answer(msgspec.Struct, frozen=True):
    """One page; `noted` is the entry by which the ledger remembers it, `next` the cursor of the next page, if any."""

    noted: str
    as_of: AsOf
    items: list[Item]
    next: str


class Incident(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """What went wrong at a recipient: whose data, and which, may have reached it between two times?

    Times are Unix ms; without `since` all that it ever got counts (it lay there). `known` is when the shop, any part
    of it, came to know; `improper` what the officer knows of an improper purpose.
    """

    recipient: str
    until: int
    instance: str = ""
    since: int = 0
    known: int = 0
    improper: bool | None = None
    reason: Reason = "incident"


Seen = Literal["given", "unknown", "open", "never"]
"""Whether data reached the party: surely; perhaps (tried, without a clear end); not yet; never (taken back untried)."""


class Hint(msgspec.Struct, frozen=True):
    """What APPI 26 (Rule 7) asks about, and what the ledger can say of it (None: nothing). A person decides."""

    item: Literal["sensitive", "property_damage", "improper_purpose", "over_1000"]
    met: bool | None
    why: str
    fields: list[str] = []


class Deadline(msgspec.Struct, frozen=True, omit_defaults=True):
    """One deadline: `first` counts as the first day, `day` is the last by counting, `due` the end as the law moves it.

    Days are ISO dates in Japan, moments RFC 3339 in UTC. `moved` says why `due` is later than `day`; `guide` marks what
    an authority gives as a guide only; `closed` that its office is shut on that day.
    """

    law: Literal["appi", "gdpr"]
    article: str
    what: Literal["preliminary", "final", "authority"]
    first: str
    day: str
    due: str
    earliest: str = ""
    moved: list[str] = []
    guide: bool = False
    closed: bool = False


class Concern(msgspec.Struct, frozen=True):
    """Whom an incident concerns, in numbers: the first line of the answer.

    `people` counts persons, `disclosures` records; `fields` and `categories` count people, `seen` counts people by
    what is known of whether their data arrived; `countries` are where the party is, as decided at the time.
    """

    noted: str
    as_of: AsOf
    people: int
    disclosures: int
    fields: dict[str, int]
    categories: dict[Sensitivity, int]
    seen: dict[Seen, int]
    countries: list[str]
    hints: list[Hint]
    deadlines: list[Deadline]


class Concerned(msgspec.Struct, frozen=True):
    """One person concerned: a further line of the answer. `first` and `last` are times of decisions (Unix ms).

    `reference` is empty once the row that resolves the number is destroyed.
    """

    person: str
    reference: str
    disclosures: int
    fields: list[str]
    categories: list[Sensitivity]
    seen: Seen
    first: int
    last: int
