"""Records of provision as people read them: each disclosure with its outcome, and the recipient as it was registered.

From entries alone and the published versions that they cite. What was withdrawn before it left was no provision and is
left out. It holds no name of a person and no value; it does not say whether a record may be refused to the person.
"""

from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Final, Literal, NamedTuple

import msgspec

from contracts.entries import Disclosed, Outcome
from contracts.packs import Instance, Pack, Register
from shared.core.law.duty import is_required, keep_until, receiver_records
from shared.core.moment import day
from shared.core.policy.plan import cite

State = Literal["given", "uncertain", "open"]

_STATES: Final[Mapping[str, State | None]] = {
    "": "open",
    "given": "given",
    "unknown": "uncertain",
    # What was tried may have arrived, whatever the last answer was.
    "failed": "uncertain",
    "withdrawn": None,
}


class Placed(msgspec.Struct, frozen=True):
    """An entry, and where it stands in the log of its shop."""

    volume: int
    index: int
    entry: Disclosed


class Provision(msgspec.Struct, frozen=True):
    """One record: everything that Rules 20 and 24 ask for, but for the person's name and the provider's own address.

    `consent` is the article of the consent that was given, empty where the ground is another; `receiver` says whether
    the recipient must record too (None: only if the Act holds for it abroad); `beside`: the person asked about is a
    second one, whose data were in it.
    """

    id: str
    volume: int
    index: int
    at: int
    date: str
    person: str
    beside: bool
    order: str
    recipient: str
    instance: str
    name: str
    address: str
    representative: str
    country: str
    fields: list[str]
    purpose: str
    basis: str
    clause: str
    consent: str
    evidence: str
    required: bool
    record: str
    law: str
    documents: bool
    receiver: bool | None
    state: State
    ended: int
    keep_until: str
    pack: str
    register: str


class Published(NamedTuple):
    """Published versions of one shop by how entries cite them."""

    packs: Mapping[str, Pack]
    registers: Mapping[str, Register]


def read_versions(bodies: Iterable[bytes]) -> Published:
    """Read the bodies of versions as they were published, each under its own digest, whatever it is called elsewhere.

    Raises:
        ValueError: `version_unreadable`.
    """
    packs: dict[str, Pack] = {}
    registers: dict[str, Register] = {}
    for body in bodies:
        digest = sha256(body).hexdigest()
        try:
            if "parties" in msgspec.json.decode(body, type=dict[str, msgspec.Raw]):
                register = msgspec.json.decode(body, type=Register)
                registers[cite(register.version, digest)] = register
            else:
                pack = msgspec.json.decode(body, type=Pack)
                packs[cite(pack.version, digest)] = pack
        except (msgspec.DecodeError, UnicodeDecodeError):
            raise ValueError("version_unreadable") from None
    return Published(packs, registers)


class Collected:
    """Takes entries in the order of the log, and gives the provisions of a period (moments in Unix ms)."""

    def __init__(self, since: int = 0, until: int = 2**62) -> None:
        """Begin with none."""
        self._since, self._until = since, until
        self._found: dict[str, Placed] = {}
        self._ends: dict[str, Outcome] = {}
        self._last: dict[tuple[str, str, str, str], int] = {}

    def take(self, volume: int, index: int, entry: object) -> None:
        """Take one entry."""
        if isinstance(entry, Disclosed):
            about = _about(entry)
            self._last[about] = max(entry.at, self._last.get(about, 0))
            if self._since <= entry.at < self._until:
                self._found[entry.id] = Placed(volume, index, entry)
        elif isinstance(entry, Outcome):
            self._ends[entry.id] = entry

    def entry(self, name: str) -> Disclosed | None:
        """Return a disclosure of the period by its id."""
        placed = self._found.get(name)
        return placed.entry if placed else None

    def missing(self, known: Published) -> list[str]:
        """Return the registers that are cited and not there, or not as they were published, as entries cite them."""
        cited = {each.entry.register for each in self._found.values() if self._state(each.entry) is not None}
        return sorted(cited - known.registers.keys())

    def provisions(self, known: Published, *, person: str = "") -> list[Provision]:
        """Return the records in the order of the log; `person` is the number of the person asked about.

        Raises:
            LookupError: a register that is cited is missing, or has no such party.
        """
        made: list[Provision] = []
        for placed in self._found.values():
            state = self._state(placed.entry)
            if state is not None:
                party = _party(placed.entry, known.registers)
                made.append(self._provision(placed, party, state, person=person))
        return made

    def _state(self, entry: Disclosed) -> State | None:
        end = self._ends.get(entry.id)
        return _STATES[end.outcome if end else ""]

    def _provision(self, placed: Placed, party: Instance, state: State, *, person: str) -> Provision:
        entry = placed.entry
        end = self._ends.get(entry.id)
        return Provision(
            id=entry.id,
            volume=placed.volume,
            index=placed.index,
            at=entry.at,
            date=day(entry.at),
            person=entry.person,
            beside=bool(person) and person != entry.person,
            order=entry.order,
            recipient=entry.recipient,
            instance=entry.instance,
            name=party.name,
            address=party.address,
            representative=party.representative,
            country=entry.country,
            fields=entry.fields,
            purpose=entry.purpose,
            basis=entry.basis,
            clause=entry.clause,
            consent=_consent(entry.record),
            evidence=entry.evidence or (entry.event if _consent(entry.record) else ""),
            required=is_required(entry),
            record=entry.record,
            law=entry.law,
            documents=entry.documents,
            receiver=receiver_records(entry),
            state=state,
            ended=end.at if end and state == "given" else 0,
            keep_until=keep_until(entry, last=self._last[_about(entry)]),
            pack=entry.pack,
            register=entry.register,
        )


def _about(entry: Disclosed) -> tuple[str, str, str, str]:
    """Return what contract documents with a person are about: the order, and the party that was served for it."""
    return entry.person, entry.order, entry.recipient, entry.instance


def _consent(record: str) -> str:
    article = record.partition("#")[2]
    return {"27-1-consent": "27(1)", "28-1-consent": "28(1)", "31-1": "31(1)"}.get(article, "")


def _party(entry: Disclosed, registers: Mapping[str, Register]) -> Instance:
    register = registers.get(entry.register)
    party = register.parties.get(entry.recipient) if register else None
    found = next((each for each in party.instances if each.id == entry.instance), None) if party else None
    if found is None:
        raise LookupError(f"{entry.register}: {entry.recipient}/{entry.instance}")
    return found
