"""The versions that a reader believes: sealed, in their place, and approved by officers that the reader itself knows.

The policy service is not believed: a version that it sealed alone is refused, whatever it says. Pure: records come in
with the time at which the broker took them. It does NOT say what is in force (the fences do).
"""

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from contracts.packs import Pack, Register
from contracts.versions import Claim, What
from shared.core.policy.approval import need_of
from shared.core.policy.officers import Officers, approvers
from shared.core.policy.seal import Document, Keys, Opened, SealError, unseal

_SKEW_MS: Final = 5000
"""Clocks of the policy service and the broker may differ by this."""


class Refusal(NamedTuple):
    """A record that is not believed, and why; `claim` is there where the seal itself holds."""

    reason: str
    claim: Claim | None


class _Line:
    """The versions of one shop's packs, or of its registers."""

    def __init__(self) -> None:
        self.believed: list[Opened] = []
        self.loose: list[Opened] = []
        """Sealed versions whose place is not reached (yet)."""


class Chain:
    """Everything on `policy.packs` that is believed, by shop."""

    def __init__(self, keys: Keys, officers: Officers) -> None:
        """Keep the keys of the policy service, and the officers; nothing is believed yet."""
        self._keys, self._officers = keys, officers
        self._lines: dict[tuple[What, str], _Line] = {}
        self._refused: dict[tuple[What, str, int], str] = {}

    def take(self, value: bytes, *, at: int) -> list[Refusal]:
        """Take a record that the broker took at that moment (Unix ms); return what is refused, now or after all."""
        try:
            opened = unseal(value, self._keys)
        except SealError as error:
            return [self._refuse(error.reason, error.claim) if error.claim else Refusal(error.reason, None)]
        line = self._line(opened.claim.what, opened.claim.shop)
        if reason := self._no_place(line, opened, at=at):
            return [self._refuse(reason, opened.claim)]
        if all(each.claim != opened.claim for each in (*line.believed, *line.loose)):
            line.loose.append(opened)
        refused = list(self._settle(line))
        return [*refused, Refusal("skipped", opened.claim)] if opened in line.loose else refused

    def pack(self, shop: str, version: int) -> tuple[Pack, str] | None:
        """Return a believed pack and its digest."""
        found = self._find("pack", shop, version)
        return (found.document, found.claim.digest) if found and isinstance(found.document, Pack) else None

    def register(self, shop: str, version: int) -> tuple[Register, str] | None:
        """Return a believed register and its digest."""
        found = self._find("register", shop, version)
        return (found.document, found.claim.digest) if found and isinstance(found.document, Register) else None

    def newest(self, what: What, shop: str, *, below: int | None = None) -> int:
        """Return the newest believed version, up to `below` if it is given; 0 if there is none."""
        numbers = (each.claim.version for each in self._line(what, shop).believed)
        return max((each for each in numbers if below is None or each <= below), default=0)

    def shops(self, what: What) -> list[str]:
        """Return the shops of which something of a kind was taken."""
        return [shop for kind, shop in self._lines if kind == what]

    def why_not(self, what: What, shop: str, version: int) -> str:
        """Return the reason for which a version is not believed: `missing` if nobody has published it."""
        loose = any(each.claim.version == version for each in self._line(what, shop).loose)
        return self._refused.get((what, shop, version), "skipped" if loose else "missing")

    def _line(self, what: What, shop: str) -> _Line:
        return self._lines.setdefault((what, shop), _Line())

    def _find(self, what: What, shop: str, version: int) -> Opened | None:
        return next((each for each in self._line(what, shop).believed if each.claim.version == version), None)

    def _refuse(self, reason: str, claim: Claim) -> Refusal:
        self._refused.setdefault((claim.what, claim.shop, claim.version), reason)
        return Refusal(reason, claim)

    @staticmethod
    def _no_place(line: _Line, opened: Opened, *, at: int) -> str:
        """Return why a version can never come into its place, whatever is read later."""
        claim = opened.claim
        if any(each.claim == claim for each in line.believed):
            return ""
        if at + _SKEW_MS < claim.effective:
            # The broker's time, not the service's: published before the officers allowed it.
            return "early"
        if any(each.claim.version == claim.version for each in line.believed):
            return "contradicts"
        return "rolled_back" if line.believed and claim.version < line.believed[-1].claim.version else ""

    def _settle(self, line: _Line) -> Iterator[Refusal]:
        """Judge what has its place now, each by the versions before it, until nothing has."""
        while True:
            tip = line.believed[-1].claim.digest if line.believed else ""
            found = next((each for each in line.loose if each.claim.previous == tip), None)
            if found is None:
                break
            line.loose.remove(found)
            reason = self._no_place(line, found, at=found.claim.effective) or self._unapproved(line.believed, found)
            if reason:
                yield self._refuse(reason, found.claim)
            else:
                line.believed.append(found)
                self._refused.pop((found.claim.what, found.claim.shop, found.claim.version), None)
        yield from self._forked(line)

    def _forked(self, line: _Line) -> Iterator[Refusal]:
        """Refuse what builds on a version that another one has followed already."""
        passed = {each.claim.previous for each in line.believed}
        for each in [each for each in line.loose if each.claim.previous in passed]:
            line.loose.remove(each)
            yield self._refuse("not_next", each.claim)

    def _unapproved(self, believed: Sequence[Opened], opened: Opened) -> str:
        """Return what a version lacks: two officers and a moment where it widens, one officer where it does not."""
        earlier: list[Document] = [each.document for each in believed]
        need = need_of(earlier, opened.document)
        if need.effective and not opened.claim.effective:
            return "effective_missing"
        approved = sum(1 for _ in approvers(self._officers, opened.claim, opened.approvals))
        return "approvals_missing" if approved < need.officers else ""
