"""What the gateway remembers of a person and of an order: the least that later decisions need.

Pure values, encoded small (MessagePack arrays). An order's record is bounded at 600 B. A person's has some 2 kB, and
10 kB where every list is full; what waits comes on top. Both name the position that they include, so that a restore
can tell a state that its head does not cover.
"""

from collections.abc import Mapping
from typing import Final, Literal

import msgspec

from contracts.acts import family_of
from shared.errors import BrokenInvariantError

SCHEMA: Final = 3
"""Version of the records. An older one is upgraded by a pure function; a newer one stops the service.

1 kept projections by event type and ids in full; 2 knew no stops, preferences or types that have come.
"""

SEEN_LIMIT: Final = 8
"""Event ids remembered for one order; what falls out is caught by the order's version."""

WAITING_LIMIT: Final = 1000
"""Events of one person that may wait at once; what comes on top is withheld, and the shop sees it."""

ACTS_LIMIT: Final = 64
"""Ids of a person's own acts that are remembered; a yes that falls out is older than the no that followed it."""

Act = Literal["given", "refused", "withdrawn"]


class Choice(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """The person's last act about one recipient: on which information version, when (ms), by which event."""

    act: Act
    version: int
    at: int
    event: str


class Preference(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """The person's last lasting word on one category: wanted or not (None: none yet), by which event at which position.

    `at` is when the last word was said (ms, as the shop dates it). `until` is the last day of a no that ends (ISO date,
    in Japan), and `paused` the position of that no.
    """

    wanted: bool | None
    position: int
    event: str
    at: int
    until: str = ""
    paused: int = -1


class Wait(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One event that waits: where it lies, of which order, and for each route (`recipient/instance`) the reason.

    `until` is the end of the term, in Unix milliseconds.
    """

    position: int
    order: str
    event: str
    type: str
    reasons: dict[str, str]
    until: int


class Subject(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """The state of one person of one shop. `secret` makes the pseudonyms; `acts` are short ids of events on rights.

    `choices` are by recipient, or recipient and purpose (`shared.core.choices`), `stops` by act, or act and recipient
    (`shared.core.stops`), `preferences` by category (`shared.core.preferences`). `adult` is whether the person is of
    age, None while nobody has said; `approved` the event of a parent's approval; `stopped_at` when the last stop was
    said (ms, as the shop dates it).
    """

    position: int
    secret: bytes
    choices: dict[str, Choice] = {}
    acts: dict[str, int] = {}
    waits: tuple[Wait, ...] = ()
    closed: bool = False
    v: int = SCHEMA
    adult: bool | None = None
    approved: str = ""
    stops: dict[str, int] = {}
    preferences: dict[str, Preference] = {}
    stopped_at: int = 0

    def __repr__(self) -> str:
        """Name the position only (P7)."""
        return f"Subject(position={self.position})"


class End(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """That a family of an order was ended: at which version of the order (-1: none was said), at which position."""

    version: int
    position: int


class Order(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """The state of one order.

    `seen` are short forms of event ids with their positions, `versions` the order's version by event type, `served` the
    last projection by family and route (empty after an end; a family that was opened is there, served or not),
    `requests` what a recipient has asked for and not yet got (recipient → event), `ended` the families that are over,
    `came` the types of event that have come and that some entry asks for.
    """

    position: int
    seen: dict[str, int] = {}
    versions: dict[str, int] = {}
    served: dict[str, dict[str, str]] = {}
    v: int = SCHEMA
    requests: dict[str, str] = {}
    ended: dict[str, End] = {}
    came: tuple[str, ...] = ()


class Head(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """The head of a partition: every transaction writes it, and a restore must agree with it before it decides.

    `next` is the position after the last event included, `seq` the next entry number of stream `stream`, `time` the
    largest decision time (ms), `versions` shop → (pack version, register version), `people` the count of subjects.
    """

    stream: str
    next: int
    seq: int
    time: int
    versions: dict[str, tuple[int, int]]
    people: int
    v: int = SCHEMA


HEAD_KEY: Final = b"@head"
"""Reserved key of the head in `subject.state`; a shop's name cannot begin with `@`."""

encode = msgspec.msgpack.Encoder().encode
_subject: Final = msgspec.msgpack.Decoder(Subject).decode
_order: Final = msgspec.msgpack.Decoder(Order).decode
_head: Final = msgspec.msgpack.Decoder(Head).decode


def decode_subject(raw: bytes) -> Subject:
    """Return a person's record, upgraded if it is of an older schema.

    Raises:
        BrokenInvariantError: it is of a newer release.
    """
    found = _subject(raw)
    if _is_current(found.v):
        return found
    acts = {short(event): position for event, position in list(found.acts.items())[-ACTS_LIMIT:]}
    return msgspec.structs.replace(found, v=SCHEMA, acts=acts)


def decode_order(raw: bytes) -> Order:
    """Return an order's record, upgraded if it is of an older schema.

    Raises:
        BrokenInvariantError: it is of a newer release.
    """
    found = _order(raw)
    if _is_current(found.v):
        return found
    if found.v == 1:
        served: dict[str, dict[str, str]] = {}
        for kind, projections in found.served.items():
            served.setdefault(family_of(kind), {}).update(projections)
        seen = {short(event): position for event, position in found.seen.items()}
        found = msgspec.structs.replace(found, served=served, seen=seen)
    return msgspec.structs.replace(found, v=SCHEMA)


def decode_head(raw: bytes) -> Head:
    """Return a partition's head.

    Raises:
        BrokenInvariantError: it is of a newer release.
    """
    found = _head(raw)
    return found if _is_current(found.v) else msgspec.structs.replace(found, v=SCHEMA)


def _is_current(version: int) -> bool:
    # P5: a release that does not know a list of the record would forget what a person has stopped.
    if version > SCHEMA:
        raise BrokenInvariantError("state_of_a_newer_release")
    return version == SCHEMA


def short(event: str) -> str:
    """Return the short form by which an event's id is remembered: half of its hash, and its place in a payload."""
    return event[16:]


def with_act(acts: dict[str, int], event: str, position: int) -> dict[str, int]:
    """Remember the id of one more act of a person, and forget the oldest beyond the limit."""
    kept = acts if len(acts) < ACTS_LIMIT else dict(list(acts.items())[1 - ACTS_LIMIT :])
    return {**kept, short(event): position}


def subject_key(shop: str, person: str) -> bytes:
    """Return the key of a person's record."""
    return f"{shop}/{person}".encode()


def order_key(shop: str, person: str, order: str) -> bytes:
    """Return the key of an order's record; events that name no order share one, by which repeats are known."""
    return f"{shop}/{person}/{order or '-'}".encode()


def waiting_key(shop: str, person: str, order: str, position: int) -> bytes:
    """Return the key of a waiting event."""
    return f"{shop}/{person}/{order}/{position}".encode()


def with_seen(seen: dict[str, int], event: str, position: int) -> dict[str, int]:
    """Remember one more id, and forget the oldest beyond the limit."""
    kept = seen if len(seen) < SEEN_LIMIT else dict(list(seen.items())[1 - SEEN_LIMIT :])
    return {**kept, short(event): position}


def with_served(
    served: dict[str, dict[str, str]], family: str, projections: dict[str, str], *, opened: bool
) -> dict[str, dict[str, str]]:
    """Remember the last projections given in a family, and that it was opened."""
    if not projections and (not opened or family in served):
        return served
    before = served.get(family)
    return {**served, family: {**before, **projections} if before else projections}


def without(
    served: dict[str, dict[str, str]], family: str, lanes: Mapping[str, frozenset[str]]
) -> dict[str, dict[str, str]]:
    """Forget what these routes hold of a family (`*`: of all but those named beside a route): it is over, they know."""
    return {
        name: {**held, **{lane: "" for lane, apart in lanes.items() if lane in held and name not in apart}}
        if family in {"*", name}
        else held
        for name, held in served.items()
    }
