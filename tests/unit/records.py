"""A few records of provision for tests: a shop of two parties, one at home and one in France."""

from hashlib import sha256
from typing import Final

import msgspec

from contracts.entries import Disclosed, Outcome, OutcomeName
from contracts.packs import Endpoint, Instance, Pack, Party, Register
from contracts.terms import Label
from shared.core.law.provisions import Collected, Published, read_versions
from shared.core.law.sheet import About
from shared.core.moment import millis
from shared.core.policy.plan import cite
from shared.core.policy.seal import body_of

HOOK = Endpoint("webhook", "https://party.example/")
ROSE = Instance("rose", "見本商店株式会社", "JP", "東京都見本区1-2-3", "見本 花子", HOOK)
PARIS = Instance("paris", "Exemple SAS", "FR", "12 rue de l'Exemple, Paris", "Jeanne Exemple", HOOK)
FIRST = Register("meadow", 1, {"seller": Party("live", [ROSE]), "crm": Party("live", [PARIS])})
OSAKA = msgspec.structs.replace(ROSE, address="大阪府見本市4-5-6")
MOVED = Register("meadow", 2, {**FIRST.parties, "seller": Party("live", [OSAKA])})
PACK = Pack("meadow", 1, "t", "", "meadow.txt", [], company=Label("見本市場", "Sample Market"))
BODIES = [body_of(each) for each in (PACK, FIRST, MOVED)]
CITED = [cite(n, sha256(body_of(each)).hexdigest()) for n, each in ((1, FIRST), (2, MOVED))]
ABOUT = About("meadow", PACK.company, "60001", "", "", "2026-11-25 14:00", "sekisho.local/meadow", 9, "ab" * 32)
ABROAD: Final = {
    "recipient": "crm", "instance": "paris", "country": "FR", "abroad": "consent", "basis": "click_consent",
    "record": "required:appi#28-1-consent", "purpose": "marketing", "fields": ["customer.email", "order.id"],
}  # fmt: skip


def at(text: str) -> int:
    """Return a moment in Unix milliseconds."""
    found = millis(text)
    assert found is not None
    return found


def entry(**changed: object) -> Disclosed:
    """Return an entry of the sample's consent, with what a test changes."""
    base = Disclosed(
        "d1", "e1", "order.placed", "meadow", "p1", "o1", "seller", "seller", "rose", "JP", "1:aa", CITED[0], "trade",
        "deemed_consent", "2.(1)", ["customer.name"], {}, "required:appi#27-1-consent", "c1", "t1",
        at("2026-11-25T10:00:00+09:00"), law="jp-2022",
    )  # fmt: skip
    return msgspec.structs.replace(base, **changed)


def ended(name: str, outcome: OutcomeName) -> Outcome:
    """Return what became of a disclosure."""
    return Outcome(name, "meadow", "seller", "rose", outcome, 1, at("2026-11-25T10:01:00+09:00"))


def collected(*entries: object, since: int = 0, until: int = 2**62) -> Collected:
    """Return what is collected of entries, each at its place in the log."""
    made = Collected(since, until)
    for index, each in enumerate(entries):
        made.take(1, index, each)
    return made


def known() -> Published:
    """Return the published versions."""
    return read_versions(BODIES)
