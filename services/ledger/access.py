"""Who may ask the ledger, what a request may name, and how a refusal is told."""

import hmac
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Annotated, Final

from fastapi import Header, HTTPException, Path, Query, Request, Response

from services.ledger.volumes import BREAKS, FROZEN, NOT_FROZEN
from shared.errors import BrokenInvariantError, SekishoError, TransientError
from shared.shell import telemetry
from shared.shell.web import problem

Shop = Annotated[str, Path(pattern=r"^[a-z0-9_-]{1,64}$")]
Reference = Annotated[str | None, Query(min_length=1, max_length=200)]
Size = Annotated[int | None, Query(ge=1, le=2**53)]
Volume = Annotated[int | None, Query(ge=1, le=10_000)]

_REMEDIES: Final = {
    FROZEN: (
        HTTPStatus.CONFLICT,
        "This log is frozen: what is stored did not continue what was signed.",
        "Read `/shops/{shop}/volumes` for the reason; docs/ledger-format.md says how a log goes on.",
    ),
    NOT_FROZEN: (
        HTTPStatus.CONFLICT,
        "This log is not frozen, or it has gone on already.",
        "Read `/shops/{shop}/volumes`.",
    ),
    "person_altered": (
        HTTPStatus.INTERNAL_SERVER_ERROR,
        "The number that is kept for this person belongs to somebody else.",
        "Restore the table `person` of the ledger; answers about this person would be another's.",
    ),
}


def bearer(tokens: Mapping[str, str]) -> Callable[[str], str]:
    """Return what lets a request in and names who sent it, given the tokens by name."""
    known = [(name, f"Bearer {token}".encode()) for name, token in tokens.items() if token]

    def check(authorization: Annotated[str, Header()] = "") -> str:
        given = authorization.encode()
        # P9: every token is compared, in constant time, so that an answer's time tells nothing.
        names = [name for name, token in known if hmac.compare_digest(given, token)]
        if not names:
            raise HTTPException(HTTPStatus.UNAUTHORIZED, headers={"WWW-Authenticate": "Bearer"})
        return names[0]

    return check


async def failed(request: Request, error: Exception) -> Response:
    """Answer an error of ours."""
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
        case BrokenInvariantError() if code in _REMEDIES:
            status, detail, remedy = _REMEDIES[code]
            return problem(status, code, detail, remedy=remedy)
        case BrokenInvariantError():
            what = "What is stored does not continue what was signed" if code in BREAKS else "The database refused"
            return problem(
                HTTPStatus.INTERNAL_SERVER_ERROR,
                code,
                f"{what}.",
                remedy="Stop using this log; compare its last export with an older checkpoint.",
            )
        case _:
            return problem(HTTPStatus.INTERNAL_SERVER_ERROR, code, "Something here failed.", remedy="Ask again later.")
