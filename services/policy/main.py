"""Wire the policy service: publish what the folder holds, then answer what is published."""

import asyncio

from fastapi import FastAPI, Response

from services.policy.publish import publish_all
from shared.shell import database, keys, telemetry, web
from shared.shell.bus import Bus
from shared.shell.settings import Settings


def main(settings: Settings) -> None:
    """Run until SIGTERM or SIGINT."""
    telemetry.start(settings)
    try:
        asyncio.run(_run(settings))
    finally:
        telemetry.stop()


async def _run(settings: Settings) -> None:
    bus, published = Bus(settings), dict[str, list[int]]()
    signing = keys.signing_key(settings.keys, "policy_signing")
    folder = settings.policies
    async with database.pool(settings, size=1) as pool:

        async def publish() -> None:
            if folder is not None:
                published.update(await publish_all(folder, signing, pool, bus))
            await web.serve(_door(bus, published), settings)

        bus.beside(publish)
        await bus.run()


def _door(bus: Bus, published: dict[str, list[int]]) -> FastAPI:
    app = web.application("Sekisho policy service")

    @app.get("/health")
    async def health() -> Response:
        """Tell whether the broker can be written to; the door opens only when everything is published."""
        return Response(status_code=200 if bus.healthy else 503)

    @app.get("/fences")
    async def fences() -> dict[str, list[int]]:
        """Return the positions from which on the newest versions are in force, by shop and partition."""
        return published

    return app
