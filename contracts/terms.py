"""The closed words of a pack, and its terms: choices, ends of purposes, rights of persons, the shop's own copies.

Parts of `contracts.packs.Pack`; a privacy officer writes them (`docs/policy-packs.md`).
"""

from typing import Literal

import msgspec

Path = Literal["stream", "case", "browser", "manual", "direct", "internal", "denied"]
CaseKind = Literal["authority", "emergency", "claim", "succession", "advice", "audit", "prize", "inquiry"]
Abroad = Literal["designated", "consent", "equivalent"]
Form = Literal["sha256", "year", "last4", "area"]
Onward = Literal["none", "entrusted", "public"]
Corrections = Literal["send", "mark", "none"]
Formality = Literal["contract", "notice", "publication", "route", "information"]
Request = Literal[
    "disclosure",
    "provision_records",
    "purpose_notice",
    "correction",
    "stop_provision",
    "stop_use",
    "deletion",
    "withdrawal",
    "preference",
    "complaint",
    "question",
]


Promptness = Literal["promptly", "any_time", "reasonable", "sincerely", "on_site", "by_link", "elsewhere", "when_told"]


class Label(msgspec.Struct, frozen=True):
    """A name for people, in Japanese and English."""

    ja: str
    en: str


class Choice(msgspec.Struct, frozen=True, omit_defaults=True):
    """A choice by category: `opt_in` asks for a yes, `opt_out` is served until a no.

    `category` is fixed by the entry, or empty: then it is the one that the event names (`customer.mail_category`).
    """

    kind: Literal["opt_in", "opt_out"]
    category: str = ""


class Ends(msgspec.Struct, frozen=True, omit_defaults=True):
    """When the purpose of an entry ends: so many days after this type of event (B19)."""

    on: str
    days: int = 0


class Reply(msgspec.Struct, frozen=True, omit_defaults=True):
    """How a kind of request of a person is answered: within `months`, extended to `extended` in all with a reason.

    Without `months` the text has a `word` for it only. `target_days` is the shop's own aim, not the text's.
    """

    clause: str
    word: Promptness | None = None
    months: int = 0
    extended: int = 0
    target_days: int = 0
    fee: Literal["none", "possible"] = "none"


class Rights(msgspec.Struct, frozen=True, omit_defaults=True):
    """What persons may ask of the shop, and what the text promises about it.

    `not_correctable` are refused with the reason; `hold`: a disputed datum waits until it is put right; `propagate`:
    who was served gets the correction; `deletion_reaches`: who was served is told to delete; `after_deletion` are the
    copies that survive it and feed nobody; `answers_to` who may have a reply.
    """

    requests: dict[str, Reply] = {}
    not_correctable: list[str] = []
    hold: bool = False
    propagate: bool = False
    deletion_reaches: bool = False
    after_deletion: list[Literal["archive", "backup", "legal_minimum"]] = []
    answers_to: Literal["person", "same_corporation"] = "person"


class Term(msgspec.Struct, frozen=True, omit_defaults=True):
    """One term: so long after this. Exactly one of the three lengths is given."""

    start: Literal["last_activity", "last_order", "collection", "end_of_purpose", "shop_decides"]
    years: int = 0
    months: int = 0
    days: int = 0


class Copy(msgspec.Struct, frozen=True, omit_defaults=True):
    """One kind of copy that the shop itself keeps: for how long (the longest of its terms counts), and what then."""

    what: Label
    clause: str
    terms: list[Term]
    then: Literal["inactive", "erased", "archived", "hidden"]
    note: str = ""
