"""What every HTTP door of ours has in common: a limit that counts, errors that say no value, no foreign telemetry."""

import asyncio
import socket
from pathlib import Path
from typing import Annotated

import pytest
from fastapi import FastAPI, Query
from opentelemetry.sdk.trace import TracerProvider
from pydantic import BaseModel, SecretStr

from shared.errors import BrokenInvariantError
from shared.shell.settings import Settings
from shared.shell.web import MAX_BODY, application, guard, serve
from tests.unit.asgi import call

CANARY = "カナリア6619"
ROOT = Path(__file__).parents[2]


class Wish(BaseModel, extra="forbid"):
    name: Annotated[str, Query(max_length=3)]
    nested: dict[str, int] = {}


def _app() -> FastAPI:
    app = application("Test")

    @app.post("/wishes")
    async def wishes(wish: Wish) -> dict[str, int]:
        return {"length": len(wish.name)}

    return app


JSON = {"content-type": "application/json"}


async def test_a_body_of_the_limit_passes_and_one_byte_more_does_not() -> None:
    fits, over = (b'{"name":"abc"}'.ljust(size) for size in (MAX_BODY, MAX_BODY + 1))
    assert (await call(_app(), "POST", "/wishes", headers=JSON, body=fits, chunk=65_536)).json == {"length": 3}
    assert (await call(_app(), "POST", "/wishes", headers=JSON, body=over, chunk=65_536)).status == 413


async def test_a_body_without_end_is_cut_off() -> None:
    answer = await call(_app(), "POST", "/wishes", headers=JSON, body=b" " * (20 * MAX_BODY), chunk=MAX_BODY)
    assert answer.json["code"] == "body_too_large"


INVALID: dict[str, tuple[str, str]] = {
    "a text that is too long": (f'{{"name":"{CANARY}"}}', "/name"),
    "a missing name": ("{}", "/name"),
    "a key that we do not know": (f'{{"name":"a","{CANARY}":1}}', "/?"),
    "a key of the sender's own within": (f'{{"name":"a","nested":{{"{CANARY}":"x"}}}}', "/nested/?"),
    "no JSON": (CANARY, "/0"),
}


@pytest.mark.parametrize("sentence", INVALID)
async def test_P7_an_invalid_request_is_never_repeated(sentence: str) -> None:
    body, place = INVALID[sentence]
    answer = await call(_app(), "POST", "/wishes", headers=JSON, body=body.encode())
    assert (answer.status, answer.json["code"], answer.json["place"]) == (422, "request_invalid", place)
    assert CANARY not in answer.body.decode()


async def test_what_is_not_there_is_a_problem_too() -> None:
    assert (await call(_app(), "GET", "/nowhere")).json["code"] == "not_found"
    assert (await call(_app(), "GET", "/wishes")).json["code"] == "method_not_allowed"


def test_P7_the_frameworks_own_telemetry_is_off_however_the_application_was_made() -> None:
    plain = FastAPI(telemetry={"tracer_provider": TracerProvider()})
    assert plain._native_telemetry.enabled()
    guard(plain)
    assert not plain._native_telemetry.enabled()
    assert not _app()._native_telemetry.enabled()


def test_P7_every_application_of_ours_is_guarded() -> None:
    for path in (*(ROOT / "services").rglob("*.py"), *(ROOT / "shared").rglob("*.py")):
        text = path.read_text()
        assert "FastAPI(" not in text or "guard(" in text, path.relative_to(ROOT)


def _settings(port: int | None) -> Settings:
    return Settings(service="t", bootstrap="", user="", password=SecretStr(""), port=port, keys=Path())


async def test_the_server_answers_until_it_is_cancelled_and_frees_its_port() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    running = asyncio.create_task(serve(_app(), _settings(port)))
    for _ in range(100):
        await asyncio.sleep(0.05)
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            break
        except OSError:
            continue
    writer.write(b"GET /nowhere HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")
    assert (await reader.read()).startswith(b"HTTP/1.1 404")
    writer.close()
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    socket.create_server(("127.0.0.1", port)).close()


async def test_a_service_without_a_port_does_not_start() -> None:
    with pytest.raises(BrokenInvariantError, match="http_port_missing"):
        await serve(_app(), _settings(None))
