"""What the law asks of one record, looked up in the published table by somebody who has none of our code.

The table is `contracts/law.py`; how it is read stands in `docs/law.md`.
"""

from datetime import UTC, datetime, timedelta

from contracts.law import EDITIONS


def duty(basis: str, country: str, abroad: str | None, *, at: int) -> str:
    """Return what an entry of that moment (Unix ms) must say of its record."""
    day = (datetime.fromtimestamp(at / 1000, UTC) + timedelta(hours=9)).date().isoformat()
    in_force = [edition for edition in EDITIONS if edition.since <= day]
    edition = in_force[-1] if in_force else EDITIONS[0]
    ground = edition.grounds[basis]
    as_at_home = country == "JP" or abroad == "equivalent" or (abroad == "designated" and country in edition.designated)
    article = ground.home if as_at_home else ground.foreign
    return f"{'required' if edition.articles[article].required else 'voluntary'}:appi#{article}"
