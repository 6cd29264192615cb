"""The outside parties: they verify what our side signs, by code of their own, and know a repeat after a crash."""

import base64
import json
import time
from pathlib import Path
from typing import Final

import pytest
from aiohttp import ClientSession
from aiohttp.test_utils import TestServer

from examples.parties.receipts import Log, genuine
from examples.parties.server import application
from shared.core.signatures import sign

SECRET: Final = "whsec_" + base64.b64encode(b"k" * 32).decode()
PATH: Final = "netoff/seller/books"
BODY: Final = '{"name":"小林"}'.encode()


def _headers(*, age: int = 0, secret: str = SECRET, identity: str = "d1", body: bytes = BODY) -> dict[str, str]:
    timestamp = int(time.time()) - age
    signature = sign(secret, identity, timestamp=timestamp, body=body)
    return {"webhook-id": identity, "webhook-timestamp": str(timestamp), "webhook-signature": signature}


def test_what_our_side_signs_is_genuine() -> None:
    assert genuine(SECRET, _headers(), BODY)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        _headers(secret="whsec_b3RoZXI="),
        _headers(body=b"{}"),
        _headers(age=301),
        _headers(age=-3600),
        {**_headers(), "webhook-id": "d2"},
        {**_headers(), "webhook-timestamp": "soon"},
        {**_headers(), "webhook-signature": ""},
    ],
)
def test_anything_else_is_not(headers: dict[str, str]) -> None:
    assert not genuine(SECRET, headers, BODY)


def test_a_log_knows_repeats_after_a_restart_and_drops_a_line_that_was_cut(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    assert Log(path).keep("d1", BODY)
    with path.open("a") as out:
        out.write('{"webhook_id": "d2", "bo')
    log = Log(path)
    assert not log.keep("d1", BODY)
    assert log.keep("d2", BODY)
    assert [json.loads(line)["webhook_id"] for line in path.read_text().splitlines()] == ["d1", "d2"]


async def test_a_party_is_down_while_the_file_names_it_and_nobody_else_is(tmp_path: Path) -> None:
    down, other = tmp_path / "down", "netoff/shop/shop"
    secrets = {PATH: SECRET, other: SECRET}
    async with TestServer(application(secrets, tmp_path, down=down)) as server, ClientSession() as http:

        async def call(path: str) -> tuple[int, str]:
            answer = await http.post(server.make_url(f"/{path}"), data=BODY, headers=_headers())
            return answer.status, answer.headers.get("retry-after", "")

        assert await call(other) == (204, "")
        down.write_text(f"somebody/else/there\n{PATH}\n")
        assert [await call(PATH), await call(other)] == [(503, "1"), (204, "")]
        assert not (tmp_path / "netoff__seller__books.jsonl").exists()
        down.unlink()
        assert await call(PATH) == (204, "")


async def test_the_server_answers_204_once_it_is_written_and_drops_the_repeat(tmp_path: Path) -> None:
    async with TestServer(application({PATH: SECRET}, tmp_path)) as server, ClientSession() as http:
        statuses = [
            (await http.post(server.make_url(f"/{path}"), data=body, headers=headers)).status
            for path, body, headers in [
                (PATH, BODY, _headers()),
                (PATH, BODY, _headers()),
                (PATH, BODY + b" ", _headers()),
                (PATH, b"\xff", _headers(body=b"\xff", identity="d3")),
                ("netoff/seller/toys", BODY, _headers()),
            ]
        ]
    assert statuses == [204, 204, 401, 400, 404]
    (line,) = (tmp_path / "netoff__seller__books.jsonl").read_text().splitlines()
    assert json.loads(line)["body"] == BODY.decode()
