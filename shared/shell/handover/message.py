"""One message on `to.<service>` or `results`: its headers read, its body left as it is.

Reads only; it does NOT keep anything and does NOT look into the body, which belongs to the party.
"""

import re
from typing import Final, NamedTuple, get_args

from contracts.acts import Act
from contracts.events import H_ID, H_SHOP, H_TRACE, H_TYPE
from contracts.messages import DISCLOSURE, H_ACT, H_INSTANCE, H_PURPOSE, H_RECIPIENT, H_THREAD
from shared.errors import PoisonError
from shared.shell.bus import Record

_NAME: Final = re.compile(rb"[!-~]{1,200}")
_TRACE: Final = re.compile(rb"[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}")
_THREAD: Final = re.compile(rb"[!-.0-~]{1,160}/[a-z_]{1,39}")
_ACTS: Final[dict[bytes, Act]] = {act.encode(): act for act in get_args(Act)}


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
    """What is to be handed over, where it came from, what it does to its thread, and when (ms) it was decided."""

    id: str
    lane: Lane
    person: str
    purpose: str
    trace: str
    partition: int
    position: int
    body: bytes
    thread: str = ""
    act: Act = "open"
    decided: int = 0

    def __repr__(self) -> str:
        """Name the disclosure, never its content (P7)."""
        return f"Message({self.id})"


def read(record: Record, *, kind: str = DISCLOSURE) -> Message:
    """Read the headers of a record; `kind` is the CloudEvents type that lies on its topic.

    Raises:
        PoisonError: a header, the key or the body is missing or cannot be used; names which, never its value.
    """
    if record.headers.get(H_TYPE) != kind.encode():
        reason = "type_unknown"
        raise PoisonError(reason)
    if not record.value:
        reason = "body_missing"
        raise PoisonError(reason)
    trace = record.headers.get(H_TRACE, b"")
    thread, act = _thread(record)
    return Message(
        id=_named(record, H_ID),
        lane=Lane(_named(record, H_SHOP), _named(record, H_RECIPIENT), _named(record, H_INSTANCE)),
        person=_text(record.key or b"", "key"),
        purpose=_named(record, H_PURPOSE),
        trace=trace.decode() if _TRACE.fullmatch(trace) else "",
        partition=record.partition,
        position=record.offset,
        body=record.value,
        thread=thread,
        act=act,
        decided=record.timestamp,
    )


def _thread(record: Record) -> tuple[str, Act]:
    thread, act = record.headers.get(H_THREAD, b""), _ACTS.get(record.headers.get(H_ACT) or b"open")
    if act is None or (thread and not _THREAD.fullmatch(thread)):
        # P10: to hand it over as if it followed nothing could come before what it ends.
        reason = f"{H_ACT if act is None else H_THREAD}_unusable"
        raise PoisonError(reason)
    # Without an order there is nothing that it could change or end.
    return (thread.decode("ascii"), act) if thread else ("", "open")


def _named(record: Record, header: str) -> str:
    return _text(record.headers.get(header, b""), header)


def _text(value: bytes, name: str) -> str:
    # It becomes an HTTP header or a row: visible ASCII only, so that it can break neither.
    if not _NAME.fullmatch(value):
        reason = f"{name}_unusable"
        raise PoisonError(reason)
    return value.decode("ascii")
