"""The checks, each a pure function from evidence to what contradicts it; nothing means that it holds."""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any, Final

import msgspec

from contracts.entries import FINAL_OUTCOMES, Disclosed, Entry, State, Version, Waiting, Withheld, leaf_bytes
from contracts.events import PERSON_TYPES
from contracts.messages import commitment
from contracts.packs import Pack, Rule
from examples.auditor.duty import duty
from examples.auditor.evidence import Evidence
from examples.auditor.log import check as check_log

_PERSON: Final = "(the person)"

Check = Callable[[Evidence], Iterator[str]]


def _entries(evidence: Evidence) -> list[Entry]:
    return [entry for _, message in evidence.numbered for entry in message.entries]


def _disclosed(evidence: Evidence) -> dict[str, Disclosed]:
    return {entry.id: entry for entry in _entries(evidence) if isinstance(entry, Disclosed)}


def every_message_has_its_entry(evidence: Evidence) -> Iterator[str]:
    """Check P1: each message on `to.*` has exactly one disclosed entry of its id, and the reverse."""
    messages = Counter(m.headers["ce_id"] for m in evidence.messages)
    entries = Counter(e.id for e in _entries(evidence) if isinstance(e, Disclosed))
    yield from (f"message {i} has no entry" for i in messages.keys() - entries.keys())
    yield from (f"entry {i} has no message" for i in entries.keys() - messages.keys())
    yield from (f"message {i} stands {n} times" for i, n in messages.items() if n > 1)
    yield from (f"entry {i} stands {n} times" for i, n in entries.items() if n > 1)


def nothing_is_disclosed_twice(evidence: Evidence) -> Iterator[str]:
    """Check that one event reaches one party at most once."""
    served = Counter((e.event, e.recipient, e.instance) for e in _disclosed(evidence).values())
    yield from (f"event {key[0]} was disclosed {n} times to {key[1]}/{key[2]}" for key, n in served.items() if n > 1)


def every_commitment_holds(evidence: Evidence) -> Iterator[str]:
    """Check that each entry binds exactly the bytes of its message, with the salt that lies in them."""
    disclosed = _disclosed(evidence)
    for message in evidence.messages:
        entry, body = disclosed.get(message.headers["ce_id"]), json.loads(message.body)
        if entry and entry.commitment != commitment(bytes.fromhex(body["salt"]), message.body):
            yield f"the commitment of {entry.id} does not bind its message"


def no_number_is_missing(evidence: Evidence) -> Iterator[str]:
    """Check that the entries of each partition are numbered without gap or repeat, in one stream."""
    expected: dict[int, tuple[str, int]] = {}
    for partition, message in evidence.numbered:
        stream, number = expected.get(partition, (message.stream, 0))
        if (message.stream, message.seq) != (stream, number):
            yield f"partition {partition}: number {message.seq} of {message.stream} where {number} of {stream} is due"
        expected[partition] = (message.stream, message.seq + len(message.entries))


def every_version_begins_once(evidence: Evidence) -> Iterator[str]:
    """Check that each pack and register version comes into force once a partition, and all is decided by it alone."""
    begun: set[tuple[int, str, str, str]] = set()
    force: dict[tuple[int, str], tuple[str, str]] = {}
    for partition, entry in ((p, entry) for p, message in evidence.numbered for entry in message.entries):
        if isinstance(entry, Version):
            version = (partition, entry.shop, entry.pack, entry.register)
            if version in begun:
                yield f"partition {partition}: {entry.pack} and {entry.register} came into force again"
            begun.add(version)
            force[partition, entry.shop] = (entry.pack, entry.register)
        elif isinstance(entry, Disclosed | Withheld | Waiting) and entry.pack:
            cited = (entry.pack, entry.register)
            if cited != force.get((partition, entry.shop)):
                yield f"entry {entry.id} was decided by {cited[0]} and {cited[1]}, which were not in force"


def every_entry_ends(evidence: Evidence) -> Iterator[str]:
    """Check that no entry has two final outcomes, and no outcome lacks its entry; open ones are counted apart."""
    disclosed = _disclosed(evidence)
    final: dict[str, set[str]] = {}
    for outcome in evidence.outcomes:
        if outcome.id not in disclosed:
            yield f"outcome of {outcome.id} has no entry"
        if outcome.outcome in FINAL_OUTCOMES:
            final.setdefault(outcome.id, set()).add(outcome.outcome)
    yield from (f"{i} has the final outcomes {sorted(names)}" for i, names in final.items() if len(names) > 1)


def parties_hold_what_was_given(evidence: Evidence) -> Iterator[str]:
    """Check the parties' logs: what is `given` lies there once, byte for byte, and nothing else does."""
    if not evidence.received:
        return
    bodies = {m.headers["ce_id"]: m.body for m in evidence.messages}
    given = {o.id for o in evidence.outcomes if o.outcome == "given"}
    yield from (f"{i} is given, and no party has it" for i in given - evidence.received.keys())
    for i, found in evidence.received.items():
        if len(found) > 1:
            yield f"a party has {i} {len(found)} times"
        if found[0] != bodies.get(i):
            yield f"what a party has under {i} is not what was disclosed"


def every_field_is_the_packs(evidence: Evidence) -> Iterator[str]:
    """Check P2: fields, purpose, basis, clause and event type of each disclosure are those of the pack it cites."""
    disclosed = _disclosed(evidence)
    for message in evidence.messages:
        entry = disclosed.get(message.headers["ce_id"])
        if entry is None:
            continue
        pack = evidence.packs.get(f"{entry.shop}/{entry.pack}")
        rule = _rule(pack, entry) if pack else None
        if rule is None:
            yield f"{entry.id} cites a pack that does not name {entry.recipient} for {entry.type}"
            continue
        found = _fields(json.loads(message.body)["data"])
        allowed = set(rule.then.get(entry.type, rule.parts.get(entry.type, rule.fields)))
        if not found <= allowed:
            yield f"{entry.id} gave {sorted(found - allowed)}, which no clause names"
        if found != {field.partition("#")[0] for field in entry.fields}:
            yield f"{entry.id} records other fields than it gave"
        if (entry.purpose, entry.basis, entry.clause) != (rule.purpose, rule.basis, rule.clause):
            yield f"{entry.id} does not say what the pack says"
        if entry.record != duty(entry.basis, entry.country, rule.abroad, at=entry.at):
            yield f"{entry.id} says {entry.record}, which is not what the law asks of it"


def _rule(pack: Pack, entry: Disclosed) -> Rule | None:
    """Return the entry of the pack that serves a recipient on a type of event; a recipient may have several."""
    return next((r for r in pack.rules if r.id == entry.recipient and entry.type in {*r.on, *r.then}), None)


def _fields(data: dict[str, Any]) -> set[str]:
    return {f"{group}.{leaf}" for group, leaves in data.items() for leaf in leaves}


def no_order_is_lost(evidence: Evidence) -> Iterator[str]:
    """Check that each accepted event led to an entry for every recipient due, and each deed of a person to its own.

    An event that was passed over whole, for a later version of its order, has one entry that says so.
    """
    named: dict[str, set[str]] = {}
    for entry in _entries(evidence):
        if isinstance(entry, (Disclosed, Withheld, Waiting)):
            named.setdefault(entry.event, set()).add(entry.recipient)
        elif isinstance(entry, State):
            named.setdefault(entry.event, set()).add(_PERSON)
    over = {e.event for e in _entries(evidence) if isinstance(e, Withheld) and e.recipient == "*"}
    packs = {key.split("/")[0]: pack for key, pack in evidence.packs.items()}
    for receipt in evidence.receipts:
        found = named.get(receipt.event, set())
        ways = [{_PERSON}] if receipt.type in PERSON_TYPES else _due(packs[receipt.shop], receipt.type)
        if receipt.event not in over and not any(due <= found for due in ways):
            yield f"event {receipt.event} led to nothing for {sorted(min(ways, key=len) - found)}"


def _due(pack: Pack, event_type: str) -> list[set[str]]:
    """Return who is due at an event: by whose data they get, which the event's type alone does not tell."""
    rules = [r for r in pack.rules if event_type in {*r.on, *r.then} and r.path == "stream" and not r.methods]
    ways = [{r.id for r in rules if r.whose == whose} for whose in ("customer", "seller")]
    return [due for due in ways if due] or [set()]


def the_ledger_holds_every_entry(evidence: Evidence) -> Iterator[str]:
    """Check that each numbered entry is a leaf of its shop's log, unchanged but for the person's number."""
    sent = {
        (message.stream, message.seq + n): entry
        for _, message in evidence.numbered
        for n, entry in enumerate(message.entries)
    }
    kept: dict[tuple[str, int], Any] = {}
    for export in evidence.exports:
        for leaf in export.leaves:
            row = json.loads(leaf)
            kept[row["stream"], row["seq"]] = row["entry"]
    shops = {export.shop for export in evidence.exports}
    for key, entry in sent.items():
        shop = getattr(entry, "shop", None)
        if shop in shops and _nameless(kept.get(key)) != _nameless(json.loads(leaf_bytes(entry))):
            yield f"number {key[1]} of {key[0]} is not in the log of {shop} as it was sent"


def _nameless(entry: Any) -> Any:
    return {name: value for name, value in entry.items() if name not in {"person", "also"}} if entry else None


def the_log_verifies(evidence: Evidence) -> Iterator[str]:
    """Check P8: each log's signature, size and root."""
    for export in evidence.exports:
        if wrong := check_log(export.checkpoint, export.vkey, export.leaves):
            yield f"{export.shop}: {wrong}"


CHECKS: Final[tuple[Check, ...]] = (
    every_message_has_its_entry,
    nothing_is_disclosed_twice,
    every_commitment_holds,
    no_number_is_missing,
    every_version_begins_once,
    every_entry_ends,
    parties_hold_what_was_given,
    every_field_is_the_packs,
    no_order_is_lost,
    the_ledger_holds_every_entry,
    the_log_verifies,
)


class Verdict(msgspec.Struct):
    """What the checks found: name → contradictions (all counted, the first twenty named)."""

    ok: bool
    messages: int
    entries: int
    open: int
    orders: int
    digest: str
    found: dict[str, list[str]]


def judge(evidence: Evidence) -> Verdict:
    """Run every check."""
    found: dict[str, list[str]] = {}
    for check in CHECKS:
        contradictions = list(check(evidence))
        if contradictions:
            found[check.__name__] = [f"{len(contradictions)} in all", *contradictions[:20]]
    disclosed = _disclosed(evidence)
    closed = {o.id for o in evidence.outcomes if o.outcome in FINAL_OUTCOMES}
    checkpoints = "".join(export.checkpoint for export in evidence.exports)
    return Verdict(
        ok=not found,
        messages=len(evidence.messages),
        entries=len(disclosed),
        open=len(disclosed.keys() - closed),
        orders=len(evidence.receipts),
        digest=hashlib.sha256(checkpoints.encode()).hexdigest(),
        found=found,
    )
