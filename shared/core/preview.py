"""What would go to whom, with no broker and no database: the same deciding as the gateway's, on one request.

Pure; ids in it are not those of a real run, because chance enters only at the door of one.
"""

from collections.abc import Mapping
from typing import Any, Final

import msgspec

from contracts import preview as out
from contracts.entries import Disclosed, Entry, Waiting, Withheld
from contracts.events import PERSON_TYPES, Body
from contracts.messages import Handed
from contracts.packs import Pack, Register
from shared.core.accept import Prepared, prepare
from shared.core.decide import Decision, decide
from shared.core.event import Event
from shared.core.moment import millis
from shared.core.person import change
from shared.core.policy.plan import Plan, compile_plan, shapes
from shared.core.policy.seal import digest_of
from shared.core.policy.shape import presence
from shared.core.reading import read
from shared.core.subject import Choice, Order, Subject

_KEY: Final = bytes(32)
_body: Final = msgspec.json.Decoder(Body).decode


def preview(
    raw: bytes, headers: Mapping[str, str], *, pack: Pack, register: Register, given: out.GivenState, at: int
) -> out.Preview:
    """Decide a request as if it had been accepted at `at` (Unix ms) by a person in the state `given`.

    Raises:
        DoorError: the door would refuse the request.
    """
    digest = digest_of(pack)
    plan = compile_plan(pack, register, pack_digest=digest, register_digest="0" * 64)
    prepared = prepare(raw, headers, shop=pack.shop, key=_KEY, seed=_KEY)
    subject, order = _subject(given), Order(position=-1)
    disclosures: list[out.WouldDisclose] = []
    withheld: list[out.WouldWithhold] = []
    for event in _events(prepared, at):
        decision = _decide(event, plan, subject, order)
        if decision is None:
            continue
        subject, order = decision.subject, decision.order or order
        disclosures += _disclosures(decision)
        withheld += [_withheld(entry, plan, event) for entry in decision.entries if isinstance(entry, _Denied)]
    references = [out.EventReference(record.event, record.type) for record in prepared.records]
    about = out.PackReference(pack.version, digest)
    return out.Preview(pack.shop, about, references[0], references, disclosures, withheld)


_Denied: Final = (Withheld, Waiting)


def _decide(event: Event, plan: Plan, subject: Subject, order: Order) -> Decision | None:
    if event.type in PERSON_TYPES:
        return change(event, subject, now=event.at)
    return decide(event, plan, subject, order, now=event.at)


def _events(prepared: Prepared, at: int) -> list[Event]:
    return [
        read(record.key, record.headers, record.value, position=position, at=at, body=_body)
        for position, record in enumerate(prepared.records)
    ]


def _subject(given: out.GivenState) -> Subject:
    choices = {c.recipient: Choice(c.act, c.information_version, millis(c.at) or 0, "given") for c in given.consents}
    return Subject(position=-1, secret=_KEY, choices=choices, adult=given.adult)


def _disclosures(decision: Decision) -> list[out.WouldDisclose]:
    disclosed = {entry.id: entry for entry in decision.entries if isinstance(entry, Disclosed)}
    found: list[out.WouldDisclose] = []
    for message in decision.messages:
        handed = msgspec.json.decode(message.value, type=Handed)
        entry = disclosed[handed.id]
        found.append(
            out.WouldDisclose(
                recipient=entry.recipient,
                kind=entry.recipient_kind,
                instance=entry.instance,
                purpose=entry.purpose,
                basis=entry.basis,
                clause=entry.clause,
                fields=_plain(entry.fields),
                payload=handed.data,
            )
        )
    return found


def _withheld(entry: Entry, plan: Plan, event: Event) -> out.WouldWithhold:
    if not isinstance(entry, _Denied):  # pragma: no cover - the caller has looked
        raise TypeError
    found = zip(
        plan.routes.get(event.type, ()), shapes(plan, event.type, presence(event.body), event.body), strict=True
    )
    fields = next((list(shape.given) for route, shape in found if route.rule.id == entry.recipient), [])
    return out.WouldWithhold(entry.recipient, entry.reason, isinstance(entry, Withheld), fields)


def _plain(fields: Any) -> list[str]:
    """Return field names that the decision holds as encoded JSON."""
    return msgspec.json.decode(fields, type=list[str])
