"""The ledger's door for outsiders who check: checkpoints, proofs, what witnesses say, and the volumes of a log.

Proofs and checkpoints are plain texts in the C2SP formats, so that tools that we did not write read them.
"""

import time
from collections.abc import Callable
from http import HTTPStatus
from typing import Annotated, TypeVar

import msgspec
from fastapi import Depends, HTTPException, Query, Request, Response
from fastapi.responses import PlainTextResponse

from services.ledger.access import Reference, Shop, Size, Volume, refuse
from services.ledger.proofs import Place, Proofs
from services.ledger.pruning import announce
from services.ledger.seal import Sealer
from services.ledger.volumes import go_on, volumes
from shared.core.ledger.note import NoteError, log_origin
from shared.core.ledger.tree import ProofError
from shared.shell.database import Pool

_T = TypeVar("_T")


class ProofDoor:
    """The endpoints, over what makes proofs."""

    def __init__(self, pool: Pool, proofs: Proofs, sealer: Sealer) -> None:
        """Keep them."""
        self._pool, self._proofs, self._sealer = pool, proofs, sealer

    async def checkpoint(self, shop: Shop, *, size: Size = None, volume: Volume = None) -> Response:
        """Return the signed checkpoint over all that is in the log now, or an earlier one with its cosignatures."""
        if size is not None:
            point = await self._proofs.checkpoint(shop, size, volume=volume or 1)
            return PlainTextResponse(_there(point).note)
        return PlainTextResponse(_there(await self._sealer.seal(shop)).note)

    async def proof(
        self,
        shop: Shop,
        *,
        disclosure: Reference = None,
        outcome: bool = False,
        index: Annotated[int | None, Query(ge=0, le=2**53)] = None,
        size: Size = None,
        volume: Volume = None,
    ) -> Response:
        """Return the `.tlog-proof` of a leaf: by disclosure (or its outcome), or by index in a volume."""
        place = Place(volume or 1, index) if index is not None else None
        if disclosure is not None:
            place = await self._proofs.find(shop, disclosure, outcome=outcome)
        return PlainTextResponse(str(_there(await self._proofs.inclusion(shop, _there(place), size=size))))

    async def consistency(self, shop: Shop, *, older: Annotated[int, Query(ge=0, le=2**53)] = 0) -> Response:
        """Return the newest checkpoint with the proof that it continues an older size: the request to a witness."""
        try:
            return PlainTextResponse(str(_there(await self._proofs.consistency(shop, older))))
        except ProofError as error:
            return refuse(str(error), like="no_such_beginning")

    async def cosignatures(self, shop: Shop, request: Request, *, volume: Volume = None) -> Response:
        """Keep what known witnesses said of one of our checkpoints; the body is the cosigned checkpoint."""
        try:
            note = (await request.body()).decode("utf-8", "replace")
            kept = await self._proofs.add_cosignatures(shop, note, now=int(time.time()), volume=volume or 1)
        except NoteError as error:
            return refuse(str(error), like="not_cosigned")
        return _json({"kept": kept})

    async def volumes(self, shop: Shop) -> Response:
        """Return the volumes of a log: origin, size, what is signed, and why one is frozen."""
        rows = [row for row in await volumes(self._pool) if row.shop == shop]
        return _json(
            {"volumes": [{**row._asdict(), "origin": log_origin(row.shop, row.volume)} for row in _there(rows)]}
        )

    async def prune(self, shop: Shop, by: str) -> Response:
        """Let stubs stand for what is due, as of now; `more` says that more is due."""
        made = await announce(self._pool, self._sealer, shop, by=by, now=int(time.time() * 1000))
        if not made.more:
            # What was entered must be signed before any text may be taken out.
            await self._sealer.seal(shop)
        return _json(made._asdict())

    async def go_on(self, shop: Shop, by: str) -> Response:
        """Let a frozen log go on in its next volume, and return its origin and key."""
        await go_on(self._pool, shop, by=by)
        rows = [row.volume for row in await volumes(self._pool) if row.shop == shop]
        return _json({"origin": log_origin(shop, rows[-1]), "vkey": str(self._sealer.key(shop, rows[-1]))})


def pruning(proofs: ProofDoor, keeper: Callable[[str], str]) -> Callable[..., object]:
    """Return the endpoint by which a keeper, named by a token, lets a log be pruned of what is due."""

    async def endpoint(shop: Shop, by: Annotated[str, Depends(keeper)]) -> Response:
        return await proofs.prune(shop, by)

    return endpoint


def going_on(proofs: ProofDoor, keeper: Callable[[str], str]) -> Callable[..., object]:
    """Return the endpoint by which a keeper, named by a token, lets a log go on."""

    async def endpoint(shop: Shop, by: Annotated[str, Depends(keeper)]) -> Response:
        return await proofs.go_on(shop, by)

    return endpoint


def _there(found: _T | None) -> _T:
    if not found:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    return found


def _json(content: dict[str, object]) -> Response:
    return Response(msgspec.json.encode(content), media_type="application/json")
