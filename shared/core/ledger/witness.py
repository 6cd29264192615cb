"""What a witness decides: whether it may cosign a checkpoint, given what it cosigned last (C2SP tlog-witness).

Pure: the state comes in and the new state goes out; who calls it stores that before anybody sees the cosignature.
"""

from base64 import b64encode
from collections.abc import Mapping
from typing import Final, NamedTuple

import msgspec

from shared.core.ledger.note import (
    Checkpoint,
    NoteError,
    VerifierKey,
    open_note,
    parse_checkpoint,
    parse_key,
    split_note,
    unbase64,
)
from shared.core.ledger.tree import EMPTY_ROOT, ProofError, verify_consistency

MALFORMED: Final = 400
FORBIDDEN: Final = 403
UNKNOWN: Final = 404
CONFLICT: Final = 409
UNPROVEN: Final = 422

_OLD: Final = "old "
_MOST_HASHES: Final = 63
_DIGITS: Final = 18


class RefusalError(Exception):
    """A checkpoint is not cosigned; `status` is what tlog-witness answers, the message is a code.

    `size` is that of the checkpoint that was cosigned last, where the request did not know it.
    """

    def __init__(self, status: int, code: str, size: int | None = None) -> None:
        """Keep the three."""
        super().__init__(code)
        self.status, self.size = status, size


class Watched(msgspec.Struct, frozen=True):
    """A log that the witness watches: its key, and the checkpoint that it cosigned last (empty before the first)."""

    vkey: str
    note: str = ""


class Request(NamedTuple):
    """A checkpoint, and the proof that it continues the one of size `old`."""

    old: int
    proof: tuple[bytes, ...]
    note: str

    def __str__(self) -> str:
        """Return the body of `add-checkpoint`."""
        lines = [f"{_OLD}{self.old}", *(b64encode(node).decode() for node in self.proof)]
        return "\n".join([*lines, "", self.note])


class Agreed(NamedTuple):
    """What may be cosigned, and what the witness has to remember before it says so."""

    text: str
    origin: str
    watched: Watched


def parse_request(body: str) -> Request:
    """Read the body of tlog-witness's `add-checkpoint`.

    Raises:
        RefusalError: it is malformed.
    """
    head, _, note = body.partition("\n\n")
    old, *hashes = head.split("\n")
    digits = old.removeprefix(_OLD)
    plain = old.startswith(_OLD) and digits.isascii() and digits.isdigit() and len(digits) <= _DIGITS
    if not plain or str(int(digits)) != digits or len(hashes) > _MOST_HASHES or not note:
        raise RefusalError(MALFORMED, "request_malformed")
    try:
        return Request(int(digits), tuple(unbase64(line) for line in hashes), note)
    except NoteError:
        raise RefusalError(MALFORMED, "request_malformed") from None


def weigh(watched: Mapping[str, Watched], request: Request) -> Agreed:
    """Decide about a checkpoint, in the order of tlog-witness.

    Raises:
        RefusalError: it may not be cosigned.
    """
    text, checkpoint = _read(request.note)
    log = watched.get(checkpoint.origin)
    if log is None:
        raise RefusalError(UNKNOWN, "log_unknown")
    try:
        open_note(request.note, parse_key(log.vkey))
    except NoteError as error:
        raise RefusalError(FORBIDDEN, str(error)) from None
    if request.old > checkpoint.size:
        raise RefusalError(MALFORMED, "older_size_is_larger")
    _continues(_last(log), request, checkpoint)
    return Agreed(text, checkpoint.origin, Watched(log.vkey, request.note))


def size_of(log: Watched) -> int:
    """Return the size that was cosigned last, 0 before the first."""
    return parse_checkpoint(split_note(log.note)[0], extended=True).size if log.note else 0


def watch(key: VerifierKey) -> dict[str, Watched]:
    """Return the entry of a log that was not watched before."""
    return {key.name: Watched(str(key))}


def _read(note: str) -> tuple[str, Checkpoint]:
    try:
        text, _ = split_note(note)
        return text, parse_checkpoint(text, extended=True)
    except NoteError as error:
        raise RefusalError(MALFORMED, str(error)) from None


def _last(log: Watched) -> Checkpoint | None:
    return parse_checkpoint(split_note(log.note)[0], extended=True) if log.note else None


def _continues(last: Checkpoint | None, request: Request, checkpoint: Checkpoint) -> None:
    """Check a checkpoint against the one that was cosigned last."""
    size = last.size if last else 0
    # P8: a witness never goes back, and never leaves one history for another.
    if request.old != size:
        raise RefusalError(CONFLICT, "older_size_is_not_the_last", size)
    if last is not None and checkpoint.size == size:
        if checkpoint.root != last.root:
            raise RefusalError(CONFLICT, "another_root_of_the_same_size", size)
        if request.proof:
            raise RefusalError(UNPROVEN, "proof_too_long")
        return
    if size == 0:
        # The beginning needs no proof, for there is nothing to be consistent with; an empty tree has one root.
        if request.proof or (checkpoint.size == 0 and checkpoint.root != EMPTY_ROOT):
            raise RefusalError(UNPROVEN, "beginning_malformed")
        return
    roots = {"older_root": last.root if last else b"", "newer_root": checkpoint.root}
    try:
        verify_consistency(size, checkpoint.size, proof=request.proof, **roots)
    except ProofError as error:
        raise RefusalError(UNPROVEN, str(error)) from None
