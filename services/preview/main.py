"""Wire the preview service: what it reads, and its door."""

import asyncio
import time

from contracts.topics import PARTITIONS, POLICY_PACKS, SHOP_EVENTS
from services.preview.http import Door, application
from services.preview.looking import Log
from shared.core.policy.chain import Chain
from shared.shell import keys, telemetry, web
from shared.shell.restore import whole
from shared.shell.sealing.desk import opened
from shared.shell.sealing.ring import Ring
from shared.shell.settings import Settings


class _Broker:
    """Reads from the broker, anew for each look."""

    def __init__(self, settings: Settings) -> None:
        self._settings, self._ring = settings, Ring(settings)

    def log(self) -> Log:
        found = whole(self._settings, SHOP_EVENTS, PARTITIONS)
        return {partition: [opened(self._ring, each) for each in records] for partition, records in found.items()}

    def chain(self) -> Chain:
        folder = self._settings.keys
        chain = Chain(keys.public_keys(folder, "policy_public"), keys.officers(folder))
        for said in whole(self._settings, POLICY_PACKS, 1)[0]:
            chain.take(said.value, at=said.timestamp)
        return chain


def main(settings: Settings) -> None:
    """Run until SIGTERM or SIGINT."""
    telemetry.start(settings)
    door = Door(keys.officers(settings.keys), _Broker(settings), clock=lambda: int(time.time() * 1000))
    try:
        asyncio.run(web.serve(application(door), settings))
    finally:
        telemetry.stop()
