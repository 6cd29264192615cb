"""What a dossier is made from: the period, what the log says of it, and published versions."""

from collections.abc import Mapping
from typing import NamedTuple, TypeVar

from contracts.packs import Pack, Register
from contracts.versions import What
from shared.core.dossier.gathered import Gathered
from shared.core.law.provisions import Provision, Published
from shared.core.ledger.verdict import Verdict
from shared.core.notice.drift import Published as Table
from shared.core.policy.seal import Document

Kept = TypeVar("Kept", Pack, Register)


class Standing(NamedTuple):
    """One published version and who stands for it; what is not known is empty or 0.

    `approved_by` are the officers whose signatures hold, `named` those whom the service names; without the officers'
    keys both are the same. `findings` are the policy service's own.
    """

    what: What
    version: int
    cited: str
    document: Document
    named: tuple[str, ...]
    approved_by: tuple[str, ...]
    published: int = 0
    proposed_by: str = ""
    findings: tuple[str, ...] = ()


class Source(NamedTuple):
    """All that a dossier says comes from here. `since` and `until` are its first and last day (ISO dates, in Japan).

    `as_of` is the day on which formalities are looked at: the last one, or that of making it if the period is not over.
    `known` are the versions by how entries cite them; `table` is what the public was told, if it was brought; `reasons`
    are the codes for which a withholding has words; `checked`: approvals were held against the officers' keys.
    """

    shop: str
    since: str
    until: str
    as_of: str
    made: str
    gathered: Gathered
    standings: tuple[Standing, ...]
    known: Published
    verdict: Verdict
    table: Table | None = None
    reasons: frozenset[str] = frozenset()
    checked: bool = False

    def provided(self) -> tuple[list[Provision], list[str]]:
        """Return the records of provision; or none, and what they cite that is not as published."""
        if missing := self.gathered.provisions.missing(self.known):
            return [], missing
        try:
            return self.gathered.provisions.provisions(self.known), []
        except LookupError as error:
            return [], [str(error)]

    def in_force(self) -> tuple[Pack | None, Register | None]:
        """Return pack and register at the end of the period: the last that the log has, else the newest published."""
        last = max(self.gathered.entered.items(), key=lambda each: each[1], default=None)
        pack, register = last[0] if last else ("", "")
        return (
            self.known.packs.get(pack) or _newest(self.known.packs),
            self.known.registers.get(register) or _newest(self.known.registers),
        )


def _newest(known: Mapping[str, Kept]) -> Kept | None:
    return max(known.values(), key=lambda each: each.version, default=None)
