"""One message on `to.<service>`: its headers read, its body left as it is.

Reads only; it does NOT keep anything and does NOT look into the body, which belongs to the party.
"""

import re
from typing import Final, NamedTuple

from contracts.events import H_ID, H_SHOP, H_TRACE, H_TYPE
from contracts.messages import DISCLOSURE, H_INSTANCE, H_PURPOSE, H_RECIPIENT
from shared.errors import PoisonError
from shared.shell.bus import Record

_NAME: Final = re.compile(rb"[!-~]{1,200}")
_TRACE: Final = re.compile(rb"[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}")


class Lane(NamedTuple):
    """One real party behind a recipient of one shop."""

    shop: str
    recipient: str
    instance: str

    @property
    def path(self) -> str:
        """Return the lane's name in key files."""
        return "/".join(self)


class Message(NamedTuple):
    """What is to be handed over, and where it came from."""

    id: str
    lane: Lane
    person: str
    purpose: str
    trace: str
    partition: int
    position: int
    body: bytes

    def __repr__(self) -> str:
        """Name the disclosure, never its content (P7)."""
        return f"Message({self.id})"


def read(record: Record) -> Message:
    """Read the headers of a record.

    Raises:
        PoisonError: a header, the key or the body is missing or cannot be used; names which, never its value.
    """
    if record.headers.get(H_TYPE) != DISCLOSURE.encode():
        reason = "type_unknown"
        raise PoisonError(reason)
    if not record.value:
        reason = "body_missing"
        raise PoisonError(reason)
    trace = record.headers.get(H_TRACE, b"")
    return Message(
        id=_named(record, H_ID),
        lane=Lane(_named(record, H_SHOP), _named(record, H_RECIPIENT), _named(record, H_INSTANCE)),
        person=_text(record.key or b"", "key"),
        purpose=_named(record, H_PURPOSE),
        trace=trace.decode() if _TRACE.fullmatch(trace) else "",
        partition=record.partition,
        position=record.offset,
        body=record.value,
    )


def _named(record: Record, header: str) -> str:
    return _text(record.headers.get(header, b""), header)


def _text(value: bytes, name: str) -> str:
    # It becomes an HTTP header or a row: visible ASCII only, so that it can break neither.
    if not _NAME.fullmatch(value):
        reason = f"{name}_unusable"
        raise PoisonError(reason)
    return value.decode("ascii")
