"""What an incident at a recipient means, from counts of people by field: categories, and what the law asks about.

It gives hints and decides nothing: whether a report is due is for a person to say. Pure.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from contracts.answers import Hint
from contracts.vocabulary import FIELDS, Sensitivity

THRESHOLD: Final = 1000
"""APPI Rule 7(4): more people than this."""

FREE_TEXT: Final = frozenset(
    {"auction.trade_message", "customer.preferences", "post.content", "support.conversation", "web.access_log"}
)
"""Fields in which people may have written or shown what APPI 2(3) gives special care: health, creed, a crime, …"""

_PAYS: Final = frozenset({"payment.method", "payment.transaction_id", "customer.external_id"})
"""Fields that may help to misuse an account or a means of payment without being one."""


def categories(fields: Iterable[str]) -> list[Sensitivity]:
    """Return the categories of some fields, each once, in the order of the vocabulary's fields."""
    return list(dict.fromkeys(FIELDS[name].sensitivity for name in _plain(fields)))


def _plain(fields: Iterable[str]) -> list[str]:
    """Return fields without the lesser forms in which they left: what is hashed or cut short is data all the same."""
    named = {name.partition("#")[0] for name in fields}
    return [name for name in FIELDS if name in named]


def hints(people: int, fields: Mapping[str, int], *, improper: bool | None) -> list[Hint]:
    """Return what the ledger can say of the four cases of APPI Rule 7; `fields` counts people by field."""
    there = _plain(name for name, count in fields.items() if count)
    financial = [name for name in there if FIELDS[name].sensitivity == "financial"]
    near = [name for name in there if name in _PAYS]
    texts = [name for name in there if name in FREE_TEXT]
    return [
        # No field of the vocabulary is of special care by itself; what somebody wrote may be.
        Hint("sensitive", None if texts else False, "free_text" if texts else "no_such_field", texts),
        Hint(
            "property_damage",
            True if financial else None if near else False,
            "financial_fields" if financial else "near_payment" if near else "no_such_field",
            financial or near,
        ),
        Hint("improper_purpose", improper, "not_said" if improper is None else "said"),
        Hint("over_1000", people > THRESHOLD, "counted"),
    ]
