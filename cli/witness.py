"""`sekisho witness`: a witness that keeps its key and its state in a folder, and cosigns what continues what it knows.

It follows C2SP tlog-witness as far as a command can: same request, same order of checks, the same numbers for mistakes
(as exit codes, less 360). State is on the disk before a cosignature is shown, under a lock, and never goes back. It
fetches nothing but with `visit`, and does not judge what is in a log.
"""

import fcntl
import json
import os
import secrets
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import Final, ParamSpec, TypeVar

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from cli.embedded import private
from cli.ending import ending
from cli.ledger import ledger, text_of
from cli.running import AnswerError
from cli.verify import Asked
from cli.words import say
from shared.core.ledger.cosignature import cosign
from shared.core.ledger.note import COSIGNATURE, NoteError, VerifierKey, is_name, parse_key
from shared.core.ledger.witness import CONFLICT, UNPROVEN, RefusalError, Watched, parse_request, size_of, watch, weigh

LOST: Final = 70
"""Exit code where the state is missing or unreadable: this witness has forgotten what it said, and is to be retired."""

_STATUS_TO_CODE: Final = 360
_KEY, _STATE, _LOCK, _REFUSED = "key", "state", "lock", "refused"
_EVIDENCE: Final = frozenset({CONFLICT, UNPROVEN})
"""Refusals of what the log's key has signed: the request is kept, for it may show that the log has two histories."""

Watching = dict[str, Watched]
_T = TypeVar("_T")
Given = ParamSpec("Given")


class LostError(Exception):
    """The folder is no witness's, or its state is gone."""


def _ends(verb: Callable[Given, None]) -> Callable[Given, int]:
    """Let a verb end as tlog-witness would answer, or as other verbs of ours do."""

    @ending(NoteError)
    @wraps(verb)
    def run(*args: Given.args, **named: Given.kwargs) -> int:
        try:
            verb(*args, **named)
        except RefusalError as error:
            if error.size is not None:
                sys.stdout.write(f"{error.size}\n")
            sys.stderr.write(f"{error.status} {error}\n")
            return error.status - _STATUS_TO_CODE
        except LostError as error:
            sys.stderr.write(f"{error}\n")
            return LOST
        return 0

    return run


@_ends
def new(folder: Path, name: str) -> None:
    """Make a witness, and print its key."""
    if not is_name(name):
        raise AnswerError(f"`{name}`: {say('witness_name')}")
    with _held(private.folder(folder)):
        if any((folder / each).exists() for each in (_KEY, _STATE)):
            raise AnswerError(f"`{folder}`: {say('witness_there')}")
        _write(folder / _KEY, {"name": name, "seed": secrets.token_hex(32)})
        _write(folder / _STATE, {})
    sys.stdout.write(f"{_keys(folder)[0]}\n")


@_ends
def trust(folder: Path, vkey: str) -> None:
    """Watch one more log, by its key; one that is watched already keeps its state."""
    with _held(folder):
        watching, log = _state(folder), watch(parse_key(text_of(vkey)))
        known = {name: watching.get(name, watched) for name, watched in log.items()}
        if any(known[name].vkey != watched.vkey for name, watched in log.items()):
            raise AnswerError(say("watched_otherwise"))
        _write(folder / _STATE, {**watching, **known})


@_ends
def sign(folder: Path, request: Path | None) -> None:
    """Cosign the checkpoint of a request (a file, or standard input), and print the signature lines."""
    body = sys.stdin.buffer.read() if request is None else request.read_bytes()
    sys.stdout.write(_cosigned(folder, body.decode("utf-8", "replace")))


@_ends
def visit(folder: Path, asked: Asked, *, keep: Path | None) -> None:
    """Fetch what a log has signed since, cosign it, and bring the cosignature back; print the cosigned checkpoint."""
    (shop,) = asked.shops
    source = ledger(asked.url, asked.token)
    row = json.loads(source.get(f"/shops/{shop}/volumes"))["volumes"][-1]
    with _held(folder):
        watched = _state(folder).get(row["origin"])
    body = source.get(f"/shops/{shop}/consistency?older={size_of(watched) if watched else 0}").decode()
    note = parse_request(body).note
    note += _cosigned(folder, body)
    source.post(f"/shops/{shop}/cosignatures?volume={row['volume']}", note.encode())
    if keep is None:
        sys.stdout.write(note)
    else:
        private.write(keep, note, lasting=True)


def _cosigned(folder: Path, body: str) -> str:
    """Return the cosignature of what a request asks for, once the new state is on the disk."""
    with _held(folder):
        key, seed = _keys(folder)
        watching = _state(folder)
        try:
            agreed = weigh(watching, parse_request(body))
        except RefusalError as error:
            if error.status in _EVIDENCE:
                evidence = private.folder(folder / _REFUSED) / f"{int(time.time())}-{secrets.token_hex(4)}"
                private.write(evidence, body, lasting=True)
            raise
        line = cosign(agreed.text, key, at=int(time.time()), signer=Ed25519PrivateKey.from_private_bytes(seed).sign)
        # P8: what it has said must not be forgotten: first the state, then the answer, with nobody in between.
        _write(folder / _STATE, {**watching, agreed.origin: agreed.watched})
    return line


@contextmanager
def _held(folder: Path) -> Iterator[None]:
    """Hold the folder alone: to look at the state and to change it is one deed."""
    try:
        descriptor = os.open(folder / _LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError:
        raise LostError(f"`{folder}`: {say('no_witness')}") from None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _keys(folder: Path) -> tuple[VerifierKey, bytes]:
    row = _read(folder / _KEY, dict[str, str])
    seed = bytes.fromhex(row["seed"])
    public = Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()
    return VerifierKey(row["name"], public, COSIGNATURE), seed


def _state(folder: Path) -> Watching:
    return _read(folder / _STATE, Watching)


def _read(path: Path, kind: type[_T]) -> _T:
    try:
        return msgspec.json.decode(path.read_bytes(), type=kind)
    except (OSError, msgspec.DecodeError):
        raise LostError(f"`{path}`: {say('witness_lost')}") from None


def _write(path: Path, content: object) -> None:
    private.write(path, msgspec.json.encode(content).decode(), lasting=True)
