"""The seal on a version: the policy service puts it on, every reader opens it.

Pure: keys come in. An opened version is only what the service stands for; whether officers do, says `chain`.
"""

from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Final, NamedTuple, TypeAlias

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from contracts.packs import Pack, Register
from contracts.versions import Approval, Claim, Signed, What, signing_input

Document: TypeAlias = Pack | Register
Keys = Mapping[str, Ed25519PublicKey]

_TYPES: Final[dict[What, type[Pack] | type[Register]]] = {"pack": Pack, "register": Register}


class SealError(Exception):
    """A record of `policy.packs` cannot be believed: a reason code, and the claim where the seal itself holds."""

    def __init__(self, reason: str, claim: Claim | None = None) -> None:
        """Keep both; the message is the code."""
        super().__init__(reason)
        self.reason, self.claim = reason, claim


class Opened(NamedTuple):
    """A version whose seal holds and whose body is what it says."""

    claim: Claim
    document: Document
    approvals: list[Approval]


class _Name(msgspec.Struct):
    shop: str
    version: int


def body_of(document: Document) -> bytes:
    """Return the canonical JSON of a pack or register."""
    return msgspec.json.encode(document, order="sorted")


def digest_of(document: Document) -> str:
    """Return the digest (SHA-256, hex) by which a version is cited: that of its body."""
    return sha256(body_of(document)).hexdigest()


def claim_of(document: Document, *, previous: str, effective: int) -> Claim:
    """Return the claim of a document in its place."""
    what: What = "pack" if isinstance(document, Pack) else "register"
    return Claim(what, document.shop, document.version, digest_of(document), previous, effective)


def key_id(key: Ed25519PublicKey) -> str:
    """Return the name of a key of the policy service: the beginning of its SHA-256, in hex."""
    return sha256(key.public_bytes_raw()).hexdigest()[:16]


def by_id(keys: Iterable[Ed25519PublicKey]) -> dict[str, Ed25519PublicKey]:
    """Return the keys under their names."""
    return {key_id(key): key for key in keys}


def seal(claim: Claim, body: bytes, approvals: list[Approval], *, key: Ed25519PrivateKey) -> Signed:
    """Seal a version with the key of the policy service."""
    name = key_id(key.public_key())
    return Signed(claim, body, name, key.sign(signing_input(claim, name)), approvals)


def unseal(value: bytes, keys: Keys) -> Opened:
    """Open a record of `policy.packs`.

    Raises:
        SealError: it cannot be read, is sealed by nobody we know, or its body is another or of a later release.
    """
    try:
        signed = msgspec.msgpack.decode(value, type=Signed)
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise SealError("unreadable") from None
    claim, key = signed.claim, keys.get(signed.key)
    if key is None:
        raise SealError("key_unknown")
    try:
        key.verify(signed.signature, signing_input(claim, signed.key))
    except InvalidSignature:
        raise SealError("signature_wrong") from None
    if sha256(signed.body).hexdigest() != claim.digest:
        raise SealError("digest_wrong")
    return Opened(claim, _document(claim, signed.body), signed.approvals)


def _document(claim: Claim, body: bytes) -> Document:
    try:
        name = msgspec.json.decode(body, type=_Name)
        if (name.shop, name.version) != (claim.shop, claim.version):
            raise SealError("body_of_another_name")
        return msgspec.json.decode(body, type=_TYPES[claim.what])
    except (msgspec.DecodeError, UnicodeDecodeError):
        # Sealed, but written for a later release of ours: the reader must know whose it is, to hold it.
        raise SealError("body_unreadable", claim) from None
