"""What a preview is told of the person, and what it answers: the published form of `sekisho preview`."""

from typing import Any, Literal

import msgspec


class GivenChoice(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One choice that the person has made before: about which recipient, on which information version, when."""

    recipient: str
    information_version: int
    act: Literal["given", "refused", "withdrawn"] = "given"
    at: str = "2000-01-01T00:00:00Z"


class GivenState(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """STATE.json of `sekisho preview --given`: the person's state before the event.

    `adult` is whether the person is of age; leave it out while nobody has said.
    """

    consents: list[GivenChoice] = []
    adult: bool | None = None


class PackReference(msgspec.Struct, frozen=True):
    """The pack that was applied."""

    version: int
    digest: str


class EventReference(msgspec.Struct, frozen=True):
    """The event that was looked at."""

    id: str
    type: str


class WouldDisclose(msgspec.Struct, frozen=True):
    """One message that would leave: to whom, why, on what ground, which fields, and the data themselves."""

    recipient: str
    kind: str
    instance: str
    purpose: str
    basis: str
    clause: str
    fields: list[str]
    payload: Any


class WouldWithhold(msgspec.Struct, frozen=True):
    """One recipient that would get nothing: for good (`final`), or until the reason is gone."""

    recipient: str
    reason: str
    final: bool
    fields: list[str]


class Preview(msgspec.Struct, frozen=True):
    """The answer. A platform's payload may make several events; `event` is the first, `events` are all of them."""

    shop: str
    pack: PackReference
    event: EventReference
    events: list[EventReference]
    disclosures: list[WouldDisclose]
    withheld: list[WouldWithhold]
