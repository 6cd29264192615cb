"""Ledger entries: one union that serves the topic `disclosures`, the topic `outcomes` and the leaves of the log.

An entry holds no value of personal data (P7): names of fields, codes, digests and references only. On the topics
`person` is the subject reference; in a leaf it is the number that the ledger drew for that person. Entries are trees,
never cycles, so the garbage collector need not look at them (`gc=False`).
"""

from typing import Final, Literal

import msgspec

OutcomeName = Literal["given", "withdrawn", "failed", "unknown"]
FINAL_OUTCOMES: Final = frozenset({"given", "withdrawn", "failed"})


class Disclosed(msgspec.Struct, tag="disclosed", tag_field="kind", frozen=True, omit_defaults=True, gc=False):
    """One disclosure to one recipient instance, written in the transaction that sends it (P1).

    `pack` and `register` are `version:digest`; `record` is `required:<article>` or `voluntary:<article>`: whether APPI
    asks for this record, as edition `law` of the table (`contracts/law.py`) says of `basis`, `country` and `abroad`
    (the route there); `documents`: contract documents with the person stand for the record. `commitment` binds
    the bytes; `evidence` is the event that carries the consent, where one was needed; `at` is the decision's time in
    Unix milliseconds; `waited` the reason it had waited for, if it had. `also` are other persons whose data are in it;
    `collected` the older pack version that decided too (`version:digest`), if one did.
    """

    id: str
    event: str
    type: str
    shop: str
    person: str
    order: str
    recipient: str
    recipient_kind: str
    instance: str
    country: str
    pack: str
    register: str
    purpose: str
    basis: str
    clause: str
    fields: list[str]
    withheld: dict[str, str]
    record: str
    commitment: str
    trace: str
    at: int
    evidence: str = ""
    waited: str = ""
    also: list[str] = []
    collected: str = ""
    law: str = ""
    abroad: str = ""
    documents: bool = False


class Withheld(msgspec.Struct, tag="withheld", tag_field="kind", frozen=True, omit_defaults=True, gc=False):
    """A recipient whose entry names the event's type got nothing, for good; `reason` says why."""

    id: str
    event: str
    type: str
    shop: str
    person: str
    order: str
    recipient: str
    instance: str
    pack: str
    register: str
    reason: str
    fields: list[str]
    at: int


class Waiting(msgspec.Struct, tag="waiting", tag_field="kind", frozen=True, omit_defaults=True, gc=False):
    """A recipient gets nothing yet; `id` is the id that the disclosure will have, `until` the end of the term (ms)."""

    id: str
    event: str
    type: str
    shop: str
    person: str
    order: str
    recipient: str
    instance: str
    pack: str
    register: str
    reason: str
    until: int
    at: int


class State(msgspec.Struct, tag="state", tag_field="kind", frozen=True, omit_defaults=True, gc=False):
    """A change of a person's state: what changed, for whom, on which information and with which evidence."""

    event: str
    shop: str
    person: str
    change: str
    recipient: str
    information_version: int
    at: int
    purpose: str = ""
    evidence: str = ""


class Version(msgspec.Struct, tag="version", tag_field="kind", frozen=True, omit_defaults=True, gc=False):
    """A pack and register version came into force in one partition, at the position of its fence."""

    shop: str
    pack: str
    register: str
    partition: int
    position: int
    at: int


class Parked(msgspec.Struct, tag="parked", tag_field="kind", frozen=True, omit_defaults=True, gc=False):
    """An event that cannot be decided: pointer and reason code, never the payload. It closes its person."""

    shop: str
    person: str
    topic: str
    partition: int
    position: int
    reason: str
    at: int


class Access(msgspec.Struct, tag="access", tag_field="kind", frozen=True, omit_defaults=True, gc=False):
    """Somebody looks at what people did: who, at which shop, for what, at most how many events.

    `id` names the look, so that it is granted once; `about` is the digest of what it is for, such as a draft or a
    question. A look at the ledger says why (`reason`), and whom it is about, if that is one person: `person`, and in
    `also` that person's other names. `last` is then how many entries, or people, the answer holds.
    """

    id: str
    shop: str
    officer: str
    what: str
    about: str
    last: int
    at: int
    reason: str = ""
    person: str = ""
    also: list[str] = []


class Outcome(msgspec.Struct, tag="outcome", tag_field="kind", frozen=True, omit_defaults=True, gc=False):
    """What became of one disclosure: `given`, `withdrawn`, `failed` (final) or `unknown` (still open)."""

    id: str
    shop: str
    recipient: str
    instance: str
    outcome: OutcomeName
    attempt: int
    at: int
    reason: str = ""


class Continued(msgspec.Struct, tag="continued", tag_field="kind", frozen=True, omit_defaults=True, gc=False):
    """The first entry of a log that goes on where a broken one was frozen, under an origin of its own.

    `origin` names the broken log; `size` and `root` are its last checkpoint that held, `stored` and `stored_root` what
    was stored of it in this moment (roots in hex); `reason` says why it was frozen, `by` which reader continued it;
    `streams` is the next number of each stream.
    """

    shop: str
    origin: str
    size: int
    root: str
    stored: int
    stored_root: str
    reason: str
    by: str
    streams: dict[str, int]
    at: int


class Pruned(msgspec.Struct, tag="pruned", tag_field="kind", frozen=True, omit_defaults=True, gc=False):
    """Entries whose term is over are no longer in the log; their hashes are, and the log is proven as before.

    `count` is how many, `stubs` the SHA-256 (hex) over the lines that stand for them in an export, in order; `until` is
    the latest last day (ISO date, in Japan) on which one of them had to be kept; `by` which keeper asked for it.
    """

    shop: str
    count: int
    stubs: str
    until: str
    by: str
    at: int


Entry = Disclosed | Withheld | Waiting | State | Version | Parked | Access | Outcome | Continued | Pruned


class Numbered(msgspec.Struct, frozen=True):
    """The value of one message on `disclosures`: all entries of one event, numbered without gaps (P1).

    `stream` names the numbering (it is drawn once, when a partition is first decided); `seq` is the number of the
    first entry, the next ones follow; `position` is the offset of the event in `shop.events`.
    """

    stream: str
    seq: int
    position: int
    entries: list[Entry]


def leaf_bytes(entry: Entry) -> bytes:
    """Return the canonical bytes of an entry: JSON, keys sorted, no white space (RFC 8785 for this content)."""
    return msgspec.json.encode(entry, order="sorted")
