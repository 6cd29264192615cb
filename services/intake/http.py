"""The routes of the door. It holds no rule: the core refuses, `accept` writes, here both become HTTP."""

from http import HTTPStatus
from typing import Annotated, Final

from fastapi import Depends, FastAPI, Path, Request, Response
from fastapi.security import HTTPBearer

from services.intake import schema, story
from services.intake.accept import Doors, Log, RefusedError, accept, check_sender, check_shop, check_token
from services.intake.schema import Accepted, Health, Person, Receipt, References
from services.intake.traced import Traced
from shared.core import references
from shared.core.door import DoorError
from shared.core.names import Names
from shared.core.platforms import is_ping, recognised
from shared.errors import PoisonError, TransientError
from shared.shell import telemetry
from shared.shell.web import application, problem

_TOO_LARGE: Final = frozenset({"body_too_large"})
_UNREADABLE: Final = frozenset(
    {"body_too_deep", "body_too_many", "body_has_bom", "body_not_utf8", "body_not_json", "body_not_object"}
)
_RETRY: Final = {"retry-after": "5"}
_REFUSED: Final[dict[str, tuple[HTTPStatus, str, str]]] = {
    "shop_unknown": (HTTPStatus.NOT_FOUND, "There is no such shop here.", "Use the shop's name as in its policy."),
    "token_wrong": (HTTPStatus.UNAUTHORIZED, "The bearer token is missing or wrong.", "Send this shop's token."),
    "signature_wrong": (
        HTTPStatus.UNAUTHORIZED,
        "The webhook's signature is missing or wrong.",
        "Sign the raw body with this shop's webhook secret.",
    ),
}

# For the published description only: it lets everybody through, `check_sender` and `check_token` do not.
_BEARER: Final = Depends(HTTPBearer(auto_error=False, description="this shop's token; not for signed webhooks"))

Shop = Annotated[str, Path(description="Name of the shop, as in its policy", examples=["sample-shop"])]


def door(log: Log, known: Doors, names: Names, *, stories: bool = False) -> FastAPI:
    """Return the application; it writes to `log`, for the shops in `known`, under the names that `names` tells.

    With `stories` a request may say when it happens (`services.intake.story`).
    """
    app = application("Sekisho intake")
    app.add_middleware(Traced)
    app.add_exception_handler(RefusedError, _refused)
    app.add_exception_handler(DoorError, _door)
    app.add_exception_handler(TransientError, _later)
    app.add_exception_handler(PoisonError, _too_large)

    @app.post(
        "/shops/{shop}/events",
        status_code=HTTPStatus.ACCEPTED,
        responses=schema.EVENT_RESPONSES,
        openapi_extra=schema.EVENT_REQUEST,
        dependencies=[_BEARER],
        summary="Send one event of a shop",
    )
    async def events(shop: Shop, request: Request, response: Response) -> Receipt:
        """Answer when the log holds every record: 202 for an event, 200 for a platform's webhook, or for its ping."""
        raw, headers = await request.body(), dict(request.headers)
        if is_ping(raw, headers):
            check_shop(known, shop)
            response.status_code = HTTPStatus.OK
            return Receipt(accepted=[], dropped=0, unknown=0, cards=0)
        check_sender(known, shop, headers, raw)
        at = story.moment(headers) if stories else None
        prepared, places = await accept(log, known, names, shop=shop, headers=headers, raw=raw, at=at)
        if recognised(headers) is not None:
            response.status_code = HTTPStatus.OK
        accepted = [
            Accepted(event=r.event, type=r.type, person=r.person, order=r.order, **place._asdict())
            for r, place in zip(prepared.records, places, strict=True)
        ]
        came_no_further = {"dropped": prepared.dropped, "unknown": prepared.unknown, "cards": prepared.cards}
        return Receipt(accepted=accepted, **came_no_further)

    @app.post(
        "/shops/{shop}/references",
        responses=schema.REFERENCE_RESPONSES,
        dependencies=[_BEARER],
        summary="Under which references a person and an order travel",
    )
    async def called(shop: Shop, person: Person, request: Request) -> References:
        """Compute the references, and look up links; nothing is stored or written."""
        check_token(known, shop, request.headers)
        key = known.references[shop]
        reference = references.subject_reference(key, shop, **person.model_dump())
        order = references.order_reference(key, shop, person.order_id) if person.order_id else ""
        return References(person=reference, order=order, names=[reference, *await names.linked(shop, reference)])

    @app.get("/health", responses={HTTPStatus.SERVICE_UNAVAILABLE: {"model": Health}}, summary="Can events be taken in")
    async def health(response: Response) -> Health:
        """Answer 200 while the broker can be written to, else 503."""
        if not log.healthy:
            response.status_code = HTTPStatus.SERVICE_UNAVAILABLE
        return Health(healthy=log.healthy)

    if stories:
        story.clock(app, log, known)
    return app


async def _refused(request: Request, error: Exception) -> Response:
    del request
    code = error.reason if isinstance(error, RefusedError) else "token_wrong"
    status, detail, remedy = _REFUSED[code]
    telemetry.log("refused", code=code)
    return problem(status, code, detail, remedy=remedy)


async def _door(request: Request, error: Exception) -> Response:
    del request
    refusal = error if isinstance(error, DoorError) else DoorError("body_not_json")
    telemetry.log("refused", code=refusal.code)
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    if refusal.code in _UNREADABLE:
        status = HTTPStatus.BAD_REQUEST
    elif refusal.code in _TOO_LARGE:
        status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    elif refusal.code == "content_type_unknown":
        status = HTTPStatus.UNSUPPORTED_MEDIA_TYPE
    return problem(status, refusal.code, refusal.detail, place=refusal.place, remedy=refusal.remedy)


async def _later(request: Request, error: Exception) -> Response:
    del request
    telemetry.log("not_accepted", code=error.reason if isinstance(error, TransientError) else "unexpected")
    return problem(
        HTTPStatus.SERVICE_UNAVAILABLE,
        "log_unavailable",
        "The log did not acknowledge the event.",
        remedy="Send the same event again, with the same id; it will not happen twice.",
        headers=_RETRY,
    )


async def _too_large(request: Request, error: Exception) -> Response:
    del error
    return await _door(request, DoorError("body_too_large"))
