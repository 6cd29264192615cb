"""What officers do: propose, approve, publish, withdraw. Each is refused with a code, or done and kept.

It knows no HTTP. Readers have the last word (`core/policy/chain.py`); here the same rules are told to people in time.
"""

import secrets
from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

from cryptography.exceptions import InvalidSignature

from contracts.packs import Pack, Register
from contracts.versions import Approval, What, approval_input
from services.policy.fences import Fences
from services.policy.proposal import Draft, Proposal, Step, Store
from services.policy.refusal import RefusedError
from shared.core.http_signatures import TOLERANCE_S
from shared.core.policy.approval import need_of, same
from shared.core.policy.officers import Known, Officers, approvers
from shared.core.policy.places import SourceError
from shared.core.policy.seal import Document, body_of, claim_of
from shared.core.policy.source import read_pack, read_register

_TOLERANCE_MS: Final = TOLERANCE_S * 1000


class Written(NamedTuple):
    """What an officer wrote: YAML of a pack, of a register, or of both; and from when it is to hold (Unix ms)."""

    pack: str | None
    register: str | None
    effective: int | None = None


class Deeds:
    """All that officers may do, over what is kept."""

    def __init__(self, store: Store, fences: Fences, officers: Officers, *, clock: Callable[[], int]) -> None:
        """Keep them; `clock` tells Unix milliseconds."""
        self._store, self._fences, self._officers, self._clock = store, fences, officers, clock

    async def draft(self, shop: str, written: Written) -> list[Draft]:
        """Read what was written and put it behind what is published; what is published already is left out.

        Raises:
            RefusedError: it cannot be used, or nothing of it is new.
        """
        texts: dict[What, str] = {}
        if written.pack is not None:
            texts["pack"] = written.pack
        if written.register is not None:
            texts["register"] = written.register
        if not texts:
            raise RefusedError("nothing_proposed")
        lines = {what: await self.line(shop, what) for what in ("pack", "register")}
        for what in ("pack", "register"):
            if not lines[what] and what not in texts:
                raise RefusedError(f"{what}_missing")
        documents = _read(shop, texts, lines["pack"][-1] if lines["pack"] else None)
        drafts = [
            self._placed(document, texts[what], earlier=lines[what], effective=written.effective)
            for what, document in documents.items()
            if _is_new(document, lines[what])
        ]
        if not drafts:
            raise RefusedError("unchanged")
        return drafts

    def _placed(self, document: Document, text: str, *, earlier: list[Document], effective: int | None) -> Draft:
        need = need_of(earlier, document)
        if need.effective and effective is None:
            raise RefusedError("effective_missing")
        if effective is not None and effective < self._clock() - _TOLERANCE_MS:
            raise RefusedError("effective_past")
        previous = claim_of(earlier[-1], previous="", effective=0).digest if earlier else ""
        claim = claim_of(document, previous=previous, effective=effective or 0)
        return Draft(claim, need.restores, text, body_of(document))

    async def line(self, shop: str, what: What) -> list[Document]:
        """Return the published documents of a shop, in order."""
        return [placed.document for placed in await self._store.line(shop, what)]

    async def until(self, shop: str, draft: Draft) -> list[Document]:
        """Return the published documents behind which a draft is to stand, or stands."""
        before: list[Document] = []
        for each in await self.line(shop, draft.claim.what):
            if not draft.claim.previous:
                break
            before.append(each)
            if claim_of(each, previous="", effective=0).digest == draft.claim.previous:
                break
        return before

    async def propose(self, officer: Known, shop: str, written: Written) -> Proposal:
        """Keep a proposal."""
        drafts = await self.draft(shop, written)
        made = Proposal(secrets.token_hex(8), shop, officer.name, self._clock(), drafts, {}, [])
        await self._store.add(made)
        return made

    async def find(self, shop: str, identity: str) -> Proposal:
        """Return a shop's proposal.

        Raises:
            RefusedError: there is none.
        """
        found = await self._store.find(identity)
        if found is None or found.shop != shop:
            raise RefusedError("proposal_unknown")
        return found

    async def approve(self, officer: Known, proposal: Proposal, *, at: int, signatures: Mapping[What, bytes]) -> None:
        """Keep an officer's approval of every document of a proposal. After publication it is a review.

        Raises:
            RefusedError: it is not complete, not of now, or not this officer's; or the proposal has ended.
        """
        reviews = proposal.end == "published" and any(draft.restores for draft in proposal.drafts)
        if proposal.end and not reviews:
            raise RefusedError("proposal_ended")
        if set(signatures) != {draft.claim.what for draft in proposal.drafts}:
            raise RefusedError("approval_incomplete")
        if abs(at - self._clock()) > _TOLERANCE_MS:
            raise RefusedError("approval_stale")
        for draft in proposal.drafts:
            try:
                given = approval_input(draft.claim, officer.name, at)
                officer.key.verify(signatures[draft.claim.what], given)
            except InvalidSignature:
                raise RefusedError("approval_wrong") from None
        approvals = {what: Approval(officer.name, at, signature) for what, signature in signatures.items()}
        await self._store.approve(proposal.id, approvals)

    async def publish(self, officer: Known, proposal: Proposal) -> list[int] | None:
        """Publish a proposal and return the positions of its fences, or None if its moment is still to come.

        Raises:
            RefusedError: it has ended, was overtaken, or too few have approved it.
            TransientError: broker or database cannot be reached; what was kept is sent when they are back.
        """
        if proposal.end:
            raise RefusedError("proposal_ended")
        await self.check(proposal)
        now = self._clock()
        if proposal.effective > now:
            await self._store.note(proposal.id, Step("asked", officer.name, now))
            return None
        return await self.put(proposal, by=officer.name)

    async def put(self, proposal: Proposal, *, by: str) -> list[int]:
        """Put a proposal whose moment has come into its place, and write it to its readers.

        Raises:
            RefusedError: another one has taken its place.
            TransientError: broker or database cannot be reached.
        """
        if not await self._store.publish(proposal, Step("published", by, self._clock())):
            raise RefusedError("rebase")
        return await self._fences.put(proposal.shop, at=self._clock())

    async def check(self, proposal: Proposal) -> None:
        """Hold a proposal against what is published now, as every reader will.

        Raises:
            RefusedError: it does not follow the newest version, or too few have approved it.
        """
        for draft in proposal.drafts:
            earlier = await self.line(proposal.shop, draft.claim.what)
            newest = claim_of(earlier[-1], previous="", effective=0).digest if earlier else ""
            if newest != draft.claim.previous:
                raise RefusedError("rebase")
            need = need_of(earlier, draft.document)
            given = proposal.approvals.get(draft.claim.what, [])
            if sum(1 for _ in approvers(self._officers, draft.claim, given)) < need.officers:
                raise RefusedError("approvals_missing")

    async def withdraw(self, officer: Known, proposal: Proposal) -> None:
        """End a proposal that is not published.

        Raises:
            RefusedError: it has ended.
        """
        if proposal.end:
            raise RefusedError("proposal_ended")
        await self._store.note(proposal.id, Step("withdrawn", officer.name, self._clock()))
        if (await self.find(proposal.shop, proposal.id)).end != "withdrawn":
            raise RefusedError("proposal_ended")


def _read(shop: str, texts: Mapping[What, str], published: Document | None) -> dict[What, Document]:
    try:
        pack = read_pack(texts["pack"], file="pack") if "pack" in texts else published
        if not isinstance(pack, Pack):
            raise RefusedError("pack_missing")
        found: dict[What, Document] = {"pack": pack} if "pack" in texts else {}
        if "register" in texts:
            found["register"] = read_register(texts["register"], file="register", pack=pack)
    except SourceError as error:
        raise RefusedError("source_invalid", error.findings) from None
    if any(each.shop != shop for each in found.values()):
        raise RefusedError("shop_differs")
    return found


def _is_new(document: Pack | Register, earlier: list[Document]) -> bool:
    """Tell whether a document is to be published.

    Raises:
        RefusedError: its number is taken, or lies below the newest one.
    """
    newest = earlier[-1].version if earlier else 0
    if document.version > newest:
        return True
    known = next((each for each in earlier if each.version == document.version), None)
    if document.version == newest and known is not None and same(known, document):
        return False
    raise RefusedError("version_taken" if known else "version_lower")
