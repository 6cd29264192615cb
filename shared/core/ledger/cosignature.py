"""What witnesses say of a checkpoint: C2SP tlog-cosignature v1 (Ed25519, with a time), and how many must say it.

A cosignature by a key that nobody named proves nothing and is passed over. It keeps no private key and reads no clock.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Final, NamedTuple

import msgspec

from shared.core.ledger.note import (
    COSIGNATURE,
    ID_SIZE,
    NoteError,
    VerifierKey,
    check_signature,
    parse_key,
    signature_line,
    split_note,
)

_TIME_SIZE: Final = 8
_LATEST: Final = 2**63 - 1
_AHEAD_S: Final = 300
"""How far a witness's clock may be ahead of ours."""


class Quorum(NamedTuple):
    """At least so many of these witnesses must have cosigned."""

    least: int
    keys: tuple[VerifierKey, ...]


class Cosigned(msgspec.Struct, frozen=True):
    """A witness by name, and when it cosigned (Unix seconds)."""

    witness: str
    at: int


def parse_quorum(keys: Sequence[str], least: int | None = None) -> Quorum:
    """Read the keys of witnesses; all of them are needed if no number is given.

    Raises:
        NoteError: a key is malformed, or comes twice, or more are needed than there are.
    """
    parsed = tuple(parse_key(text, kind=COSIGNATURE) for text in keys)
    # C2SP tlog-policy: one key under two names would count twice.
    if len({key.public for key in parsed}) != len(parsed):
        raise NoteError("witness_named_twice")
    needed = len(parsed) if least is None else least
    if not 0 < needed <= len(parsed):
        raise NoteError("quorum_out_of_reach")
    return Quorum(needed, parsed)


def cosign(text: str, key: VerifierKey, *, at: int, signer: Callable[[bytes], bytes]) -> str:
    """Return the signature line by which a witness vouches for the text of a checkpoint at a time (Unix seconds)."""
    return signature_line(key, at.to_bytes(_TIME_SIZE, "big") + signer(_message(text, at).encode()))


def cosigned(note: str, keys: Sequence[VerifierKey], *, now: int) -> list[Cosigned]:
    """Return which of these witnesses have cosigned a note, each with its latest time.

    Raises:
        NoteError: the note is malformed, or a cosignature by one of them does not hold or is of a time to come.
    """
    found: dict[VerifierKey, int] = {}
    for key, signature in _by(keys, note, now=now):
        found[key] = max(_time(signature), found.get(key, 0))
    return [Cosigned(key.name, at) for key, at in found.items()]


def lines_of(note: str, keys: Sequence[VerifierKey], *, now: int) -> list[tuple[str, str]]:
    """Return the signature lines of these witnesses, each with the witness's name.

    Raises:
        NoteError: as `cosigned`.
    """
    return [(key.name, signature_line(key, signature)) for key, signature in _by(keys, note, now=now)]


def witnessed(note: str, quorum: Quorum, *, now: int) -> list[Cosigned]:
    """Return who has cosigned a note, if they are enough.

    Raises:
        NoteError: as `cosigned`, or they are too few.
    """
    found = cosigned(note, quorum.keys, now=now)
    if len(found) < quorum.least:
        raise NoteError("witnesses_too_few")
    return found


def _by(keys: Sequence[VerifierKey], note: str, *, now: int) -> Iterator[tuple[VerifierKey, bytes]]:
    """Give the signatures by these keys, each once it was checked."""
    text, signatures = split_note(note)
    for name, whole in signatures:
        key = next((k for k in keys if (k.name, k.id) == (name, whole[:ID_SIZE])), None)
        if key is None:
            continue
        signature = whole[ID_SIZE:]
        at = _time(signature)
        if at > _LATEST:
            raise NoteError("cosignature_malformed")
        check_signature(key, signature[_TIME_SIZE:], _message(text, at))
        if at > now + _AHEAD_S:
            raise NoteError("cosignature_of_a_time_to_come")
        yield key, signature


def _time(signature: bytes) -> int:
    return int.from_bytes(signature[:_TIME_SIZE], "big")


def _message(text: str, at: int) -> str:
    # C2SP tlog-cosignature: two lines that no checkpoint begins with, then the text as it stands.
    return f"cosignature/v1\ntime {at}\n{text}"
