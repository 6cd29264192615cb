"""What a legal basis brings to an entry: its formalities, the stops that end it, the articles.

None of it is switched on or off by hand. Decides nothing.
"""

from typing import Any

from contracts.purposes import BASES, CHOICES, PUBLISHED


def grounds(basis: str) -> dict[str, Any]:
    """Return the parts of a rule (`contracts.packs.Rule`) that follow from its basis.

    Raises:
        KeyError: there is no such basis.
    """
    row = BASES[basis]
    return {
        "basis": basis,
        "click": basis in CHOICES,
        "contract": basis == "entrustment",
        "published": basis in PUBLISHED,
        "stops": list(row.stops),
        "appi": row.appi,
        "gdpr": row.gdpr,
    }
