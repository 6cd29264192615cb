"""The ledger's door: entries, checkpoints, exports and sums, for readers who hold a token.

It only reads. A query names a person by the subject reference, which is looked up here and never repeated.
"""

import asyncio
import hmac
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import suppress
from http import HTTPStatus
from typing import Annotated, Any, Final

import msgspec
from fastapi import Depends, FastAPI, Header, HTTPException, Path, Query, Request, Response
from fastapi.responses import PlainTextResponse, StreamingResponse

from services.ledger.reads import Reads, Wanted
from services.ledger.seal import Sealed, Sealer
from services.ledger.store import Store
from shared.core.ledger.export import Header as ExportHeader
from shared.core.ledger.export import encode_line
from shared.core.ledger.note import log_origin
from shared.errors import BrokenInvariantError, SekishoError, TransientError
from shared.shell import telemetry, web
from shared.shell.web import problem

_LONGEST_WAIT: Final = 120

Shop = Annotated[str, Path(pattern=r"^[a-z0-9_-]{1,64}$")]
Reference = Annotated[str | None, Query(min_length=1, max_length=200)]
Through = Annotated[str, Query(pattern=r"^(\d{1,9}:\d{1,18}(,\d{1,9}:\d{1,18})*)?$")]


class Door:
    """The endpoints, over what they read."""

    def __init__(self, reads: Reads, sealer: Sealer, *, store: Store, healthy: Callable[[], bool]) -> None:
        """Keep what is read; `healthy` tells whether the consumers run."""
        self._reads = reads
        self._sealer = sealer
        self._store = store
        self._healthy = healthy

    async def health(self) -> Response:
        """Tell whether the ledger keeps up with its topics."""
        status = HTTPStatus.OK if self._healthy() else HTTPStatus.SERVICE_UNAVAILABLE
        return _json({"healthy": status == HTTPStatus.OK}, status=status)

    async def entries(
        self,
        shop: Shop,
        *,
        order: Reference = None,
        person: Reference = None,
        recipient: Reference = None,
        kind: Reference = None,
        after: Annotated[int, Query(ge=-1)] = -1,
        limit: Annotated[int, Query(ge=1, le=1000)] = 100,
    ) -> Response:
        """Return leaves of one shop in order; `next` is the `after` of the next page, null after the last."""
        wanted = Wanted(order, person, recipient, kind)
        lines = await self._reads.entries(shop, wanted, after=after, limit=limit)
        return _json(
            {
                "entries": [{"index": line.index, "leaf": msgspec.Raw(line.leaf.encode())} for line in lines],
                "next": lines[-1].index if len(lines) == limit else None,
            }
        )

    async def flows(self, shop: Shop, *, since: Annotated[int, Query(ge=0)] = 0) -> Response:
        """Return what has left a shop since a moment (Unix ms): to whom, where, for what, which field, how often."""
        return _json({"flows": await self._reads.flows(shop, since)})

    async def checkpoint(self, shop: Shop) -> Response:
        """Return the signed checkpoint over all that is in the log now."""
        return PlainTextResponse((await self._seal(shop)).note)

    async def export(self, shop: Shop) -> Response:
        """Return the whole log under its checkpoint, one line a leaf."""
        sealed = await self._seal(shop)
        header = ExportHeader(log_origin(shop), str(self._sealer.key(shop)), sealed.note, sealed.streams)

        async def lines() -> AsyncIterator[bytes]:
            yield encode_line(header)
            async for line in self._reads.leaves(shop, sealed.size):
                yield encode_line(line)

        return StreamingResponse(lines(), media_type="application/x-ndjson")

    async def vkey(self, shop: Shop) -> Response:
        """Return the key that verifies the shop's checkpoints; an auditor keeps it from elsewhere too."""
        return PlainTextResponse(f"{self._sealer.key(shop)}\n")

    async def summary(
        self,
        *,
        wait: Annotated[float, Query(ge=0, le=_LONGEST_WAIT)] = 0,
        through: Through = "",
        closed: bool = False,
    ) -> Response:
        """Return the sums, as soon as the positions are stored (and nothing is open), or when the wait ends."""
        places = _places(through)
        loop = asyncio.get_running_loop()
        end = loop.time() + wait
        while True:
            changed = self._store.changed  # taken before looking, so that an append in between is not missed
            reached = await self._reached(places, closed=closed)
            if reached or loop.time() >= end:
                break
            with suppress(TimeoutError):
                await asyncio.wait_for(changed.wait(), end - loop.time())
        return _json({**await self._reads.summary(), "reached": reached})

    async def _reached(self, places: Mapping[int, int], *, closed: bool) -> bool:
        stored = await self._reads.positions() if places else {}
        if any(stored.get(partition, -1) < position for partition, position in places.items()):
            return False
        return not closed or (await self._reads.counts()).open == 0

    async def _seal(self, shop: str) -> Sealed:
        sealed = await self._sealer.seal(shop)
        if sealed is None:
            raise HTTPException(HTTPStatus.NOT_FOUND)
        return sealed


def application(door: Door, readers: Mapping[str, str]) -> FastAPI:
    """Put the endpoints behind the readers' tokens (name to token)."""
    app = web.application("Sekisho ledger")
    app.add_exception_handler(SekishoError, _failed)
    app.add_api_route("/health", door.health)
    allowed = [Depends(_bearer(readers))]
    for path, endpoint in (
        ("/shops/{shop}/entries", door.entries),
        ("/shops/{shop}/flows", door.flows),
        ("/shops/{shop}/checkpoint", door.checkpoint),
        ("/shops/{shop}/export", door.export),
        ("/vkey/{shop}", door.vkey),
        ("/summary", door.summary),
    ):
        app.add_api_route(path, endpoint, dependencies=allowed)
    return app


def _places(through: str) -> dict[int, int]:
    pairs = (pair.split(":") for pair in through.split(",") if pair)
    return {int(partition): int(position) for partition, position in pairs}


def _bearer(readers: Mapping[str, str]) -> Callable[[str], None]:
    tokens = [f"Bearer {token}".encode() for token in readers.values() if token]

    def check(authorization: Annotated[str, Header()] = "") -> None:
        given = authorization.encode()
        # P9: every token is compared, in constant time, so that an answer's time tells nothing.
        if not sum(hmac.compare_digest(given, token) for token in tokens):
            raise HTTPException(HTTPStatus.UNAUTHORIZED, headers={"WWW-Authenticate": "Bearer"})

    return check


async def _failed(request: Request, error: Exception) -> Response:
    del request
    code = error.reason if isinstance(error, SekishoError) else "unexpected"
    telemetry.log("answer_refused", code=code)
    match error:
        case TransientError():
            return problem(
                HTTPStatus.SERVICE_UNAVAILABLE,
                "database_away",
                "The ledger's database does not answer.",
                remedy="Ask again in a few seconds.",
            )
        case BrokenInvariantError():
            return problem(
                HTTPStatus.INTERNAL_SERVER_ERROR,
                code,
                "What is stored does not continue what was signed, or the database refused.",
                remedy="Stop using this log; compare its last export with an older checkpoint.",
            )
        case _:
            return problem(HTTPStatus.INTERNAL_SERVER_ERROR, code, "Something here failed.", remedy="Ask again later.")


def _json(content: Mapping[str, Any], *, status: int = HTTPStatus.OK) -> Response:
    return Response(msgspec.json.encode(content), status_code=status, media_type="application/json")
