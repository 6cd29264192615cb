"""Turn records of `disclosures` and `outcomes` into appends.

It decodes and hands on; what is a repeat or a gap, the store decides.
"""

from collections.abc import Awaitable, Callable, Sequence
from typing import Final, TypeVar

import msgspec

from contracts.entries import Numbered, Outcome
from contracts.topics import DISCLOSURES, OUTCOMES
from services.ledger import tally
from services.ledger.store import Store
from shared.errors import BrokenInvariantError
from shared.shell import spans
from shared.shell.bus import Record

Handler = Callable[[int, Sequence[Record]], Awaitable[None]]

_T = TypeVar("_T")

_NUMBERED: Final = msgspec.json.Decoder(Numbered)
_OUTCOME: Final = msgspec.json.Decoder(Outcome)


def disclosures(store: Store) -> Handler:
    """Return the handler that appends the entries of one partition."""

    async def append(partition: int, records: Sequence[Record]) -> None:
        with spans.batch(DISCLOSURES, partition, "ledger", records):
            messages = [_read(_NUMBERED, record, "disclosure_unreadable") for record in records]
            await store.append(partition, messages)
        tally.count(messages)

    return append


def outcomes(store: Store) -> Handler:
    """Return the handler that appends outcomes."""

    async def append(partition: int, records: Sequence[Record]) -> None:
        with spans.batch(OUTCOMES, partition, "ledger", records):
            await store.append_outcomes([_read(_OUTCOME, record, "outcome_unreadable") for record in records])

    return append


def _read(decoder: "msgspec.json.Decoder[_T]", record: Record, reason: str) -> _T:
    try:
        return decoder.decode(record.value or b"")
    except (msgspec.DecodeError, UnicodeDecodeError):
        # P1: these topics are our own; a message that cannot be read is a disclosure without a record.
        raise BrokenInvariantError(reason) from None
