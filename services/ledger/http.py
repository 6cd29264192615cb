"""The ledger's door: exports and sums, for readers who hold a token; proofs are behind `proving.py`.

It only reads. Who asks about people comes by `asking.py`, where the look is noted.
"""

import asyncio
from base64 import b64encode
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import suppress
from http import HTTPStatus
from typing import Annotated, Any, Final

import msgspec
from fastapi import Depends, FastAPI, HTTPException, Query, Response
from fastapi.responses import PlainTextResponse, StreamingResponse

from services.ledger.access import Shop, Volume, bearer, failed
from services.ledger.asking import AnswerDoor, asking
from services.ledger.proving import ProofDoor, going_on, pruning
from services.ledger.reads import Reads
from services.ledger.seal import Sealer
from services.ledger.store import Store
from services.ledger.tiles import Log
from shared.core.ledger.export import Header as ExportHeader
from shared.core.ledger.export import encode_line
from shared.core.ledger.leaf import pruned_stream
from shared.errors import SekishoError
from shared.shell import web

_LONGEST_WAIT: Final = 120
_PIECE: Final = 65_536

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

    async def flows(self, shop: Shop, *, since: Annotated[int, Query(ge=0)] = 0) -> Response:
        """Return what has left a shop since a moment (Unix ms): to whom, where, for what, which field, how often."""
        return _json({"flows": await self._reads.flows(shop, since)})

    async def export(self, shop: Shop, *, volume: Volume = None) -> Response:
        """Return one volume of a log as it is stored, under its checkpoint: the last volume, sealed now, or another."""
        sealed = await self._sealer.seal(shop) if volume is None else await self._sealer.sealed(shop, volume)
        if sealed is None:
            raise HTTPException(HTTPStatus.NOT_FOUND)
        log, key = Log(shop, sealed.volume), self._sealer.key(shop, sealed.volume)
        edge = [b64encode(node).decode() for node in sealed.edge.hashes]
        header = ExportHeader(key.name, str(key), sealed.note, edge, sealed.streams)
        acts = sealed.streams.get(pruned_stream(shop), 0)

        async def lines() -> AsyncIterator[bytes]:
            yield encode_line(header)
            held = bytearray()
            async for line in self._reads.leaves(log, sealed.stored, acts=acts):
                held += encode_line(line)
                if len(held) > _PIECE:
                    yield bytes(held)
                    held.clear()
            yield bytes(held)

        return StreamingResponse(lines(), media_type="application/x-ndjson")

    async def vkey(self, shop: Shop, *, volume: Volume = None) -> Response:
        """Return the key that verifies a volume's checkpoints; an auditor keeps it from elsewhere too."""
        return PlainTextResponse(f"{self._sealer.key(shop, volume or 1)}\n")

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


def application(
    door: Door, answers: AnswerDoor, proofs: ProofDoor, *, readers: Mapping[str, str], keepers: Mapping[str, str]
) -> FastAPI:
    """Put the endpoints behind the tokens (name to token) of readers; at a keeper's word a log goes on or is pruned.

    Who asks about people is named by the token, and its role decides (`contracts.answers.ROLES`).
    """
    app = web.application("Sekisho ledger")
    app.add_exception_handler(SekishoError, failed)
    app.add_api_route("/health", door.health)
    allowed = [Depends(bearer(readers))]
    for path, endpoint in (
        ("/shops/{shop}/flows", door.flows),
        ("/shops/{shop}/checkpoint", proofs.checkpoint),
        ("/shops/{shop}/proof", proofs.proof),
        ("/shops/{shop}/consistency", proofs.consistency),
        ("/shops/{shop}/volumes", proofs.volumes),
        ("/shops/{shop}/export", door.export),
        ("/vkey/{shop}", door.vkey),
        ("/summary", door.summary),
    ):
        app.add_api_route(path, endpoint, dependencies=allowed)
    for (method, path), asked in asking(answers, bearer(readers)).items():
        app.add_api_route(path, asked, methods=[method])
    app.add_api_route("/shops/{shop}/cosignatures", proofs.cosignatures, methods=["POST"], dependencies=allowed)
    app.add_api_route("/shops/{shop}/volumes", going_on(proofs, bearer(keepers)), methods=["POST"])
    app.add_api_route("/shops/{shop}/prunings", pruning(proofs, bearer(keepers)), methods=["POST"])
    return app


def _places(through: str) -> dict[int, int]:
    pairs = (pair.split(":") for pair in through.split(",") if pair)
    return {int(partition): int(position) for partition, position in pairs}


def _json(content: Mapping[str, Any], *, status: int = HTTPStatus.OK) -> Response:
    return Response(msgspec.json.encode(content), status_code=status, media_type="application/json")
