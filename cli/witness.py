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
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, TypeVar

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from cli.embedded import private
from cli.ledger import ledger, text_of
from cli.running import REFUSED, UNAVAILABLE, AnswerError, NotRunningError
from cli.verify import Asked
from shared.core.ledger.cosignature import cosign
from shared.core.ledger.note import COSIGNATURE, NoteError, VerifierKey, parse_key
from shared.core.ledger.witness import CONFLICT, UNPROVEN, RefusalError, Watched, parse_request, size_of, watch, weigh

LOST: Final = 70
"""Exit code where the state is missing or unreadable: this witness has forgotten what it said, and is to be retired."""

_STATUS_TO_CODE: Final = 360
_KEY, _STATE, _LOCK, _REFUSED = "key", "state", "lock", "refused"
_EVIDENCE: Final = frozenset({CONFLICT, UNPROVEN})
"""Refusals of what the log's key has signed: the request is kept, for it may show that the log has two histories."""

Watching = dict[str, Watched]
_T = TypeVar("_T")


class LostError(Exception):
    """The folder is no witness's, or its state is gone."""


def new(folder: Path, name: str) -> int:
    """Make a witness, and print its key."""
    try:
        private.folder(folder)
        if any((folder / each).exists() for each in (_KEY, _STATE)):
            sys.stderr.write(f"`{folder}` is a witness already; take another folder\n")
            return REFUSED
        key = VerifierKey(name, b"", COSIGNATURE)
        parse_key(str(key._replace(public=bytes(32))), kind=COSIGNATURE)
        _write(folder / _KEY, msgspec.json.encode({"name": name, "seed": secrets.token_hex(32)}))
        _write(folder / _STATE, msgspec.json.encode({}))
    except NoteError as error:
        sys.stderr.write(f"`{name}`: {error}; a name has no spaces and no plus, e.g. witness.example/w1\n")
        return REFUSED
    sys.stdout.write(f"{_keys(folder)[0]}\n")
    return 0


def trust(folder: Path, vkey: str) -> int:
    """Watch one more log, by its key; one that is watched already keeps its state."""
    try:
        with _held(folder):
            watching, log = _state(folder), watch(parse_key(text_of(vkey)))
            known = {name: watching.get(name, watched) for name, watched in log.items()}
            if any(known[name].vkey != watched.vkey for name, watched in log.items()):
                sys.stderr.write("this log is watched under another key; a log that changes its key is another log\n")
                return REFUSED
            _write(folder / _STATE, msgspec.json.encode({**watching, **known}))
    except (LostError, NoteError) as error:
        return _fail(error)
    return 0


def sign(folder: Path, request: Path | None) -> int:
    """Cosign the checkpoint of a request (a file, or standard input), and print the signature lines."""
    body = sys.stdin.read() if request is None else request.read_text(encoding="utf-8")
    try:
        sys.stdout.write(_cosigned(folder, body))
    except (LostError, RefusalError) as error:
        return _fail(error)
    return 0


def visit(folder: Path, asked: Asked, *, keep: Path | None) -> int:
    """Fetch what a log has signed since, cosign it, and bring the cosignature back; print the cosigned checkpoint."""
    (shop,) = asked.shops
    try:
        source = ledger(asked.url, asked.token)
        row = json.loads(source.get(f"/shops/{shop}/volumes"))["volumes"][-1]
        with _held(folder):
            watched = _state(folder).get(row["origin"])
        body = source.get(f"/shops/{shop}/consistency?older={size_of(watched) if watched else 0}").decode()
        note = parse_request(body).note
        note += _cosigned(folder, body)
        source.post(f"/shops/{shop}/cosignatures?volume={row['volume']}", note.encode())
    except (NotRunningError, AnswerError) as error:
        sys.stderr.write(f"{error}\n")
        return UNAVAILABLE if isinstance(error, NotRunningError) else REFUSED
    except (LostError, RefusalError) as error:
        return _fail(error)
    if keep is None:
        sys.stdout.write(note)
    else:
        _write(keep, note.encode())
    return 0


def _cosigned(folder: Path, body: str) -> str:
    """Return the cosignature of what a request asks for, once the new state is on the disk."""
    with _held(folder):
        key, seed = _keys(folder)
        watching = _state(folder)
        try:
            agreed = weigh(watching, parse_request(body))
        except RefusalError as error:
            if error.status in _EVIDENCE:
                _write(private.folder(folder / _REFUSED) / f"{int(time.time())}-{secrets.token_hex(4)}", body.encode())
            raise
        line = cosign(agreed.text, key, at=int(time.time()), signer=Ed25519PrivateKey.from_private_bytes(seed).sign)
        # P8: what it has said must not be forgotten: first the state, then the answer, with nobody in between.
        _write(folder / _STATE, msgspec.json.encode({**watching, agreed.origin: agreed.watched}))
    return line


@contextmanager
def _held(folder: Path) -> Iterator[None]:
    """Hold the folder alone: to look at the state and to change it is one deed."""
    try:
        descriptor = os.open(folder / _LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError:
        raise LostError(f"`{folder}` is no witness's folder; `sekisho witness new` makes one") from None
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
        raise LostError(f"`{path}` is missing or unreadable; retire this witness and make another") from None


def _write(path: Path, content: bytes) -> None:
    """Write a file so that after any crash there is the old content or the new, whole, and on the disk."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        draft.replace(path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _fail(error: Exception) -> int:
    if isinstance(error, RefusalError):
        if error.size is not None:
            sys.stdout.write(f"{error.size}\n")
        sys.stderr.write(f"{error.status} {error}\n")
        return error.status - _STATUS_TO_CODE
    sys.stderr.write(f"{error}\n")
    return LOST if isinstance(error, LostError) else REFUSED
