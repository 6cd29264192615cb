"""What all planted modules share: which bugs to plant, when the fault happens, a producer to tamper with.

The rig tells a module by files beside its settings: `bugs` names them, `armed` makes the next fault happen, once.
"""

import os
import signal
from pathlib import Path
from typing import Any, Final

from confluent_kafka import Consumer, Producer

from services.gateway import main as gateway
from shared.shell import transaction
from shared.shell.settings import Settings
from shared.shell.transaction import TransactionalLoop

ARMED: Final = "armed"
FIRED: Final = "fired"
BUGS: Final = "bugs"


class Scene:
    """One run of a planted module."""

    def __init__(self, settings: Settings) -> None:
        """Read what to plant."""
        assert settings.log is not None, "the rig gives every service a log"
        self.settings = settings
        self._folder: Path = settings.log.parent
        file = self._folder / BUGS
        self.bugs = set(file.read_text().split()) if file.exists() else set()
        self.loop: TransactionalLoop[Any] | None = None

    @property
    def consumer(self) -> Consumer:
        """Return the loop's consumer."""
        assert self.loop is not None
        return self.loop._consumer

    def fires(self) -> bool:
        """Tell whether the fault happens now; it does once each time it is armed."""
        try:
            (self._folder / ARMED).rename(self._folder / FIRED)
        except FileNotFoundError:
            return False
        return True

    def die(self) -> None:
        """End like `kill -9`, at this very instant."""
        os.kill(os.getpid(), signal.SIGKILL)

    def play(self, producer: type[Producer]) -> None:
        """Run the gateway with this producer in place of its own."""
        scene, begin = self, TransactionalLoop.__init__

        def known(loop: TransactionalLoop[Any], *args: Any, **named: Any) -> None:
            begin(loop, *args, **named)
            scene.loop = loop

        vars(transaction)["Producer"] = producer
        TransactionalLoop.__init__ = known  # type: ignore[method-assign,assignment]
        gateway.main(self.settings)
