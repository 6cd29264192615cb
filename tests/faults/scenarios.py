"""The scenarios: each forces one fault on a planted module, and returns once there is something to judge."""

import os
import signal
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final

from confluent_kafka import Producer

from contracts.topics import PARTITIONS, SUBJECT_STATE
from tests.faults.access import client
from tests.faults.planted.scene import ARMED, BUGS, FIRED
from tests.faults.rig import Rig

_ORDERS: Final = 12
_EVERYWHERE: Final = 48
"""So many orders leave no partition without one: with 12, one run in eight would (4 x 0.75^12)."""
_WATCHED_S: Final = 3.0


def _start(rig: Rig, module: str, bugs: tuple[str, ...], *, armed: bool = False) -> None:
    (rig.folder / FIRED).unlink(missing_ok=True)
    (rig.folder / BUGS).write_text(" ".join(bugs))
    if armed:
        _arm(rig)
    rig.start_gateway(f"tests.faults.planted.{module}")


def _arm(rig: Rig) -> None:
    (rig.folder / ARMED).touch()


def _fired(rig: Rig) -> bool:
    return (rig.folder / FIRED).exists()


def _done(rig: Rig) -> None:
    """Wait until all is decided; a planted gateway may also have ended by itself."""
    rig.until(lambda: rig.decided() or not rig.stack.alive("gateway"))


def dies_before_the_commit(rig: Rig, module: str, bugs: tuple[str, ...]) -> None:
    """Let it die just before a commit, and start it again; more orders come after that."""
    _start(rig, module, bugs)
    rig.feeder.send_orders(_ORDERS)
    rig.until(rig.decided)
    _arm(rig)
    rig.feeder.send_orders(_ORDERS)
    rig.until(lambda: not rig.stack.alive("gateway"))
    assert _fired(rig)
    rig.stack.kill_service("gateway")
    rig.start_gateway(f"tests.faults.planted.{module}")
    rig.feeder.send_orders(_ORDERS)
    _done(rig)


def meets_a_refusal(rig: Rig, module: str, bugs: tuple[str, ...]) -> None:
    """Give it an order that its first producer is too small for."""
    _start(rig, module, bugs, armed=True)
    rig.feeder.send_orders(_ORDERS)
    rig.until(rig.decided)
    assert _fired(rig)
    rig.feeder.send_large("長" * 20_000)
    rig.feeder.send_orders(_ORDERS)
    _done(rig)


def fails_to_commit(rig: Rig, module: str, bugs: tuple[str, ...]) -> None:
    """Let one commit fail, so that the batch is tried again; more orders come after that."""
    _start(rig, module, bugs)
    rig.feeder.send_orders(_ORDERS)
    rig.until(rig.decided)
    _arm(rig)
    rig.feeder.send_orders(_ORDERS)
    rig.until(lambda: _fired(rig))
    rig.feeder.send_orders(2 * _ORDERS)
    _done(rig)


def sleeps_through_a_takeover(rig: Rig, module: str, bugs: tuple[str, ...]) -> None:
    """Stop it with a decided batch in hand, let a second instance do its work, and wake it."""
    _start(rig, module, bugs)
    rig.feeder.send_orders(_ORDERS)
    rig.until(rig.decided)
    _arm(rig)
    rig.feeder.send_orders(_ORDERS)
    sleeper = rig.stack.pids()["gateway"]
    rig.until(lambda: _state(sleeper) == "T")
    rig.start_gateway(slot=1)
    try:
        rig.until(rig.decided)
        seen = len(rig.log())
        with suppress(ProcessLookupError):
            os.kill(sleeper, signal.SIGCONT)
        # It is through when it has been refused, or has written (and then holds a partition no more and ends).
        rig.until(lambda: len(rig.log()) > seen or not rig.stack.alive("gateway"))
        rig.within(lambda: not rig.stack.alive("gateway"), seconds=_WATCHED_S if bugs else 0)
        rig.stack.stop_service("gateway")
    finally:
        rig.stack.stop_service("gateway", slot=1)


def restores_beside_an_open_transaction(rig: Rig, module: str, bugs: tuple[str, ...]) -> None:
    """Hide what was decided behind an open transaction, restart the gateway, and send the same orders again."""
    _start(rig, module, bugs)
    rig.feeder.send_orders(_ORDERS)
    rig.until(rig.decided)
    blocker = _blocker(rig)
    orders = rig.feeder.send_orders(_EVERYWHERE)
    rig.until(rig.decided)
    rig.stack.stop_service("gateway")
    rig.start_gateway(f"tests.faults.planted.{module}")
    rig.stack.wait_ready("gateway")
    rig.feeder.repeat(orders)
    if "wall_down" in bugs:
        rig.until(rig.decided)
    else:
        assert not rig.within(lambda: _moved(rig), seconds=_WATCHED_S), "the state is not there yet"
    blocker.abort_transaction(10)
    _done(rig)


def _moved(rig: Rig) -> bool:
    """Tell whether a gateway has taken a partition since it was started."""
    return any(row["deed"] == "partition taken" and row["at"] > rig.started for row in rig.log())


def _blocker(rig: Rig) -> Producer:
    """Return a producer with an open transaction in every partition of the state."""
    named = {"transactional.id": "gateway-blocker", "transaction.timeout.ms": 300_000}
    made = Producer({**client(rig.stack, "gateway"), **named})
    made.init_transactions(30)
    made.begin_transaction()
    for partition in range(PARTITIONS):
        made.produce(SUBJECT_STATE, b"never", b"never", partition)
    assert made.flush(10) == 0
    return made


def _state(pid: int) -> str:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2][:1]


SCENARIOS: Final[dict[str, Callable[[Rig, str, tuple[str, ...]], None]]] = {
    "offsets_outside": dies_before_the_commit,
    "entry_outside": dies_before_the_commit,
    "refused_send": meets_a_refusal,
    "retried_batch": fails_to_commit,
    "zombie": sleeps_through_a_takeover,
    "short_restore": restores_beside_an_open_transaction,
}
