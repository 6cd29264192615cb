"""The one route of the preview service: an officer's draft in, counts out. It holds no rule of its own."""

import asyncio
from collections.abc import Callable
from http import HTTPStatus
from typing import Annotated, Final

import msgspec
from fastapi import FastAPI, Path, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from services.preview.looking import GOOD_FOR_MS, Asked, Draft, Reading, RefusedError, look
from shared.core.http_signatures import SignatureError
from shared.core.policy.officers import Officers
from shared.core.policy.places import SourceError
from shared.core.said import Said
from shared.errors import TransientError
from shared.shell import telemetry, web
from shared.shell.signed import signer

Shop = Annotated[str, Path(pattern=r"^[a-z][a-z0-9_-]{0,39}$", examples=["meadow"])]


class Try(BaseModel):
    """A draft as it is written, in YAML; what is left out stays as it is in force."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)
    look: Annotated[str, Field(pattern=r"^[0-9a-f]{32}$", description="the look as the policy service noted it")]
    last: Annotated[int, Field(ge=1, le=100_000, description="how many of the last events, as noted")]
    pack: str | None = None
    register_: Annotated[str | None, Field(alias="register")] = None


_REFUSALS: Final[dict[str, tuple[HTTPStatus, Said, Said]]] = {
    "officer_unknown": (
        HTTPStatus.UNAUTHORIZED,
        Said("登録された担当者の署名ではありません。", "Nobody whom this service knows has signed it."),
        Said("担当者の鍵で署名してください。", "Sign it with an officer's key."),
    ),
    "role_missing": (
        HTTPStatus.FORBIDDEN,
        Said("この担当者には権限がありません。", "The officer may not do this."),
        Said("役割 `preview` のある担当者に頼んでください。", "Ask one with the role `preview`."),
    ),
    "look_not_noted": (
        HTTPStatus.CONFLICT,
        Said("この閲覧は、直近10分の間に記録されていません。", "Just this look was not noted in the last ten minutes."),
        Said("先に `policy` で閲覧を記録してください。", "Ask `policy` to note it first."),
    ),
    "look_used": (
        HTTPStatus.CONFLICT,
        Said("この閲覧はすでに使われています。", "This look was used before."),
        Said("改めて閲覧を記録してください。", "Have another one noted."),
    ),
    "nothing_in_force": (
        HTTPStatus.NOT_FOUND,
        Said("この店には有効な版がありません。", "Nothing of this shop is in force."),
        Said("ポリシーパックと登録簿を公開してください。", "Publish pack and register."),
    ),
    "shop_differs": (
        HTTPStatus.UNPROCESSABLE_ENTITY,
        Said("別の店の文書です。", "The document is of another shop."),
        Said("その店の宛先に送ってください。", "Send it to the address of its shop."),
    ),
    "source_invalid": (
        HTTPStatus.UNPROCESSABLE_ENTITY,
        Said("使えない文書があります。", "A document cannot be used."),
        Said("`findings` の指摘を直してください。", "Mend what `findings` names."),
    ),
    "log_away": (
        HTTPStatus.SERVICE_UNAVAILABLE,
        Said("ブローカーが応答しません。", "The broker does not answer."),
        Said("数秒後にもう一度試してください。", "Ask again in a few seconds."),
    ),
}


class Door:
    """The endpoint, over what is read."""

    def __init__(self, officers: Officers, reading: Reading, *, clock: Callable[[], int]) -> None:
        """Keep who may look and what is read; `clock` tells Unix milliseconds."""
        self._officers, self._reading, self._clock = officers, reading, clock
        self._used: dict[str, int] = {}

    async def health(self) -> Response:
        """Tell that the door is open; what it reads is asked when it is read."""
        return Response(status_code=HTTPStatus.OK)

    async def rehearse(self, shop: Shop, asked: Try, request: Request) -> Response:
        """Say for how many orders and people a draft would change what, on the last events of a shop."""
        try:
            return await self._rehearse(shop, asked, request)
        except SourceError as error:
            return _refused("source_invalid", findings=[each._asdict() for each in error.findings])
        except SignatureError:
            return _refused("officer_unknown")
        except RefusedError as error:
            return _refused(str(error))
        except TransientError:
            return _refused("log_away")

    async def _rehearse(self, shop: str, asked: Try, request: Request) -> Response:
        now = self._clock()
        officer, _ = await signer(request, self._officers, now=now)
        if not officer.may("preview", at=now):
            raise RefusedError("role_missing")
        # Used before it is known to be good: of two at once only one is granted. Older ones are refused as they are.
        if asked.look in self._used:
            raise RefusedError("look_used")
        self._used = {name: at for name, at in self._used.items() if now - at <= GOOD_FOR_MS} | {asked.look: now}
        wanted = Asked(officer.name, shop, asked.look, asked.last)
        found = await asyncio.to_thread(look, wanted, Draft(asked.pack, asked.register_), self._reading, now=now)
        telemetry.log("looked", shop=shop, officer=officer.name)
        return Response(msgspec.json.encode(found), media_type="application/json")


def application(door: Door) -> FastAPI:
    """Put the endpoint under its path."""
    app = web.application("Sekisho preview service")
    app.add_api_route("/health", door.health)
    app.add_api_route("/shops/{shop}/previews", door.rehearse, methods=["POST"])
    return app


def _refused(code: str, **more: object) -> Response:
    status, detail, remedy = _REFUSALS[code]
    telemetry.log("refused", code=code)
    return web.problem(status, code, detail, remedy=remedy, more=more)
