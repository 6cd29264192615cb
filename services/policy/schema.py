"""What the service says and takes, as models for OpenAPI, and how they are made of what is kept. No behaviour."""

import base64
from collections.abc import Sequence
from typing import Annotated, Literal

import msgspec
from pydantic import BaseModel, ConfigDict, Field

from contracts.versions import Signed, What
from services.policy.proposal import Draft, Proposal
from shared.core.policy.approval import REVIEW_MS, Need
from shared.core.policy.diff import Change

_CLOSED = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)
State = Literal["open", "asked", "withdrawn", "published", "overtaken"]


class Propose(BaseModel):
    """Documents as they are written, in YAML; what is published already may be sent along."""

    model_config = _CLOSED
    pack: Annotated[str | None, Field(description="YAML of a pack")] = None
    register_: Annotated[str | None, Field(alias="register", description="YAML of a register")] = None
    effective: Annotated[
        str | None,
        Field(description="from when it is to hold, RFC 3339", examples=["2026-12-01T00:00:00+09:00"]),
    ] = None


class Approve(BaseModel):
    """An officer's approval: the moment (Unix ms), and for each document the signature over its claim, base64."""

    model_config = _CLOSED
    at: int
    signatures: dict[What, str]


class ChangeView(BaseModel):
    """One change; `widens` if it lets more leave."""

    what: What
    place: str
    about: str
    deed: Literal["added", "removed", "changed"]
    widens: bool = False
    recipient: str = ""
    item: str = ""
    before: str = ""
    after: str = ""
    clause: str = ""


class ClaimView(BaseModel):
    """What officers sign: a version by its digest, in its place."""

    what: What
    shop: str
    version: int
    digest: str
    previous: str
    effective: int


class ApprovalView(BaseModel):
    """Who approved a document, and when (Unix ms)."""

    officer: str
    at: int
    signature: str


class DocumentView(BaseModel):
    """One document: as written, as published, what it changes, and how many officers it needs."""

    claim: ClaimView
    text: str
    body: str
    changes: list[ChangeView]
    widens: bool
    restores: Annotated[int, Field(description="earlier version that says the same; 0 if there is none")]
    needs: Annotated[int, Field(description="officers who must approve it", examples=[2])]
    approvals: list[ApprovalView]


class ProposalView(BaseModel):
    """A proposal and all that happened to it."""

    id: str
    shop: str
    officer: str
    at: int
    state: State
    steps: list[dict[str, str | int]]
    documents: list[DocumentView]


class Brief(BaseModel):
    """A proposal in a list."""

    id: str
    officer: str
    at: int
    state: State
    versions: dict[What, int]


class Published(BaseModel):
    """Where a shop's versions are in force from (positions by partition), or from when they will be (Unix ms)."""

    state: Literal["published", "asked"]
    positions: list[int] = []
    effective: int = 0


class Entry(BaseModel):
    """One published version: who stands for it, since when, and what there is to find fault with."""

    what: What
    version: int
    digest: str
    previous: str
    effective: int
    published: int
    proposal: str
    proposed_by: str
    approved_by: list[str]
    restores: int
    findings: list[str]


class SignedView(BaseModel):
    """A published document as readers get it: canonical JSON, the service's key and signature (base64), approvals."""

    claim: ClaimView
    body: str
    key: str
    signature: str
    approvals: list[ApprovalView]


class Problem(BaseModel):
    """A refusal (RFC 9457): what, and how to mend it; `findings` where a document cannot be used."""

    type: Annotated[str, Field(examples=["urn:sekisho:problem:rebase"])]
    title: str
    status: int
    code: Annotated[str, Field(examples=["rebase"])]
    detail: str
    remedy: str
    detail_ja: Annotated[str, Field(description="`detail` in Japanese")] = ""
    remedy_ja: Annotated[str, Field(description="`remedy` in Japanese")] = ""
    findings: Annotated[
        list[dict[str, str | int]],
        Field(description="what to mend: `file`, `line`, `field`, `problem`, `remedy`, both in Japanese too (`…_ja`)"),
    ] = []


def changes(found: Sequence[Change]) -> list[ChangeView]:
    """Show changes."""
    return [ChangeView.model_validate(msgspec.structs.asdict(each)) for each in found]


def state_of(proposal: Proposal) -> State:
    """Return how far a proposal has come."""
    found: State = "asked" if proposal.asked else "open"
    match proposal.end:
        case "withdrawn" | "published" | "overtaken" as end:
            found = end
        case _:
            pass
    return found


def approvals(proposal: Proposal, what: What) -> list[ApprovalView]:
    """Show who approved a document."""
    return [
        ApprovalView(officer=each.officer, at=each.at, signature=base64.b64encode(each.signature).decode())
        for each in proposal.approvals.get(what, [])
    ]


def claim_view(draft: Draft) -> ClaimView:
    """Show a claim."""
    return ClaimView.model_validate(msgspec.structs.asdict(draft.claim))


def document(proposal: Proposal, draft: Draft, need: Need) -> DocumentView:
    """Show a document of a proposal."""
    return DocumentView(
        claim=claim_view(draft),
        text=draft.text,
        body=draft.body.decode(),
        changes=changes(need.changes),
        widens=need.widens,
        restores=draft.restores,
        needs=need.officers,
        approvals=approvals(proposal, draft.claim.what),
    )


def signed(proposal: Proposal, draft: Draft, sealed: Signed) -> SignedView:
    """Show a published document as readers get it."""
    return SignedView(
        claim=claim_view(draft),
        body=sealed.body.decode(),
        key=sealed.key,
        signature=base64.b64encode(sealed.signature).decode(),
        approvals=approvals(proposal, draft.claim.what),
    )


def brief(proposal: Proposal) -> Brief:
    """Show a proposal in a list."""
    return Brief(
        id=proposal.id,
        officer=proposal.officer,
        at=proposal.at,
        state=state_of(proposal),
        versions={draft.claim.what: draft.claim.version for draft in proposal.drafts},
    )


def entry(proposal: Proposal, draft: Draft, *, now: int) -> Entry:
    """Show a published version; what was put back is a finding until a second officer has reviewed it."""
    claim, names = draft.claim, [each.officer for each in proposal.approvals.get(draft.claim.what, [])]
    published = next(step.at for step in proposal.steps if step.step == "published")
    late = any(step.step == "review_overdue" for step in proposal.steps) or now >= published + REVIEW_MS
    findings = ["review_overdue" if late else "review_awaited"] if draft.restores and len(names) <= 1 else []
    return Entry(
        what=claim.what,
        version=claim.version,
        digest=claim.digest,
        previous=claim.previous,
        effective=claim.effective,
        published=published,
        proposal=proposal.id,
        proposed_by=proposal.officer,
        approved_by=names,
        restores=draft.restores,
        findings=findings,
    )
