"""What the door publishes of itself: models of its answers, schemas and examples for OpenAPI. No behaviour."""

from http import HTTPStatus
from typing import Annotated, Any, Final

import msgspec
from pydantic import BaseModel, ConfigDict, Field

from contracts.events import SHOP_TYPES, Body
from shared.core.platforms import FORM, PLATFORMS
from shared.shell.web import PROBLEM

_CLOSED: Final = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)
_ID: Final = "3f2b8c1e9a7d4f60b1c2d3e4f5a60718"
_EVENTS_TYPE: Final = "application/cloudevents+json"


class Accepted(BaseModel):
    """One event that lies in the log."""

    model_config = _CLOSED
    event: Annotated[str, Field(description="our id of the event; equal for a repeat", examples=[_ID])]
    type: Annotated[str, Field(examples=["order.placed"])]
    person: Annotated[str, Field(description="reference of the person", examples=[_ID])]
    order: Annotated[str, Field(description="reference of the order, empty if there is none", examples=[_ID])]
    partition: Annotated[int, Field(examples=[2])]
    position: Annotated[int, Field(examples=[1041])]


class Receipt(BaseModel):
    """What was accepted, and how many values came no further than the door."""

    model_config = _CLOSED
    accepted: list[Accepted]
    dropped: Annotated[int, Field(description="values of a platform that are known and not passed on", examples=[0])]
    unknown: Annotated[int, Field(description="values under names that nobody here knows", examples=[0])]
    cards: Annotated[int, Field(description="leaves that held a card number and were dropped", examples=[0])]


class Person(BaseModel):
    """Whom the shop asks for: by one of the three, in this order."""

    model_config = _CLOSED
    customer_id: Annotated[str | None, Field(max_length=1024, examples=["C-1001"])] = None
    email: Annotated[str | None, Field(max_length=1024, examples=["hanako@example.com"])] = None
    order_id: Annotated[str | None, Field(max_length=1024, examples=["A-1"])] = None

    def __repr__(self) -> str:
        """Show nothing (P7)."""
        return "Person(…)"


class References(BaseModel):
    """Under which names the person, and the order, travel."""

    model_config = _CLOSED
    person: Annotated[str, Field(examples=[_ID])]
    order: Annotated[str, Field(examples=[_ID])]
    names: Annotated[list[str], Field(description="every name of the person, over links; `person` first")]


class Health(BaseModel):
    """Whether events can be taken in."""

    model_config = _CLOSED
    healthy: bool


class Problem(BaseModel):
    """A refusal (RFC 9457): what, where, and how to mend it; never a value."""

    type: Annotated[str, Field(examples=["urn:sekisho:problem:duplicate_key"])]
    title: str
    status: int
    code: Annotated[str, Field(examples=["duplicate_key"])]
    detail: str
    place: Annotated[str | None, Field(description="JSON pointer; `?` for a name that is not ours")] = None
    remedy: str


_EXAMPLE_DATA: Final = {
    "customer": {"id": "C-1001", "name": "関所 花子", "email": "hanako@example.com"},
    "order": {
        "id": "A-1",
        "version": 1,
        "amount": "1280",
        "currency": "JPY",
        "items": [{"id": "1", "title": "サンプル商品", "quantity": 1, "price": "1280", "seller": "tokyo-phones"}],
    },
}
_EXAMPLE: Final = {
    "specversion": "1.0",
    "id": "evt-1",
    "source": "/checkout",
    "type": "order.placed",
    "time": "2026-01-31T09:00:00+09:00",
    "datacontenttype": "application/json",
    "data": _EXAMPLE_DATA,
}


def _refusals(*codes: HTTPStatus) -> dict[int | str, dict[str, Any]]:
    shown = {PROBLEM: {"schema": Problem.model_json_schema()}}
    return {int(code): {"description": code.phrase, "content": shown} for code in codes}


def _inlined(schema: Any, named: dict[str, Any]) -> Any:
    """Return a schema without references, so that it can stand inside a request's description."""
    match schema:
        case {"$ref": str(name)}:
            return _inlined(named[name], named)
        case dict():
            return {key: _inlined(value, named) for key, value in schema.items()}
        case list():
            return [_inlined(value, named) for value in schema]
        case _:
            return schema


def _data() -> Any:
    (schema,), named = msgspec.json.schema_components([Body], ref_template="{name}")
    return _inlined(schema, named)


def _event(data: Any) -> dict[str, Any]:
    text = {"type": "string", "maxLength": 1024}
    return {
        "type": "object",
        "required": ["specversion", "id", "source", "type", "data"],
        "properties": {
            "specversion": {"const": "1.0"},
            "id": text,
            "source": text,
            "type": {"enum": sorted(SHOP_TYPES)},
            "time": {"type": "string", "format": "date-time"},
            "datacontenttype": {"const": "application/json"},
            "data": data,
        },
    }


def _headers() -> list[dict[str, Any]]:
    said = {
        "ce-specversion": "binary CloudEvents: 1.0",
        "ce-id": "binary CloudEvents: id of the event",
        "ce-source": "binary CloudEvents: source of the event",
        "ce-type": "binary CloudEvents: type of the event, of the closed list",
        "ce-time": "binary CloudEvents: when it occurred, RFC 3339",
    }
    for platform in PLATFORMS.values():
        said[platform.topic_header] = f"{platform.title}: topic of the webhook, one of {', '.join(platform.topics)}"
        said[platform.signature_header] = f"{platform.title}: {platform.scheme.form}; no token is needed then"
    return [
        {"name": name, "in": "header", "required": False, "description": text, "schema": {"type": "string"}}
        for name, text in said.items()
    ]


EVENT_REQUEST: Final[dict[str, Any]] = {
    "parameters": _headers(),
    "requestBody": {
        "required": True,
        "content": {
            _EVENTS_TYPE: {"schema": _event(_data()), "example": _EXAMPLE},
            "application/json": {
                "schema": {"anyOf": [_data(), {"type": "object", "description": "the webhook of a platform"}]},
                "example": _EXAMPLE_DATA,
            },
            FORM: {"schema": {"type": "string", "description": "the unsigned ping of a platform; nothing is taken in"}},
        },
    },
}
"""The request body of `POST /shops/{shop}/events`: a structured event, a binary one's data, or a webhook."""

EVENT_RESPONSES: Final[dict[int | str, dict[str, Any]]] = {
    int(HTTPStatus.OK): {"model": Receipt, "description": "A platform's webhook was accepted, or its ping answered"},
    **_refusals(
        HTTPStatus.BAD_REQUEST,
        HTTPStatus.UNAUTHORIZED,
        HTTPStatus.NOT_FOUND,
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
        HTTPStatus.UNPROCESSABLE_ENTITY,
        HTTPStatus.SERVICE_UNAVAILABLE,
    ),
}
"""Every answer of `POST /shops/{shop}/events` but 202."""

REFERENCE_RESPONSES: Final = _refusals(HTTPStatus.UNAUTHORIZED, HTTPStatus.NOT_FOUND, HTTPStatus.UNPROCESSABLE_ENTITY)
"""Every answer of `POST /shops/{shop}/references` but 200."""
