"""Officers: who may do what with a shop's versions, and whether an approval is really theirs.

Pure: the file's bytes come in. It does NOT say how many approvals are needed (`approval`).
"""

import re
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from contracts.officers import Officer, Role
from contracts.versions import Approval, Claim, approval_input
from shared.core.moment import day

_NAME: Final = re.compile(r"[a-z][a-z0-9_-]{0,39}")
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")


class Known(NamedTuple):
    """An officer with a key that can be used."""

    name: str
    key: Ed25519PublicKey
    roles: frozenset[Role]
    until: str

    def may(self, role: Role, *, at: int) -> bool:
        """Tell whether the officer has a role at a moment (Unix ms)."""
        return role in self.roles and (not self.until or day(at) <= self.until)


Officers = Mapping[str, Known]


def read_officers(raw: bytes) -> dict[str, Known]:
    """Read the key file `officers`: name → officer.

    Raises:
        ValueError: it cannot be used; the message says which officer and why.
    """
    try:
        found = msgspec.json.decode(raw, type=dict[str, Officer])
    except msgspec.DecodeError as error:
        raise ValueError(f"the file `officers` does not have its form: {error}") from None
    known = {name: _known(name, each) for name, each in found.items()}
    keys = [each.key.public_bytes_raw() for each in known.values()]
    if len(set(keys)) != len(keys):
        # Two names with one key are one person: together they would approve what needs two.
        raise ValueError("two officers have the same key; give each one their own")
    return known


def _known(name: str, officer: Officer) -> Known:
    if not _NAME.fullmatch(name):
        raise ValueError(f"`{name}` is no name of an officer; use lower-case letters, digits, _ and -")
    if officer.until and not _DAY.fullmatch(officer.until):
        raise ValueError(f"`until` of officer `{name}` is no day; write it as 2026-01-31")
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(officer.key))
    except ValueError:
        raise ValueError(f"the key of officer `{name}` is not 64 hex digits") from None
    return Known(name, key, frozenset(officer.roles), officer.until)


def approvers(officers: Officers, claim: Claim, approvals: list[Approval]) -> Iterator[str]:
    """Yield the officers who really approved a claim, each once; whoever is not known or may not, does not count."""
    for name in dict.fromkeys(each.officer for each in approvals):
        officer = officers.get(name)
        if officer and any(_signed(officer, claim, each) for each in approvals if each.officer == name):
            yield name


def _signed(officer: Known, claim: Claim, approval: Approval) -> bool:
    if not officer.may("approve", at=approval.at):
        return False
    try:
        officer.key.verify(approval.signature, approval_input(claim, officer.name, approval.at))
    except InvalidSignature:
        return False
    return True
