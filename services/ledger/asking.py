"""The ledger's door for those who ask about people: by the role of their key, and with the look noted first.

Entries as they lie in the log are behind it too, for who names a person or an order asks about a person. What is noted
and what is answered, `answers.py` does.
"""

from collections.abc import AsyncIterator, Callable, Mapping
from hashlib import sha256
from http import HTTPStatus
from typing import Annotated, Any, Final

import msgspec
from fastapi import Depends, HTTPException, Query, Request, Response
from fastapi.responses import StreamingResponse

from contracts.answers import REASONS, Concern, Concerned, Incident, Question, Scope
from services.ledger.access import Reference, Shop
from services.ledger.answers import Answers, Look, Noted
from services.ledger.reads import Found, Reads, Wanted
from shared.core.ledger.question import QuestionError, may, read, scope_of
from shared.shell import telemetry
from shared.shell.web import problem

_WHOSE: Final[dict[Scope, str]] = {
    "person": "about a person",
    "order": "about an order",
    "log": "about this log",
    "concerned": "whom an incident concerns",
}
_PIECE: Final = 65_536

Reason = Annotated[str | None, Query(pattern=f"^({'|'.join(REASONS)})$")]
By = Callable[[str], str]


class AnswerDoor:
    """The endpoints, over what answers; `clock` tells Unix milliseconds."""

    def __init__(self, answers: Answers, reads: Reads, *, clock: Callable[[], int]) -> None:
        """Keep them."""
        self._answers, self._reads, self._clock = answers, reads, clock

    async def answer(self, shop: str, request: Request, reader: str) -> Response:
        """Answer a question about a person, an order or the log, page by page."""
        try:
            asked = read(await request.body(), Question)
            if not may(reader, scope_of(asked)):
                return _not_this(scope_of(asked))
            found = await self._answers.answer(Look(reader, shop, self._clock()), asked)
        except QuestionError as error:
            return _refused(error)
        if found is None:
            raise HTTPException(HTTPStatus.NOT_FOUND)
        return _json(found)

    async def concerned(self, shop: str, request: Request, reader: str) -> Response:
        """Say whom an incident at a recipient concerns: numbers in the first line, then a line for each person."""
        try:
            asked = read(await request.body(), Incident)
        except QuestionError as error:
            return _refused(error)
        if not may(reader, "concerned"):
            return _not_this("concerned")
        found = await self._answers.concerned(Look(reader, shop, self._clock()), asked)
        if found is None:
            raise HTTPException(HTTPStatus.NOT_FOUND)
        return StreamingResponse(_lines(*found), media_type="application/x-ndjson")

    async def entries(
        self, shop: str, wanted: Wanted, reader: str, *, reason: str | None, after: int, limit: int
    ) -> Response:
        """Return leaves of one shop in order; `next` is the `after` of the next page, null after the last."""
        scope: Scope = "person" if wanted.person else "order" if wanted.order else "log"
        if scope != "log":
            if not may(reader, scope):
                return _not_this(scope)
            if reason is None:
                return _refused(QuestionError("reason_missing", "reason", f"Say why: {', '.join(REASONS)}."))
        lines = await self._reads.entries(shop, wanted, after=after, limit=limit)
        if reason is not None and scope != "log":
            await self._note(shop, wanted, reader, reason, lines)
        frozen = await self._reads.frozen(shop)
        leaves = [{"volume": e.volume, "index": e.within, "leaf": msgspec.Raw(e.leaf.encode())} for e in lines]
        return _json({"frozen": frozen, "entries": leaves, "next": lines[-1].place if len(lines) == limit else None})

    async def _note(self, shop: str, wanted: Wanted, reader: str, reason: str, lines: list[Found]) -> None:
        number = await self._reads.number(shop, wanted.person) if wanted.person else None
        # P13: the log keeps the digest of a question with the number in it, never with the reference.
        named = {**wanted._asdict(), "person": number}
        about = sha256(msgspec.json.encode(named, order="sorted")).hexdigest()
        by = ", ".join(name for name, given in wanted._asdict().items() if given)
        people = [number] if number else []
        look = Look(reader, shop, self._clock())
        await self._answers.note(look, Noted(f"entries: {by}", reason, about, people, len(lines)))


def asking(door: AnswerDoor, reader: By) -> Mapping[tuple[str, str], Callable[..., Any]]:
    """Return the endpoints by method and path; `reader` lets a request in and names its key."""
    who = Annotated[str, Depends(reader)]

    async def answer(shop: Shop, request: Request, by: who) -> Response:
        return await door.answer(shop, request, by)

    async def concerned(shop: Shop, request: Request, by: who) -> Response:
        return await door.concerned(shop, request, by)

    async def entries(
        shop: Shop,
        by: who,
        *,
        order: Reference = None,
        person: Reference = None,
        recipient: Reference = None,
        kind: Reference = None,
        reason: Reason = None,
        after: Annotated[int, Query(ge=-1)] = -1,
        limit: Annotated[int, Query(ge=1, le=1000)] = 100,
    ) -> Response:
        wanted = Wanted(order, person, recipient, kind)
        return await door.entries(shop, wanted, by, reason=reason, after=after, limit=limit)

    return {
        ("POST", "/shops/{shop}/answers"): answer,
        ("POST", "/shops/{shop}/concerned"): concerned,
        ("GET", "/shops/{shop}/entries"): entries,
    }


async def _lines(first: Concern, people: AsyncIterator[Concerned]) -> AsyncIterator[bytes]:
    held = bytearray(msgspec.json.encode(first) + b"\n")
    async for each in people:
        held += msgspec.json.encode(each) + b"\n"
        if len(held) > _PIECE:
            yield bytes(held)
            held.clear()
    yield bytes(held)


def _refused(error: QuestionError) -> Response:
    telemetry.log("answer_refused", code=str(error))
    return problem(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        str(error),
        "The question cannot be answered as it stands.",
        place=f"/{error.place}" if error.place else None,
        remedy=error.remedy,
    )


def _not_this(scope: Scope) -> Response:
    telemetry.log("answer_refused", code="role_missing")
    return problem(
        HTTPStatus.FORBIDDEN,
        "role_missing",
        f"This key may not ask {_WHOSE[scope]}.",
        remedy="Use a key of the role `privacy`.",
    )


def _json(content: object) -> Response:
    return Response(msgspec.json.encode(content), media_type="application/json")
