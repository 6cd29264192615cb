"""Signed notes and checkpoints in the C2SP formats, so that verifiers that we did not write can read ours.

`signed-note` for the envelope, `tlog-checkpoint` for what is signed. It keeps no private key: signing is a function
that it is given. Notes of ours carry no extension lines, and one that does is refused.
"""

import binascii
from base64 import b64decode, b64encode
from collections.abc import Callable
from hashlib import sha256
from typing import Final, NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from shared.core.ledger.tree import HASH_SIZE

ED25519: Final = b"\x01"
COSIGNATURE: Final = b"\x04"
ID_SIZE: Final = 4
_SIGNATURE_SIZE: Final = 64
_MAX_SIGNATURES: Final = 100
_SIZE_DIGITS: Final = 18
_ORIGIN: Final = "sekisho.local/"
_MARK: Final = "— "


class NoteError(ValueError):
    """A note, checkpoint or key is malformed, or not signed by whom it should be; the message is a code."""


class VerifierKey(NamedTuple):
    """The name of a signer (for a log its origin), its Ed25519 public key, and the byte that says what it signs."""

    name: str
    public: bytes
    type: bytes = ED25519

    @property
    def id(self) -> bytes:
        """Return the four bytes that a signature line uses to name this key."""
        # C2SP signed-note: SHA-256(name || 0x0A || signature type || public key)[:4].
        return sha256(self.name.encode() + b"\n" + self.type + self.public).digest()[:ID_SIZE]

    def __str__(self) -> str:
        """Return the verifier key as text: `<name>+<id in hex>+<base64 of type and key>`."""
        return f"{self.name}+{self.id.hex()}+{b64encode(self.type + self.public).decode()}"


class Checkpoint(NamedTuple):
    """The state of one log: whose it is, how many leaves it has, and the root over them."""

    origin: str
    size: int
    root: bytes

    def body(self) -> str:
        """Return the text that is signed."""
        return f"{self.origin}\n{self.size}\n{b64encode(self.root).decode()}\n"


def log_origin(shop: str, volume: int = 1) -> str:
    """Name a volume of a shop's log: the first line of its checkpoints and the name of its key."""
    return f"{_ORIGIN}{shop}" if volume == 1 else f"{_ORIGIN}{shop}/{volume}"


def shop_of(origin: str) -> str:
    """Return the shop whose log has this origin, or nothing if it is no log of ours."""
    return origin.removeprefix(_ORIGIN).partition("/")[0] if origin.startswith(_ORIGIN) else ""


def volume_of(origin: str) -> int:
    """Return the number of the volume that has this origin."""
    _, _, number = origin.removeprefix(_ORIGIN).partition("/")
    return int(number) if number.isdecimal() else 1


def parse_key(text: str, *, kind: bytes = ED25519) -> VerifierKey:
    """Read a verifier key: that of a log, or of a witness if `kind` is `COSIGNATURE`.

    Raises:
        NoteError: it is malformed, of another algorithm, or its id does not fit.
    """
    name, _, rest = text.strip().partition("+")
    key_id, _, encoded = rest.partition("+")
    raw = unbase64(encoded)
    if not is_name(name) or raw[:1] != kind or len(raw) != 1 + HASH_SIZE:
        raise NoteError("key_malformed")
    key = VerifierKey(name, raw[1:], kind)
    if key.id.hex() != key_id:
        raise NoteError("key_id_differs")
    return key


def sign(text: str, key: VerifierKey, *, signer: Callable[[bytes], bytes]) -> str:
    """Return the note: the text and one signature line by `signer`, which holds the private half of `key`.

    Raises:
        NoteError: the text cannot be a note's.
    """
    if not is_name(key.name) or not text.endswith("\n") or not _is_printable(text):
        raise NoteError("text_malformed")
    return f"{text}\n{signature_line(key, signer(text.encode()))}"


def signature_line(key: VerifierKey, signature: bytes) -> str:
    """Return the line that holds a signature by `key`."""
    return f"{_MARK}{key.name} {b64encode(key.id + signature).decode()}\n"


def open_note(note: str, key: VerifierKey) -> str:
    """Return the text of a note that `key` has signed; signatures by other keys are passed over.

    Raises:
        NoteError: the note is malformed, or not or not well signed by `key`.
    """
    text, signatures = split_note(note)
    own = [signature for name, signature in signatures if (name, signature[:ID_SIZE]) == (key.name, key.id)]
    if not own:
        raise NoteError("signature_missing")
    for signature in own:
        check_signature(key, signature[ID_SIZE:], text)
    return text


def split_note(note: str) -> tuple[str, list[tuple[str, bytes]]]:
    """Return the text of a note, and its signatures by name, each with the key's id before it; none is checked.

    Raises:
        NoteError: the note is malformed.
    """
    # C2SP signed-note: the signatures follow the last empty line.
    cut = note.rfind("\n\n")
    if cut < 0 or not note.endswith("\n") or not _is_printable(note):
        raise NoteError("note_malformed")
    lines = note[cut + 2 : -1].split("\n")
    if len(lines) > _MAX_SIGNATURES:
        raise NoteError("note_malformed")
    return note[: cut + 1], [_signature(line) for line in lines]


def parse_checkpoint(body: str, *, extended: bool = False) -> Checkpoint:
    """Read the text of a checkpoint, exactly as `Checkpoint.body` writes it; `extended` lets more lines follow.

    Raises:
        NoteError: it differs in any way.
    """
    # C2SP tlog-checkpoint: origin, size in decimal without leading zeros, root in base64; then lines that are opaque.
    parts = body.split("\n")
    if len(parts) < 4 or parts[-1] or not all(parts[:-1]) or (len(parts) > 4 and not extended):  # noqa: PLR2004 - three lines, each ended
        raise NoteError("checkpoint_malformed")
    origin, size, root = parts[0], parts[1], unbase64(parts[2])
    if not (size.isascii() and size.isdigit() and len(size) <= _SIZE_DIGITS) or len(root) != HASH_SIZE:
        raise NoteError("checkpoint_malformed")
    checkpoint = Checkpoint(origin, int(size), root)
    if not body.startswith(checkpoint.body()):
        raise NoteError("checkpoint_malformed")
    return checkpoint


def open_checkpoint(note: str, key: VerifierKey) -> Checkpoint:
    """Return the checkpoint of the log that `key` belongs to.

    Raises:
        NoteError: as `open_note` and `parse_checkpoint`, or the checkpoint is another log's.
    """
    checkpoint = parse_checkpoint(open_note(note, key))
    # P12: one log's key never vouches for another's tree.
    if checkpoint.origin != key.name:
        raise NoteError("origin_differs")
    return checkpoint


def _signature(line: str) -> tuple[str, bytes]:
    name, _, encoded = line.removeprefix(_MARK).partition(" ")
    raw = unbase64(encoded)
    if not line.startswith(_MARK) or not is_name(name) or len(raw) <= ID_SIZE:
        raise NoteError("note_malformed")
    return name, raw


def check_signature(key: VerifierKey, signature: bytes, text: str) -> None:
    """Check an Ed25519 signature over a text.

    Raises:
        NoteError: it does not hold.
    """
    if len(signature) != _SIGNATURE_SIZE:
        raise NoteError("signature_invalid")
    try:
        Ed25519PublicKey.from_public_bytes(key.public).verify(signature, text.encode())
    except InvalidSignature:
        raise NoteError("signature_invalid") from None


def unbase64(text: str) -> bytes:
    """Read base64 that has one spelling only.

    Raises:
        NoteError: it is anything else.
    """
    try:
        raw = b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise NoteError("base64_malformed") from None
    if b64encode(raw).decode() != text:
        raise NoteError("base64_malformed")
    return raw


def is_name(name: str) -> bool:
    """Tell whether a key may have this name."""
    # C2SP signed-note: not empty, no Unicode space, no plus.
    return bool(name) and "+" not in name and not any(c.isspace() for c in name)


def _is_printable(text: str) -> bool:
    # C2SP signed-note: no ASCII control character but newline.
    return all(c >= " " or c == "\n" for c in text) and "\x7f" not in text
