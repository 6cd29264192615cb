"""The bus as the door sees it: a refusal for good becomes the end of the process."""

from pathlib import Path

import pytest
from pydantic import SecretStr

from services.intake.log import BusLog
from shared.errors import BrokenInvariantError, TransientError
from shared.shell.bus import Bus
from shared.shell.sealing.ring import Ring
from shared.shell.settings import Settings


async def test_the_first_failure_for_good_ends_the_watch() -> None:
    none = SecretStr("")
    settings = Settings(service="intake", bootstrap="", user="", password=none, database=none, keys=Path())
    log = BusLog(Bus(settings), Ring(settings))
    assert not log.healthy
    with pytest.raises(TransientError):
        await log.send("shop.events", partition=0, key=None, value=None, headers={})
    log.fail(BrokenInvariantError("first"))
    log.fail(BrokenInvariantError("second"))
    with pytest.raises(BrokenInvariantError, match="first"):
        await log.watch()
