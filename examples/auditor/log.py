"""Does the log verify? The Merkle tree of RFC 6962 and the signed checkpoint of C2SP, from the specifications."""

import base64
import hashlib

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


def root(leaves: list[bytes]) -> bytes:
    """Return the Merkle tree hash of RFC 6962, 2.1, over the leaves in order."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    level = [hashlib.sha256(b"\x00" + leaf).digest() for leaf in leaves]
    while len(level) > 1:
        # An odd one out rises unchanged: the same tree as splitting at the largest power of two.
        pairs = [hashlib.sha256(b"\x01" + a + b).digest() for a, b in zip(level[::2], level[1::2], strict=False)]
        level = [*pairs, level[-1]] if len(level) % 2 else pairs
    return level[0]


def check(checkpoint: str, vkey: str, leaves: list[str]) -> str:
    """Return what is wrong with a log, or nothing: signature, size, root."""
    text, _, signatures = checkpoint.partition("\n\n")
    body = f"{text}\n"
    name, _, rest = vkey.partition("+")
    key = base64.b64decode(rest.split("+", 1)[1])
    line = next((s for s in signatures.splitlines() if s.startswith(f"— {name} ")), None)
    if line is None:
        return "the checkpoint is not signed by the log"
    signature = base64.b64decode(line.rsplit(" ", 1)[1])[4:]
    try:
        Ed25519PublicKey.from_public_bytes(key[1:]).verify(signature, body.encode())
    except InvalidSignature:
        return "the signature does not hold"
    origin, size, digest = body.splitlines()[:3]
    if origin != name:
        return "the checkpoint is of another log"
    if int(size) != len(leaves):
        return f"the checkpoint covers {size} leaves, the export has {len(leaves)}"
    if base64.b64decode(digest) != root([leaf.encode() for leaf in leaves]):
        return "the root does not follow from the leaves"
    return ""
