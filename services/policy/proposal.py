"""Proposals and published versions, as the service keeps them. Values only; what may happen to them, `deeds` says."""

from typing import Literal, NamedTuple, Protocol, TypeAlias

import msgspec

from contracts.packs import Pack, Register
from contracts.versions import Approval, Claim, What
from shared.core.policy.seal import Document

StepName: TypeAlias = Literal["asked", "withdrawn", "published", "overtaken", "review_overdue"]
ENDS: frozenset[StepName] = frozenset({"withdrawn", "published", "overtaken"})
KINDS: tuple[What, ...] = ("pack", "register")


class Draft(NamedTuple):
    """One document of a proposal: its claim, the YAML as it was written, and the body that is published.

    `restores` is the earlier version that says the same, where it puts one back.
    """

    claim: Claim
    restores: int
    text: str
    body: bytes

    @property
    def document(self) -> Document:
        """Return the document."""
        return document(self.claim.what, self.body)


class Step(NamedTuple):
    """What became of a proposal: by whom (`-` is the service itself), and when (Unix ms)."""

    step: StepName
    officer: str
    at: int


class Proposal(NamedTuple):
    """What an officer proposed for one shop, and all that happened to it since."""

    id: str
    shop: str
    officer: str
    at: int
    drafts: list[Draft]
    approvals: dict[What, list[Approval]]
    steps: list[Step]

    @property
    def end(self) -> StepName | None:
        """Return how it ended, if it has."""
        return next((each.step for each in self.steps if each.step in ENDS), None)

    @property
    def asked(self) -> bool:
        """Whether it was asked to be published."""
        return any(each.step == "asked" for each in self.steps)

    @property
    def effective(self) -> int:
        """Return the moment from which it holds (Unix ms), 0 for at once."""
        return max(each.claim.effective for each in self.drafts)


class Placed(NamedTuple):
    """A published version in its line, and the proposal that it came from."""

    proposal: str
    document: Document


class Store(Protocol):
    """Where proposals and versions are kept; nothing of it is ever changed or deleted, but requests that are too old.

    Every method may raise TransientError: the database cannot be reached.
    """

    async def add(self, proposal: Proposal) -> None:
        """Add a proposal with its documents."""

    async def find(self, proposal: str) -> Proposal | None:
        """Return a proposal."""

    async def of_shop(self, shop: str) -> list[Proposal]:
        """Return a shop's proposals, the newest first."""

    async def approve(self, proposal: str, approvals: dict[What, Approval]) -> None:
        """Add one officer's approvals; a second time changes nothing."""

    async def note(self, proposal: str, step: Step) -> None:
        """Note what became of a proposal; each step once, and one end."""

    async def publish(self, proposal: Proposal, step: Step) -> bool:
        """Put the versions of a proposal into their places, all or none; False if one is taken, or it has ended."""

    async def line(self, shop: str, what: What) -> list[Placed]:
        """Return the published versions of a shop's packs or registers, in order."""

    async def shops(self) -> list[str]:
        """Return the shops that have published anything."""

    async def asked(self) -> list[tuple[str, int]]:
        """Return proposals that wait for their moment, and that moment (Unix ms), the next first."""

    async def unreviewed(self) -> list[tuple[str, int]]:
        """Return proposals that put something back and were not reviewed or found yet, and when they were published."""

    async def unsent(self, shop: str, key: str) -> set[tuple[str, int]]:
        """Return kind and number of the versions that do not lie on the topic under a key."""

    async def sent(self, claim: Claim, key: str) -> None:
        """Note that a version lies on the topic under a key."""

    async def fence(self, shop: str, versions: tuple[int, int], positions: list[int], at: int) -> None:
        """Note where the fences of a shop's versions lie."""

    async def fences(self) -> dict[str, list[int]]:
        """Return the positions of each shop's last fences, by partition."""

    async def use(self, officer: str, nonce: str, at: int) -> bool:
        """Note a signed request; False if it was used before."""


def document(what: What, body: bytes) -> Document:
    """Decode a body that this service has made itself."""
    return msgspec.json.decode(body, type=Pack) if what == "pack" else msgspec.json.decode(body, type=Register)
