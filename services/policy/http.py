"""The routes of the policy service. It holds no rule: `deeds` refuses or does, here both become HTTP."""

import base64
import binascii
import secrets
from collections.abc import Callable
from http import HTTPStatus
from typing import Annotated, Any, Final

from fastapi import FastAPI, Path, Request, Response

from contracts import events as ev
from contracts.officers import Role
from contracts.versions import What
from services.policy import schema
from services.policy.deeds import Deeds, Written
from services.policy.fences import Fences
from services.policy.keeper import Keeper
from services.policy.looks import LookAsked, LookNoted
from services.policy.proposal import KINDS, Draft, Proposal, Store
from services.policy.refusal import REFUSALS, RefusedError
from services.policy.sign_in import SignIn
from shared.core.moment import millis
from shared.core.policy.approval import need_of
from shared.core.policy.officers import Known
from shared.core.said import Said
from shared.errors import TransientError
from shared.shell import telemetry, web
from shared.shell.web import PROBLEM

Shop = Annotated[str, Path(pattern=r"^[a-z][a-z0-9_-]{0,39}$", examples=["meadow"])]
Id = Annotated[str, Path(pattern=r"^[0-9a-f]{16}$")]
_AWAY: Final = Said("ブローカーかデータベースが応答しません。", "The broker or the database does not answer.")
_LATER: Final = Said(
    "どうなったかを `policy show` で確かめてから、もう一度送ってください。",
    "Ask what has become of it (`policy show`), then send it again.",
)
_PROPOSAL: Final = "/shops/{shop}/proposals/{identity}"


class Door:
    """The endpoints, over what officers may do."""

    def __init__(
        self, store: Store, deeds: Deeds, fences: Fences, *, sign_in: SignIn, keeper: Keeper, clock: Callable[[], int]
    ) -> None:
        """Keep what is asked."""
        self._store, self._deeds, self._fences, self._sign_in = store, deeds, fences, sign_in
        self._keeper, self._clock = keeper, clock

    async def propose(self, shop: Shop, asked: schema.Propose, request: Request) -> schema.ProposalView:
        """Keep a proposal; nothing is in force by it."""
        officer = await self._officer(request, "propose")
        made = await self._deeds.propose(officer, shop, _written(asked))
        telemetry.log("proposed", shop=shop, proposal=made.id, officer=officer.name)
        return await self._view(made)

    async def compare(self, shop: Shop, asked: schema.Propose, request: Request) -> list[schema.ChangeView]:
        """Say what documents would change against what is published; nothing is kept."""
        await self._officer(request)
        written = _written(asked)
        # The moment is not compared; it only has to be there, for what lets more leave.
        drafts = await self._deeds.draft(shop, written._replace(effective=self._clock()))
        needs = [need_of(await self._deeds.line(shop, draft.claim.what), draft.document) for draft in drafts]
        return [change for need in needs for change in schema.changes(need.changes)]

    async def proposals(self, shop: Shop, request: Request) -> list[schema.Brief]:
        """List a shop's proposals, the newest first."""
        await self._officer(request)
        return [schema.brief(each) for each in await self._store.of_shop(shop)]

    async def show(self, shop: Shop, identity: Id, request: Request) -> schema.ProposalView:
        """Show a proposal: its documents, what they change, who approved them."""
        await self._officer(request)
        return await self._view(await self._deeds.find(shop, identity))

    async def approve(self, shop: Shop, identity: Id, asked: schema.Approve, request: Request) -> schema.ProposalView:
        """Keep an officer's signatures over the claims of a proposal."""
        officer = await self._officer(request, "approve")
        found = await self._deeds.find(shop, identity)
        signatures = {what: _bytes(text) for what, text in asked.signatures.items()}
        await self._deeds.approve(officer, found, at=asked.at, signatures=signatures)
        telemetry.log("approved", shop=shop, proposal=identity, officer=officer.name)
        return await self._view(await self._deeds.find(shop, identity))

    async def publish(self, shop: Shop, identity: Id, request: Request, response: Response) -> schema.Published:
        """Publish, and answer with the positions of the fences; or 202, where its moment is still to come."""
        officer = await self._officer(request, "publish")
        found = await self._deeds.find(shop, identity)
        positions = await self._deeds.publish(officer, found)
        self._keeper.wake()
        telemetry.log("publication", shop=shop, proposal=identity, officer=officer.name)
        if positions is not None:
            return schema.Published(state="published", positions=positions)
        response.status_code = HTTPStatus.ACCEPTED
        return schema.Published(state="asked", effective=found.effective)

    async def withdraw(self, shop: Shop, identity: Id, request: Request) -> schema.ProposalView:
        """End a proposal that is not published, also one that waits for its moment."""
        officer = await self._officer(request, "propose")
        await self._deeds.withdraw(officer, await self._deeds.find(shop, identity))
        telemetry.log("withdrawn", shop=shop, proposal=identity, officer=officer.name)
        return await self._view(await self._deeds.find(shop, identity))

    async def history(self, shop: Shop, request: Request) -> list[schema.Entry]:
        """Tell every published version of a shop: who stands for it, and what is to be found fault with."""
        await self._officer(request)
        found = [each for each in await self._store.of_shop(shop) if each.end == "published"]
        entries = [schema.entry(each, draft, now=self._clock()) for each in found for draft in each.drafts]
        return sorted(entries, key=lambda each: (each.what, each.version))

    async def versions(self, shop: Shop, request: Request) -> list[schema.SignedView]:
        """Return every published document as readers get it, in order."""
        await self._officer(request)
        return [
            schema.signed(proposal, draft, self._fences.seal(draft, proposal))
            for what in KINDS
            for proposal, draft in await self._published(shop, what)
        ]

    async def look(self, shop: Shop, asked: LookAsked, request: Request) -> LookNoted:
        """Note that the officer is about to try a draft on the last events of a shop; `preview` asks for it."""
        officer = await self._officer(request, "preview")
        look = ev.Look(secrets.token_hex(16), shop, officer.name, asked.about, asked.last)
        await self._fences.note(look)
        telemetry.log("look", shop=shop, officer=officer.name)
        return LookNoted(id=look.id)

    async def fences(self, request: Request) -> dict[str, list[int]]:
        """Return the positions from which on the newest versions are in force, by shop and partition."""
        await self._officer(request)
        return await self._store.fences()

    async def health(self) -> Response:
        """Tell whether the broker can be written to; the door opens only when all that is published was sent."""
        return Response(status_code=HTTPStatus.OK if self._fences.healthy else HTTPStatus.SERVICE_UNAVAILABLE)

    async def later(self, request: Request, error: Exception) -> Response:
        """Answer that broker or database is away; what was kept is sent when it is back."""
        del request
        telemetry.log("answer_refused", code=error.reason if isinstance(error, TransientError) else "unexpected")
        self._keeper.wake(send=True)
        return web.problem(
            HTTPStatus.SERVICE_UNAVAILABLE,
            "not_now",
            _AWAY,
            remedy=_LATER,
            headers={"retry-after": "5"},
        )

    async def _officer(self, request: Request, role: Role | None = None) -> Known:
        return await self._sign_in.officer(request, role)

    async def _published(self, shop: str, what: What) -> list[tuple[Proposal, Draft]]:
        placed = [await self._deeds.find(shop, each.proposal) for each in await self._store.line(shop, what)]
        return [(each, draft) for each in placed for draft in each.drafts if draft.claim.what == what]

    async def _view(self, proposal: Proposal) -> schema.ProposalView:
        documents: list[schema.DocumentView] = []
        for draft in proposal.drafts:
            line = await self._deeds.until(proposal.shop, draft)
            documents.append(schema.document(proposal, draft, need_of(line, draft.document)))
        return schema.ProposalView(
            **schema.brief(proposal).model_dump(exclude={"versions"}),
            shop=proposal.shop,
            steps=[each._asdict() for each in proposal.steps],
            documents=documents,
        )


_SHOWN: Final = {PROBLEM: {"schema": schema.Problem.model_json_schema()}}
_STATUSES: Final = sorted({each.status for each in REFUSALS.values()} | {HTTPStatus.SERVICE_UNAVAILABLE})
_REFUSALS: Final[dict[int | str, dict[str, Any]]] = {
    int(status): {"description": status.phrase, "content": _SHOWN} for status in _STATUSES
}


def application(door: Door) -> FastAPI:
    """Put the endpoints under their paths."""
    app = web.application("Sekisho policy service")
    app.add_exception_handler(RefusedError, _refused)
    app.add_exception_handler(TransientError, door.later)
    app.add_api_route("/health", door.health)
    created = HTTPStatus.CREATED
    app.add_api_route(
        "/shops/{shop}/proposals", door.propose, methods=["POST"], status_code=created, responses=_REFUSALS
    )
    for method, path, endpoint in (
        ("GET", "/shops/{shop}/proposals", door.proposals),
        ("POST", "/shops/{shop}/diff", door.compare),
        ("GET", _PROPOSAL, door.show),
        ("POST", f"{_PROPOSAL}/approvals", door.approve),
        ("POST", f"{_PROPOSAL}/publication", door.publish),
        ("POST", f"{_PROPOSAL}/withdrawal", door.withdraw),
        ("GET", "/shops/{shop}/history", door.history),
        ("GET", "/shops/{shop}/versions", door.versions),
        ("POST", "/shops/{shop}/looks", door.look),
        ("GET", "/fences", door.fences),
    ):
        app.add_api_route(path, endpoint, methods=[method], responses=_REFUSALS)
    return app


def _written(asked: schema.Propose) -> Written:
    effective = millis(asked.effective) if asked.effective is not None else None
    if effective is None and asked.effective is not None:
        raise RefusedError("effective_unreadable")
    return Written(asked.pack, asked.register_, effective)


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error:
        raise RefusedError("approval_wrong") from None


async def _refused(request: Request, error: Exception) -> Response:
    del request
    code, findings = (error.code, error.findings) if isinstance(error, RefusedError) else ("signature_missing", ())
    telemetry.log("refused", code=code)
    status, detail, remedy = REFUSALS[code]
    found = {"findings": [each._asdict() for each in findings]} if findings else {}
    return web.problem(status, code, detail, remedy=remedy, more=found)
