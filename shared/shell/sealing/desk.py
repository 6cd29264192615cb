"""A desk behind seals: what it takes is opened before, what it writes for others is sealed after. It decides nothing.

Sealing is outside of the decision (P4): the desk inside gives the same bytes whenever it decides the same again.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Final

from contracts import events as ev
from contracts.topics import PARTNER_TOPICS, RESULTS, SHOP_EVENTS, SUBJECT_WAITING
from shared.core.checkpoint.state import Replay
from shared.core.checkpoint.step import Input, Output, Step
from shared.core.reading import H_UNREADABLE
from shared.core.sealing import place, seed_apart, waiting, with_seed
from shared.errors import PoisonError, TransientError
from shared.shell.desk import Desk
from shared.shell.sealing.ring import Ring
from shared.shell.telemetry import log

_SEALED: Final = frozenset({*PARTNER_TOPICS, RESULTS, SHOP_EVENTS, SUBJECT_WAITING})
_OURS: Final = b"@"
_PATIENCE_S: Final = 5.0
_PAUSE_S: Final = 0.2


class SealedDesk:
    """Wraps the desk of the gateway."""

    def __init__(self, inner: Desk[Replay], ring: Ring) -> None:
        """Keep both."""
        self._inner, self._ring = inner, ring
        self.replay, self.keep, self.drop = inner.replay, inner.keep, inner.drop

    def seat(self, partition: int, position: int | None, restored: Replay) -> int | None:
        """Open what waits, and let the partition be taken.

        Raises:
            TransientError: keys cannot be had.
        """
        lost = 0
        for key, value in list(restored.waiting.items()):
            try:
                restored.waiting[key] = _patient(partial(self._ring.open, waiting(key), value))
            except PoisonError:
                del restored.waiting[key]
                lost += 1
        if lost:
            log("waiting lost", partition=partition, count=lost, code="expired")
        return self._inner.seat(partition, position, restored)

    def take(self, partition: int, inputs: Sequence[Input]) -> Iterator[Step]:
        """Open a batch, let it be decided, and seal what is written.

        Raises:
            TransientError: keys cannot be had; nothing of what is left happens.
        """
        for step in self._inner.take(partition, [opened(self._ring, each) for each in inputs]):
            yield step._replace(outputs=[self._sealed(each) for each in step.outputs])

    def _sealed(self, output: Output) -> Output:
        value = output.value
        if value is None or output.topic not in _SEALED or output.key.startswith(_OURS):
            return output
        if output.topic == SUBJECT_WAITING:
            return output._replace(value=_patient(partial(self._ring.seal, waiting(output.key), value)))
        headers = dict(output.headers)
        if output.topic != SHOP_EVENTS:
            return output._replace(value=_patient(partial(self._ring.seal, place(output.topic, headers), value)))
        headers, value = with_seed(headers, value)
        value = _patient(partial(self._ring.seal, place(output.topic, headers), value))
        return output._replace(value=value, headers=tuple(headers.items()))


def opened(ring: Ring, given: Input) -> Input:
    """Return an event in clear, with its seed; one that can never be opened says why in place of it.

    Raises:
        TransientError: its key cannot be had.
    """
    if ev.H_SEED in given.headers:
        return given
    try:
        plain = _patient(partial(ring.open, place(SHOP_EVENTS, given.headers), given.value))
    except PoisonError as error:
        return given._replace(value=b"", headers={**given.headers, H_UNREADABLE: error.reason.encode()})
    if plain is given.value:
        return given
    headers, value = seed_apart(given.headers, plain)
    return given._replace(headers=headers, value=value)


def _patient(ask: Callable[[], bytes]) -> bytes:
    """Ask for what may need a key; wait a while for the keys, then give up."""
    until = time.monotonic() + _PATIENCE_S
    while True:
        try:
            return ask()
        except TransientError as error:
            if time.monotonic() >= until:
                raise
            log("keys away", code=error.reason)
            time.sleep(_PAUSE_S)
