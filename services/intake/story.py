"""The clock of stories: requests say when they happen, and time is told to pass. Only in a stack started for scenarios.

Anywhere else nothing here is wired, and the broker's own time counts, whatever a request says.
"""

import secrets
from collections.abc import Mapping
from http import HTTPStatus
from typing import Annotated, Final

from fastapi import FastAPI, Path, Request
from pydantic import BaseModel, ConfigDict

from contracts.topics import PARTITIONS, SHOP_EVENTS
from services.intake.accept import Doors, Log, check_token
from shared.core import own_events
from shared.core.door import DoorError
from shared.core.moment import millis

HEADER: Final = "sekisho-time"
"""Header of a request: the moment of the story (RFC 3339 with an offset)."""


class Passed(BaseModel):
    """That time has passed: the position of the tick in each partition."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    positions: list[int]


def moment(headers: Mapping[str, str]) -> int | None:
    """Return the moment that a request says it happens (Unix ms), None if it says none.

    Raises:
        DoorError: it is no time.
    """
    said = headers.get(HEADER)
    at = millis(said) if said else None
    if said and at is None:
        raise DoorError("time_not_rfc3339", "")
    return at


def clock(app: FastAPI, log: Log, known: Doors) -> None:
    """Add the route by which a story lets time pass."""

    @app.post("/shops/{shop}/time", status_code=HTTPStatus.ACCEPTED, summary="Let time pass in a story")
    async def passes(shop: Annotated[str, Path()], request: Request) -> Passed:
        """Write a tick of that moment to every partition."""
        check_token(known, shop, request.headers)
        at, positions = moment(request.headers), list[int]()
        for partition in range(PARTITIONS):
            headers = own_events.headers("time.ticked", "/intake", name=secrets.token_hex(16))
            _, offset = await log.send(
                SHOP_EVENTS, partition=partition, key=b"@tick", value=b"{}", headers=headers, at=at
            )
            positions.append(offset)
        return Passed(positions=positions)
