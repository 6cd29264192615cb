"""The door of the outside parties: one small server, a path for each of them.

The shop is one of them: what it is told itself comes to `/<shop>/shop/shop`. It does NOT answer before the message is
on disk, and gives the sender no reason for a refusal.
"""

import asyncio
import signal
from pathlib import Path
from typing import Final

from aiohttp import web

from examples.parties.receipts import Log, genuine

LARGEST: Final = 1024 * 1024


def application(secrets: dict[str, str], folder: Path, *, down: Path | None = None) -> web.Application:
    """Make the server's application: `secrets` by `shop/recipient/instance`, one log file for each in `folder`.

    While the file `down` exists, those whose names are lines of it are down: they answer 503 and write nothing.
    """
    logs = {path: Log(folder / f"{path.replace('/', '__')}.jsonl") for path in secrets}

    async def receive(request: web.Request) -> web.Response:
        path = "/".join(request.match_info[part] for part in ("shop", "recipient", "instance"))
        if path not in secrets:
            return web.Response(status=404)
        if path in _lines(down):
            return web.Response(status=503, headers={"Retry-After": "1"})
        body = await request.read()
        if not request.headers.get("webhook-id") or not genuine(secrets[path], request.headers, body):
            return web.Response(status=401)
        try:
            logs[path].keep(request.headers["webhook-id"], body)
        except UnicodeDecodeError:
            return web.Response(status=400)
        return web.Response(status=204)

    made = web.Application(client_max_size=LARGEST)
    made.router.add_post("/{shop}/{recipient}/{instance}", receive)
    return made


def _lines(file: Path | None) -> list[str]:
    if file is None:
        return []
    try:
        return file.read_text(encoding="utf-8").split()
    except FileNotFoundError:
        return []


def serve(port: int, secrets: dict[str, str], log: Path, *, down: Path | None = None) -> None:
    """Serve all parties on 127.0.0.1 until SIGTERM or SIGINT; the argument `log` is the folder of their logs.

    Raises:
        OSError: the port is taken, or the folder cannot be written.
    """
    log.mkdir(parents=True, exist_ok=True)
    asyncio.run(_serve(port, application(secrets, log, down=down)))


async def _serve(port: int, made: web.Application) -> None:
    stopping = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopping.set)
    runner = web.AppRunner(made, access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", port).start()
        await stopping.wait()
    finally:
        await runner.cleanup()
